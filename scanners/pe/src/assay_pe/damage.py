"""Parts of a file are read one by one, so that a damaged one costs nothing but itself."""

import struct
from collections.abc import Callable
from typing import TypeVar

import pefile
from assay_engine import Log

from assay_pe.names import readable

DAMAGE = (
    pefile.PEFormatError,
    struct.error,
    ValueError,
    IndexError,
    KeyError,
    TypeError,
    AttributeError,
    OverflowError,
    OSError,
    # What lies within itself a thousand times.
    RecursionError,
)
"""What pefile, asn1crypto and the readers here raise when a field of a damaged file leads nowhere."""

_T = TypeVar("_T")


class Reader:
    """Reads one part; a part that is damaged is named in the log and is None."""

    def __init__(self, log: Log) -> None:
        self._log = log

    def __call__(self, part: str, read: Callable[[], _T]) -> _T | None:
        try:
            return read()
        except DAMAGE as error:
            self._log.warning(f"{part} could not be read: {reason(error)}")
            return None


def reason(error: BaseException) -> str:
    """In at most 200 characters of the error's own words, and its type."""
    return f"{type(error).__name__}: {readable(str(error), 200)}"
