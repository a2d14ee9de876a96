"""Text of unknown origin, line by line, however long its lines are."""

import codecs
import io
from collections.abc import Iterator
from typing import BinaryIO

MAX_LINE = 64 * 1024
"""Characters."""

TOO_LONG = "\ufffd\n"
"""Stands for a line that was longer: it counts as one that cannot be read."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""PowerShell's `>` writes UTF-16. The longer marks first: UTF-32's begins with UTF-16's."""


def bounded_lines(file: BinaryIO) -> Iterator[str]:
    """Each line with its end, in the encoding that the file's mark names, else UTF-8; what is none is replaced.

    The file can be sought in. A line of more than 64 Ki characters is `TOO_LONG` instead.
    """
    head = file.read(4)
    file.seek(0)
    encoding = next((name for mark, name in _MARKS if head.startswith(mark)), "utf-8")
    text = io.TextIOWrapper(file, encoding, "replace", newline="\n")
    try:
        while line := text.readline(MAX_LINE + 1):
            if len(line) > MAX_LINE and not line.endswith("\n"):
                _pass_over(text)
                yield TOO_LONG
            else:
                yield line.replace("\0", "")
    finally:
        # The file is its opener's to close, who may have done so.
        if not file.closed:
            text.detach()


def _pass_over(text: io.TextIOWrapper) -> None:
    while rest := text.readline(MAX_LINE):
        if rest.endswith("\n"):
            return
