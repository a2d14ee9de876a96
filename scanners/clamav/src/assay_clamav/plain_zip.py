"""Writes members of a ZIP once more, as plainly as the format allows: the form that clamd reads in full."""

import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

from assay_clamav.zip_members import STORED, Member
from assay_clamav.zip_records import ENCRYPTED, END, ENTRY, IN_ZIP64, LOCAL

_VERSION = 20
_FIRST_OF_1980 = 33
# Encryption, and how imploded bytes were packed. Sizes stand in the header, so the bit that denies it goes.
_KEPT_FLAGS = 0x0007
# libclamav reads no more of a name.
_NAME_BYTES = 255
_CHUNK_BYTES = 1024 * 1024


def write_plain_zip(data: Any, members: Sequence[Member], target: Path) -> None:
    """The packed bytes are copied as they are; checksums are 0, which clamd does not look at.

    `target` becomes as long as the packed bytes and at most 600 for each member. Raises `OSError`.
    """
    directory = bytearray()
    with target.open("xb") as file:
        for member in members:
            offset = file.tell()
            unpacked = member.packed if _stored_as_it_is(member) else min(member.unpacked, IN_ZIP64 - 1)
            name = member.name[:_NAME_BYTES]
            told = struct.pack(
                "<HHHHHIIIHH",
                _VERSION,
                member.flags & _KEPT_FLAGS,
                member.method,
                0,
                _FIRST_OF_1980,
                0,
                member.packed,
                unpacked,
                len(name),
                0,
            )
            file.write(LOCAL + told + name)
            _copy(data, member, file)
            directory += ENTRY + struct.pack("<H", _VERSION) + told + struct.pack("<HHHII", 0, 0, 0, 0, offset) + name
        start = file.tell()
        count = min(len(members), 0xFFFF)
        file.write(directory + END + struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), start, 0))


def _stored_as_it_is(member: Member) -> bool:
    return member.method == STORED and not member.flags & ENCRYPTED


def _copy(data: Any, member: Member, file: BinaryIO) -> None:
    for place in range(member.data, member.end, _CHUNK_BYTES):
        file.write(data[place : min(place + _CHUNK_BYTES, member.end)])
