"""`assay-engine host`."""

import argparse
import os
from pathlib import Path
from typing import Any

from assay_engine.commands.options import add_engine_options, gather_parameters
from assay_engine.host.serve import Listening, run_host
from assay_engine.host.settings import HostSettings

DESCRIPTION = """\
Keeps engines loaded and serves workers on a Unix socket, JSON lines both ways. It holds no credentials and never reads
a sample itself. SIGTERM and SIGINT end it, SIGHUP loads every engine anew (after an update of signatures).
Its log goes to standard error, one JSON object a line.
"""


def add(commands: Any) -> None:
    parser = commands.add_parser("host", help="serve workers", description=DESCRIPTION)
    add_engine_options(parser)
    parser.add_argument("--socket", metavar="PATH", type=Path, required=True, help="where workers connect")
    parser.add_argument("--scratch", metavar="DIR", type=Path, required=True, help="working folders; made if missing")
    parser.add_argument(
        "--samples",
        metavar="DIR",
        type=Path,
        help="where workers put samples, mode 0444 (SCRATCH/samples, made with mode 0711 if missing)",
    )
    parser.add_argument(
        "--engine", metavar="ID", action="append", help="serve only this engine; may be given several times"
    )
    parser.add_argument("--os", metavar="NAME", help="serve the engines declared for this system (this one's)")
    parser.add_argument(
        "--concurrency",
        metavar="N",
        type=int,
        default=os.cpu_count() or 1,
        help="samples that one engine looks at at once; the rest queue (number of cores)",
    )
    parser.add_argument(
        "--exit-with-stdin", action="store_true", help="end, with all engines, when standard input is closed"
    )
    socket = parser.add_argument_group("socket")
    socket.add_argument("--socket-mode", metavar="OCTAL", type=_octal, default=0o600, help="its permissions (600)")
    socket.add_argument("--socket-group", metavar="GID", type=int, help="its group")
    socket.add_argument(
        "--worker-user",
        metavar="UID",
        type=int,
        action="append",
        help="take connections of this user; may be given several times; without it, of anyone who may open the socket",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    scratch = arguments.scratch.resolve()
    settings = HostSettings(
        scratch=scratch,
        samples=(arguments.samples or scratch / "samples").resolve(),
        data=(arguments.data or scratch / "data").resolve(),
        concurrency=max(1, arguments.concurrency),
        first_user=arguments.first_user,
        bubblewrap=arguments.bubblewrap,
        load_timeout_s=arguments.load_timeout_s,
        only=None if arguments.engine is None else frozenset(arguments.engine),
        sources=tuple(source.resolve() for source in arguments.source),
        parameters=gather_parameters(arguments.set),
        **({} if arguments.os is None else {"os": arguments.os}),
    )
    workers = None if arguments.worker_user is None else frozenset(arguments.worker_user)
    listening = Listening(arguments.socket.absolute(), arguments.socket_mode, arguments.socket_group, workers)
    run_host(settings, listening, exit_with_stdin=arguments.exit_with_stdin)
    return 0


def _octal(text: str) -> int:
    return int(text, 8)
