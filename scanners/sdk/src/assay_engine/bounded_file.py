"""A file that no single read can fill the memory from."""

import io
import os
from pathlib import Path


class ReadTooLongError(ValueError):
    """One read asked for more than the bound. No `OSError`: `zipfile` takes those for a file that is no ZIP."""


class BoundedFile(io.FileIO):
    """For libraries that believe what a hostile file says of its own lengths.

    `zipfile` reads the directory of a ZIP at once and in full, however long it says it is: of a file of a gigabyte that
    may be all of it. Give it one of these instead of the path.
    """

    def __init__(self, path: Path, most_bytes: int) -> None:
        super().__init__(path)
        self._most_bytes = most_bytes

    def read(self, size: int | None = -1, /) -> bytes:
        """At most `most_bytes`; raises `ReadTooLongError` when more is asked for and there is more."""
        left = os.fstat(self.fileno()).st_size - self.tell()
        wanted = left if size is None or size < 0 else min(size, left)
        if wanted > self._most_bytes:
            raise ReadTooLongError(f"a read of {wanted} bytes, {self._most_bytes} are allowed")
        return super().read(size)
