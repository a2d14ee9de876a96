"""Parts of a file that clamd passes over in silence.

clamd 1.4 says OK for a ZIP member packed by a method it does not know, and for one that its central directory declares
to be longer than the limit. Both are asked of the ZIP's own directory after an OK.
"""

import io
import os
import zipfile
from pathlib import Path

# Stored, imploded, deflated, deflate64, bzip2: what libclamav unpacks.
_METHODS = frozenset({0, 6, 8, 9, 12})
MAX_DIRECTORY_BYTES = 16 * 1024 * 1024
_LOCAL_HEADER = b"PK\x03\x04"


def unseen_part(path: Path, unpacked_bytes: int) -> str | None:
    """Says what clamd cannot have looked at in this file; None when nothing is known to be so."""
    with path.open("rb") as file:
        if file.read(4) != _LOCAL_HEADER:
            return None
    try:
        with _BoundedFile(path) as bounded, zipfile.ZipFile(bounded) as archive:
            members = archive.infolist()
    except _TooLong:
        return "the directory of the ZIP is too long"
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, RuntimeError):
        # A damaged ZIP: clamd then looks at the bytes as they are, and at every member it can find by its own header.
        return None
    for member in members:
        if member.compress_type not in _METHODS:
            return f"the ZIP holds a file packed by method {member.compress_type}, which ClamAV cannot unpack"
    total = sum(member.file_size for member in members)
    if total > unpacked_bytes:
        return f"the ZIP unpacks to {total} bytes, more than the {unpacked_bytes} that are looked at"
    return None


class _TooLong(Exception):
    pass


class _BoundedFile(io.FileIO):
    """`zipfile` reads a directory at once and in full, however long it says it is."""

    def read(self, size: int | None = -1, /) -> bytes:
        wanted = os.fstat(self.fileno()).st_size - self.tell() if size is None or size < 0 else size
        if wanted > MAX_DIRECTORY_BYTES:
            raise _TooLong
        return super().read(size)
