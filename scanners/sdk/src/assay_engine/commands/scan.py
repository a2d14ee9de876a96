"""`assay-engine scan`."""

import argparse
import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from assay_engine.commands.local import local_host
from assay_engine.commands.options import add_engine_options, gather_parameters
from assay_engine.host.hosted_engine import Unloaded
from assay_engine.host.settings import HostSettings
from assay_engine.installed import find_engine

DESCRIPTION = """\
Runs one engine on files by hand, loaded and confined exactly as a worker's host does. The engine's log goes to
standard error, its answer to standard output. Ends with 0 when every file got an answer, 1 when one ended in an error,
2 when the engine cannot be loaded.
"""


def add(commands: Any) -> None:
    parser = commands.add_parser("scan", help="run one engine on files", description=DESCRIPTION)
    parser.add_argument("engine", metavar="ENGINE", help="id of the engine; `assay-engine list` shows them")
    parser.add_argument("files", metavar="FILE", type=Path, nargs="+")
    parser.add_argument("--json", action="store_true", help="the answer as one JSON object a file")
    parser.add_argument("--timeout-s", metavar="N", type=float, help="deadline per file (the manifest's)")
    parser.add_argument("--verbose", action="store_true", help="show the host's own log too")
    add_engine_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    sources = tuple(source.resolve() for source in arguments.source)
    find_engine(arguments.engine, sources)
    if not arguments.verbose:
        from assay_engine.host import event_log

        event_log.quiet()
    settings = local_settings(arguments, sources)
    return asyncio.run(_scan(arguments, settings))


def local_settings(arguments: argparse.Namespace, sources: tuple[Path, ...]) -> HostSettings:
    nowhere = Path("/nonexistent")
    return HostSettings(
        scratch=nowhere,
        samples=nowhere,
        data=nowhere if arguments.data is None else arguments.data.resolve(),
        first_user=arguments.first_user,
        bubblewrap=arguments.bubblewrap,
        load_timeout_s=arguments.load_timeout_s,
        sources=sources,
        parameters=gather_parameters(arguments.set),
    )


async def _scan(arguments: argparse.Namespace, settings: HostSettings) -> int:
    failed = 0
    try:
        async with local_host(arguments.engine, settings) as local:
            await local.loaded()
            for file in arguments.files:
                sample = local.add(file)
                kind = await local.identify(sample)
                answer = await local.scan(sample, _show_log, arguments.timeout_s, kind)
                failed |= answer["op"] != "result"
                print(json.dumps(answer, indent=None) if arguments.json else _describe(file, kind, answer))
    except Unloaded as error:
        print(f"{arguments.engine} is not available: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"assay-engine scan: {error}", file=sys.stderr)
        return 1
    return failed


def _show_log(message: dict[str, Any]) -> None:
    print(f"  {message['level']:<7} {message['message']}", file=sys.stderr)


def _describe(file: Path, kind: dict[str, Any] | None, answer: dict[str, Any]) -> str:
    if answer["op"] == "error":
        said = f"{answer['outcome']}: {answer['message']}"
    else:
        said = answer["verdict"] or "described"
        said += f" {answer['label']}" if answer["label"] else ""
    lines = [f"{str(file)!r}: {said}", f"  {'type':<12} {(kind or {}).get('tag')} ({(kind or {}).get('magic')})"]
    lines.append(f"  {'time':<12} {answer['duration_ms']} ms")
    lines += [f"  {name:<12} {version}" for name, version in (answer["versions"] or {}).items() if version]
    if answer.get("attributes"):
        lines.append(json.dumps(answer["attributes"], indent=2, ensure_ascii=False))
    return "\n".join(lines)
