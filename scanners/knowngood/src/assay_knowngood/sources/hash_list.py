"""Plain lists: one digest a line, alone or with a file name, as `sha256sum`, BSD's tools or OpenSSL write it."""

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from assay_knowngood.errors import SetError
from assay_knowngood.rows import Row, clean, strongest
from assay_knowngood.sources.lines import bounded_lines

_LINE = re.compile(r"\\?([0-9a-fA-F]{32,64})(?:[ \t]+[*]?(.*)|[,;](.*))?$")
_TAGGED = re.compile(r"\\?(?:MD5|SHA-?1|SHA2?-?256) ?\((.*)\) ?= ?([0-9a-fA-F]{32,64})$", re.IGNORECASE)
"""`SHA256 (name) = digest` of BSD and `sha256sum --tag`, `SHA2-256(name)= digest` of OpenSSL."""
COMMENTS = ("#", ";", "//")
MAX_FAULTS_BEFORE_ANY = 100


def read_hash_list(files: Iterable[BinaryIO]) -> Iterator[Row | None]:
    """Rows of MD5, SHA-1 or SHA-256; None for a line that is none. Empty lines and comments do not count.

    Raises `SetError` when the first lines are none: what is imported then is something else.
    """
    taken = faults = 0
    for file in files:
        for line in bounded_lines(file):
            text = line.strip()
            if not text or text.startswith(COMMENTS):
                continue
            row = _row(text)
            if row is not None:
                taken += 1
            elif (faults := faults + 1) >= MAX_FAULTS_BEFORE_ANY and taken == 0:
                raise SetError("this is no list of hashes: its first lines have neither MD5, SHA-1 nor SHA-256")
            yield row


def _row(text: str) -> Row | None:
    if found := _LINE.match(text):
        digest, name = strongest(found[1]), found[2] or found[3] or ""
    elif found := _TAGGED.match(text):
        digest, name = strongest(found[2]), found[1]
    else:
        return None
    return None if digest is None else Row(digest, clean(name.strip('"')).rpartition("/")[2], "")
