"""The signature set that clamd loads: the official one where it is installed, and always a small one of our own."""

import hashlib
import re
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from assay_engine.eicar import eicar

OWN_VERSION = "1"
OWN_DATE = "2026-11-24"
OFFICIAL = ("main", "daily", "bytecode")

# What clamd reads from a database directory. Configuration (.cfg), allow lists and certificates belong to a set too.
_SUFFIX = re.compile(
    r"\.(cvd|cld|cud|cdb|cfg|crb|crtdb|fp|sfp|ftm|gdb|hdb|hdu|hsb|hsu|idb|ign2?|imp|info|ldb|ldu"
    r"|mdb|mdu|msb|msu|ndb|ndu|pdb|pwdb|wdb|yara?|cbc|sign)"
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class SignatureSet:
    """What clamd was given. `version` changes with every file of it; `official` when ClamAV's own are among it; `daily`
    is the version of that database, which clamd tells, too."""

    version: str
    daily: str | None
    date: str | None
    official: bool
    own_labels: frozenset[str]
    notes: tuple[str, ...]


def lay_out(source: Path, target: Path) -> SignatureSet:
    """Fills `target`, clamd's database directory, with links to the files of `source` and our own signatures, and with
    nothing else.

    `source` may be missing or empty. Raises `OSError` when it is there and cannot be read.
    """
    if target.exists():
        shutil.rmtree(target)
    target.mkdir(parents=True)
    own = write_own(target)
    files = sorted(_database_files(source))
    for file in files:
        (target / file.name).symlink_to(file.resolve())
    headers = _headers(files)
    official = "daily" in headers or "main" in headers
    dates = [date for _, date in headers.values() if date]
    return SignatureSet(
        version=_version(files, headers),
        daily=headers["daily"][0] if "daily" in headers else None,
        date=max(dates) if dates else OWN_DATE,
        official=official,
        own_labels=own,
        notes=_notes(official, sum(file.stem not in headers for file in files)),
    )


def set_version(source: Path) -> str:
    """The version that a set made of `source` would have."""
    files = sorted(_database_files(source))
    return _version(files, _headers(files))


def missing_databases(source: Path) -> list[str]:
    """Which of the two databases that hold ClamAV's detections are not in `source`."""
    headers = _headers(_database_files(source))
    return [stem for stem in ("main", "daily") if stem not in headers]


def write_own(target: Path) -> frozenset[str]:
    """Writes our own signatures; returns their names."""
    sample = eicar()
    (target / "assay.hdb").write_text(f"{hashlib.md5(sample).hexdigest()}:{len(sample)}:Win.Test.EICAR_HDB-1\n")  # noqa: S324
    (target / "assay.ndb").write_text(f"Eicar-Test-Signature:0:0:{sample.hex()}\n")
    return frozenset({"Win.Test.EICAR_HDB-1", "Eicar-Test-Signature"})


def read_header(first_bytes: bytes) -> tuple[str, str | None]:
    """Version and date (YYYY-MM-DD) from the header of a `.cvd` or `.cld` file.

    The header is `ClamAV-VDB:<build time>:<version>:…`, the build time `24 Nov 2026 03-35 -0500`.
    """
    fields = first_bytes[:512].decode("ascii", "replace").split(":")
    if fields[0] != "ClamAV-VDB" or len(fields) < 4 or not re.fullmatch(r"\d{1,10}", fields[2]):
        raise ValueError("not a ClamAV database")
    match = re.match(r"(\d{1,2}) ([A-Z][a-z]{2}) (\d{4})", fields[1])
    if match is None or match[2] not in _MONTHS:
        return fields[2], None
    return fields[2], f"{match[3]}-{_MONTHS.index(match[2]) + 1:02}-{int(match[1]):02}"


def _headers(files: list[Path]) -> dict[str, tuple[str, str | None]]:
    """Version and date of each official database that is there. Of a `.cvd` and a `.cld` clamd loads the newer one."""
    found: dict[str, tuple[str, str | None]] = {}
    for file in files:
        if file.stem in OFFICIAL and file.suffix in (".cvd", ".cld"):
            found[file.stem] = max(found.get(file.stem, ("", None)), _header(file), key=_age)
    return found


def _age(header: tuple[str, str | None]) -> int:
    return int(header[0]) if header[0].isdecimal() else -1


def _version(files: list[Path], headers: dict[str, tuple[str, str | None]]) -> str:
    if not files:
        # Stands beside every verdict, where a mere number would read like a real set.
        return f"eicar-only-{OWN_VERSION}"
    parts = [f"{stem}-{headers[stem][0]}" for stem in OFFICIAL if stem in headers]
    others = [file for file in files if file.stem not in headers]
    if others:
        parts.append(f"local-{_digest(others)}")
    return ".".join([*parts, f"assay-{OWN_VERSION}"])[:128]


def _header(file: Path) -> tuple[str, str | None]:
    with file.open("rb") as stream:
        try:
            return read_header(stream.read(512))
        except ValueError:
            changed = datetime.fromtimestamp(file.stat().st_mtime, UTC)
            return f"unread-{changed:%Y%m%d%H%M%S}", None


def _database_files(source: Path) -> list[Path]:
    if not source.is_dir():
        return []
    own = ("assay.hdb", "assay.ndb")
    return [
        file for file in source.iterdir() if _SUFFIX.fullmatch(file.suffix) and file.is_file() and file.name not in own
    ]


def _digest(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.name.encode("utf-8", "surrogateescape") + b"\0")
        with file.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()[:12]


def _notes(official: bool, local: int) -> tuple[str, ...]:
    if official:
        return ()
    if local:
        return (f"{local} local signature files and our own for EICAR; official signatures not installed",)
    return ("own signature set: EICAR only; official signatures not installed",)
