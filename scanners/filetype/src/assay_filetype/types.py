"""VirusTotal's words for the types that samples are routed by."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TypeWords:
    """`extension` is None where no one extension is usual."""

    description: str
    tags: tuple[str, ...]
    extension: str | None


def words_for(tag: str) -> TypeWords:
    """For a tag that is not in the table, the tag itself."""
    return _TYPES.get(tag) or TypeWords(tag.upper(), (tag,), None)


def _of(description: str, path: str, extension: str | None) -> TypeWords:
    return TypeWords(description, tuple(path.split()), extension)


_TYPES = {
    "peexe": _of("Win32 EXE", "executable windows win32 pe peexe", "exe"),
    "pedll": _of("Win32 DLL", "executable windows win32 pe pedll", "dll"),
    "neexe": _of("Win16 EXE", "executable windows win16 ne neexe", "exe"),
    "mz": _of("DOS EXE", "executable dos mz", "exe"),
    "elf": _of("ELF", "executable linux elf", None),
    "macho": _of("Mach-O", "executable mac macho", None),
    "dex": _of("Android DEX", "executable mobile android dex", "dex"),
    "apk": _of("Android", "executable mobile android apk", "apk"),
    "ipa": _of("iOS App Store Package", "executable mobile iphone ipa", "ipa"),
    "class": _of("Java Bytecode", "executable java-bytecode class", "class"),
    "jar": _of("JAR", "executable java jar", "jar"),
    "wasm": _of("WebAssembly", "executable wasm", "wasm"),
    "msi": _of("Windows Installer", "executable windows installer msi", "msi"),
    "lnk": _of("Windows shortcut", "windows lnk", "lnk"),
    "url": _of("Internet shortcut", "internet url", "url"),
    "reg": _of("Windows Registry data", "source windows reg", "reg"),
    "pdf": _of("PDF", "document pdf", "pdf"),
    "doc": _of("MS Word Document", "document msoffice text word doc", "doc"),
    "xls": _of("MS Excel Spreadsheet", "document msoffice spreadsheet excel xls", "xls"),
    "ppt": _of("MS PowerPoint Presentation", "document msoffice presentation powerpoint ppt", "ppt"),
    "docx": _of("Office Open XML Document", "document msoffice text word docx", "docx"),
    "xlsx": _of("Office Open XML Spreadsheet", "document msoffice spreadsheet excel xlsx", "xlsx"),
    "pptx": _of("Office Open XML Slide Show", "document msoffice presentation powerpoint pptx", "pptx"),
    "vsdx": _of("Office Open XML Drawing", "document msoffice visio vsdx", "vsdx"),
    "ole": _of("OLE Compound Document", "document msoffice ole", None),
    "one": _of("MS OneNote", "document msoffice onenote one", "one"),
    "outlook": _of("Outlook", "internet email outlook", "msg"),
    "rtf": _of("Rich Text Format", "document rtf", "rtf"),
    "odt": _of("OpenDocument Text", "document opendocument odt", "odt"),
    "ods": _of("OpenDocument Spreadsheet", "document opendocument ods", "ods"),
    "odp": _of("OpenDocument Presentation", "document opendocument odp", "odp"),
    "epub": _of("EPUB", "document ebook epub", "epub"),
    "chm": _of("Windows HTML Help", "document help chm", "chm"),
    "ps": _of("PostScript", "document ps", "ps"),
    "email": _of("Email", "internet email", "eml"),
    "html": _of("HTML", "internet html", "html"),
    "xml": _of("XML", "internet xml", "xml"),
    "svg": _of("SVG", "multimedia image svg", "svg"),
    "flash": _of("Flash", "internet flash", "swf"),
    "crx": _of("Chrome Extension", "browser chrome extension crx", "crx"),
    "zip": _of("ZIP", "compressed zip", "zip"),
    "rar": _of("RAR", "compressed rar", "rar"),
    "7zip": _of("7ZIP", "compressed 7zip", "7z"),
    "gzip": _of("GZIP", "compressed gzip", "gz"),
    "bzip": _of("BZIP", "compressed bzip", "bz2"),
    "xz": _of("XZ", "compressed xz", "xz"),
    "zstd": _of("ZST", "compressed zstd", "zst"),
    "tar": _of("TAR", "compressed tar", "tar"),
    "cab": _of("CAB", "compressed cab", "cab"),
    "deb": _of("Debian Package", "executable linux installer deb", "deb"),
    "rpm": _of("RPM", "executable linux installer rpm", "rpm"),
    "isoimage": _of("ISO image", "compressed isoimage", "iso"),
    "squashfs": _of("Squash file system", "compressed squashfs", "sqfs"),
    "vhd": _of("Virtual hard disk", "compressed vhd", "vhd"),
    "mbr": _of("Master Boot Record", "rom mbr", None),
    "png": _of("PNG", "multimedia image png", "png"),
    "jpeg": _of("JPEG", "multimedia image jpeg", "jpg"),
    "gif": _of("GIF", "multimedia image gif", "gif"),
    "bmp": _of("BMP", "multimedia image bmp", "bmp"),
    "tiff": _of("TIFF", "multimedia image tiff", "tif"),
    "webp": _of("WebP", "multimedia image webp", "webp"),
    "ico": _of("ICO", "multimedia image ico", "ico"),
    "mp3": _of("MP3", "multimedia audio mp3", "mp3"),
    "mp4": _of("MP4", "multimedia video mp4", "mp4"),
    "python": _of("Python", "source python", "py"),
    "shell": _of("Shell script", "source shell", "sh"),
    "perl": _of("Perl", "source perl", "pl"),
    "php": _of("PHP", "source php", "php"),
    "ruby": _of("Ruby", "source ruby", "rb"),
    "javascript": _of("JavaScript", "source javascript", "js"),
    "powershell": _of("Powershell", "source powershell ps1", "ps1"),
    "vba": _of("VBA", "source vba", "vbs"),
    "bat": _of("DOS batch file", "source dos bat", "bat"),
    "c": _of("C", "source c", "c"),
    "cpp": _of("C++", "source cpp", "cpp"),
    "java": _of("Java", "source java", "java"),
    "json": _of("JSON", "source json", "json"),
    "text": _of("Text", "text", "txt"),
    "compressed": _of("Compressed archive", "compressed", None),
}
