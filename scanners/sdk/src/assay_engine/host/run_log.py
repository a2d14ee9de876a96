"""Numbers and bounds the log of one run. What an engine process says of number and time is not believed."""

from collections.abc import Callable
from typing import Any

from assay_engine.contract import bound
from assay_engine.log import Level
from assay_engine.process.lines import clip, now

PRINT_LINE_BYTES = 4096
"""A printed line is cut into log messages of this length, so that one without an end is not held."""


class RunLog:
    """Sends the lines of one run on, from 1 without gaps, and says once when the rest is dropped."""

    def __init__(self, run: str, send: Callable[[dict[str, Any]], None]) -> None:
        self._run = run
        self._send = send
        self._seq = 0

    def write(self, level: Level, message: str) -> None:
        most = bound("MAX_LOG_LINES")
        if self._seq > most:
            return
        if self._seq == most:
            level, message = "warning", f"more than {most} lines: the rest was dropped"
        self._seq += 1
        self._send(
            {
                "op": "log",
                "id": self._run,
                "seq": self._seq,
                "time": now(),
                "level": level,
                "message": clip(message),
            }
        )


class PrintedLines:
    """Turns what an engine prints into log messages."""

    def __init__(self, log: RunLog) -> None:
        self._log = log
        self._held = b""

    def feed(self, data: bytes) -> None:
        *lines, self._held = (self._held + data).split(b"\n")
        for line in lines:
            self._write(line)
        while len(self._held) > PRINT_LINE_BYTES:
            self._write(self._held[:PRINT_LINE_BYTES])
            self._held = self._held[PRINT_LINE_BYTES:]

    def end(self) -> None:
        self._write(self._held)
        self._held = b""

    def _write(self, line: bytes) -> None:
        text = line.decode("utf-8", "replace").rstrip()
        if text:
            self._log.write("info", text)
