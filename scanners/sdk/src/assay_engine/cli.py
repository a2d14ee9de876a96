"""`assay-engine`: run, list, check and host engines."""

import argparse
import sys

from assay_engine.commands import check, host, scan, show
from assay_engine.host.serve import StartError
from assay_engine.manifest import ManifestError


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="assay-engine",
        description="Run, list, check and host the engines that are installed beside this program.",
        epilog="Each command has its own --help.",
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for command in (scan, show, check, host):
        command.add(commands)
    arguments = parser.parse_args()
    try:
        status = arguments.run(arguments)
    except (StartError, ManifestError, LookupError) as error:
        sys.exit(f"assay-engine: {error}")
    except KeyboardInterrupt:
        sys.exit(130)
    sys.exit(status)
