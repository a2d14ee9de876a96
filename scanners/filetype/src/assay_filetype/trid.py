"""Likely types with probabilities, in the form of VirusTotal's `trid`.

The list, its names and its weights are Assay's own: it is not TrID and knows some eighty types, not thousands. Every
definition whose bytes are all found brings its points, and a type's probability is its share of all points. So a
general definition keeps a small share beside a special one, and a file with one possible type has 100.
"""

import re
from dataclasses import dataclass

from assay_filetype.ends import Ends
from assay_filetype.pe_header import PeHeader

MAX_TYPES = 8
_LOOKED_AT = 64 * 1024


@dataclass(frozen=True, slots=True)
class Definition:
    """`starts` at the offset `at`; `holds` anywhere in the first 64 KiB or at the end; `size` exactly."""

    name: str
    points: int
    starts: bytes = b""
    at: int = 0
    holds: tuple[bytes, ...] = ()
    size: int | None = None


def likely_types(ends: Ends, tag: str | None, pe: PeHeader | None) -> list[dict[str, str | float]]:
    """The most likely first, at most eight; the probabilities add up to at most 100."""
    points: dict[str, int] = {}
    for name, worth in [*_by_bytes(ends), *_by_pe(ends, pe), *_by_text(ends, tag)]:
        points[name] = points.get(name, 0) + worth
    total = sum(points.values())
    ranked = sorted(points.items(), key=lambda pair: (-pair[1], pair[0]))[:MAX_TYPES]
    # Cut, not rounded, so that the sum cannot pass 100.
    return [{"file_type": name, "probability": _plain(worth * 1000 // total)} for name, worth in ranked]


def _plain(thousandths: int) -> float:
    return thousandths // 10 if thousandths % 10 == 0 else thousandths / 10


def _by_bytes(ends: Ends) -> list[tuple[str, int]]:
    looked_at = ends.head[:_LOOKED_AT] + ends.tail[-4096:]
    return [
        (one.name, one.points)
        for one in _DEFINITIONS
        if (one.size is None or one.size == ends.size)
        and ends.head[one.at : one.at + len(one.starts)] == one.starts
        and all(part in looked_at for part in one.holds)
    ]


def _by_pe(ends: Ends, pe: PeHeader | None) -> list[tuple[str, int]]:
    if pe is None:
        return [("DOS Executable (generic)", 20)] if ends.head.startswith(b"MZ") else []
    found = [("Generic Win/DOS Executable", 20), ("DOS Executable (generic)", 20)]
    width = "Win64" if pe.wide else "Win32"
    found.append((f"{width} Dynamic Link Library (generic)" if pe.dll else f"{width} Executable (generic)", 180))
    looked_at = ends.head
    if pe.managed:
        found.append((f"Generic CIL {'Library' if pe.dll else 'Executable'} (.NET, Mono, etc.)", 600))
    if any(name.startswith(b"UPX") for name in pe.section_names):
        found.append(("UPX compressed Win32/64 Executable", 400))
    if b"Rich" in looked_at[0x80:0x400]:
        found.append((f"{width} Executable MS Visual C++ (generic)", 350))
    if b"Borland" in looked_at or b"This program must be run under Win32" in looked_at[:0x200]:
        found.append(("Win32 Executable Borland Delphi (generic)", 300))
    if any(name.startswith(b".idata") for name in pe.section_names) and b"mingw" in looked_at.lower():
        found.append((f"{width} Executable MinGW (generic)", 250))
    if b"Nullsoft" in ends.both():
        found.append(("NSIS - Nullsoft Scriptable Install System", 500))
    if b"Inno Setup" in ends.both():
        found.append(("Inno Setup installer", 500))
    if b"Go build" in looked_at or b"go.buildid" in looked_at:
        found.append((f"{width} Executable Go (generic)", 300))
    return found


def _by_text(ends: Ends, tag: str | None) -> list[tuple[str, int]]:
    head = ends.head[:_LOOKED_AT]
    if tag in _TEXTS:
        return [(_TEXTS[tag], 100)]
    if tag == "text" and re.search(rb"[\x00-\x08\x0e-\x1a]", head) is None:
        return [("Text - " + ("UTF-8 encoded (BOM)" if head.startswith(b"\xef\xbb\xbf") else "plain"), 100)]
    return []


_TEXTS = {
    "html": "HyperText Markup Language",
    "javascript": "JavaScript source",
    "python": "Python source",
    "shell": "Linux/UNIX shell script",
    "powershell": "PowerShell script",
    "vba": "Visual Basic script",
    "bat": "DOS/Windows batch file",
    "php": "PHP source",
    "perl": "Perl script",
    "ruby": "Ruby script",
    "json": "JSON data",
    "email": "E-Mail message",
    "c": "C source",
    "cpp": "C++ source",
    "java": "Java source",
    "reg": "Windows Registry data",
    "url": "Windows URL shortcut",
}

_D = Definition
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DEFINITIONS = (
    _D("ZIP compressed archive (empty)", 100, b"PK\x05\x06", size=22),
    _D("ZIP compressed archive", 40, b"PK\x03\x04"),
    _D("Word Microsoft Office Open XML Format document", 230, b"PK\x03\x04", holds=(b"[Content_Types].xml", b"word/")),
    _D("Excel Microsoft Office Open XML Format document", 230, b"PK\x03\x04", holds=(b"[Content_Types].xml", b"xl/")),
    _D(
        "PowerPoint Microsoft Office Open XML Format document",
        230,
        b"PK\x03\x04",
        holds=(b"[Content_Types].xml", b"ppt/"),
    ),
    _D("Open Packaging Conventions container", 100, b"PK\x03\x04", holds=(b"[Content_Types].xml",)),
    _D("Android Package", 230, b"PK\x03\x04", holds=(b"AndroidManifest.xml",)),
    _D("Java Archive", 140, b"PK\x03\x04", holds=(b"META-INF/MANIFEST.MF",)),
    _D("OpenDocument Text document", 230, b"PK\x03\x04", holds=(b"mimetypeapplication/vnd.oasis.opendocument.text",)),
    _D(
        "OpenDocument Spreadsheet",
        230,
        b"PK\x03\x04",
        holds=(b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet",),
    ),
    _D("Open Publication Structure eBook", 230, b"PK\x03\x04", holds=(b"mimetypeapplication/epub+zip",)),
    _D("Python Wheel package", 120, b"PK\x03\x04", holds=(b".dist-info/WHEEL",)),
    _D("RAR compressed archive (v5.0)", 100, b"Rar!\x1a\x07\x01\x00"),
    _D("RAR compressed archive (v4.x)", 100, b"Rar!\x1a\x07\x00"),
    _D("7-Zip compressed archive", 100, b"7z\xbc\xaf\x27\x1c"),
    _D("GZipped data", 100, b"\x1f\x8b"),
    _D("bzip2 compressed archive", 100, b"BZh"),
    _D("xz compressed data", 100, b"\xfd7zXZ\x00"),
    _D("Zstandard compressed data", 100, b"\x28\xb5\x2f\xfd"),
    _D("LZ4 compressed data", 100, b"\x04\x22\x4d\x18"),
    _D("Microsoft Cabinet Archive", 100, b"MSCF"),
    _D("TAR - Tape ARchive (POSIX)", 100, b"ustar", at=257),
    _D("Debian Linux Package", 140, b"!<arch>\ndebian"),
    _D("ar archive", 40, b"!<arch>\n"),
    _D("RPM Package", 100, b"\xed\xab\xee\xdb"),
    _D("ISO 9660 CD image", 100, b"CD001", at=0x8001),
    _D("SquashFS file system", 100, b"hsqs"),
    _D("Virtual Hard Disk", 100, b"conectix"),
    _D("Virtual Hard Disk v2", 100, b"vhdxfile"),
    _D("VMware disk image", 100, b"KDMV"),
    _D("QEMU copy-on-write disk image", 100, b"QFI\xfb"),
    _D("Generic OLE2 / Multistream Compound", 40, _OLE),
    _D("Microsoft Word document", 160, _OLE, holds=("WordDocument".encode("utf-16-le"),)),
    _D("Microsoft Excel sheet", 160, _OLE, holds=("Workbook".encode("utf-16-le"),)),
    _D("Microsoft PowerPoint document", 160, _OLE, holds=("PowerPoint Document".encode("utf-16-le"),)),
    _D("Outlook Message", 160, _OLE, holds=("__nameid_version".encode("utf-16-le"),)),
    _D("Microsoft Windows Installer", 160, _OLE, holds=("\u4840".encode("utf-16-le"), b"MSI")),
    _D("Adobe Portable Document Format", 100, b"%PDF-"),
    _D("Rich Text Format", 100, b"{\\rt"),
    _D("PostScript document", 100, b"%!PS"),
    _D("Microsoft OneNote note", 100, b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d"),
    _D("Windows HELP File", 100, b"\x3f\x5f\x03\x00"),
    _D("Windows HTML Help", 100, b"ITSF"),
    _D("Windows Shortcut", 100, b"L\x00\x00\x00\x01\x14\x02\x00"),
    _D("ELF Executable and Linkable format (generic)", 50, b"\x7fELF"),
    _D("ELF Executable and Linkable format (Linux)", 50, b"\x7fELF", holds=(b"GLIBC_",)),
    _D("ELF packed by UPX", 80, b"\x7fELF", holds=(b"UPX!",)),
    _D("Mac OS X Mach-O 64-bit Intel/ARM executable", 100, b"\xcf\xfa\xed\xfe"),
    _D("Mac OS X Mach-O 32-bit executable", 100, b"\xce\xfa\xed\xfe"),
    _D("Mac OS X Universal Binary or Java bytecode", 60, b"\xca\xfe\xba\xbe"),
    _D("Java bytecode", 60, b"\xca\xfe\xba\xbe\x00\x00\x00"),
    _D("Dalvik Dex class", 100, b"dex\n0"),
    _D("WebAssembly binary module", 100, b"\x00asm"),
    _D("Chrome Extension", 100, b"Cr24"),
    _D("Portable Network Graphics", 100, b"\x89PNG\r\n\x1a\n"),
    _D("JPEG bitmap", 60, b"\xff\xd8\xff"),
    _D("JFIF JPEG bitmap", 60, b"\xff\xd8\xff\xe0", holds=(b"JFIF",)),
    _D("GIF89a bitmap", 100, b"GIF89a"),
    _D("GIF87a bitmap", 100, b"GIF87a"),
    _D("Windows Bitmap", 100, b"BM"),
    _D("Windows Icon", 100, b"\x00\x00\x01\x00"),
    _D("TIFF bitmap (little endian)", 100, b"II*\x00"),
    _D("TIFF bitmap (big endian)", 100, b"MM\x00*"),
    _D("WebP bitmap", 100, b"RIFF", holds=(b"WEBPVP8",)),
    _D("Resource Interchange File Format (generic)", 30, b"RIFF"),
    _D("Wave audio", 100, b"RIFF", holds=(b"WAVEfmt ",)),
    _D("MP3 audio (ID3 v2.x tag)", 100, b"ID3"),
    _D("ISO base media file (MP4, QuickTime)", 100, b"ftyp", at=4),
    _D("Matroska container", 100, b"\x1a\x45\xdf\xa3"),
    _D("OGG stream", 100, b"OggS"),
    _D("FLAC lossless audio", 100, b"fLaC"),
    _D("Macromedia Flash Player compiled script", 100, b"FWS"),
    _D("Macromedia Flash Player compressed script", 100, b"CWS"),
    _D("SQLite 3.x database", 100, b"SQLite format 3\x00"),
    _D("Generic XML (ASCII)", 60, b"<?xml"),
    _D("Generic XML (UTF-8)", 60, b"\xef\xbb\xbf<?xml"),
    _D("Scalable Vector Graphics", 60, b"<", holds=(b"<svg",)),
    _D("Windows Registry hive", 100, b"regf"),
    _D("Windows Event Log", 100, b"ElfFile\x00"),
    _D("TCPDUMP capture (little endian)", 100, b"\xd4\xc3\xb2\xa1"),
    _D("PCAP next generation capture", 100, b"\x0a\x0d\x0d\x0a"),
    _D("PEM encoded data", 100, b"-----BEGIN "),
    _D("PGP public key or signature", 40, b"-----BEGIN PGP"),
    _D("Python compiled bytecode", 60, b"\r\n\x00\x00", at=2),
    _D("NumPy array", 100, b"\x93NUMPY"),
)
