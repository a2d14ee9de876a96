"""Entropy, chi-square and digests of a part of a file."""

import hashlib
import math
from dataclasses import dataclass
from typing import Any

CHUNK_BYTES = 4 * 1024 * 1024


class Budget:
    """How many bytes may still be looked at. Sections and resources of a hostile file can all lie over each other."""

    def __init__(self, total_bytes: int) -> None:
        self._left = total_bytes

    def take(self, size: int) -> bool:
        if size > self._left:
            return False
        self._left -= size
        return True


@dataclass(frozen=True, slots=True)
class Statistics:
    """`entropy` in bits a byte with two decimals, `chi2` against evenly spread bytes, -1 for no bytes."""

    entropy: float
    chi2: float
    md5: str
    sha256: str


def measure(data: Any, offset: int, size: int) -> Statistics:
    """Of `size` bytes from `offset` of a buffer, cut at the buffer's end."""
    import numpy

    counts = numpy.zeros(256, dtype=numpy.int64)
    md5, sha256 = hashlib.md5(usedforsecurity=False), hashlib.sha256()
    end = min(offset + size, len(data))
    for begin in range(offset, end, CHUNK_BYTES):
        chunk = data[begin : min(begin + CHUNK_BYTES, end)]
        counts += numpy.bincount(numpy.frombuffer(chunk, dtype=numpy.uint8), minlength=256)
        md5.update(chunk)
        sha256.update(chunk)
    return Statistics(entropy(counts.tolist()), chi2(counts.tolist()), md5.hexdigest(), sha256.hexdigest())


def entropy(counts: list[int]) -> float:
    """Shannon's entropy of a byte count, from 0 to 8."""
    total = sum(counts)
    bits = -sum(count / total * math.log2(count / total) for count in counts if count)
    return round(abs(bits), 2)


def chi2(counts: list[int]) -> float:
    """Pearson's chi-square of a byte count; -1 when there are none, as VirusTotal writes it."""
    total = sum(counts)
    if total == 0:
        return -1.0
    expected = total / 256
    return round(sum((count - expected) ** 2 for count in counts) / expected, 2)
