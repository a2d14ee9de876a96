"""Writes small PE files whose every field is known: for self-tests, here and in other engines."""

import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

FILE_ALIGNMENT = 0x200
SECTION_ALIGNMENT = 0x1000
IMAGE_BASE = 0x400000

TEXT = 0x60000020
"""Characteristics of code: readable and executable."""
DATA = 0xC0000040
"""Characteristics of data: readable and writable."""
READ_ONLY = 0x40000040

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Section:
    """A section to write; `virtual_size` is the length of `data` unless it is given."""

    name: bytes
    data: bytes
    characteristics: int = TEXT
    virtual_size: int | None = None


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource. `kind` and `name` are numbers or texts, as in the format."""

    kind: int | str
    name: int | str
    language: int
    data: bytes


def build_pe(
    *,
    sections: Sequence[Section] = (Section(b".text", b"\xc3" + bytes(511)),),
    imports: Mapping[str, Sequence[str | int]] | None = None,
    exports: Sequence[str] = (),
    resources: Sequence[Resource] = (),
    pdb: str | None = None,
    rich: Sequence[tuple[int, int, int]] = (),
    overlay: bytes = b"",
    wide: bool = False,
    dll: bool = False,
    timestamp: int = 1_700_000_000,
    entry: int = 0x1000,
) -> bytes:
    """A PE32 file, PE32+ with `wide`. An import is a name or an ordinal; `rich` lists product id, build and count.

    The tables go into sections of their own after the given ones.
    """
    layout = _Layout(list(sections))
    directories = [(0, 0)] * 16
    if exports:
        directories[0] = layout.add(b".edata", lambda rva: _exports(exports, rva))
    if imports:
        directories[1] = layout.add(b".idata", lambda rva: _imports(imports, rva, wide), DATA)
    if resources:
        directories[2] = layout.add(b".rsrc", lambda rva: _resources(resources, rva))
    if pdb is not None:
        debug, at = _codeview(pdb, timestamp), layout.next_rva
        raw = layout.next_offset
        directories[6] = (at, 28)
        layout.add(
            b".debug", lambda _: struct.pack("<IIHHIIII", 0, timestamp, 0, 0, 2, len(debug), at + 28, raw + 28) + debug
        )
    return layout.write(directories, _dos_stub(rich), wide, dll, timestamp, entry) + overlay


class _Layout:
    """Where each section comes to lie. Headers take the first 0x600 bytes of the file."""

    HEADERS = 0x600

    def __init__(self, sections: list[Section]) -> None:
        self._sections: list[tuple[Section, int, int]] = []
        self.next_rva = SECTION_ALIGNMENT
        self.next_offset = self.HEADERS
        for section in sections:
            self._place(section)

    def add(self, name: bytes, make: Callable[[int], bytes], characteristics: int = READ_ONLY) -> tuple[int, int]:
        rva = self.next_rva
        data = make(rva)
        self._place(Section(name, data, characteristics))
        return rva, len(data)

    def _place(self, section: Section) -> None:
        self._sections.append((section, self.next_rva, self.next_offset))
        size = max(len(section.data), section.virtual_size or 0, 1)
        self.next_rva += _align(size, SECTION_ALIGNMENT)
        self.next_offset += _align(len(section.data), FILE_ALIGNMENT)

    def write(
        self, directories: list[tuple[int, int]], stub: bytes, wide: bool, dll: bool, timestamp: int, entry: int
    ) -> bytes:
        optional_size = (112 if wide else 96) + 16 * 8
        characteristics = 0x0102 | (0x2000 if dll else 0) if not wide else 0x0022 | (0x2000 if dll else 0)
        machine = 0x8664 if wide else 0x14C
        file_header = struct.pack(
            "<HHIIIHH", machine, len(self._sections), timestamp, 0, 0, optional_size, characteristics
        )
        head = stub + b"PE\0\0" + file_header + self._optional_header(directories, wide, entry)
        table = b"".join(self._section_header(*placed) for placed in self._sections)
        image = (head + table).ljust(self.HEADERS, b"\0")
        for section, _, offset in self._sections:
            image = image.ljust(offset, b"\0") + section.data
        return image.ljust(self.next_offset, b"\0")

    def _optional_header(self, directories: list[tuple[int, int]], wide: bool, entry: int) -> bytes:
        begin = struct.pack("<HBBIIII", 0x20B if wide else 0x10B, 14, 0, 0x200, 0x200, 0, entry)
        base = struct.pack("<IQ", 0x1000, IMAGE_BASE) if wide else struct.pack("<III", 0x1000, 0x2000, IMAGE_BASE)
        alignment = struct.pack("<IIHHHHHHI", SECTION_ALIGNMENT, FILE_ALIGNMENT, 6, 0, 0, 0, 6, 0, 0)
        sizes = struct.pack("<IIIHH", self.next_rva, self.HEADERS, 0, 2, 0x8140)
        stacks = struct.pack("<QQQQ" if wide else "<IIII", 0x100000, 0x1000, 0x100000, 0x1000)
        table = b"".join(struct.pack("<II", *directory) for directory in directories)
        return begin + base + alignment + sizes + stacks + struct.pack("<II", 0, 16) + table

    @staticmethod
    def _section_header(section: Section, rva: int, offset: int) -> bytes:
        raw_size = _align(len(section.data), FILE_ALIGNMENT)
        return struct.pack(
            "<8sIIIIIIHHI",
            section.name,
            len(section.data) if section.virtual_size is None else section.virtual_size,
            rva,
            raw_size,
            offset if raw_size else 0,
            0,
            0,
            0,
            0,
            section.characteristics,
        )


def _align(size: int, to: int) -> int:
    return -(-size // to) * to


def _dos_stub(rich: Sequence[tuple[int, int, int]]) -> bytes:
    """The DOS header, its program and the Rich header, whose key is its own checksum as the linker computes it."""
    program = bytes.fromhex("0e1fba0e00b409cd21b8014ccd21") + b"This program cannot be run in DOS mode.\r\r\n$"
    before_rich = 0x80
    length = before_rich + (16 + 8 * len(rich) + 16 if rich else 0)
    header = bytearray(b"MZ".ljust(0x3C, b"\0") + struct.pack("<I", _align(length, 8)) + program).ljust(
        before_rich, b"\0"
    )
    if not rich:
        return bytes(header)
    key = before_rich
    for index, byte in enumerate(header):
        if not 0x3C <= index < 0x40:
            key += _rotate(byte, index)
    for product, build, count in rich:
        key += _rotate((product << 16) | build, count)
    key &= 0xFFFFFFFF
    words = [0x536E6144, 0, 0, 0]
    for product, build, count in rich:
        words += [(product << 16) | build, count]
    encoded = b"".join(struct.pack("<I", word ^ key) for word in words)
    return (bytes(header) + encoded + b"Rich" + struct.pack("<I", key)).ljust(_align(length, 8), b"\0")


def _rotate(value: int, by: int) -> int:
    by %= 32
    return ((value << by) | (value >> (32 - by))) & 0xFFFFFFFF if by else value


def _imports(imports: Mapping[str, Sequence[str | int]], rva: int, wide: bool) -> bytes:
    size = 8 if wide else 4
    by_ordinal = 1 << (size * 8 - 1)
    thunks_at = 20 * (len(imports) + 1)
    names_at = thunks_at + sum(size * (len(functions) + 1) for functions in imports.values())
    descriptors, thunks, names = bytearray(), bytearray(), bytearray()
    for library, functions in imports.items():
        first = rva + thunks_at + len(thunks)
        for function in functions:
            if isinstance(function, int):
                thunk = by_ordinal | function
            else:
                thunk = rva + names_at + len(names)
                names += struct.pack("<H", 0) + function.encode() + b"\0"
            thunks += thunk.to_bytes(size, "little")
        thunks += bytes(size)
        descriptors += struct.pack("<IIIII", first, 0, 0, rva + names_at + len(names), first)
        names += library.encode() + b"\0"
    return bytes(descriptors + bytes(20) + thunks + names)


def _exports(exports: Sequence[str], rva: int) -> bytes:
    count = len(exports)
    functions_at, names_at = 40, 40 + 4 * count
    ordinals_at = names_at + 4 * count
    texts_at = ordinals_at + 2 * count
    texts, pointers = b"sample.dll\0", b""
    for name in sorted(exports):
        pointers += struct.pack("<I", rva + texts_at + len(texts))
        texts += name.encode() + b"\0"
    header = struct.pack(
        "<IIHHIIIIIII",
        0,
        0,
        0,
        0,
        rva + texts_at,
        1,
        count,
        count,
        rva + functions_at,
        rva + names_at,
        rva + ordinals_at,
    )
    functions = struct.pack(f"<{count}I", *[0x1000 + number for number in range(count)])
    return header + functions + pointers + struct.pack(f"<{count}H", *range(count)) + texts


def _codeview(pdb: str, timestamp: int) -> bytes:
    guid = struct.pack("<IHH", timestamp, 1, 2) + bytes(range(8))
    return b"RSDS" + guid + struct.pack("<I", 1) + pdb.encode() + b"\0"


def _resources(resources: Sequence[Resource], rva: int) -> bytes:
    """Three levels of directories (type, name, language), then the texts, then the entries, then the data."""
    tree: dict[int | str, dict[int | str, dict[int, bytes]]] = {}
    for resource in resources:
        tree.setdefault(resource.kind, {}).setdefault(resource.name, {})[resource.language] = resource.data
    tables_size = _table_size(tree) + sum(_table_size(names) for names in tree.values())
    tables_size += sum(_table_size(languages) for names in tree.values() for languages in names.values())
    entries_at = _align(tables_size, 8)
    texts_at = entries_at + 16 * len(resources)
    keys = [key for key in [*tree, *(name for names in tree.values() for name in names)] if isinstance(key, str)]
    texts, text_at = b"", {}
    for key in dict.fromkeys(keys):
        text_at[key] = texts_at + len(texts)
        texts += struct.pack("<H", len(key)) + key.encode("utf-16-le")
    data_at = _align(texts_at + len(texts), 8)

    tables, entries, data = bytearray(tables_size), b"", b""
    free = _table_size(tree)

    def write(at: int, rows: list[tuple[int | str, int]]) -> None:
        named = sum(isinstance(key, str) for key, _ in rows)
        struct.pack_into("<IIHHHH", tables, at, 0, 0, 0, 0, named, len(rows) - named)
        for number, (key, target) in enumerate(rows):
            word = text_at[key] | 0x80000000 if isinstance(key, str) else key
            struct.pack_into("<II", tables, at + 16 + 8 * number, word, target)

    first: list[tuple[int | str, int]] = []
    for kind, names in _in_order(tree):
        first.append((kind, free | 0x80000000))
        kind_at, free = free, free + _table_size(names)
        second: list[tuple[int | str, int]] = []
        for name, languages in _in_order(names):
            second.append((name, free | 0x80000000))
            name_at, free = free, free + _table_size(languages)
            third: list[tuple[int | str, int]] = []
            for language, content in sorted(languages.items()):
                third.append((language, entries_at + len(entries)))
                entries += struct.pack("<IIII", rva + data_at + len(data), len(content), 0, 0)
                data += content.ljust(_align(len(content), 8), b"\0")
            write(name_at, third)
        write(kind_at, second)
    write(0, first)
    body = bytes(tables).ljust(entries_at, b"\0") + entries + texts
    return body.ljust(data_at, b"\0") + data


def _in_order(rows: Mapping[int | str, _T]) -> list[tuple[int | str, _T]]:
    """Texts before numbers, each ascending, as the format wants it."""
    return sorted(rows.items(), key=lambda row: (isinstance(row[0], int), row[0]))


def _table_size(rows: Mapping[Any, Any]) -> int:
    return 16 + 8 * len(rows)
