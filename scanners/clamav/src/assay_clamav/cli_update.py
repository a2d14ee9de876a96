"""`assay-clamav-update DIRECTORY`: brings ClamAV's official signatures into a directory.

It runs beside scanning and never inside it: this is the only part that needs a way out to the network. Its one line on
stdout is `changed VERSION` or `unchanged VERSION`; after a change the engine host is to be told (SIGHUP).
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from assay_clamav.daemon import INSTALL
from assay_clamav.signatures import set_version

MIRROR = "database.clamav.net"


def main(arguments: list[str] | None = None) -> int:
    """0: the set is current. Anything else: it was not changed, and why stands on stderr."""
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
        return 127
    directory.mkdir(parents=True, exist_ok=True)
    before = set_version(directory)
    with tempfile.TemporaryDirectory(prefix="assay-clamav-update-") as scratch:
        config = Path(scratch) / "freshclam.conf"
        config.write_text(write_config(directory.resolve(), mirror), "utf-8")
        try:
            command = [program, f"--config-file={config}", "--stdout"]
            done = subprocess.run(command, stdout=sys.stderr, timeout=timeout_s, check=False)
        except subprocess.TimeoutExpired:
            _complain(f"freshclam did not finish within {timeout_s} s")
            return 124
    if done.returncode != 0:
        _complain(f"freshclam ended with {done.returncode}: the signatures were not updated")
        return done.returncode
    after = set_version(directory)
    sys.stdout.write(f"{'unchanged' if after == before else 'changed'} {after}\n")
    return 0


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
