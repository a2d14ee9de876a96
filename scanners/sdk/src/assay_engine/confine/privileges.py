"""Giving up what a process may do because of who it is."""

import ctypes
import os
import signal

from assay_engine.confine.libc import (
    PR_CAP_AMBIENT,
    PR_CAPBSET_DROP,
    PR_SET_CHILD_SUBREAPER,
    PR_SET_NO_NEW_PRIVS,
    PR_SET_PDEATHSIG,
    libc,
    prctl,
)

DAC_READ_SEARCH = 2

_PR_SET_DUMPABLE = 4
_PR_SET_KEEPCAPS = 8
_PR_CAP_AMBIENT_RAISE = 2
_PR_CAP_AMBIENT_CLEAR_ALL = 4
_CAPABILITY_VERSION_3 = 0x20080522
_HIGHEST_CAPABILITY = 63


class _CapHeader(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _CapData(ctypes.Structure):
    _fields_ = (("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32))


def die_with_parent() -> None:
    """The kernel kills this process when its parent ends. A change of user takes that back: call it afterwards."""
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def adopt_orphans() -> None:
    """Makes this process the parent of its descendants whose own parent has ended, so that it can wait for them."""
    prctl(PR_SET_CHILD_SUBREAPER, 1)


def no_new_privileges() -> None:
    prctl(PR_SET_NO_NEW_PRIVS, 1)


def become(user: int, *, keep_read_search: bool) -> None:
    """Becomes the user and group of that number, in no other group and without capabilities. Needs root.

    `keep_read_search` leaves the right to read and enter what the user could not: the folders that this user must see
    may lie where only root can go. Other measures then say what may be read.
    """
    kept = (DAC_READ_SEARCH,) if keep_read_search else ()
    _drop_bounding_set(kept)
    os.setgroups([])
    os.setresgid(user, user, user)
    if kept:
        prctl(_PR_SET_KEEPCAPS, 1)
    os.setresuid(user, user, user)
    if kept:
        _set_capabilities(1 << DAC_READ_SEARCH)
        # Programs that the engine starts, such as clamd, need it as well.
        prctl(PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, DAC_READ_SEARCH)


def drop_capabilities() -> None:
    """Gives up every capability, so that root is a user like any other."""
    _drop_bounding_set(())
    _set_capabilities(0)


def allow_own_proc() -> None:
    """Lets this process read its own /proc/self again, which a change of user has closed."""
    prctl(_PR_SET_DUMPABLE, 1)


def _set_capabilities(low: int) -> None:
    header = _CapHeader(_CAPABILITY_VERSION_3, 0)
    sets = (_CapData * 2)(_CapData(low, low, low), _CapData(0, 0, 0))
    if libc().capset(ctypes.byref(header), ctypes.byref(sets)) != 0:
        raise OSError(ctypes.get_errno(), "capset")


def _drop_bounding_set(kept: tuple[int, ...]) -> None:
    for capability in range(_HIGHEST_CAPABILITY + 1):
        if capability in kept:
            continue
        try:
            prctl(PR_CAPBSET_DROP, capability)
        except OSError:
            # Past the last capability that this kernel knows, or without the right to drop any.
            break
    try:
        prctl(PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL)
    except OSError:
        return
