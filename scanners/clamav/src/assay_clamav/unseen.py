"""Parts of a file that clamd passes over in silence.

clamd 1.4 says OK, without having looked inside, for a ZIP member packed by a method it does not know, for one whose
sizes stand in ZIP64 fields, and for one that is declared to be longer than the limit. It goes by the header before each
member where other readers go by the directory at the end, so both are read here after an OK, and have to agree.
"""

import io
import os
import struct
import zipfile
from pathlib import Path

# Stored, imploded, deflated, deflate64, bzip2: what libclamav unpacks.
_METHODS = frozenset({0, 6, 8, 9, 12})
_LOCAL_HEADER = b"PK\x03\x04"
_IN_ZIP64 = 0xFFFFFFFF
MAX_DIRECTORY_BYTES = 16 * 1024 * 1024
MAX_MEMBERS = 100_000


def unseen_part(path: Path, unpacked_bytes: int) -> str | None:
    """Says what clamd cannot have looked at in this file; None when nothing is known to be so."""
    with path.open("rb") as file:
        if file.read(4) != _LOCAL_HEADER:
            return None
    try:
        with _BoundedFile(path) as bounded, zipfile.ZipFile(bounded) as archive:
            members = archive.infolist()
            if len(members) > MAX_MEMBERS:
                return f"the ZIP has {len(members)} members"
            fault = next((fault for member in members if (fault := _fault(bounded, member)) is not None), None)
    except _TooLong:
        return "the directory of the ZIP is too long"
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, RuntimeError):
        # A damaged ZIP: clamd then looks at the bytes as they are, and at every member it can find by its own header.
        return None
    total = sum(member.file_size for member in members)
    if fault is None and total > unpacked_bytes:
        return f"the ZIP unpacks to {total} bytes, more than the {unpacked_bytes} that are looked at"
    return fault


def _fault(file: io.FileIO, member: zipfile.ZipInfo) -> str | None:
    if member.compress_type not in _METHODS:
        return f"the ZIP holds a file packed by method {member.compress_type}, which ClamAV cannot unpack"
    file.seek(member.header_offset)
    header = file.read(30)
    if len(header) < 30 or not header.startswith(_LOCAL_HEADER):
        return "the ZIP's directory names a file that is not where it should be"
    _, _, method, _, _, _, packed, unpacked = struct.unpack_from("<HHHHHIII", header, 4)
    if _IN_ZIP64 in (packed, unpacked):
        return "the ZIP holds a file with ZIP64 sizes, which ClamAV does not look at"
    if method != member.compress_type:
        return "the ZIP says of one file two different things, and ClamAV believes the other one than most programs"
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
