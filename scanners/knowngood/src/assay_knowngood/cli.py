"""`assay-known-good`: imports, lists and removes sets of known files."""

import argparse
import json
import re
import sqlite3
import sys
import time
from dataclasses import asdict
from pathlib import Path

from assay_knowngood.build_set import Counts, Wanted, build_set
from assay_knowngood.errors import SetError
from assay_knowngood.known_set import About
from assay_knowngood.sources.open_source import open_source
from assay_knowngood.store import add_set, open_sets, remove_set

DATA = Path("data/engines/knowngood")
TELL_EVERY_S = 2.0
MAX_LEFT_OUT = 0.01
"""Of all rows. What is left out beyond it makes the command end with 2: NSRL's own lists have a few broken lines."""
IMPORTED_IN_PART = 2
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}\Z")


def main(arguments: list[str] | None = None) -> int:
    """0: done. 1: not done, and why stands on stderr; the sets are as they were. 2: imported but for much of it."""
    chosen = _parser().parse_args(arguments)
    try:
        return int(chosen.run(chosen))
    except (SetError, OSError, sqlite3.Error) as error:
        sys.stderr.write(f"assay-known-good: {error}\n")
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="assay-known-good", description=__doc__)
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--data", type=Path, default=DATA, metavar="DIR", help="of the engine (default: %(default)s)")
    commands = parser.add_subparsers(required=True)

    adding = commands.add_parser("import", parents=[shared], help="import a set, in place of one of the same name")
    adding.add_argument("file", type=Path, help="NSRL RDS (.db, .sql, NSRLFile.txt) or a list of hashes, also in a zip")
    adding.add_argument("--name", help="of the set; the file's when absent")
    adding.add_argument("--organization", default="", help="whose files these are; needed for a list of hashes")
    adding.add_argument("--trusted", action="store_true", help="the files are good: they get the verdict harmless")
    adding.add_argument("--link", default="", help="where a reader learns more of the files")
    adding.set_defaults(run=_import)

    listing = commands.add_parser("list", parents=[shared], help="the sets in use")
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(run=_list)

    removing = commands.add_parser("remove", parents=[shared], help="remove a set")
    removing.add_argument("name")
    removing.set_defaults(run=_remove)
    return parser


def _import(chosen: argparse.Namespace) -> int:
    telling = _Telling()
    name = _name(chosen.name or re.sub(r"[^a-z0-9._-]+", "-", chosen.file.stem.lower()).strip("-._"))

    def build(path: Path) -> About:
        with open_source(chosen.file, path.parent) as source:
            if source.kind == "nsrl" and chosen.trusted:
                raise SetError("NSRL lists what is known, hacking tools among it; it cannot be trusted as good")
            if source.kind == "list" and not chosen.organization:
                raise SetError("say whose files a list holds: --organization NAME, and --trusted if they are good")
            said = chosen.trusted, chosen.organization.strip()[:200], chosen.link[:1000]
            wanted = Wanted(name, source.kind, chosen.file.name, *said)
            return build_set(path, wanted, source.rows, source.products, telling)

    about = add_set(chosen.data, name, build)
    counts = telling.counts
    sys.stdout.write(f"imported {about.name}: {about.entries} entries of {_said(counts)}\n")
    if counts.left_out <= MAX_LEFT_OUT * (counts.taken + counts.left_out):
        return 0
    sys.stderr.write("assay-known-good: much of the source was left out; is it what it should be?\n")
    return IMPORTED_IN_PART


def _said(counts: Counts) -> str:
    refused = f", {counts.refused} without SHA-256 left out" if counts.refused else ""
    unreadable = f", {counts.unreadable} that cannot be read" if counts.unreadable else ""
    return f"{counts.taken} rows{refused}{unreadable}"


class _Telling:
    """Says every two seconds how far it is, where somebody looks, and keeps what was counted."""

    def __init__(self) -> None:
        self._told = time.monotonic()
        self.counts = Counts()

    def __call__(self, counts: Counts) -> None:
        self.counts = counts
        now = time.monotonic()
        if now - self._told >= TELL_EVERY_S:
            self._told = now
            sys.stderr.write(f"read so far: {_said(counts)}\n")


def _list(chosen: argparse.Namespace) -> int:
    sets, faults = open_sets(chosen.data)
    if chosen.json:
        sys.stdout.write(json.dumps([asdict(known.about) for known in sets]) + "\n")
    else:
        for about in (known.about for known in sets):
            what = f"trusted, {about.organization}" if about.trusted else about.organization or "NSRL"
            sys.stdout.write(f"{about.name}\t{about.entries} entries\timported {about.imported}\t{what}\n")
    for fault in faults:
        sys.stderr.write(f"not used: {fault}\n")
    return 1 if faults else 0


def _remove(chosen: argparse.Namespace) -> int:
    remove_set(chosen.data, _name(chosen.name))
    sys.stdout.write(f"removed {chosen.name}\n")
    return 0


def _name(name: str) -> str:
    if not _NAME.match(name):
        raise SetError("a set's name is of a to z, 0 to 9, '.', '_' and '-', at most 64 of them: give one by --name")
    return name


if __name__ == "__main__":
    sys.exit(main())
