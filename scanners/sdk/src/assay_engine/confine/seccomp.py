"""seccomp: system calls that no engine needs are refused with EPERM. libseccomp writes the filter."""

import ctypes
import errno
import os
import tempfile
from collections.abc import Iterable

from assay_engine.confine.libc import PR_SET_SECCOMP, prctl

MODE_FILTER = 2

REFUSED = (
    # into other processes
    "ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "kcmp", "pidfd_getfd",
    # namespaces and mounts
    "mount", "umount2", "pivot_root", "move_mount", "open_tree", "fsopen", "fsconfig", "fsmount", "fspick",
    "mount_setattr", "chroot", "setns", "unshare",
    # large surfaces of the kernel
    "bpf", "io_uring_setup", "io_uring_enter", "io_uring_register", "userfaultfd", "perf_event_open", "fanotify_init",
    "keyctl", "add_key", "request_key", "memfd_secret", "vmsplice",
    # memory that no resource limit counts; what System V's calls make also outlives who made it
    "memfd_create", "shmget", "msgget", "semget",
    # the machine itself
    "kexec_load", "kexec_file_load", "init_module", "finit_module", "delete_module", "reboot", "swapon", "swapoff",
    "acct", "quotactl", "settimeofday", "clock_settime", "clock_adjtime", "adjtimex", "sethostname", "setdomainname",
    "iopl", "ioperm", "syslog", "vhangup", "nfsservctl", "uselib", "lookup_dcookie",
    # files by handle pass every path check
    "open_by_handle_at", "name_to_handle_at",
)  # fmt: skip

LEAVES_GROUP = ("setsid", "setpgid")
"""Refused once a run has its own process group, so that killing the group kills all of it."""

_NEW_NAMESPACE = 0x02000000 | 0x04000000 | 0x08000000 | 0x10000000 | 0x20000000 | 0x40000000 | 0x00020000
_AF_UNIX = 1
_SHARED_ANONYMOUS = 0x21
_TIOCSTI, _TIOCLINUX = 0x5412, 0x541C


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def base_filter() -> bytes:
    """The filter for a process before its engine is loaded. Raises `RuntimeError` where libseccomp is missing."""
    import pyseccomp as seccomp

    refused = seccomp.ERRNO(errno.EPERM)
    made = seccomp.SyscallFilter(seccomp.ALLOW)
    _refuse(made, REFUSED)
    # Local sockets stay: clamd is spoken to through one.
    made.add_rule(refused, "socket", seccomp.Arg(0, seccomp.NE, _AF_UNIX))
    for bit in (1 << shift for shift in range(32)):
        if _NEW_NAMESPACE & bit:
            made.add_rule(refused, "clone", seccomp.Arg(0, seccomp.MASKED_EQ, bit, bit))
    # The flags of clone3 lie in memory, out of a filter's sight; with ENOSYS the C library falls back to clone.
    made.add_rule(seccomp.ERRNO(errno.ENOSYS), "clone3")
    # No resource limit counts shared anonymous memory.
    made.add_rule(refused, "mmap", seccomp.Arg(3, seccomp.MASKED_EQ, _SHARED_ANONYMOUS, _SHARED_ANONYMOUS))
    for request in (_TIOCSTI, _TIOCLINUX):
        made.add_rule(refused, "ioctl", seccomp.Arg(1, seccomp.MASKED_EQ, 0xFFFFFFFF, request))
    return _exported(made)


def group_filter() -> bytes:
    """The filter for one run, on top of the base filter."""
    import pyseccomp as seccomp

    made = seccomp.SyscallFilter(seccomp.ALLOW)
    _refuse(made, LEAVES_GROUP)
    return _exported(made)


def install(program: bytes) -> None:
    """Puts a filter on this process and its children for ever. Needs no_new_privs; raises `OSError`."""
    buffer = ctypes.create_string_buffer(program, len(program))
    order = _Program(len(program) // 8, ctypes.cast(buffer, ctypes.c_void_p))
    prctl(PR_SET_SECCOMP, MODE_FILTER, ctypes.byref(order))


def _refuse(made: object, names: Iterable[str]) -> None:
    import pyseccomp as seccomp

    for name in names:
        try:
            made.add_rule(seccomp.ERRNO(errno.EPERM), name)  # type: ignore[attr-defined]
        except (OSError, ValueError, RuntimeError):
            # This processor or this libseccomp does not know the call; what it does not know cannot be allowed here.
            continue


def _exported(made: object) -> bytes:
    with tempfile.TemporaryFile() as file:
        made.export_bpf(file)  # type: ignore[attr-defined]
        file.flush()
        file.seek(0, os.SEEK_SET)
        return file.read()
