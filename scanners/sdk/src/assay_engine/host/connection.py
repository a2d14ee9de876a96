"""One worker's connection: orders in, messages out. When it closes, its runs are killed."""

import asyncio
import hmac
import os
from collections.abc import Callable
from typing import Any

from assay_engine.contract import ContractError, parse_message
from assay_engine.host.event_log import log_event
from assay_engine.host.execute import execute
from assay_engine.host.hosted_engine import HostedEngine
from assay_engine.host.lines import LineSplitter, LineTooLongError
from assay_engine.host.run import Run
from assay_engine.host.settings import HostSettings
from assay_engine.process.lines import encode_line

MAX_RUNS = 1000
"""Runs that one worker may have under way; a worker that orders more has lost count."""
MAX_UNREAD_BYTES = 64 * 1024 * 1024
"""What is kept for a worker that does not read what it ordered."""
IDENTIFY_DEADLINE_MS = 10_000
CHUNK_BYTES = 64 * 1024
NO_HASH = "0" * 64

Message = dict[str, Any]


class ProtocolError(Exception):
    """The worker broke the protocol; the connection is closed."""


class Connection:
    """Serves one worker until it goes away."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        engines: dict[str, HostedEngine],
        identifier: HostedEngine,
        settings: HostSettings,
        engines_message: Callable[[], Message],
        token: str | None,
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._engines = engines
        self._identifier = identifier
        self._settings = settings
        self._engines_message = engines_message
        self._token = token
        self._greeted = token is None
        self._runs: dict[str, tuple[Run, asyncio.Task[None]]] = {}

    async def serve(self) -> None:
        """Ends when the worker closes, breaks the protocol, or the task is cancelled."""
        if self._greeted:
            self.push_engines()
        splitter = LineSplitter()
        try:
            while data := await self._reader.read(CHUNK_BYTES):
                for line in splitter.feed(data):
                    self._take(line)
                await self._writer.drain()
        except (ContractError, LineTooLongError, ProtocolError) as error:
            log_event("error", "a worker broke the protocol", error=str(error)[:300])
        except ConnectionError:
            pass
        finally:
            for run, _ in self._runs.values():
                run.stop("cancelled")
            self._writer.close()

    def push_engines(self) -> None:
        if self._greeted:
            self._send(self._engines_message())

    async def drained(self) -> None:
        """Waits until every run of this connection has ended."""
        if self._runs:
            await asyncio.wait([task for _, task in self._runs.values()])

    def _take(self, line: bytes) -> None:
        message = parse_message("host-request", line)
        if not self._greeted:
            self._greet(message)
            return
        match message["op"]:
            case "scan":
                self._scan(message)
            case "identify":
                self._identify(message)
            case "cancel":
                under_way = self._runs.get(message["id"])
                if under_way is not None:
                    under_way[0].stop("cancelled")
            case "engines":
                self._send(self._engines_message())

    def _greet(self, message: Message) -> None:
        given = message["token"] if message["op"] == "hello" else ""
        if not hmac.compare_digest(given.encode(), (self._token or "").encode()):
            raise ProtocolError("no or a wrong token")
        self._greeted = True
        self.push_engines()

    def _scan(self, message: Message) -> None:
        engine = self._engines.get(message["engine"])
        if engine is None:
            reason = f"no engine {message['engine']} is installed"
            self._send(
                {
                    "op": "error",
                    "id": message["id"],
                    "outcome": "unavailable",
                    "message": reason,
                    "versions": None,
                    "duration_ms": 0,
                }
            )
            return
        self._begin(message, engine, message["deadline_ms"], self._send)

    def _identify(self, message: Message) -> None:
        asked = {
            "engine": self._identifier.id,
            "path": message["path"],
            "sha256": NO_HASH,
            "size": _size(message["path"]),
            "type": None,
        }
        self._begin({**asked, "id": message["id"]}, self._identifier, IDENTIFY_DEADLINE_MS, self._send_identified)

    def _begin(
        self, message: Message, engine: HostedEngine, deadline_ms: int, deliver: Callable[[Message], None]
    ) -> None:
        if message["id"] in self._runs:
            raise ProtocolError("a run's id was used again while it is under way")
        if len(self._runs) >= MAX_RUNS:
            raise ProtocolError(f"more than {MAX_RUNS} runs at once")
        now = asyncio.get_running_loop().time()
        run = Run(
            id=message["id"],
            engine=engine.id,
            path=message["path"],
            sha256=message["sha256"],
            size=message["size"],
            type=message["type"],
            received=now,
            deadline=now + deadline_ms / 1000,
            send=deliver,
        )
        task = asyncio.create_task(self._follow(run, engine, deliver))
        self._runs[run.id] = (run, task)

    async def _follow(self, run: Run, engine: HostedEngine, deliver: Callable[[Message], None]) -> None:
        try:
            answer = await execute(run, engine, self._settings)
        finally:
            # Before the answer leaves: the worker may use the id again as soon as it has it.
            self._runs.pop(run.id, None)
        deliver(answer)

    def _send_identified(self, message: Message) -> None:
        if message["op"] == "log":
            log_event(message["level"], message["message"], engine=self._identifier.id)
            return
        if message["op"] == "error":
            # Not the same as an unknown type: the worker must not take it for one that an engine does not accept.
            log_event("warning", "a sample was not identified", reason=message["message"])
            self._send(message)
            return
        self._send({"op": "identified", "id": message["id"], "type": message["attributes"].get("type")})

    def _send(self, message: Message) -> None:
        if self._writer.is_closing():
            return
        self._writer.write(encode_line(message))
        if self._writer.transport.get_write_buffer_size() > MAX_UNREAD_BYTES:
            log_event("error", "a worker does not read: its connection is closed")
            self._writer.transport.abort()


def _size(path: str) -> int:
    # What is not there is refused when the run begins, as for a scan.
    try:
        return os.lstat(path).st_size
    except (OSError, ValueError):
        return 0
