"""Fuzzy hashes: of alike files they are alike."""

from dataclasses import dataclass
from pathlib import Path

from assay_filetype import tlsh

CHUNK_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class FuzzyHashes:
    """`ssdeep` is `3::` for an empty file; `tlsh` is None where there is none."""

    ssdeep: str
    tlsh: str | None


def fuzzy_hashes(path: Path) -> FuzzyHashes:
    """Both in one reading, piece by piece."""
    from ssdeep import Hash

    size = path.stat().st_size
    by_context = Hash()  # type: ignore[no-untyped-call]
    by_locality = tlsh.Tlsh() if tlsh.LEAST_BYTES <= size <= tlsh.MOST_BYTES else None
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            by_context.update(chunk)
            if by_locality is not None:
                by_locality.update(chunk)
    return FuzzyHashes(by_context.digest(), None if by_locality is None else by_locality.digest())
