"""Writing protocol lines."""

import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from assay_engine.contract import bound, is_nested_deeper
from assay_engine.log import Level


def encode_line(message: Mapping[str, Any]) -> bytes:
    """One line, newline included.

    Raises `ValueError` for what JSON cannot say, such as NaN, for a line too long, and for one nested too deeply.
    """
    too_deep = f"the answer is nested deeper than {bound('MAX_NESTING')} levels, of which its attributes have two fewer"
    try:
        text = json.dumps(message, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except RecursionError:
        raise ValueError(too_deep) from None
    # Half a surrogate pair is legal in a Python string and in JSON's escapes, but no reader takes it as text.
    line = text.encode("utf-8", "replace") + b"\n"
    if len(line) > bound("MAX_LINE_BYTES"):
        raise ValueError(f"the answer is {len(line)} bytes long, {bound('MAX_LINE_BYTES')} are allowed")
    # After the encoding, which says of a value that holds itself that it does, and is long when it holds much.
    if is_nested_deeper(message, bound("MAX_NESTING")):
        raise ValueError(too_deep)
    return line


def write_all(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def clip(message: str) -> str:
    """A log message at its greatest length, marked when something was cut."""
    most = bound("MAX_LOG_MESSAGE")
    return message if len(message) <= most else f"{message[:most]} … ({len(message) - most} characters cut)"


class LineLog:
    """An engine's log: each message leaves at once, so nothing is lost when the process is killed."""

    def __init__(self, descriptor: int, run: str) -> None:
        self._descriptor = descriptor
        self._run = run
        self._seq = 0

    def write(self, level: Level, message: str) -> None:
        # One line past the bound tells the host that there was more.
        if self._seq > bound("MAX_LOG_LINES"):
            return
        self._seq += 1
        line = {
            "op": "log",
            "id": self._run,
            "seq": self._seq,
            "time": now(),
            "level": level,
            "message": clip(message),
        }
        write_all(self._descriptor, encode_line(line))

    def debug(self, message: str) -> None:
        self.write("debug", message)

    def info(self, message: str) -> None:
        self.write("info", message)

    def warning(self, message: str) -> None:
        self.write("warning", message)

    def error(self, message: str) -> None:
        self.write("error", message)
