"""What a source says of one file."""

import re
from dataclasses import dataclass

SHA256_BYTES = 32
SHA1_BYTES = 20
MD5_BYTES = 16
ALGORITHMS = {SHA256_BYTES: "sha256", SHA1_BYTES: "sha1", MD5_BYTES: "md5"}

MAX_NAME = 400
"""Characters of a file's or product's name that are kept."""

_HEX = re.compile(r"(?:[0-9a-fA-F]{64}|[0-9a-fA-F]{40}|[0-9a-fA-F]{32})\Z")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")


@dataclass(frozen=True, slots=True)
class Row:
    """One file of a source. `digest` is the strongest that the source gives for it: where it gives SHA-256, a file with
    the same MD5 and another SHA-256 is not this file."""

    digest: bytes
    filename: str
    product: str
    """Names a product of the source; empty when it says none."""


def strongest(*digests: object) -> bytes | None:
    """The longest of these that is a digest in hex; None when none is. Zeros alone stand for one that nobody knew."""
    found = [bytes.fromhex(text) for text in digests if isinstance(text, str) and _HEX.match(text)]
    return max(filter(any, found), key=len, default=None)


def clean(value: object) -> str:
    """A name as it is kept: one line, bounded."""
    return "" if value is None else _CONTROL.sub(" ", str(value)).strip()[:MAX_NAME]
