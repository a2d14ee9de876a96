"""Parts of a file, for asking which of it is taken."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator


class Spans:
    """Merged from pairs of begin and end, which may lie over each other in any order."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._begins: list[int] = []
        self._ends: list[int] = []
        for begin, end in sorted(spans):
            if self._ends and begin <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            elif begin < end:
                self._begins.append(begin)
                self._ends.append(end)

    def begin_around(self, place: int) -> int | None:
        """Where the part begins that holds `place`; None when none does."""
        index = bisect_right(self._begins, place) - 1
        return self._begins[index] if index >= 0 and place < self._ends[index] else None

    def gaps(self, length: int) -> Iterator[tuple[int, int]]:
        """What lies between the parts, from 0 to `length`."""
        place = 0
        for begin, end in zip(self._begins, self._ends, strict=True):
            if place < begin:
                yield place, min(begin, length)
            place = end
        if place < length:
            yield place, length
