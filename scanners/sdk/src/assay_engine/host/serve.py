"""`assay-engine host`: the server around the engines."""

import asyncio
import contextlib
import os
import secrets
import signal
import socket
import stat
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from assay_engine.confine.privileges import adopt_orphans
from assay_engine.host.connection import Connection
from assay_engine.host.engine_host import EngineHost
from assay_engine.host.event_log import log_event
from assay_engine.host.keeper import Keeper, start_keeper
from assay_engine.host.scratch import remove_folder
from assay_engine.host.settings import HostSettings

MAX_SOCKET_PATH = 107
"""Bytes that fit into sockaddr_un on Linux."""


class StartError(Exception):
    """The host cannot start; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Listening:
    """Where workers connect. `mode` are the socket's permissions; `group` and `workers` None leave them as they are."""

    path: Path
    mode: int
    group: int | None
    workers: frozenset[int] | None
    """Users whose connections are taken besides root's and the host's own; None takes whoever may open the socket."""


def run_host(settings: HostSettings, listening: Listening, *, exit_with_stdin: bool) -> None:
    """Serves until SIGTERM, SIGINT or, with `exit_with_stdin`, the end of standard input. Raises `StartError`."""
    _check_socket(listening.path)
    folder = _make_folders(settings)
    keeper = start_keeper(folder)
    # In a container the host is process 1, to which orphans come anyway; elsewhere it asks for them.
    adopt_orphans()
    asyncio.run(_serve(EngineHost(settings, folder, keeper), keeper, listening, exit_with_stdin=exit_with_stdin))


async def _serve(host: EngineHost, keeper: Keeper, listening: Listening, *, exit_with_stdin: bool) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    if exit_with_stdin:
        _stop_at_end_of_input(loop, stop)
    connections: set[asyncio.Task[None]] = set()
    async with host:
        loop.add_signal_handler(signal.SIGHUP, host.reload)
        loop.add_signal_handler(signal.SIGCHLD, keeper.bury_orphans)
        server = await asyncio.start_unix_server(_acceptor(host, listening, connections), sock=_bind(listening))
        log_event("info", "listening", socket=str(listening.path), pid=os.getpid())
        await stop.wait()
        log_event("info", "stopping")
        server.close()
        for task in connections:
            task.cancel()
        await asyncio.gather(*connections, return_exceptions=True)
    with contextlib.suppress(FileNotFoundError):
        listening.path.unlink()


def _acceptor(
    host: EngineHost, listening: Listening, connections: set["asyncio.Task[None]"]
) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], None]:
    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        refused = _refused(writer.get_extra_info("socket"), listening)
        if refused is not None:
            log_event("error", "a connection was refused", reason=refused)
            writer.close()
            return
        task = asyncio.get_running_loop().create_task(_serve_worker(host, reader, writer))
        connections.add(task)
        task.add_done_callback(connections.discard)

    return accept


async def _serve_worker(host: EngineHost, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    connection = Connection(reader, writer, host.engines, host.identifier, host.settings, host.message, None)
    unsubscribe = host.on_change(connection.push_engines)
    try:
        await connection.serve()
        await connection.drained()
    finally:
        unsubscribe()


def _refused(peer: socket.socket, listening: Listening) -> str | None:
    """Why this peer is no worker: an engine that runs as the host's own user could open the socket too."""
    import struct

    credentials = peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    pid, user, _ = struct.unpack("3i", credentials)
    if listening.workers is not None and user not in {*listening.workers, os.geteuid(), 0}:
        return f"user {user} is no worker"
    while pid > 1:
        if pid == os.getpid():
            return "an engine's process is no worker"
        try:
            pid = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError, IndexError):
            break
    return None


def _bind(listening: Listening) -> socket.socket:
    """The socket appears with its final permissions at its final name, so nobody connects before."""
    bound = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    waiting = listening.path.with_name(f".{secrets.token_hex(4)}")
    bound.bind(str(waiting))
    bound.listen(64)
    waiting.chmod(listening.mode)
    if listening.group is not None:
        os.chown(waiting, -1, listening.group)
    waiting.rename(listening.path)
    return bound


def _check_socket(path: Path) -> None:
    if len(os.fsencode(path)) > MAX_SOCKET_PATH:
        raise StartError(f"the socket's path has more than {MAX_SOCKET_PATH} bytes: {path}")
    if not path.parent.is_dir():
        raise StartError(f"the socket's folder does not exist: mkdir -p {path.parent}")
    try:
        found = path.lstat()
    except FileNotFoundError:
        return
    if not stat.S_ISSOCK(found.st_mode):
        raise StartError(f"{path} exists and is no socket")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            return
    raise StartError(f"another host listens on {path}")


def _make_folders(settings: HostSettings) -> Path:
    """Makes scratch, samples and this host's own folder; removes what hosts that are gone have left."""
    settings.scratch.mkdir(parents=True, exist_ok=True)
    for left in settings.scratch.glob("host-*"):
        pid = left.name.removeprefix("host-")
        if pid.isdigit() and not Path(f"/proc/{pid}").exists():
            remove_folder(left)
    if not settings.samples.exists():
        settings.samples.mkdir()
        settings.samples.chmod(0o711)
    folder = settings.scratch / f"host-{os.getpid()}"
    remove_folder(folder)
    folder.mkdir()
    folder.chmod(0o711)
    return folder


def _stop_at_end_of_input(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    descriptor = sys.stdin.fileno()
    os.set_blocking(descriptor, False)

    def read() -> None:
        try:
            data = os.read(descriptor, 4096)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            loop.remove_reader(descriptor)
            stop.set()

    loop.add_reader(descriptor, read)
