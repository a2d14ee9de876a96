"""Text of unknown origin, line by line, however long its lines are."""

from collections.abc import Iterator
from typing import BinaryIO

MAX_LINE_BYTES = 64 * 1024


def bounded_lines(file: BinaryIO) -> Iterator[str]:
    """Each line with its end. One that is longer than 64 KiB is passed over whole; what is not UTF-8 is replaced."""
    while line := file.readline(MAX_LINE_BYTES + 1):
        if len(line) > MAX_LINE_BYTES and not line.endswith(b"\n"):
            _pass_over(file)
            continue
        yield line.decode("utf-8", "replace").replace("\0", "")


def _pass_over(file: BinaryIO) -> None:
    while rest := file.readline(MAX_LINE_BYTES):
        if rest.endswith(b"\n"):
            return
