"""VirusTotal's `type_tag` of a file, from its first bytes and what libmagic says of it."""

import re
import zipfile
from collections.abc import Iterable
from pathlib import Path

from assay_engine.bounded_file import BoundedFile

_PDF_WITHIN = 1024
"""Readers accept a PDF header anywhere in so many bytes."""
_MAX_ZIP_NAMES = 4096
_MAX_ZIP_DIRECTORY_BYTES = 8 * 1024 * 1024
"""`zipfile` makes an object of each of its entries; of so many bytes they fit into the identifier's memory."""


def type_tag(head: bytes, mime: str, magic: str, path: Path | None) -> str | None:
    """The tag, or None for what is only "data". `head` are the first bytes, `path` the whole file if there is one."""
    return _by_bytes(head, magic, path) or _by_description(magic) or _BY_MIME.get(mime) or _by_text(head, mime, magic)


def _by_bytes(head: bytes, magic: str, path: Path | None) -> str | None:
    if head.startswith(b"MZ"):
        return _windows_program(head, magic)
    if head.startswith(b"PK\x03\x04"):
        return _zip(head, mime_name=_first_stored(head), path=path)
    if b"%PDF-" in head[:_PDF_WITHIN]:
        return "pdf"
    return next((tag for start, tag in _SIGNATURES if head.startswith(start)), None)


def _windows_program(head: bytes, magic: str) -> str:
    offset = int.from_bytes(head[0x3C:0x40], "little")
    header = head[offset : offset + 24]
    if header.startswith(b"PE\0\0") and len(header) == 24:
        characteristics = int.from_bytes(header[22:24], "little")
        return "pedll" if characteristics & 0x2000 else "peexe"
    if "PE32" in magic:
        return "pedll" if "(DLL)" in magic else "peexe"
    return "neexe" if header.startswith(b"NE") else "mz"


# --- zip and what is built on it -------------------------------------------------------------------------------


def _zip(head: bytes, mime_name: str, path: Path | None) -> str:
    names = frozenset(_zip_names(path) if path is not None else _names_in(head))
    if mime_name.startswith("application/vnd.oasis.opendocument."):
        kind = mime_name.removeprefix("application/vnd.oasis.opendocument.")
        return {"text": "odt", "spreadsheet": "ods", "presentation": "odp"}.get(kind, "zip")
    if mime_name == "application/epub+zip":
        return "epub"
    if "AndroidManifest.xml" in names:
        return "apk"
    if "[Content_Types].xml" in names:
        return next((tag for folder, tag in _OFFICE if any(name.startswith(folder) for name in names)), "zip")
    if "META-INF/MANIFEST.MF" in names:
        return "jar"
    if any(re.fullmatch(r"Payload/[^/]+\.app/Info\.plist", name) for name in names):
        return "ipa"
    return "zip"


def _zip_names(path: Path) -> Iterable[str]:
    try:
        with BoundedFile(path, _MAX_ZIP_DIRECTORY_BYTES) as bounded, zipfile.ZipFile(bounded) as archive:
            return [entry.filename for entry in archive.infolist()[:_MAX_ZIP_NAMES]]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        with path.open("rb") as file:
            return _names_in(file.read(1024 * 1024))


def _names_in(head: bytes) -> Iterable[str]:
    """Names in the local headers of a zip whose directory cannot be read."""
    for found in re.finditer(rb"PK\x03\x04", head):
        header = head[found.start() : found.start() + 30]
        if len(header) == 30:
            length = int.from_bytes(header[26:28], "little")
            name = head[found.start() + 30 : found.start() + 30 + length]
            yield name.decode("utf-8", "replace")


def _first_stored(head: bytes) -> str:
    """The text of an entry `mimetype`, which OpenDocument and EPUB store first and uncompressed."""
    if head[30:38] != b"mimetype":
        return ""
    size = int.from_bytes(head[22:26], "little")
    return head[38 : 38 + min(size, 128)].decode("ascii", "replace")


# --- tables ----------------------------------------------------------------------------------------------------

_OFFICE = (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx"), ("visio/", "vsdx"))

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x7fELF", "elf"),
    (b"\xce\xfa\xed\xfe", "macho"),
    (b"\xcf\xfa\xed\xfe", "macho"),
    (b"\xfe\xed\xfa\xce", "macho"),
    (b"\xfe\xed\xfa\xcf", "macho"),
    (b"dex\n", "dex"),
    (b"L\x00\x00\x00\x01\x14\x02\x00", "lnk"),
    (b"{\\rt", "rtf"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7zip"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"MSCF", "cab"),
    (b"ITSF", "chm"),
    (b"!<arch>\ndebian", "deb"),
    (b"\xed\xab\xee\xdb", "rpm"),
    (b"Cr24", "crx"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF8", "gif"),
    (b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d", "one"),
    (b"\x00asm", "wasm"),
    (b"hsqs", "squashfs"),
)

_DESCRIPTIONS: tuple[tuple[str, str], ...] = (
    # Order matters: the first that is found counts.
    (r"Mach-O universal binary", "macho"),
    (r"compiled Java class data", "class"),
    (r"^Microsoft OOXML", "docx"),
    (r"^Microsoft Word 20", "docx"),
    (r"^Microsoft Excel 20", "xlsx"),
    (r"^Microsoft PowerPoint 20", "pptx"),
    (r"MSI Installer|Windows Installer", "msi"),
    (r"Composite Document File V2.*(Microsoft )?(Office )?Word", "doc"),
    (r"Composite Document File V2.*Excel", "xls"),
    (r"Composite Document File V2.*PowerPoint", "ppt"),
    (r"Composite Document File V2.*Outlook|CDFV2 Microsoft Outlook", "outlook"),
    (r"^(Composite Document File V2|CDFV2)", "ole"),
    (r"POSIX tar archive|^tar archive", "tar"),
    (r"ISO 9660", "isoimage"),
    (r"^DOS/MBR boot sector", "mbr"),
    (r"Microsoft Disk Image eXtended|Microsoft Disk Image", "vhd"),
    (r"^Macromedia Flash|Adobe Flash", "flash"),
    (r"MS Windows icon", "ico"),
    (r"^PC bitmap", "bmp"),
    (r"^TIFF image", "tiff"),
    (r"^RIFF.*Web/P", "webp"),
    (r"SVG Scalable", "svg"),
    (r"^(SMTP|RFC 822|news or mail|MIME entity)", "email"),
    (r"Python script|Python 3|^python", "python"),
    (r"(Bourne-Again|POSIX|Korn|zsh|Bourne) shell script|shell script", "shell"),
    (r"Perl script", "perl"),
    (r"PHP script", "php"),
    (r"Ruby script", "ruby"),
    (r"Node\.js script", "javascript"),
    (r"^HTML document|XHTML", "html"),
    (r"^XML ", "xml"),
    (r"JSON (text )?data", "json"),
    (r"DOS batch file", "bat"),
    (r"MS Windows 95 Internet shortcut", "url"),
    (r"^Windows Registry (little-endian )?text", "reg"),
    (r"^C\+\+ source", "cpp"),
    (r"^C source", "c"),
    (r"^Java source", "java"),
    (r"MPEG ADTS, layer III|ID3", "mp3"),
    (r"^ISO Media", "mp4"),
    (r"^PostScript", "ps"),
    (r"^(ACE|ARJ|LHa|LZMA|ARC) ", "compressed"),
)

_BY_DESCRIPTION = tuple((re.compile(pattern), tag) for pattern, tag in _DESCRIPTIONS)

_BY_MIME = {
    "application/x-dosexec": "mz",
    "application/zip": "zip",
    "application/java-archive": "jar",
    "application/pdf": "pdf",
    "application/msword": "doc",
    "application/vnd.ms-excel": "xls",
    "application/vnd.ms-powerpoint": "ppt",
    "application/x-sharedlib": "elf",
    "application/x-mach-binary": "macho",
    "application/javascript": "javascript",
    "text/javascript": "javascript",
    "text/html": "html",
    "text/xml": "xml",
    "text/rtf": "rtf",
    "text/x-python": "python",
    "text/x-script.python": "python",
    "text/x-shellscript": "shell",
    "text/x-php": "php",
    "text/x-msdos-batch": "bat",
    "message/rfc822": "email",
    "image/webp": "webp",
    "audio/mpeg": "mp3",
    "video/mp4": "mp4",
}

_TEXT_SIGNS: tuple[tuple[bytes, str], ...] = (
    # libmagic calls these plain text. Every repetition is bounded or stops at the end of the line: the text is hostile.
    (rb"(?is)<\?php\b", "php"),
    (rb"(?is)<(!doctype html|html|script|iframe|body)\b", "html"),
    (rb"(?im)^[ \t]*(@echo off|rem )", "bat"),
    (
        rb"(?is)(invoke-(expression|webrequest)|new-object\s+[\w.]+|write-(host|output)|\$psversiontable|\biex\b"
        rb"|set-executionpolicy|-encodedcommand|\[system\.[\w.]+\]::|frombase64string|^[ \t]*param[ \t]*\()",
        "powershell",
    ),
    (rb"(?is)\b(createobject\s*\(|end\s+sub\b|on error resume next|wscript\.(shell|echo))", "vba"),
    (
        rb"(?is)(\bfunction\s{0,9}\w{0,99}\s{0,9}\([^)]{0,200}\)\s{0,9}\{|\b(var|let|const)\s+\w+\s*=|document\.\w+|eval\s*\(|=>\s*\{)",
        "javascript",
    ),
    (rb"(?m)^(import \w[\w.]*|from \w[\w.]* import .+|def \w+\(.*\):|class \w+(\(.*\))?:)\s*$", "python"),
)

_BY_SIGN = tuple((re.compile(pattern), tag) for pattern, tag in _TEXT_SIGNS)
_TEXT_LOOKED_AT = 8 * 1024


def _by_description(magic: str) -> str | None:
    return next((tag for pattern, tag in _BY_DESCRIPTION if pattern.search(magic)), None)


def _by_text(head: bytes, mime: str, magic: str) -> str | None:
    """Scripts that begin with no sign of their own; "text" when it is text of no kind."""
    if not (mime.startswith("text/") or " text" in magic):
        return None
    text = _as_ascii(head[:_TEXT_LOOKED_AT])
    if text.startswith(b"#!"):
        return _by_interpreter(text)
    return next((tag for pattern, tag in _BY_SIGN if pattern.search(text)), "text")


def _by_interpreter(text: bytes) -> str:
    line = text.split(b"\n", 1)[0]
    for name, tag in ((b"python", "python"), (b"perl", "perl"), (b"node", "javascript"), (b"pwsh", "powershell")):
        if name in line:
            return tag
    return "shell" if b"sh" in line else "text"


def _as_ascii(head: bytes) -> bytes:
    """UTF-16, in which Windows scripts are often written, without its zeros."""
    return head[2:].replace(b"\0", b"") if head.startswith((b"\xff\xfe", b"\xfe\xff")) else head
