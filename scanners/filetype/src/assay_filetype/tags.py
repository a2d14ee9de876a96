"""Tags in VirusTotal's words, each for something that was seen in the file."""

import re
import zipfile
from pathlib import Path

from assay_engine.bounded_file import BoundedFile

from assay_filetype.ends import Ends
from assay_filetype.pe_header import PeHeader

MAX_DIRECTORY_BYTES = 8 * 1024 * 1024
MAX_MEMBERS = 10_000
_OFFICE = frozenset({"docx", "xlsx", "pptx", "vsdx"})
_ZIPS = _OFFICE | {"zip", "jar", "apk", "odt", "ods", "odp", "epub", "ipa"}
_OLE = frozenset({"doc", "xls", "ppt", "ole", "msi", "outlook"})
_PROGRAM = re.compile(r"\.(exe|dll|scr|com|pif|sys|ocx|cpl)$", re.IGNORECASE)

# Within the first 256 KiB and the last 64 KiB of a PDF, outside of compressed streams.
_PDF = (
    (rb"/(JavaScript|JS)\b", "js-embedded"),
    (rb"/Launch\b", "launch-action"),
    (rb"/AcroForm\b", "acroform"),
    (rb"/OpenAction\b|/AA\b", "autoaction"),
    (rb"/EmbeddedFiles?\b", "file-embedded"),
    (rb"/Encrypt\b", "encrypted"),
    (rb"/XFA\b", "xfa"),
)


def find_tags(path: Path, ends: Ends, tag: str | None, pe: PeHeader | None) -> list[str]:
    """Sorted, without repetition; the type's own tag is among them."""
    found = {tag} if tag else set()
    if pe is not None:
        found |= _pe_tags(pe)
    elif tag == "elf":
        found |= _elf_tags(ends.both())
    elif tag == "pdf":
        found |= {name for pattern, name in _PDF if re.search(pattern, ends.both())}
    elif tag in _ZIPS:
        found |= _zip_tags(path, tag in _OFFICE)
    elif tag in _OLE and "_VBA_PROJECT".encode("utf-16-le") in ends.both():
        found.add("macros")
    elif tag == "rar" and _rar_encrypted(ends.head):
        found.add("encrypted")
    return sorted(found)


def _pe_tags(pe: PeHeader) -> set[str]:
    seen = {
        "64bits": pe.wide,
        "signed": pe.signed,
        "overlay": pe.overlay,
        "assembly": pe.managed,
        "upx": any(name.startswith(b"UPX") for name in pe.section_names),
    }
    return {name for name, holds in seen.items() if holds}


def _elf_tags(content: bytes) -> set[str]:
    found = set()
    if content[4:5] == b"\x02":
        found.add("64bits")
    if content[16:18] in (b"\x03\x00", b"\x00\x03"):
        # A shared library, or a program that can be loaded anywhere; those name the loader they want.
        found.add("pie" if b"ld-linux" in content[:4096] or b"ld-musl" in content[:4096] else "shared-lib")
    if b"UPX!" in content:
        found.add("upx")
    return found


def _zip_tags(path: Path, office: bool) -> set[str]:
    try:
        with BoundedFile(path, MAX_DIRECTORY_BYTES) as file, zipfile.ZipFile(file) as archive:
            members = archive.infolist()[:MAX_MEMBERS]
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, RuntimeError):
        return set()
    seen = {
        "encrypted": any(member.flag_bits & 1 for member in members),
        "macros": office and any(member.filename.endswith("vbaProject.bin") for member in members),
        "contains-pe": any(_PROGRAM.search(member.filename) for member in members),
        "contains-zip": any(member.filename.lower().endswith(".zip") for member in members),
    }
    return {name for name, holds in seen.items() if holds}


def _rar_encrypted(head: bytes) -> bool:
    """Only archives whose directory is encrypted too: flag 0x80 of the main header in version 4, type 4 in 5."""
    if head.startswith(b"Rar!\x1a\x07\x00"):
        return len(head) > 11 and bool(head[10] & 0x80)
    return head.startswith(b"Rar!\x1a\x07\x01\x00") and head[13:14] == b"\x04"
