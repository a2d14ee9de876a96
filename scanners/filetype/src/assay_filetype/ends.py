"""The beginning and the end of a file, from which types and tags are told."""

from dataclasses import dataclass
from pathlib import Path

HEAD_BYTES = 256 * 1024
TAIL_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Ends:
    """`head` and `tail` overlap in a file shorter than both; `size` is the whole file's."""

    head: bytes
    tail: bytes
    size: int

    def both(self) -> bytes:
        return self.head if self.size <= len(self.head) else self.head + self.tail


def read_ends(path: Path) -> Ends:
    """Bounded, whatever the file's length."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
        size = file.seek(0, 2)
        file.seek(max(0, size - TAIL_BYTES))
        return Ends(head, file.read(TAIL_BYTES), size)
