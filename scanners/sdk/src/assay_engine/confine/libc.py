"""The system calls that Python has no function for."""

import ctypes
import os
from functools import cache
from typing import Any

PR_SET_PDEATHSIG = 1
PR_SET_NO_NEW_PRIVS = 38
PR_SET_SECCOMP = 22
PR_CAPBSET_DROP = 24
PR_SET_CHILD_SUBREAPER = 36
PR_CAP_AMBIENT = 47


@cache
def libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def prctl(option: int, *arguments: Any) -> None:
    """Raises `OSError` when the kernel refuses."""
    four = [*arguments, 0, 0, 0, 0][:4]
    values = [ctypes.c_ulong(value) if isinstance(value, int) else value for value in four]
    if libc().prctl(ctypes.c_int(option), *values) != 0:
        raise _last_error(f"prctl {option}")


def syscall(number: int, *arguments: Any) -> int:
    """Raises `OSError` when the kernel refuses."""
    values = [ctypes.c_long(value) if isinstance(value, int) else value for value in arguments]
    answer = int(libc().syscall(ctypes.c_long(number), *values))
    if answer < 0:
        raise _last_error(f"system call {number}")
    return answer


def _last_error(what: str) -> OSError:
    number = ctypes.get_errno()
    return OSError(number, f"{what}: {os.strerror(number)}")
