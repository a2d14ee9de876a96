"""`assay-clamav-update DIRECTORY`: brings ClamAV's official signatures into a directory.

It runs beside scanning and never inside it: this is the only part that needs a way out to the network. Its one line on
stdout is `changed VERSION` or `unchanged VERSION`, also when it fails: freshclam replaces one database after the
other, so part of the set may be new. After a change the engine host is to be told (SIGHUP).
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import BinaryIO

from assay_clamav.daemon import INSTALL, dies_with
from assay_clamav.signatures import missing_databases, set_version

MIRROR = "database.clamav.net"
NOT_INSTALLED, TIMED_OUT, REFUSED, INCOMPLETE = 127, 124, 75, 65
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
    code, fault = _run(program, directory.resolve(), mirror, timeout_s)
    after = set_version(directory)
    sys.stdout.write(f"{'unchanged' if after == before else 'changed'} {after}\n")
    missing = missing_databases(directory)
    if fault is None and missing:
        code, fault = INCOMPLETE, f"freshclam ended well, but there is no {' and no '.join(missing)}"
    if fault is not None:
        _complain(fault)
    return code


def _run(program: str, directory: Path, mirror: str, timeout_s: int) -> tuple[int, str | None]:
    """The exit code, and what went wrong. What freshclam says goes to stderr."""
    with tempfile.TemporaryDirectory(prefix="assay-clamav-update-") as scratch:
        config, said = Path(scratch) / "freshclam.conf", Path(scratch) / "said"
        config.write_text(write_config(directory, mirror), "utf-8")
        with said.open("wb") as out:
            code = _exit_code([program, f"--config-file={config}", "--stdout"], out, timeout_s)
        text = said.read_text("utf-8", "replace")
    sys.stderr.write(text)
    cool_down = _COOL_DOWN.search(text)
    if code is None:
        return TIMED_OUT, f"freshclam did not finish within {timeout_s} s"
    if code != 0:
        return code, f"freshclam ended with {code}: the signatures were not updated in full"
    if cool_down is not None:
        return REFUSED, f"the mirror refused: freshclam asks for no signatures until {cool_down[1].strip()}"
    return 0, None


def _exit_code(command: list[str], out: BinaryIO, timeout_s: int) -> int | None:
    """None when it had to be stopped."""
    try:
        dies = dies_with(os.getpid())
        return subprocess.run(command, stdout=out, timeout=timeout_s, check=False, preexec_fn=dies).returncode
    except subprocess.TimeoutExpired:
        return None


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
