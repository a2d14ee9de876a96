"""Scratch folders: one per engine process, one per run in it. Whatever a hostile engine left there is removed."""

import errno
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

ENTRY_BYTES = 4096
"""What one entry counts at least, so that a million empty files are not free."""
MAX_ENTRIES = 20_000


class OverQuotaError(Exception):
    """A run's scratch folder holds more than it may."""


def make_folder(path: Path, owner: int | None, mode: int = 0o700) -> Path:
    """A new folder; `owner` is the engine's user, None for the host's own."""
    path.mkdir(mode=mode, parents=False)
    path.chmod(mode)
    if owner is not None:
        os.chown(path, owner, owner, follow_symlinks=False)
    return path


def remove_folder(path: Path) -> None:
    """Removes a folder and all that is in it. Blocking; links are not followed."""
    try:
        path.rmdir()
        return
    except FileNotFoundError:
        return
    except OSError:
        pass
    try:
        shutil.rmtree(path)
    except (OSError, RecursionError):
        # Folders nested deeper than Python's stack: rm walks without recursion.
        with suppress(OSError):
            subprocess.run(["rm", "-rf", "--", str(path)], check=False, stderr=subprocess.DEVNULL)


def check_quota(path: Path, max_bytes: int) -> None:
    """Raises `OverQuotaError` when the folder holds more than `max_bytes`, or more or deeper than can be counted."""
    total = 0
    for count, size in enumerate(_sizes(path)):
        total += size
        if total > max_bytes or count > MAX_ENTRIES:
            raise OverQuotaError


def _sizes(path: Path) -> Iterator[int]:
    waiting = [str(path)]
    while waiting:
        try:
            entries = os.scandir(waiting.pop())
        except OSError as error:
            if error.errno == errno.ENAMETOOLONG:
                raise OverQuotaError from error
            continue
        with entries:
            for entry in entries:
                with suppress(OSError):
                    status = entry.stat(follow_symlinks=False)
                    yield max(ENTRY_BYTES, status.st_blocks * 512)
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
