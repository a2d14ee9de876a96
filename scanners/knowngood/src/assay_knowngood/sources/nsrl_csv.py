"""NSRL's Reference Data Set, version 2: `NSRLFile.txt` and beside it `NSRLProd.txt` and `NSRLMfg.txt`."""

import csv
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from typing import BinaryIO

from assay_knowngood.errors import SetError
from assay_knowngood.rows import Row, clean, strongest
from assay_knowngood.sources.lines import bounded_lines

Opener = Callable[[str], AbstractContextManager[BinaryIO] | None]
"""Opens a file of the set by its lower-case name; None when the set has none."""

FILES = "nsrlfile.txt"
PRODUCTS = "nsrlprod.txt"
MAKERS = "nsrlmfg.txt"
MAX_MAKERS = 1_000_000
"""Far more than there are; their names are held in memory."""


def read_files(opener: Opener) -> Iterator[Row | None]:
    """Rows of `NSRLFile.txt`; None for a line that is broken. Raises `SetError` when its columns are others."""
    for record in _records(opener, FILES, ("sha-1", "md5", "filename", "productcode")):
        if record is None:
            yield None
            continue
        sha1, md5, name, product = record
        digest = strongest(sha1, md5)
        yield None if digest is None else Row(digest, clean(name), clean(product))


def read_products(opener: Opener) -> Iterator[tuple[str, str]]:
    """(code, "product (maker)") of every product; nothing when the set has no list of them."""
    makers: dict[str, str] = {}
    for code, name in filter(None, _records(opener, MAKERS, ("mfgcode", "mfgname"), needed=False)):
        if len(makers) < MAX_MAKERS:
            makers[clean(code)] = clean(name)
    records = _records(opener, PRODUCTS, ("productcode", "productname", "mfgcode"), needed=False)
    for code, name, maker in filter(None, records):
        yield clean(code), product_name(name, makers.get(clean(maker), ""))


def product_name(name: object, maker: object) -> str:
    """As VirusTotal shows it: the product, and who made it in parentheses."""
    return clean(f"{clean(name)} ({clean(maker)})" if clean(maker) else name)


def _records(opener: Opener, name: str, columns: tuple[str, ...], needed: bool = True) -> Iterator[list[str] | None]:
    opened = opener(name)
    if opened is None:
        if needed:
            raise SetError(f"there is no {name} in the source")
        return
    with opened as file:
        yield from _columns(name, csv.reader(bounded_lines(file)), columns)


def _columns(name: str, reader: Iterator[list[str]], columns: tuple[str, ...]) -> Iterator[list[str] | None]:
    """These columns of every record but the first, which names them; None for one with more or fewer."""
    records = _readable(reader)
    head = [cell.strip().lower() for cell in next(records, None) or []]
    missing = [column for column in columns if column not in head]
    if missing:
        raise SetError(f"{name} has no column {', '.join(missing)}")
    places = [head.index(column) for column in columns]
    for record in records:
        if record != []:  # An empty line.
            yield [record[place] for place in places] if record is not None and len(record) == len(head) else None


def _readable(reader: Iterable[list[str]]) -> Iterator[list[str] | None]:
    """Every record, None for one that cannot be read: an open quote runs to a bound and no further."""
    records = iter(reader)
    while True:
        try:
            yield next(records)
        except StopIteration:
            return
        except csv.Error:
            yield None
