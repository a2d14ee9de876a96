"""Rule files: ours in the package, the operator's in the data directory."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

STARTER = Path(__file__).parent / "rules"
STARTER_DATE = "2026-11-24"
MAX_FILE_BYTES = 16 * 1024 * 1024
MAX_FILES = 10_000


@dataclass(frozen=True, slots=True)
class Ruleset:
    """One rule file. `name` is its path below its directory without the ending, `origin` what a reader is shown."""

    name: str
    origin: str
    source: str
    date: str

    @property
    def id(self) -> str:
        """10 hex digits that stay while the file keeps its place."""
        return hashlib.sha256(self.origin.encode("utf-8", "surrogateescape")).hexdigest()[:10]

    @property
    def version(self) -> str:
        """The id and a digest of the source, as VirusTotal writes it."""
        return f"{self.id}|{hashlib.sha256(self.source.encode()).hexdigest()[:40]}"


@dataclass(frozen=True, slots=True)
class Skipped:
    """A rule file that is not used, and why."""

    origin: str
    reason: str


def read_starter() -> list[Ruleset]:
    """Our own rules."""
    files = sorted(STARTER.glob("*.yar"))
    return [Ruleset(file.stem, f"assay/{file.name}", file.read_text("utf-8"), STARTER_DATE) for file in files]


def read_directory(directory: Path) -> tuple[list[Ruleset], list[Skipped]]:
    """Every `.yar` and `.yara` file below a directory, which may be missing. What cannot be read is named."""
    found: list[Ruleset] = []
    skipped: list[Skipped] = []
    for number, file in enumerate(sorted(_rule_files(directory))):
        origin = f"local/{file.relative_to(directory).as_posix()}"
        if number >= MAX_FILES:
            skipped.append(Skipped(origin, f"and all after it: more than {MAX_FILES} files"))
            break
        try:
            found.append(_read(file, directory, origin))
        except (OSError, ValueError) as error:
            skipped.append(Skipped(origin, str(error)))
    return found, skipped


def digest(rulesets: Sequence[Ruleset]) -> str:
    """12 hex digits that change with any rule file, its name or its place."""
    total = hashlib.sha256()
    for ruleset in rulesets:
        total.update(f"{ruleset.origin}\0{ruleset.version}\0".encode("utf-8", "surrogateescape"))
    return total.hexdigest()[:12]


def _rule_files(directory: Path) -> Iterator[Path]:
    if directory.is_dir():
        for pattern in ("*.yar", "*.yara"):
            yield from (file for file in directory.rglob(pattern) if file.is_file())


def _read(file: Path, directory: Path, origin: str) -> Ruleset:
    status = file.stat()
    if status.st_size > MAX_FILE_BYTES:
        raise ValueError(f"larger than {MAX_FILE_BYTES // 1024 // 1024} MiB")
    changed = datetime.fromtimestamp(status.st_mtime, UTC)
    name = file.relative_to(directory).with_suffix("").as_posix()
    return Ruleset(name, origin, file.read_text("utf-8"), f"{changed:%Y-%m-%d}")
