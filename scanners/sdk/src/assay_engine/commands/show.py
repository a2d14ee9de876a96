"""`assay-engine list`."""

import argparse
import json
from pathlib import Path
from typing import Any

from assay_engine.installed import Installed, installed_engines
from assay_engine.manifest import ManifestError


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "list", help="show the installed engines", description="Shows the installed engines without loading them."
    )
    parser.add_argument(
        "--source", metavar="DIR", type=Path, action="append", default=[], help="project folder of one not installed"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object an engine")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """1 when a manifest is broken."""
    shown = [_show(engine) for engine in installed_engines(arguments.source)]
    for engine in shown:
        print(json.dumps(engine) if arguments.json else _line(engine))
    if not shown and not arguments.json:
        print("no engine is installed")
    return int(any(engine["fault"] for engine in shown))


def _show(engine: Installed) -> dict[str, Any]:
    base = {"id": engine.id, "package": engine.package_version, "fault": None}
    try:
        manifest = engine.manifest()
    except ManifestError as error:
        return {**base, "fault": str(error)}
    return {
        **base,
        "name": manifest.name,
        "kind": manifest.kind,
        "os": manifest.os,
        "provides": list(manifest.provides),
    }


def _line(engine: dict[str, Any]) -> str:
    if engine["fault"]:
        return f"{engine['id']:<12} {engine['package']:<8} broken: {engine['fault']}"
    return f"{engine['id']:<12} {engine['package']:<8} {engine['kind']:<10} {engine['os']:<8} {engine['name']}"
