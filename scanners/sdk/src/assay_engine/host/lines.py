"""Lines out of a stream of bytes, never holding more than one line's bound."""

from collections.abc import Iterator

from assay_engine.contract import bound


class LineTooLongError(ValueError):
    """More than `MAX_LINE_BYTES` came without a newline."""


class LineSplitter:
    """Feeds on chunks, gives whole lines without their newline; empty lines are left out."""

    def __init__(self, max_bytes: int | None = None) -> None:
        self._max_bytes = bound("MAX_LINE_BYTES") if max_bytes is None else max_bytes
        self._chunks: list[bytes] = []
        self._held = 0

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Lines completed by `data`. Raises `LineTooLongError` when one passes the bound."""
        *ended, rest = data.split(b"\n")
        for part in ended:
            self._hold(part)
            line = b"".join(self._chunks)
            self._chunks, self._held = [], 0
            if line:
                yield line
        self._hold(rest)

    @property
    def rest(self) -> bytes:
        """What came after the last newline."""
        return b"".join(self._chunks)

    def _hold(self, part: bytes) -> None:
        # The newline counts as part of the line.
        if self._held + len(part) + 1 > self._max_bytes:
            raise LineTooLongError
        if part:
            self._chunks.append(part)
            self._held += len(part)
