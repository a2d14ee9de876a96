"""As much of a PE file's header as tags need. The engine `pe` tells the rest."""

import struct
from dataclasses import dataclass

from assay_filetype.ends import Ends


@dataclass(frozen=True, slots=True)
class PeHeader:
    """`signed`: it has a certificate table; `overlay`: the file is longer than its sections; `managed`: for .NET."""

    wide: bool
    dll: bool
    signed: bool
    overlay: bool
    managed: bool
    section_names: tuple[bytes, ...]


def read_pe_header(ends: Ends) -> PeHeader | None:
    """None for what is no PE file, or whose header is not within the first 256 KiB."""
    head = ends.head
    if not head.startswith(b"MZ") or len(head) < 0x40:
        return None
    (place,) = struct.unpack_from("<I", head, 0x3C)
    if head[place : place + 4] != b"PE\0\0" or len(head) < place + 26:
        return None
    _, count, _, _, _, optional_size, characteristics = struct.unpack_from("<HHIIIHH", head, place + 4)
    optional = place + 24
    (magic,) = struct.unpack_from("<H", head, optional)
    if magic not in (0x10B, 0x20B):
        return None
    wide = magic == 0x20B
    directories = optional + (112 if wide else 96)
    certificates = _directory(head, directories, 4, optional + optional_size)
    runtime = _directory(head, directories, 14, optional + optional_size)
    names, end = _sections(head, optional + optional_size, min(count, 96))
    return PeHeader(
        wide=wide,
        dll=bool(characteristics & 0x2000),
        signed=certificates[0] > 0 and certificates[1] > 8,
        overlay=0 < end < ends.size,
        managed=runtime[0] > 0,
        section_names=names,
    )


def _directory(head: bytes, table: int, number: int, end: int) -> tuple[int, int]:
    place = table + 8 * number
    if place + 8 > min(end, len(head)):
        return 0, 0
    address, size = struct.unpack_from("<II", head, place)
    return address, size


def _sections(head: bytes, table: int, count: int) -> tuple[tuple[bytes, ...], int]:
    names, end = [], 0
    for number in range(count):
        row = head[table + 40 * number : table + 40 * (number + 1)]
        if len(row) < 40:
            break
        size, offset = struct.unpack_from("<II", row, 16)
        names.append(row[:8].rstrip(b"\0"))
        if size:
            end = max(end, offset + size)
    return tuple(names), end
