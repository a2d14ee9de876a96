"""A small process that outlives the host by a moment: when the host is killed, it kills the engines' groups.

The kernel already kills the engine processes with the host (PR_SET_PDEATHSIG), but not what those have started, such
as clamd.
"""

import os
import shutil
import signal
from contextlib import suppress
from pathlib import Path


class Keeper:
    """The host's side: which process groups are to die with it."""

    def __init__(self, pipe: int) -> None:
        self._pipe = pipe
        self._gone: set[int] = set()

    def add(self, group: int) -> None:
        self._say(f"+{group}\n")

    def remove(self, group: int) -> None:
        self._say(f"-{group}\n")
        self._gone.add(group)
        # The deaths that were announced so far were not yet looked at.
        self.bury_orphans()

    def bury_orphans(self) -> None:
        """Waits for the dead of groups that are over and whose own parents are gone. Called on SIGCHLD."""
        for group in list(self._gone):
            try:
                while os.waitpid(-group, os.WNOHANG)[0]:
                    pass
            except ChildProcessError:
                self._gone.discard(group)

    def _say(self, line: str) -> None:
        # Without the keeper only the kernel's own measure holds; that is no reason to stop.
        with suppress(OSError):
            os.write(self._pipe, line.encode())


def start_keeper(folder: Path) -> Keeper:
    """Forks the keeper, which at the end removes `folder`. Called before the host has threads or an event loop."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setsid()
            os.close(writing)
            _keep(reading, folder)
        finally:
            os._exit(0)
    os.close(reading)
    return Keeper(writing)


def _keep(pipe: int, folder: Path) -> None:
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    _close_all_but(pipe)
    groups: set[int] = set()
    held = b""
    while data := os.read(pipe, 4096):
        *lines, held = (held + data).split(b"\n")
        for line in lines:
            group = int(line[1:])
            if line.startswith(b"+"):
                groups.add(group)
            else:
                groups.discard(group)
    for group in groups:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)
    shutil.rmtree(folder, ignore_errors=True)


def _close_all_but(pipe: int) -> None:
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)
    os.closerange(3, pipe)
    os.closerange(pipe + 1, 65536)
