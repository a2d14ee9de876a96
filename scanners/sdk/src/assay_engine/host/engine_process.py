"""The host's handle of one process in which an engine is loaded."""

import asyncio
import json
import os
import signal
import socket
import subprocess
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assay_engine.host.attempt_reader import AttemptReader, waiting_bytes
from assay_engine.host.event_log import log_event
from assay_engine.host.keeper import Keeper
from assay_engine.host.run import Attempt, Run
from assay_engine.host.run_log import PrintedLines
from assay_engine.process.serve import MAX_ORDER_BYTES

GROUP_CHECK_S = 0.005
KILL_CONFIRMED_S = 2.0
"""How long a loaded process may take to confirm that a run is killed, before it is killed itself."""
MOST_LAST_MESSAGES = 1000
"""More than the buffer of a socket holds."""


class LoadError(Exception):
    """The engine cannot be used; the text is for people and says what would mend it."""


@dataclass(slots=True)
class _Following:
    reader: AttemptReader
    ended: "asyncio.Future[int | None]"
    pid: int | None = None


@dataclass(slots=True)
class Ready:
    """What a process said when it was loaded."""

    versions: dict[str, Any]
    notes: list[str]
    confinement: list[str]
    missing: list[str]
    threads: int


@dataclass(slots=True)
class _State:
    ready: "asyncio.Future[Ready]"
    died: "asyncio.Future[int]"
    runs: dict[str, _Following] = field(default_factory=dict)


class EngineProcess:
    """Starts on construction. `loaded` waits until it can scan, `died` is done when it has ended."""

    def __init__(
        self,
        engine: str,
        command: list[str],
        environment: dict[str, str],
        scratch: Path,
        keeper: Keeper | None,
        *,
        reused: bool,
    ) -> None:
        self.scratch = scratch
        loop = asyncio.get_running_loop()
        self._reused = reused
        self._own_space = command[0] == "bwrap"
        self._engine = engine
        self._keeper = keeper
        self._loop = loop
        self._state = _State(loop.create_future(), loop.create_future())
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._output, output = os.pipe()
        self._said = PrintedLines(_EventLog(engine))  # type: ignore[arg-type]
        self._popen = subprocess.Popen(
            command,
            stdin=theirs.fileno(),
            stdout=output,
            stderr=output,
            env=environment,
            cwd="/",
            start_new_session=True,
        )
        theirs.close()
        os.close(output)
        if keeper is not None:
            keeper.add(self._popen.pid)
        self._pidfd = os.pidfd_open(self._popen.pid)
        self._socket.setblocking(False)
        os.set_blocking(self._output, False)
        loop.add_reader(self._socket, self._hear)
        loop.add_reader(self._output, self._hear_prints)
        loop.add_reader(self._pidfd, self._bury)
        self.spoiled = False
        """A run left processes behind, which must not meet the next one."""
        self.samples = 0
        self.rss_mb = 0
        self.versions: dict[str, Any] | None = None
        """What it said when it was loaded, before it met a sample."""

    @property
    def pid(self) -> int:
        return self._popen.pid

    @property
    def died(self) -> "asyncio.Future[int]":
        return self._state.died

    async def idle(self) -> None:
        """Waits until no run is under way."""
        while runs := [following.ended for following in self._state.runs.values()]:
            await asyncio.wait(runs)
            await asyncio.sleep(0)

    async def load(self, order: bytes, timeout_s: float) -> Ready:
        """Sends the start order and waits; raises `LoadError`. A process that did not load is killed."""
        if len(order) > MAX_ORDER_BYTES:
            self.kill()
            raise LoadError(f"the start order is {len(order)} bytes long, {MAX_ORDER_BYTES} are allowed")
        try:
            with suppress(OSError):
                self._socket.send(order)
            # Not wait_for: on Python 3.11 it may swallow a cancellation that comes in the moment of success.
            async with asyncio.timeout(timeout_s):
                return await asyncio.shield(self._state.ready)
        except TimeoutError:
            raise LoadError(f"not loaded within {timeout_s:g} s") from None
        finally:
            if not self._state.ready.done() or self._state.ready.exception() is not None:
                self.kill()

    async def scan(self, run: Run, until: float, scratch: Path) -> Attempt:
        """One attempt, ended by killing its process group at `until` or when the run is stopped.

        What it had said by then stands in the log, and its answer counts if it had come complete.
        """
        following = self._send_scan(run, until, scratch)
        self.samples += 1
        waiting: set[asyncio.Future[Any]] = {following.ended, run.stopped}
        try:
            await asyncio.wait(waiting, timeout=until - self._loop.time(), return_when=asyncio.FIRST_COMPLETED)
            if not following.ended.done():
                following.reader.attempt.cut = run.stopped.result() if run.stopped.done() else "deadline"
                await self._end_run(run.id, following)
        finally:
            self._state.runs.pop(run.id, None)
            if following.pid is not None and self._keeper is not None:
                self._keeper.remove(following.pid)
            if self.spoiled:
                self.kill()
            attempt = following.reader.finish()
        attempt.status = following.ended.result() if following.ended.done() else None
        if self.spoiled:
            await self._gone()
        return attempt

    async def _gone(self) -> None:
        """Waits until nothing of the process's group is left, so that it does not count against the next process."""
        await asyncio.wait([self._state.died], timeout=KILL_CONFIRMED_S)
        end = self._loop.time() + KILL_CONFIRMED_S
        while _group_exists(self._popen.pid) and self._loop.time() < end:
            await asyncio.sleep(GROUP_CHECK_S)

    def retire(self) -> None:
        """Asks an idle process to end; one with runs under way loses them."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def kill(self) -> None:
        """Kills the process with all that it started."""
        for following in self._state.runs.values():
            if following.pid is not None:
                _kill_group(following.pid)
        if not self._state.died.done():
            _kill_group(self._popen.pid)

    def kill_run(self, run: str) -> None:
        if self._reused:
            self.kill()
            return
        try:
            self._socket.send(json.dumps({"op": "kill", "id": run}).encode())
        except OSError:
            self.kill()

    def _send_scan(self, run: Run, until: float, scratch: Path) -> _Following:
        order = {
            "op": "scan",
            "id": run.id,
            "path": run.path,
            "sha256": run.sha256,
            "size": run.size,
            "type": run.type,
            "deadline_ms": max(1, round((until - self._loop.time()) * 1000)),
            "scratch": str(scratch),
        }
        answers, answer = os.pipe()
        prints, printed = os.pipe()
        reader = AttemptReader(run, answers, prints, lambda: self.kill_run(run.id))
        following = _Following(reader, self._loop.create_future())
        self._state.runs[run.id] = following
        try:
            socket.send_fds(self._socket, [json.dumps(order).encode()], [answer, printed])
        except OSError:
            # Dead, or not reading any more: either way it is of no use.
            self.kill()
            following.ended.set_result(None)
        finally:
            os.close(answer)
            os.close(printed)
        return following

    async def _end_run(self, run: str, following: _Following) -> None:
        self.kill_run(run)
        await asyncio.wait([following.ended], timeout=KILL_CONFIRMED_S)
        if not following.ended.done():
            log_event("error", "a run was not killed in time: its engine process is", engine=self._engine)
            self.kill()
            await asyncio.wait([following.ended], timeout=KILL_CONFIRMED_S)

    # --- what the process says ---------------------------------------------------------------------------------

    def _hear(self) -> bool:
        """Takes one message; False when there was none."""
        try:
            text = self._socket.recv(MAX_ORDER_BYTES)
        except BlockingIOError:
            return False
        except OSError:
            text = b""
        if not text:
            self._loop.remove_reader(self._socket)
            return False
        try:
            self._understand(json.loads(text))
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
            log_event("error", "an engine process spoke rubbish", engine=self._engine, error=type(error).__name__)
            self.kill()
        return True

    def _understand(self, message: dict[str, Any]) -> None:
        match message["op"]:
            case "ready":
                ready = Ready(**{name: message[name] for name in Ready.__slots__})
                if not self._state.ready.done():
                    self._state.ready.set_result(ready)
                    self.versions = ready.versions
            case "unavailable":
                if not self._state.ready.done():
                    self._state.ready.set_exception(LoadError(str(message["reason"])[:1000]))
            case "log":
                log_event(str(message["level"]), str(message["message"]), engine=self._engine)
            case "forked":
                self._remember_child(message["id"], int(message["pid"]))
            case "ended":
                self.rss_mb = int(message["rss_mb"])
                if message["left"]:
                    log_event("warning", "a run left processes behind", engine=self._engine, left=message["left"])
                    self.spoiled = True
                following = self._state.runs.get(message["id"])
                if following is not None and not following.ended.done():
                    following.ended.set_result(int(message["status"]))
            case other:
                raise ValueError(f"unknown op {other}")

    def _remember_child(self, run: str, pid: int) -> None:
        # Inside bubblewrap's process space the number means nothing here, and killing the space kills the child.
        # A process that has read hostile bytes is not asked whom to kill.
        following = self._state.runs.get(run)
        if following is not None and not self._own_space and not self._reused and _parent_of(pid) == self._popen.pid:
            following.pid = pid
            if self._keeper is not None:
                self._keeper.add(pid)

    def _hear_prints(self, most_bytes: int = 65536) -> None:
        try:
            data = os.read(self._output, most_bytes)
        except BlockingIOError:
            return
        if data:
            self._said.feed(data)
        else:
            self._loop.remove_reader(self._output)

    def _bury(self) -> None:
        self._loop.remove_reader(self._pidfd)
        # While it is a zombie its number belongs to it, so the group that is killed is surely its own.
        _kill_group(self._popen.pid)
        for following in self._state.runs.values():
            if following.pid is not None:
                _kill_group(following.pid)
        status = self._popen.wait()
        if self._keeper is not None:
            self._keeper.remove(self._popen.pid)
        self._hear_rest()
        for descriptor in (self._pidfd, self._output):
            with suppress(OSError):
                os.close(descriptor)
        self._socket.close()
        if not self._state.ready.done():
            self._state.ready.set_exception(
                LoadError(f"the process ended with {describe_status(status)} while it loaded")
            )
        # Nobody may be waiting any more; an exception that is never asked for is not to be complained about.
        self._state.ready.exception()
        for following in self._state.runs.values():
            if not following.ended.done():
                following.ended.set_result(None)
        self._state.died.set_result(status)

    def _hear_rest(self) -> None:
        """The last messages and prints. Bounded: something that left the process's group may go on for ever."""
        # A reader that is gone has seen the end.
        if self._loop.remove_reader(self._socket):
            for _ in range(MOST_LAST_MESSAGES):
                if not self._hear():
                    break
        if self._loop.remove_reader(self._output) and (left := waiting_bytes(self._output)):
            self._hear_prints(left)
        self._said.end()


class _EventLog:
    """What an engine prints outside of any run goes to the host's log."""

    def __init__(self, engine: str) -> None:
        self._engine = engine

    def write(self, level: str, message: str) -> None:
        log_event(level, message, engine=self._engine)


def describe_status(status: int) -> str:
    """An exit status as people read it: "signal SIGSEGV" or "status 3"."""
    if status > 128:
        # So bubblewrap, like a shell, tells the signal that ended what it ran.
        status = 128 - status
    if status < 0:
        with suppress(ValueError):
            return f"signal {signal.Signals(-status).name}"
        return f"signal {-status}"
    return f"status {status}"


def _kill_group(leader: int) -> None:
    for kill in (os.killpg, os.kill):
        with suppress(ProcessLookupError, PermissionError):
            kill(leader, signal.SIGKILL)


def _group_exists(leader: int) -> bool:
    try:
        os.killpg(leader, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _parent_of(pid: int) -> int | None:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except (OSError, ValueError, IndexError):
        return None
