"""Where deflated bytes end, which only inflating them tells."""

import zlib
from typing import Any

CHUNK_BYTES = 64 * 1024
# Most members are short, and what was read behind the end of one was read for nothing.
_FIRST_CHUNK_BYTES = 1024
_OUT_BYTES = 1024 * 1024


class TooMuch(Exception):
    """The bytes that were to be inflated in all did not suffice."""


class Lengths:
    """Measures within one buffer, each place once, and not without end: hostile bytes can all be measured anew from
    every place, and some go in without anything coming out."""

    def __init__(self, data: Any, most_out: int) -> None:
        self._data = data
        self._left_in = 4 * len(data) + CHUNK_BYTES * 16
        self._left_out = most_out
        self._known: dict[int, int | None] = {}

    def measure(self, begin: int) -> int | None:
        """How many deflated bytes begin there, cut at the buffer's end; None when they are none, or damaged.

        Raises `TooMuch`.
        """
        if begin not in self._known:
            self._known[begin] = self._inflate(begin)
        return self._known[begin]

    def _inflate(self, begin: int) -> int | None:
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        place, size = begin, _FIRST_CHUNK_BYTES
        try:
            while not inflater.eof and place < len(self._data):
                chunk = self._data[place : place + size]
                place += len(chunk)
                size = min(2 * size, CHUNK_BYTES)
                self._feed(inflater, chunk)
        except zlib.error:
            return None
        return place - len(inflater.unused_data) - begin

    def _feed(self, inflater: Any, chunk: bytes) -> None:
        self._left_in -= len(chunk)
        while chunk and not inflater.eof:
            self._left_out -= len(inflater.decompress(chunk, _OUT_BYTES))
            if min(self._left_in, self._left_out) < 0:
                raise TooMuch
            chunk = inflater.unconsumed_tail
        self._left_in += len(inflater.unused_data)
