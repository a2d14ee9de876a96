"""The file of one set: a SQLite database that is only read once it stands at its place.

`known` holds (digest, filename, product code) in the order of the digests, `product` the products' names, `about` one
row of JSON that says what the set is. The strongest digest that the source gave is kept, as bytes.
"""

import json
import sqlite3
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from assay_knowngood.errors import SetError

ENDING = ".set"
APPLICATION_ID = 0x4173796B
"""Marks the database as one of ours: "Asyk"."""

Kind = Literal["nsrl", "list"]

SCHEMA = """
CREATE TABLE about (json TEXT NOT NULL);
CREATE TABLE product (code TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE known (digest BLOB NOT NULL, filename TEXT NOT NULL, product TEXT NOT NULL,
                    PRIMARY KEY (digest, filename, product)) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class About:
    """What a set is. `digest` changes with every entry and everything else here."""

    name: str
    kind: Kind
    trusted: bool
    organization: str
    link: str
    source: str
    imported: str
    """YYYY-MM-DD, in UTC."""
    entries: int
    """Different entries; one digest may have several names."""
    lengths: tuple[int, ...]
    """Of the digests in it, in bytes."""
    digest: str

    def to_json(self) -> str:
        return json.dumps(asdict(self), sort_keys=True)


@dataclass(frozen=True, slots=True)
class KnownSet:
    """A set that can be asked."""

    about: About
    database: sqlite3.Connection

    def entries(self, digest: bytes, limit: int) -> list[tuple[str, str]]:
        """(file name, product's name) of at most `limit` entries with this digest; empty when it is not known."""
        asked = self.database.execute(
            "SELECT filename, COALESCE((SELECT name FROM product WHERE code = known.product), '')"
            " FROM known WHERE digest = ? LIMIT ?",
            (digest, limit),
        )
        return [(str(filename), str(product)) for filename, product in asked]

    def any_digest(self) -> bytes | None:
        row = self.database.execute("SELECT digest FROM known LIMIT 1").fetchone()
        return None if row is None else bytes(row[0])


def open_set(path: Path) -> KnownSet:
    """Opens a set for reading. Raises `SetError` for a file that is none or is damaged where one looks first."""
    try:
        # Nobody writes to it: without locks it can be used by a child that was forked after it was opened.
        database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        (mark,) = database.execute("PRAGMA application_id").fetchone()
        if mark != APPLICATION_ID:
            raise SetError(f"{path.name} is not a known-good set")
        database.execute("PRAGMA trusted_schema = OFF")
        rows = database.execute("SELECT json FROM about LIMIT 2").fetchall()
        if len(rows) != 1:
            raise SetError(f"{path.name} was not imported to its end")
        return KnownSet(_about(str(rows[0][0])), database)
    except (sqlite3.Error, ValueError, TypeError) as error:
        raise SetError(f"{path.name} cannot be read: {error}") from error


def _about(text: str) -> About:
    value = json.loads(text)
    return About(**{**value, "lengths": tuple(value["lengths"])})
