"""Authenticode's digest of a PE file: all but what signing it changes."""

import hashlib
from dataclasses import dataclass
from typing import Any

CHUNK_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class CertificateTable:
    """Where the certificates lie in the file; `size` 0 when there are none."""

    offset: int
    size: int


def certificate_table(pe: Any, length: int) -> CertificateTable:
    """From the fifth data directory, whose address is a file offset, cut at the file's end."""
    directories = pe.OPTIONAL_HEADER.DATA_DIRECTORY
    if len(directories) <= 4:
        return CertificateTable(length, 0)
    entry = directories[4]
    if entry.VirtualAddress == 0 or entry.Size == 0 or entry.VirtualAddress >= length:
        return CertificateTable(length, 0)
    return CertificateTable(entry.VirtualAddress, min(entry.Size, length - entry.VirtualAddress))


def authentihash(pe: Any, data: Any, algorithm: str = "sha256") -> str:
    """In hex. Leaves out the checksum, the directory entry of the certificates, and the certificates."""
    header = pe.OPTIONAL_HEADER
    checksum = header.get_field_absolute_offset("CheckSum")
    skipped = [(checksum, 4)]
    if len(header.DATA_DIRECTORY) > 4:
        skipped.append((header.DATA_DIRECTORY[4].get_file_offset(), 8))
    table = certificate_table(pe, len(data))
    if table.size:
        skipped.append((table.offset, table.size))
    digest = hashlib.new(algorithm, usedforsecurity=False)
    place = 0
    for offset, size in sorted(skipped):
        _update(digest, data, place, offset)
        place = max(place, offset + size)
    _update(digest, data, place, len(data))
    return digest.hexdigest()


def _update(digest: Any, data: Any, begin: int, end: int) -> None:
    for place in range(begin, end, CHUNK_BYTES):
        digest.update(data[place : min(place + CHUNK_BYTES, end)])
