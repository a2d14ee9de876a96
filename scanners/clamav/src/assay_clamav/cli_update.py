"""`assay-clamav-update DIRECTORY`: brings ClamAV's official signatures into a directory.

It runs beside scanning and never inside it: this is the only part that needs a way out to the network. Its one line on
stdout is `changed VERSION` or `unchanged VERSION`, also when it fails: freshclam replaces one database after the
other, so part of the set may be new. After a change the engine host is to be told (SIGHUP).
"""

import argparse
import fcntl
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from assay_clamav.daemon import INSTALL, dies_with
from assay_clamav.signatures import missing_databases, set_version

MIRROR = "database.clamav.net"
NOT_INSTALLED, TIMED_OUT, TRY_LATER, INCOMPLETE = 127, 124, 75, 65
"""Exit codes of our own, as shells, timeout(1) and sysexits.h have them. Others are freshclam's."""

# Refused by the mirror (403, 429), freshclam waits for hours, asks nobody meanwhile and ends with 0.
_COOL_DOWN = re.compile(r"on cool-down until after: (.+)")


def main(arguments: list[str] | None = None) -> int:
    """0: the set is current. Anything else: it may not be, and why stands on stderr."""
    parser = argparse.ArgumentParser(prog="assay-clamav-update", description=__doc__)
    parser.add_argument("directory", type=Path, help="where main, daily and bytecode are kept")
    parser.add_argument("--mirror", default=MIRROR, help="host of the database mirror (default: %(default)s)")
    parser.add_argument("--timeout", type=int, default=1800, metavar="SECONDS")
    chosen = parser.parse_args(arguments)
    return update(chosen.directory, chosen.mirror, chosen.timeout)


def update(directory: Path, mirror: str, timeout_s: int) -> int:
    """Runs freshclam, which verifies each database's signature and loads it for a test before it takes its place."""
    program = shutil.which("freshclam", path=os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin"]))
    if program is None:
        _complain(f"freshclam is not installed: {INSTALL}")
        return NOT_INSTALLED
    directory.mkdir(parents=True, exist_ok=True)
    before = set_version(directory)
    try:
        with _alone(directory):
            _remove_left(directory)
            code, fault = _run(program, directory.resolve(), mirror, timeout_s)
    except _UnderWay as busy:
        code, fault = TRY_LATER, str(busy)
    after = set_version(directory)
    sys.stdout.write(f"{'unchanged' if after == before else 'changed'} {after}\n")
    missing = missing_databases(directory)
    if fault is None and missing:
        code, fault = INCOMPLETE, f"freshclam ended well, but there is no {' and no '.join(missing)}"
    if fault is not None:
        _complain(fault)
    return code


class _UnderWay(Exception):
    pass


@contextmanager
def _alone(directory: Path) -> Iterator[None]:
    """One update at a time: two would remove each other's half work. The lock is the kernel's and ends with us."""
    with (directory / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _UnderWay("another update of this directory is under way") from None
        yield


def _remove_left(directory: Path) -> None:
    """What a killed freshclam had loaded by then: up to a whole database, under a name that it never takes again."""
    for left in directory.glob("tmp.*/"):
        shutil.rmtree(left)


def _run(program: str, directory: Path, mirror: str, timeout_s: int) -> tuple[int, str | None]:
    """The exit code, and what went wrong. What freshclam says goes to stderr."""
    # Without names, so that nothing of them is left by a process that was killed.
    with tempfile.TemporaryFile() as config, tempfile.TemporaryFile() as said:
        config.write(write_config(directory, mirror).encode())
        config.seek(0)
        code = _exit_code([program, f"--config-file=/dev/fd/{config.fileno()}", "--stdout"], config, said, timeout_s)
        said.seek(0)
        text = said.read().decode("utf-8", "replace")
    sys.stderr.write(text)
    cool_down = _COOL_DOWN.search(text)
    if code is None:
        return TIMED_OUT, f"freshclam did not finish within {timeout_s} s"
    if code != 0:
        return code, f"freshclam ended with {code}: the signatures were not updated in full"
    if cool_down is not None:
        return TRY_LATER, f"the mirror refused: freshclam asks for no signatures until {cool_down[1].strip()}"
    return 0, None


def _exit_code(command: list[str], config: BinaryIO, said: BinaryIO, timeout_s: int) -> int | None:
    """None when it had to be stopped."""
    opened = (config.fileno(),)
    dies = dies_with(os.getpid())
    try:
        run = subprocess.run(command, stdout=said, timeout=timeout_s, check=False, pass_fds=opened, preexec_fn=dies)
    except subprocess.TimeoutExpired:
        return None
    return run.returncode


def _complain(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def write_config(directory: Path, mirror: str) -> str:
    return "\n".join(
        [
            f"DatabaseDirectory {directory}",
            f"DatabaseMirror {mirror}",
            # freshclam wants to become this user when root runs it; the directory belongs to whoever runs the updater.
            f"DatabaseOwner {_user()}",
            "ScriptedUpdates yes",
            "TestDatabases yes",
            "Bytecode yes",
            "MaxAttempts 2",
            "ConnectTimeout 15",
            "ReceiveTimeout 300",
            "",
        ]
    )


def _user() -> str:
    import pwd

    return pwd.getpwuid(os.geteuid()).pw_name


if __name__ == "__main__":
    sys.exit(main())
