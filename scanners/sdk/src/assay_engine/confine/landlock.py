"""Landlock: which files a process may touch, without any privilege. Source: the kernel's userspace-api/landlock."""

import ctypes
import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from assay_engine.confine.libc import syscall

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
RULE_PATH_BENEATH = 1

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
REFER, TRUNCATE, IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
_MAKE_DEVICES = 1 << 6 | 1 << 11
_ON_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV

READ = EXECUTE | READ_FILE | READ_DIR
"""Read and execute."""
READ_ONE = READ_FILE
"""Read a file by its name, without listing its folder."""
SINK = READ_FILE | WRITE_FILE
"""Devices that swallow what is written, such as /dev/null."""
WRITE = ((1 << 15) - 1) & ~_MAKE_DEVICES
"""Everything in a scratch folder but making devices."""


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


@dataclass(frozen=True, slots=True)
class Place:
    """A folder or file, opened, and what may be done beneath it."""

    descriptor: int
    allowed: int


def version() -> int:
    """The kernel's Landlock version, 0 when it has none or it is switched off."""
    try:
        return syscall(CREATE_RULESET, None, 0, 1)
    except OSError:
        return 0


def open_places(paths: Iterable[tuple[Path, int]]) -> list[Place]:
    """Opens the paths that exist; the others are left out, so nothing beneath them may be touched."""
    places = []
    for path, allowed in paths:
        try:
            places.append(Place(os.open(path, os.O_PATH | os.O_CLOEXEC), allowed))
        except OSError:
            continue
    return places


def restrict(places: Iterable[Place], abi: int) -> None:
    """Gives up, for this process and its children for ever, every file but `places`, TCP, and signals to outside.

    Needs no_new_privs. Each call is one more layer: what an earlier layer refuses, a later one cannot allow.
    """
    files = _files_handled(abi)
    attributes = _Ruleset(files, 3 if abi >= 4 else 0, 3 if abi >= 6 else 0)
    size = 24 if abi >= 6 else 16 if abi >= 4 else 8
    ruleset = syscall(CREATE_RULESET, ctypes.byref(attributes), size, 0)
    try:
        for place in places:
            allowed = place.allowed & files
            if not stat.S_ISDIR(os.fstat(place.descriptor).st_mode):
                allowed &= _ON_FILES
            rule = _PathBeneath(allowed, place.descriptor)
            syscall(ADD_RULE, ruleset, RULE_PATH_BENEATH, ctypes.byref(rule), 0)
        syscall(RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)


def _files_handled(abi: int) -> int:
    bits = 13 + (abi >= 2) + (abi >= 3) + (abi >= 5)
    return (1 << bits) - 1
