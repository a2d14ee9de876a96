"""Records of the ZIP format, read one at a time from hostile bytes.

Source: PKWARE's APPNOTE 6.3.10, sections 4.3 and 4.5.3. Every reader takes a buffer that can be sliced and gives None
for what is no such record; none looks further than the record's own fixed part, its name and its extra field.
"""

import struct
from dataclasses import dataclass
from typing import Any

LOCAL = b"PK\x03\x04"
ENTRY = b"PK\x01\x02"
END = b"PK\x05\x06"
END_BYTES = 22
MAX_COMMENT_BYTES = 0xFFFF
IN_ZIP64 = 0xFFFFFFFF
"""Stands in a 32-bit field whose value is in the ZIP64 extra field."""

ENCRYPTED, SIZES_BEHIND, MASKED = 0x0001, 0x0008, 0x2000
"""Bits of the flags: the member is encrypted; its sizes follow its data; its header says nothing."""

_END64, _LOCATOR64 = b"PK\x06\x06", b"PK\x06\x07"
_END64_BYTES, _LOCATOR64_BYTES = 56, 20
_ZIP64_TAG = 1


@dataclass(frozen=True, slots=True)
class LocalHeader:
    """What stands before a member's data. `data` is where that begins; sizes are bytes, ZIP64's resolved."""

    version: int
    flags: int
    method: int
    packed: int
    unpacked: int
    zip64: bool
    name: bytes
    data: int


@dataclass(frozen=True, slots=True)
class Entry:
    """What the directory says of a member. `offset` counts from where the archive begins, which need not be the
    file's beginning; `end` is where the record ends."""

    flags: int
    method: int
    packed: int
    unpacked: int
    zip64: bool
    offset: int
    end: int


@dataclass(frozen=True, slots=True)
class EndRecord:
    """Where a directory is said to lie. `directory_end` is where it ends if nothing lies between it and this record."""

    directory_end: int
    size: int
    offset: int


def read_local_header(data: Any, place: int) -> LocalHeader | None:
    fixed = data[place : place + 30] if place >= 0 else b""
    if len(fixed) < 30 or not fixed.startswith(LOCAL):
        return None
    version, flags, method, packed, unpacked, name_bytes, extra_bytes = struct.unpack("<4xHHH8xIIHH", fixed)
    extra_at = place + 30 + name_bytes
    begins = extra_at + extra_bytes
    if begins > len(data):
        return None
    zip64 = IN_ZIP64 in (packed, unpacked)
    if zip64:
        unpacked, packed = _from_zip64(data[extra_at:begins], unpacked, packed)
    return LocalHeader(version, flags, method, packed, unpacked, zip64, data[place + 30 : extra_at], begins)


def read_entry(data: Any, place: int) -> Entry | None:
    fixed = data[place : place + 46] if place >= 0 else b""
    if len(fixed) < 46 or not fixed.startswith(ENTRY):
        return None
    flags, method, packed, unpacked, name_bytes, extra_bytes, comment_bytes, offset = struct.unpack(
        "<8xHH8xIIHHH8xI", fixed
    )
    extra_at = place + 46 + name_bytes
    zip64 = IN_ZIP64 in (packed, unpacked, offset)
    if zip64:
        unpacked, packed, offset = _from_zip64(data[extra_at : extra_at + extra_bytes], unpacked, packed, offset)
    return Entry(flags, method, packed, unpacked, zip64, offset, extra_at + extra_bytes + comment_bytes)


def read_end_records(data: Any, place: int) -> list[EndRecord]:
    """The record at `place`, and those of ZIP64 before it: programs take the one or the other."""
    size, offset = struct.unpack("<12xII2x", data[place : place + END_BYTES])
    found = [EndRecord(place, size, offset)]
    locator_at = place - _LOCATOR64_BYTES
    locator = data[locator_at:place] if locator_at >= 0 else b""
    if locator.startswith(_LOCATOR64):
        # By its own word, and right before the locator, where it is found when something was put before the archive.
        for at in {struct.unpack("<8xQ4x", locator)[0], locator_at - _END64_BYTES}:
            record = data[at : at + _END64_BYTES] if at >= 0 else b""
            if len(record) == _END64_BYTES and record.startswith(_END64):
                found.append(EndRecord(at, *struct.unpack("<40xQQ", record)))
    return found


def _from_zip64(extra: bytes, *fields: int) -> tuple[int, ...]:
    """The fields, those that are `IN_ZIP64` replaced in order by the 64-bit values that the extra field holds."""
    values = _zip64_values(extra)
    return tuple(next(values, field) if field == IN_ZIP64 else field for field in fields)


def _zip64_values(extra: bytes) -> Any:
    place = 0
    while place + 4 <= len(extra):
        tag, size = struct.unpack_from("<HH", extra, place)
        if tag == _ZIP64_TAG:
            body = extra[place + 4 : place + 4 + size]
            return (value for (value,) in struct.iter_unpack("<Q", body[: len(body) // 8 * 8]))
        place += 4 + size
    return iter(())
