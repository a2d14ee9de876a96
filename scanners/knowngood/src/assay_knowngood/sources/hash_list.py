"""Plain lists: one digest a line, alone or before a file name as `sha256sum` and its relatives write it."""

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from assay_knowngood.errors import SetError
from assay_knowngood.rows import Row, clean, strongest
from assay_knowngood.sources.lines import bounded_lines

_LINE = re.compile(r"\\?([0-9a-fA-F]{32,64})(?:[ \t]+[*]?(.*)|[,;](.*))?$")
COMMENTS = ("#", ";", "//")
MAX_FAULTS_BEFORE_ANY = 100


def read_hash_list(files: Iterable[BinaryIO]) -> Iterator[Row]:
    """Rows of MD5, SHA-1 or SHA-256. Empty lines and comments are passed over.

    Raises `SetError` when the first lines are none: what is imported then is something else.
    """
    taken = faults = 0
    for file in files:
        for line in bounded_lines(file):
            text = line.lstrip("\ufeff").strip()
            if not text or text.startswith(COMMENTS):
                continue
            row = _row(text)
            if row is not None:
                taken += 1
                yield row
            elif (faults := faults + 1) >= MAX_FAULTS_BEFORE_ANY and taken == 0:
                raise SetError("this is no list of hashes: its first lines have neither MD5, SHA-1 nor SHA-256")


def _row(text: str) -> Row | None:
    found = _LINE.match(text)
    digest = strongest(found[1]) if found else None
    if found is None or digest is None:
        return None
    return Row(digest, clean((found[2] or found[3] or "").strip('"')).rpartition("/")[2], "")
