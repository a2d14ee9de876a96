"""Fuzzy hashes: of alike files they are alike."""

from pathlib import Path

CHUNK_BYTES = 1024 * 1024
TLSH_LEAST_BYTES = 50


def ssdeep(path: Path) -> str:
    """Read in pieces by libfuzzy; `3::` for an empty file."""
    import pydeep

    return str(pydeep.hash_file(str(path)).decode("ascii"))


def tlsh(path: Path) -> str | None:
    """With its mark of version, `T1…`. None for a file that is too short or too uniform for one."""
    import tlsh as library

    hasher = library.Tlsh()
    total = 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            total += len(chunk)
            hasher.update(chunk)
    if total < TLSH_LEAST_BYTES:
        return None
    try:
        hasher.final()
        digest = str(hasher.hexdigest())
    except ValueError:
        return None
    return digest if len(digest) == 72 and digest.startswith("T1") else None
