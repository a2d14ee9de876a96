"""The resource tree, walked with bounds: a hostile one refers to itself, or to one place a million times."""

import struct
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pefile

from assay_pe.names import readable
from assay_pe.sniff import sniff
from assay_pe.statistics import Budget, measure

MAX_DETAILS = 256
MAX_RESOURCES = 8192
MAX_TABLE_ROWS = 4096
_LEVELS = 3
_IS_TABLE = 0x80000000
_TYPES = {number: name for name, number in pefile.resource_type if isinstance(number, int)}


@dataclass(frozen=True, slots=True)
class Resource:
    """`offset` is where its bytes lie in the file, -1 when they lie outside of it."""

    type: str
    name: str
    language: str
    offset: int
    size: int


def walk_resources(pe: Any, data: Any) -> list[Resource]:
    """Every resource in the order of the tree, at most 8,192."""
    directory = pe.OPTIONAL_HEADER.DATA_DIRECTORY
    if len(directory) <= 2 or directory[2].VirtualAddress == 0:
        return []
    base = _offset(pe, directory[2].VirtualAddress)
    if base is None:
        return []
    found: list[Resource] = []
    for path, offset in _leaves(data, base):
        if len(found) >= MAX_RESOURCES:
            break
        leaf = data[offset : offset + 16]
        if len(leaf) < 16:
            continue
        rva, size, _, _ = struct.unpack("<IIII", leaf)
        place = _offset(pe, rva)
        inside = place is not None and place < len(data)
        names = [*path, 0, 0][:_LEVELS]
        found.append(
            Resource(
                type=_type(data, base, names[0]),
                name=_key(data, base, names[1]),
                language=language(names[2]),
                offset=place if inside and place is not None else -1,
                size=size,
            )
        )
    return found


def describe_resources(resources: list[Resource], data: Any, budget: Budget) -> dict[str, Any]:
    """`resource_details`, `resource_types` and `resource_langs`; empty when there are none."""
    if not resources:
        return {}
    types = Counter(resource.type for resource in resources).most_common(MAX_DETAILS)
    languages = Counter(resource.language for resource in resources).most_common(MAX_DETAILS)
    return {
        "resource_details": [_detail(resource, data, budget) for resource in resources[:MAX_DETAILS]],
        "resource_types": dict(types),
        "resource_langs": dict(languages),
    }


def language(number: int) -> str:
    """`ENGLISH US` of 0x409; the parts that have no name as numbers."""
    primary, sub = number & 0x3FF, (number >> 10) & 0x3F
    name = pefile.LANG.get(primary)
    if not isinstance(name, str):
        return f"{number:#06x}"
    spoken = name.removeprefix("LANG_")
    variant = pefile.get_sublang_name_for_lang(primary, sub)
    if not isinstance(variant, str):
        return spoken
    full = variant.removeprefix("SUBLANG_").replace("_", " ")
    return full if full.startswith(spoken) else spoken


def _detail(resource: Resource, data: Any, budget: Budget) -> dict[str, Any]:
    entry: dict[str, Any] = {"type": resource.type, "lang": resource.language}
    size = max(0, min(resource.size, len(data) - resource.offset)) if resource.offset >= 0 else 0
    entry["filetype"] = sniff(data, resource.offset, size) if size else "unknown"
    if budget.take(size):
        found = measure(data, max(resource.offset, 0), size)
        entry |= {"entropy": found.entropy, "chi2": found.chi2, "sha256": found.sha256}
    return entry


def _leaves(data: Any, base: int) -> Iterator[tuple[list[int], int]]:
    """Paths of up to three keys with the place of the data entry. A table is entered once."""
    seen = {base}
    # Tables still to be read, the next one last, each with the keys that lead to it.
    waiting: list[tuple[int, list[int]]] = [(base, [])]
    rows_left = MAX_RESOURCES * _LEVELS
    while waiting:
        place, path = waiting.pop()
        head = data[place + 12 : place + 16]
        if len(head) < 4:
            continue
        named, numbered = struct.unpack("<HH", head)
        count = min(named + numbered, MAX_TABLE_ROWS, rows_left)
        rows_left -= count
        rows = data[place + 16 : place + 16 + 8 * count]
        deeper: list[tuple[int, list[int]]] = []
        for key, target in struct.iter_unpack("<II", rows[: len(rows) // 8 * 8]):
            if not target & _IS_TABLE:
                yield [*path, key], base + target
                continue
            table = base + (target & ~_IS_TABLE)
            if table not in seen and len(path) + 1 < _LEVELS:
                seen.add(table)
                deeper.append((table, [*path, key]))
        waiting += reversed(deeper)


def _type(data: Any, base: int, key: int) -> str:
    if not key & _IS_TABLE and key in _TYPES:
        return str(_TYPES[key])
    return _key(data, base, key)


def _key(data: Any, base: int, key: int) -> str:
    """A number, or the text that the key points to."""
    if not key & _IS_TABLE:
        return str(key)
    place = base + (key & ~_IS_TABLE)
    length = data[place : place + 2]
    if len(length) < 2:
        return "?"
    characters = min(int.from_bytes(length, "little"), 256)
    return readable(bytes(data[place + 2 : place + 2 + 2 * characters]).decode("utf-16-le", "replace")) or "?"


def _offset(pe: Any, rva: int) -> int | None:
    try:
        offset = pe.get_offset_from_rva(rva)
    except pefile.PEFormatError:
        return None
    return offset if isinstance(offset, int) and offset >= 0 else None
