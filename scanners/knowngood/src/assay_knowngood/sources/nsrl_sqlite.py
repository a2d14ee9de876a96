"""NSRL's Reference Data Set, version 3: a SQLite database with FILE, PKG and MFG, as tables or as views."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from assay_knowngood.errors import SetError
from assay_knowngood.rows import Row, clean, strongest
from assay_knowngood.sources.nsrl_csv import product_name

MAGIC = b"SQLite format 3\0"


def open_database(path: Path) -> sqlite3.Connection:
    """Opens it for reading, whatever it says of itself. Raises `SetError` unless it has a list of files."""
    try:
        database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        database.execute("PRAGMA trusted_schema = OFF")
        database.execute("PRAGMA temp_store = FILE")
        # Text that is not UTF-8 must not end an import of millions of rows.
        database.text_factory = lambda data: data.decode("utf-8", "replace")
        if not {"sha256", "sha1", "md5", "file_name", "package_id"} <= _columns(database, "FILE"):
            raise SetError(f"{path.name} has no table FILE with sha256, sha1, md5, file_name and package_id")
    except sqlite3.Error as error:
        raise SetError(f"{path.name} cannot be read: {error}") from error
    return database


def read_files(database: sqlite3.Connection) -> Iterator[Row | None]:
    """Rows of FILE, as the database holds them; None for one without digest. Raises `SetError` where it is damaged."""
    for sha256, sha1, md5, name, package in _select(
        database, "SELECT sha256, sha1, md5, file_name, package_id FROM FILE"
    ):
        digest = strongest(sha256, sha1, md5)
        yield None if digest is None else Row(digest, clean(name), clean(package))


def read_products(database: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """(package id, "product (maker)") of every package; nothing when the database names none."""
    if not {"package_id", "name", "manufacturer_id"} <= _columns(database, "PKG"):
        return
    known = {"manufacturer_id", "name"} <= _columns(database, "MFG")
    makers = "(SELECT name FROM MFG WHERE MFG.manufacturer_id = PKG.manufacturer_id LIMIT 1)" if known else "''"
    # The names in the statement are ours, not the source's.
    for package, name, maker in _select(database, f"SELECT package_id, name, {makers} FROM PKG"):  # noqa: S608
        yield clean(package), product_name(name, maker)


def _columns(database: sqlite3.Connection, table: str) -> set[str]:
    return {str(row[1]).lower() for row in database.execute(f"PRAGMA table_info({table})")}


def _select(database: sqlite3.Connection, statement: str) -> Iterator[tuple[object, ...]]:
    try:
        yield from database.execute(statement)
    except sqlite3.Error as error:
        raise SetError(f"the database cannot be read to its end: {error}") from error
