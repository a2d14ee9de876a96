"""What of the machine's files an engine process may see."""

import sys
from pathlib import Path

SYSTEM = (
    "/usr", "/lib", "/lib32", "/lib64", "/bin", "/sbin", "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d",
    "/etc/alternatives", "/etc/localtime", "/etc/passwd", "/etc/group", "/etc/nsswitch.conf", "/etc/magic",
    "/etc/mime.types", "/etc/ssl/certs", "/sys/devices/system/cpu",
)  # fmt: skip
SINKS = ("/dev/null", "/dev/full")
"""Devices that may be written to."""
SOURCES = ("/dev/zero", "/dev/random", "/dev/urandom")
"""Devices that can only be read: /dev/zero, opened for writing and mapped, is shared memory that no limit counts."""


def python_folders() -> list[Path]:
    """Where this Python, its packages and packages installed editable lie."""
    folders = {Path(sys.prefix), Path(sys.base_prefix), Path(sys.executable).resolve().parent}
    folders |= {Path(entry) for entry in sys.path if entry}
    return sorted(folder for folder in folders if folder.exists() and folder != Path("/"))


def system_folders() -> list[Path]:
    return [Path(path) for path in SYSTEM]


def unreachable(paths: list[Path], user: int) -> Path | None:
    """The first of the folders that a user without privileges could not enter, because of the modes on its way."""
    for path in paths:
        for step in [*reversed(path.resolve().parents), path.resolve()]:
            if step.is_dir() and not _may_enter(step, user):
                return step
    return None


def _may_enter(folder: Path, user: int) -> bool:
    status = folder.stat()
    bit = 0o100 if status.st_uid == user else 0o010 if status.st_gid == user else 0o001
    return bool(status.st_mode & bit)
