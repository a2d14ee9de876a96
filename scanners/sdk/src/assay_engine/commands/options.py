"""Options that several commands share."""

import argparse
import json
from pathlib import Path
from typing import Any

from assay_engine.host.settings import FIRST_USER, LAST_USER, own_first_user
from assay_engine.manifest import Parameter


def add_engine_options(parser: argparse.ArgumentParser) -> None:
    """Which engines there are and how they are confined."""
    engines = parser.add_argument_group("engines")
    engines.add_argument(
        "--source",
        metavar="DIR",
        type=Path,
        action="append",
        default=[],
        help="project folder of an engine that is not installed; may be given several times",
    )
    engines.add_argument("--data", metavar="DIR", type=Path, help="holds one folder of signature sets per engine id")
    engines.add_argument(
        "--set",
        metavar="ENGINE.NAME=VALUE",
        type=parse_parameter,
        action="append",
        default=[],
        help="changes a parameter of an engine's manifest; VALUE is JSON or plain text",
    )
    engines.add_argument(
        "--load-timeout-s", metavar="N", type=float, default=180, help="seconds an engine may take to load (180)"
    )
    confinement = parser.add_argument_group("confinement")
    confinement.add_argument(
        "--bubblewrap",
        choices=("auto", "off"),
        default="auto",
        help="use bubblewrap where it works (auto), or never; the other measures are taken in any case",
    )
    confinement.add_argument(
        "--first-user",
        metavar="UID",
        type=int,
        default=own_first_user(),
        help="started as root, each engine becomes a user of its own, counted from this number (a place between "
        f"{FIRST_USER} and {LAST_USER} that depends on the process id)",
    )


def parse_parameter(text: str) -> tuple[str, str, Parameter]:
    """`engine.name=value` as its three parts."""
    place, equals, value = text.partition("=")
    engine, dot, name = place.partition(".")
    if not (equals and dot and engine and name):
        raise argparse.ArgumentTypeError(f"{text!r} is not ENGINE.NAME=VALUE")
    return engine, name, _parse_value(value)


def gather_parameters(changes: list[tuple[str, str, Parameter]]) -> dict[str, dict[str, Parameter]]:
    gathered: dict[str, dict[str, Parameter]] = {}
    for engine, name, value in changes:
        gathered.setdefault(engine, {})[name] = value
    return gathered


def _parse_value(text: str) -> Parameter:
    try:
        value: Any = json.loads(text)
    except ValueError:
        return text
    return value if isinstance(value, str | int | float | bool) else text
