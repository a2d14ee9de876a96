"""Finds out what a source is, by what is in it, and opens it."""

import lzma
import shutil
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from assay_knowngood.errors import SetError
from assay_knowngood.known_set import Kind
from assay_knowngood.rows import Row
from assay_knowngood.sources import nsrl_csv, nsrl_sql, nsrl_sqlite
from assay_knowngood.sources.hash_list import read_hash_list

HEAD_BYTES = 4096
_DAMAGED_ZIP = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    NotImplementedError,
    RuntimeError,
    EOFError,
    zlib.error,
    lzma.LZMAError,
    UnicodeError,
)
"""What `zipfile` raises for archives that are damaged, protected or of a form that it does not know."""


@dataclass(frozen=True, slots=True)
class Source:
    """What is read of a source. Both can be read once, the rows first."""

    kind: Kind
    rows: Iterable[Row | None]
    """None for what stands there and cannot be read."""
    products: Iterable[tuple[str, str]]


@contextmanager
def open_source(path: Path, work: Path) -> Iterator[Source]:
    """Opens a file of any form that can be imported. What has to be unpacked goes into the folder `work`.

    Raises `SetError` for a file that is missing or of no known form, also while it is read, where it is damaged.
    """
    with ExitStack() as stack:
        try:
            head = _head(path)
            if zipfile.is_zipfile(path):
                yield _open_zip(stack, path, work)
            elif head.startswith(nsrl_sqlite.MAGIC):
                yield _open_sqlite(stack, path)
            elif path.suffix.lower() == ".sql":
                yield _open_sql(stack, stack.enter_context(path.open("rb")), work)
            elif b"sha-1" in head.replace(b"\0", b"").split(b"\n", 1)[0].lower():
                yield _open_csv(_beside(path))
            else:
                yield Source("list", read_hash_list([stack.enter_context(path.open("rb"))]), ())
        except (OSError, *_DAMAGED_ZIP) as error:
            raise SetError(f"{path.name} cannot be read: {error}") from error


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD_BYTES)


def _open_csv(opener: nsrl_csv.Opener) -> Source:
    return Source("nsrl", nsrl_csv.read_files(opener), nsrl_csv.read_products(opener))


def _open_sqlite(stack: ExitStack, path: Path) -> Source:
    database = nsrl_sqlite.open_database(path)
    stack.callback(database.close)
    return Source("nsrl", nsrl_sqlite.read_files(database), nsrl_sqlite.read_products(database))


def _open_sql(stack: ExitStack, script: BinaryIO, work: Path) -> Source:
    nsrl_sql.run_script(script, work / "script.db")
    return _open_sqlite(stack, work / "script.db")


def _beside(path: Path) -> nsrl_csv.Opener:
    """Files of the same folder, in any case; the list of files is the one that was named."""
    files = {each.name.lower(): each for each in path.parent.iterdir() if each.is_file()} | {nsrl_csv.FILES: path}
    return lambda name: files[name].open("rb") if name in files else None


def _open_zip(stack: ExitStack, path: Path, work: Path) -> Source:
    archive = stack.enter_context(zipfile.ZipFile(path))
    members = {Path(member.filename).name.lower(): member for member in archive.infolist() if not member.is_dir()}
    if nsrl_csv.FILES in members:
        return _open_csv(lambda name: cast("BinaryIO", archive.open(members[name])) if name in members else None)
    for name, member in members.items():
        if name.endswith((".db", ".sqlite", ".sqlite3")):
            return _open_sqlite(stack, _unpack(archive, member, work))
    for name, member in members.items():
        if name.endswith(".sql") and "schema" not in name:
            return _open_sql(stack, cast("BinaryIO", stack.enter_context(archive.open(member))), work)
    opened = (cast("BinaryIO", stack.enter_context(archive.open(member))) for member in members.values())
    return Source("list", read_hash_list(opened), ())


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, work: Path) -> Path:
    """SQLite needs a file; its name is ours, and its size is checked before."""
    if member.file_size > shutil.disk_usage(work).free // 2:
        raise SetError(
            f"{member.filename} needs {member.file_size} bytes, of which the disk has not twice as many free"
        )
    target = work / "unpacked.db"
    with archive.open(member) as packed, target.open("wb") as file:
        shutil.copyfileobj(packed, file, 1024 * 1024)
    return target
