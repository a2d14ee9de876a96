"""NSRL's version 3 as a script of SQL: run into an empty database that may do nothing but hold it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

from assay_knowngood.errors import SetError

MAX_STATEMENT = 16 * 1024 * 1024

_ALLOWED = {
    sqlite3.SQLITE_CREATE_INDEX,
    sqlite3.SQLITE_CREATE_TABLE,
    sqlite3.SQLITE_CREATE_VIEW,
    sqlite3.SQLITE_DELETE,
    sqlite3.SQLITE_INSERT,
    sqlite3.SQLITE_READ,
    sqlite3.SQLITE_REINDEX,
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_TRANSACTION,
    sqlite3.SQLITE_UPDATE,
}


def run_script(file: BinaryIO, path: Path) -> None:
    """Runs the script into a new database at `path`. Raises `SetError` where it wants more than to fill tables."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        for setting in ("journal_mode = OFF", "synchronous = OFF"):
            database.execute(f"PRAGMA {setting}")
        # No file is attached, no extension loaded, no setting changed, whatever the script says.
        database.set_authorizer(lambda action, *_: sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY)
        database.execute("BEGIN")
        for statement in _statements(file):
            _run(database, statement)
        if database.in_transaction:
            database.execute("COMMIT")


def _run(database: sqlite3.Connection, statement: str) -> None:
    word = statement.lstrip().split(None, 1)[0].upper().rstrip(";") if statement.strip() else ""
    # Ours is the one transaction, and settings are not the script's.
    if word in ("", "PRAGMA", "BEGIN", "COMMIT", "END"):
        return
    try:
        database.execute(statement)
    except sqlite3.Error as error:
        hint = "; a delta has to be run into its full database first" if "no such table" in str(error) else ""
        raise SetError(f"the script cannot be run: {error}{hint}") from error


def _statements(file: BinaryIO) -> Iterator[str]:
    held = b""
    while line := file.readline(MAX_STATEMENT + 1):
        held += line
        if len(held) > MAX_STATEMENT:
            raise SetError("the script has a statement of more than 16 MiB")
        if line.rstrip().endswith(b";"):
            text = held.decode("utf-8", "replace").replace("\0", "")
            if sqlite3.complete_statement(text):
                yield text
                held = b""
    if held.strip():
        raise SetError("the script ends in the middle of a statement")
