"""Resource limits of an engine's processes."""

import sys

if sys.platform != "win32":
    import resource

MIB = 1024 * 1024
OPEN_FILES = 1024


def limit_process(memory_mb: int, processes: int, tmp_mb: int) -> None:
    """For an engine's process and all its children.

    Memory is private memory per process: an address-space limit would stop programs that only reserve, such as
    WebAssembly runtimes. `processes` counts the processes and threads of the user.
    """
    _lower(resource.RLIMIT_DATA, memory_mb * MIB)
    _lower(resource.RLIMIT_NPROC, processes)
    _lower(resource.RLIMIT_FSIZE, tmp_mb * MIB)
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_NOFILE, OPEN_FILES)
    _lower(resource.RLIMIT_MEMLOCK, 0)
    _lower(resource.RLIMIT_MSGQUEUE, 0)


def limit_cpu(seconds: int) -> None:
    """For one run: CPU time of each process, over all its threads."""
    _lower(resource.RLIMIT_CPU, seconds)


def _lower(kind: int, value: int) -> None:
    _, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    resource.setrlimit(kind, (value, value))
