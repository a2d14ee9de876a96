"""What a resource or an overlay begins with."""

from typing import Any

_BEGINNINGS = (
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"\x00\x00\x01\x00", "ICO"),
    (b"MZ", "PE"),
    (b"\x7fELF", "ELF"),
    (b"PK\x03\x04", "ZIP"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7ZIP"),
    (b"MSCF", "CAB"),
    (b"\x1f\x8b", "GZIP"),
    (b"BZh", "BZIP"),
    (b"\xfd7zXZ\x00", "XZ"),
    (b"\xd0\xcf\x11\xe0", "OLE"),
    (b"%PDF-", "PDF"),
    (b"RIFF", "RIFF"),
    (b"<?xml", "XML"),
    (b"\xef\xbb\xbf<?xml", "XML"),
    (b"<assembly", "XML"),
    (b"\xef\xbe\xad\xdeNullsoftInst", "NSIS"),
    (b"zlb\x1a", "Inno Setup"),
)
_HEAD_BYTES = 512


def sniff(data: Any, offset: int, size: int) -> str:
    """A short name by the first bytes, `ASCII text` for plain text, else `unknown`."""
    head = bytes(data[offset : offset + min(size, _HEAD_BYTES)])
    for beginning, name in _BEGINNINGS:
        if head.startswith(beginning):
            return name
    # At the offset that NSIS gives its mark; its header begins with flags.
    if head[4:16] == b"\xef\xbe\xad\xdeNullsoft":
        return "NSIS"
    if head and all(byte in b"\t\n\r" or 0x20 <= byte < 0x7F for byte in head):
        return "ASCII text"
    return "unknown"
