"""Reads what one attempt at a run writes: protocol lines from one pipe, prints from another."""

import asyncio
import os
from collections.abc import Callable
from contextlib import suppress

from assay_engine.contract import ContractError, parse_message
from assay_engine.host.lines import LineSplitter, LineTooLongError
from assay_engine.host.run import Attempt, Run
from assay_engine.host.run_log import PrintedLines

CHUNK_BYTES = 256 * 1024


class AttemptReader:
    """Follows the two pipes until `finish`. The first fault is reported through `on_fault` and ends the reading."""

    def __init__(self, run: Run, answers: int, prints: int, on_fault: Callable[[], None]) -> None:
        self.attempt = Attempt()
        self._run = run
        self._on_fault = on_fault
        self._splitter = LineSplitter()
        self._printed = PrintedLines(run.log)
        self._loop = asyncio.get_running_loop()
        self._pipes = {answers: self._take_answers, prints: self._printed.feed}
        for pipe in self._pipes:
            os.set_blocking(pipe, False)
            self._loop.add_reader(pipe, self._read, pipe)

    def finish(self) -> Attempt:
        """Takes what is left in the pipes after the run's process has ended, and closes them."""
        for pipe in list(self._pipes):
            while self._read(pipe):
                pass
            self._close(pipe)
        self._printed.end()
        if self._splitter.rest and self.attempt.fault is None and self.attempt.answer is None:
            self._fail("the engine's last line has no end")
        return self.attempt

    def _read(self, pipe: int) -> bool:
        if pipe not in self._pipes:
            return False
        try:
            data = os.read(pipe, CHUNK_BYTES)
        except BlockingIOError:
            return False
        if not data:
            self._close(pipe)
            return False
        self._pipes[pipe](data)
        return True

    def _close(self, pipe: int) -> None:
        if self._pipes.pop(pipe, None) is not None:
            self._loop.remove_reader(pipe)
            with suppress(OSError):
                os.close(pipe)

    def _take_answers(self, data: bytes) -> None:
        if self.attempt.fault is not None:
            return
        try:
            for line in self._splitter.feed(data):
                self._take_line(line)
        except LineTooLongError:
            self._fail("the engine sent a line that is too long")
        except ContractError as error:
            self._fail(f"the engine sent rubbish: {error}")

    def _take_line(self, line: bytes) -> None:
        if self.attempt.fault is not None:
            return
        message = parse_message("host-message", line)
        if message["op"] not in ("log", "result", "error"):
            raise ContractError(f"an engine may not send {message['op']}")
        if message["id"] != self._run.id:
            self._fail("the engine spoke of another run")
        elif message["op"] == "log":
            self._run.log.write(message["level"], message["message"])
        elif self.attempt.answer is not None:
            self._fail("the engine answered twice")
        elif message["op"] == "result" and message["sha256"] != self._run.sha256:
            self._fail("the engine answered for another sample")
        else:
            self.attempt.answer = message

    def _fail(self, reason: str) -> None:
        self.attempt.fault = reason
        self.attempt.answer = None
        self._on_fault()
