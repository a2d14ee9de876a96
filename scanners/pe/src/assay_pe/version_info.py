"""The version resource: what a program says of itself."""

import struct
from typing import Any

from assay_pe.names import readable
from assay_pe.resources import Resource

MAX_BYTES = 64 * 1024
MAX_BLOCKS = 512
_FIELDS = {
    "ProductName": "product",
    "FileDescription": "description",
    "LegalCopyright": "copyright",
    "OriginalFilename": "original name",
    "InternalName": "internal name",
    "FileVersion": "file version",
    "Comments": "comments",
}


def describe_version(resources: list[Resource], data: Any) -> dict[str, str]:
    """The texts by the names that `signature_info` has for them; of several languages the first counts."""
    for resource in resources:
        if resource.type == "RT_VERSION" and resource.offset >= 0:
            block = bytes(data[resource.offset : resource.offset + min(resource.size, MAX_BYTES)])
            texts = read_texts(block)
            return {shown: texts[key] for key, shown in _FIELDS.items() if texts.get(key)}
    return {}


def read_texts(block: bytes) -> dict[str, str]:
    """Every text of a VS_VERSIONINFO block by its key."""
    texts: dict[str, str] = {}
    # A block is length, value length, kind, key and padding, value and padding, then blocks within it.
    waiting = [(0, len(block))]
    for _ in range(MAX_BLOCKS):
        if not waiting:
            break
        place, end = waiting.pop()
        if place + 6 > end:
            continue
        length, value_length, kind = struct.unpack_from("<HHH", block, place)
        if length < 6:
            continue
        own_end = min(place + length, end)
        waiting.append((_aligned(place + length), end))
        key, after = _text(block, place + 6, own_end)
        value = _aligned(after)
        if kind == 1 and value_length and key not in ("StringFileInfo", "VarFileInfo", "Translation"):
            texts.setdefault(key, _text(block, value, own_end)[0].strip())
        else:
            waiting.append((_aligned(value + value_length), own_end))
    return texts


def _text(block: bytes, place: int, end: int) -> tuple[str, int]:
    """The text at `place` and where it ends, its closing zero included."""
    for position in range(place, end - 1, 2):
        if block[position : position + 2] == b"\0\0":
            return readable(block[place:position].decode("utf-16-le", "replace"), 1024), position + 2
    return readable(block[place:end].decode("utf-16-le", "replace"), 1024), end


def _aligned(place: int) -> int:
    return -(-place // 4) * 4
