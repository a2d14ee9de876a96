"""The sets in the engine's data directory: how one comes, is listed and goes."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from assay_knowngood.errors import SetError
from assay_knowngood.known_set import ENDING, About, KnownSet, open_set

WORK = ".importing-"
CHANGED = "changed"
"""Its time of change tells whoever runs the engine host that the sets are others."""


def open_sets(directory: Path) -> tuple[list[KnownSet], list[str]]:
    """Every set, by name, and why some files are none. The directory may be missing."""
    found: list[KnownSet] = []
    faults: list[str] = []
    for path in sorted(directory.glob(f"*{ENDING}")) if directory.is_dir() else []:
        try:
            found.append(open_set(path))
        except SetError as error:
            faults.append(str(error))
    return found, faults


def add_set(directory: Path, name: str, build: Callable[[Path], About]) -> About:
    """Lets `build` write a set to the path that it is given, and puts it at its place when it is whole.

    A set of this name is replaced in the same moment. What an import that was killed has left is removed.
    """
    directory.mkdir(parents=True, exist_ok=True)
    directory.chmod(0o755)  # The engine runs as a user of its own.
    with _alone(directory):
        for left in directory.glob(f"{WORK}*"):
            shutil.rmtree(left, ignore_errors=True)
        work = Path(tempfile.mkdtemp(prefix=WORK, dir=directory))
        try:
            path = work / f"{name}{ENDING}"
            about = build(path)
            path.chmod(0o644)
            _sync(path)
            path.replace(directory / path.name)
            _tell(directory)
        finally:
            shutil.rmtree(work, ignore_errors=True)
    return about


def remove_set(directory: Path, name: str) -> None:
    """Raises `SetError` when there is none of this name."""
    if not directory.is_dir():
        raise SetError(f"{directory} holds no sets")
    with _alone(directory):
        try:
            (directory / f"{name}{ENDING}").unlink()
        except FileNotFoundError:
            raise SetError(f"there is no set {name}") from None
        _tell(directory)


def _tell(directory: Path) -> None:
    _sync(directory)
    (directory / CHANGED).touch(0o644)


@contextmanager
def _alone(directory: Path) -> Iterator[None]:
    """One change at a time: two imports would remove each other's half work."""
    with (directory / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SetError("another import runs on this directory") from None
        yield


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
