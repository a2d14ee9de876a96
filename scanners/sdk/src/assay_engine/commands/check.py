"""`assay-engine check`."""

import argparse
import asyncio
from typing import Any

from assay_engine.commands.options import add_engine_options
from assay_engine.commands.scan import local_settings
from assay_engine.host import event_log
from assay_engine.testing import findings

DESCRIPTION = """\
Runs the contract suite that every engine package must pass, on the engine hosted and confined as in production:
the manifest, loading and self-test, EICAR and a clean file, empty, broken and hostile files, deadlines.
Ends with 0 when the package keeps everything, else 1.
"""


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "check", help="check that an engine package keeps the contract", description=DESCRIPTION
    )
    parser.add_argument("package", metavar="PACKAGE", help="id of an installed engine, or a project folder")
    parser.add_argument("--verbose", action="store_true", help="show the host's own log too")
    add_engine_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    if not arguments.verbose:
        event_log.quiet()
    return asyncio.run(_check(arguments))


async def _check(arguments: argparse.Namespace) -> int:
    faults = 0
    settings = local_settings(arguments, tuple(source.resolve() for source in arguments.source))
    async for finding in findings(arguments.package, settings):
        faults += finding.fault is not None
        mark = "ok    " if finding.fault is None else "FAILED"
        print(f"{mark} {finding.check}{'' if finding.fault is None else f': {finding.fault}'}", flush=True)
    return int(faults > 0)
