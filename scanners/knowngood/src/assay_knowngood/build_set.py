"""Makes the file of a set of what a source says, in bounded memory.

Rows come in any order. They are gathered unsorted, and sorted by SQLite on disk into the table that is looked up:
inserting millions of digests in random order into an index would touch a page of the disk for each.
"""

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TypeVar

from assay_knowngood.errors import SetError
from assay_knowngood.known_set import APPLICATION_ID, SCHEMA, About, Kind
from assay_knowngood.rows import SHA256_BYTES, Row

CACHE_KIB = 64 * 1024
"""What SQLite may hold in memory, also while it sorts."""
BATCH = 10_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the operator says of a set."""

    name: str
    kind: Kind
    source: str
    trusted: bool = False
    organization: str = ""
    link: str = ""


@dataclass(slots=True)
class Counts:
    """Of the rows that were read so far."""

    taken: int = 0
    refused: int = 0
    """Of a trusted list: without SHA-256."""
    unreadable: int = 0
    """Without a digest, or no rows at all."""

    @property
    def left_out(self) -> int:
        return self.refused + self.unreadable


Progress = Callable[[Counts], None]
Values = TypeVar("Values", bound=tuple[object, ...])


def build_set(
    path: Path, wanted: Wanted, rows: Iterable[Row | None], products: Iterable[tuple[str, str]], progress: Progress
) -> About:
    """Writes the set to `path`, which must not exist; beside it there is room for what is being sorted.

    Rows are read before products; `progress` is told after some thousands of them and at their end. Raises `SetError`
    when nothing of the source can be used.
    """
    # SQLite sorts in the folder that this names; that of the system may be small or in memory.
    os.environ["SQLITE_TMPDIR"] = str(path.parent)
    gathered = path.with_suffix(".gathered")
    counts = Counts()
    total = hashlib.sha256()
    with closing(_connect(path)) as database:
        database.executescript(SCHEMA)
        database.execute("ATTACH DATABASE ? AS gathered", (str(gathered),))
        database.execute("PRAGMA gathered.synchronous = OFF")
        database.execute("PRAGMA gathered.journal_mode = OFF")
        database.execute("CREATE TABLE gathered.row (digest BLOB, filename TEXT, product TEXT)")
        for batch in _batches(_usable(rows, wanted, counts)):
            database.executemany("INSERT INTO gathered.row VALUES (?, ?, ?)", batch)
            total.update(repr(batch).encode("utf-8", "replace"))
            progress(counts)
        progress(counts)
        if counts.taken == 0:
            raise SetError(_nothing(wanted, counts))
        for pairs in _batches(iter(products)):
            database.executemany("INSERT OR IGNORE INTO product VALUES (?, ?)", pairs)
            total.update(repr(pairs).encode("utf-8", "replace"))
        database.execute(
            "INSERT INTO known SELECT DISTINCT digest, filename, product FROM gathered.row"
            " ORDER BY digest, filename, product"
        )
        about = _describe(database, wanted, total.hexdigest())
        database.execute("INSERT INTO about VALUES (?)", (about.to_json(),))
        database.commit()
    gathered.unlink()
    return about


def _connect(path: Path) -> sqlite3.Connection:
    if path.exists():
        raise SetError(f"{path} exists")
    database = sqlite3.connect(path)
    # A half set is thrown away whole, so no journal is needed; the file is synced before it gets its name.
    for setting in ("journal_mode = OFF", "synchronous = OFF", "temp_store = FILE", f"cache_size = -{CACHE_KIB}"):
        database.execute(f"PRAGMA {setting}")
    database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    return database


def _usable(rows: Iterable[Row | None], wanted: Wanted, counts: Counts) -> Iterator[tuple[bytes, str, str]]:
    for row in rows:
        if row is None:
            counts.unreadable += 1
            continue
        if wanted.trusted and len(row.digest) != SHA256_BYTES:
            counts.refused += 1
            continue
        counts.taken += 1
        yield row.digest, row.filename, row.product


def _batches(values: Iterator[Values]) -> Iterator[list[Values]]:
    while batch := list(islice(values, BATCH)):
        yield batch


def _nothing(wanted: Wanted, counts: Counts) -> str:
    if counts.refused:
        return "a trusted list needs SHA-256: files with the MD5 or SHA-1 of another can be made on purpose"
    return f"{wanted.source} names no file"


def _describe(database: sqlite3.Connection, wanted: Wanted, content: str) -> About:
    (entries,) = database.execute("SELECT COUNT(*) FROM known").fetchone()
    lengths = sorted(int(row[0]) for row in database.execute("SELECT DISTINCT LENGTH(digest) FROM known"))
    told: Mapping[str, object] = {
        "name": wanted.name,
        "kind": wanted.kind,
        "trusted": wanted.trusted,
        "organization": wanted.organization,
        "link": wanted.link,
    }
    return About(
        name=wanted.name,
        kind=wanted.kind,
        trusted=wanted.trusted,
        organization=wanted.organization,
        link=wanted.link,
        source=wanted.source,
        imported=f"{datetime.now(UTC):%Y-%m-%d}",
        entries=int(entries),
        lengths=tuple(lengths),
        digest=hashlib.sha256(f"{content} {sorted(told.items())}".encode()).hexdigest(),
    )
