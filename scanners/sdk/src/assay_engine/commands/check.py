"""`assay-engine check`."""

import argparse
from typing import Any


def add(commands: Any) -> None:
    parser = commands.add_parser("check", help="check that an engine package keeps the contract")
    parser.add_argument("package", metavar="PACKAGE")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    raise LookupError(f"{arguments.package}: not yet")
