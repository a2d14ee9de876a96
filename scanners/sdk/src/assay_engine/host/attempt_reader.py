"""Reads what one attempt at a run writes: protocol lines from one pipe, prints from another."""

import asyncio
import fcntl
import os
import struct
import termios
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
        """Takes what lies in the pipes when the run's process has ended, and closes them.

        What is written from now on is not the run's: something that it left behind may write for ever.
        """
        for pipe in list(self._pipes):
            left = waiting_bytes(pipe)
            while left > 0 and (read := self._read(pipe, min(left, CHUNK_BYTES))):
                left -= read
            self._close(pipe)
        self._printed.end()
        self.attempt.broke_off = bool(self._splitter.rest)
        return self.attempt

    def _read(self, pipe: int, most_bytes: int = CHUNK_BYTES) -> int:
        """Takes what has come, and says how many bytes it was; 0 at the end and while there is nothing."""
        if pipe not in self._pipes:
            return 0
        try:
            data = os.read(pipe, most_bytes)
        except BlockingIOError:
            return 0
        if not data:
            self._close(pipe)
            return 0
        self._pipes[pipe](data)
        return len(data)

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


def waiting_bytes(pipe: int) -> int:
    """How many bytes can be read from the pipe at this moment."""
    counted: int = struct.unpack("i", fcntl.ioctl(pipe, termios.FIONREAD, bytes(4)))[0]
    return counted
