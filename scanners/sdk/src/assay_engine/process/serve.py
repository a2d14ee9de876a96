"""The life of an engine process: start order, load, self-test, then run after run until the host closes the socket.

Messages to the host: `ready`, `unavailable`, `log` (as long as it loads), `forked` and `ended`. Messages from it: the
start order, `scan` with two descriptors (where the answer goes, where prints go), and `kill`.
"""

import gc
import json
import os
import random
import select
import signal
import socket
import sys
import threading
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Any

from assay_engine.confine.apply import confine_run
from assay_engine.confine.limits import MIB
from assay_engine.confine.privileges import adopt_orphans, die_with_parent
from assay_engine.confine.seccomp import install
from assay_engine.errors import Unavailable
from assay_engine.process.lines import clip
from assay_engine.process.run import run_sample, versions_json
from assay_engine.process.start import Loaded, StartOrder, load_engine

MAX_ORDER_BYTES = 192 * 1024
BROKEN = 70
"""Exit status of a run that could not even say that it failed: EX_SOFTWARE of sysexits.h."""


class HostLog:
    """What is said while the engine loads, before any run."""

    def __init__(self, host: socket.socket) -> None:
        self._host = host

    def _write(self, level: str, message: str) -> None:
        tell(self._host, {"op": "log", "level": level, "message": clip(message)})

    def debug(self, message: str) -> None:
        self._write("debug", message)

    def info(self, message: str) -> None:
        self._write("info", message)

    def warning(self, message: str) -> None:
        self._write("warning", message)

    def error(self, message: str) -> None:
        self._write("error", message)


def tell(host: socket.socket, message: dict[str, Any]) -> None:
    host.sendall(json.dumps(message).encode())


def serve() -> int:
    # Prints by the engine or its libraries must leave at once, and never into the protocol.
    sys.stdout.reconfigure(line_buffering=True, errors="replace")  # type: ignore[union-attr]
    host = socket.socket(fileno=os.dup(0))
    _point_at_nothing(0)
    order = StartOrder.from_bytes(host.recv(MAX_ORDER_BYTES))
    log = HostLog(host)
    try:
        loaded = load_engine(order, log)
        _selftest(loaded, order)
    except Unavailable as error:
        tell(host, {"op": "unavailable", "reason": str(error)[:1000] or "unavailable"})
        return 0
    except Exception as error:
        log.error("".join(traceback.format_exception(error)).rstrip())
        tell(host, {"op": "unavailable", "reason": f"{type(error).__name__}: {error}"[:1000]})
        return 0
    if order.reuse and order.confinement.group_filter is not None and "seccomp" in loaded.confined.measures:
        import base64

        install(base64.b64decode(order.confinement.group_filter))
    tell(host, _ready(order, loaded))
    if order.reuse:
        _serve_in_this_process(host, order, loaded)
    else:
        _serve_by_children(host, order, loaded)
    with suppress(Exception):
        loaded.engine.close()
    return 0


def _ready(order: StartOrder, loaded: Loaded) -> dict[str, Any]:
    return {
        "op": "ready",
        "versions": versions_json(order.package_version, loaded.versions),
        "notes": [note[:400] for note in loaded.notes[:16]],
        "confinement": loaded.confined.measures,
        "missing": loaded.confined.missing,
        "threads": threading.active_count(),
    }


def _selftest(loaded: Loaded, order: StartOrder) -> None:
    """Runs where scans run: in this process when it is reused, else in a child, so that it starts no thread here."""
    if order.reuse:
        loaded.engine.selftest()
        return
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            loaded.engine.selftest()
            status = 0
        except BaseException as error:
            os.write(writing, f"{type(error).__name__}: {error}"[:900].encode("utf-8", "replace"))
        os._exit(status)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read(1000).decode("utf-8", "replace")
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0:
        raise Unavailable(f"self-test: {said or 'the process died'}")


# --- a child for each sample ---------------------------------------------------------------------------------


def _serve_by_children(host: socket.socket, order: StartOrder, loaded: Loaded) -> None:
    # What was made so far is never collected, so that children do not copy the pages it lies in.
    gc.collect()
    gc.freeze()
    adopt_orphans()
    poll = select.poll()
    poll.register(host, select.POLLIN)
    runs: dict[int, tuple[str, int]] = {}  # descriptor of the child's pidfd → run, child
    while True:
        for descriptor, _ in poll.poll():
            if descriptor != host.fileno():
                poll.unregister(descriptor)
                run, child = runs.pop(descriptor)
                os.close(descriptor)
                tell(host, {"op": "ended", "id": run, "status": _reap(child), "rss_mb": 0, "left": 0})
                continue
            text, descriptors = _receive(host)
            if not text:
                for _, child in runs.values():
                    _kill_group(child)
                return
            message = json.loads(text)
            if message["op"] == "kill":
                for run, child in runs.values():
                    if run == message["id"]:
                        _kill_group(child)
                continue
            child = os.fork()
            if child == 0:
                for other in runs:
                    os.close(other)
                _be_a_run(host, order, loaded, message, descriptors)
            for given in descriptors:
                os.close(given)
            pidfd = os.pidfd_open(child)
            runs[pidfd] = (message["id"], child)
            poll.register(pidfd, select.POLLIN)
            tell(host, {"op": "forked", "id": message["id"], "pid": child})


def _be_a_run(
    host: socket.socket, order: StartOrder, loaded: Loaded, scan: dict[str, Any], descriptors: list[int]
) -> None:
    """Never returns. Nothing of the parent's conversation with the host is left open here."""
    status = BROKEN
    try:
        os.setsid()
        die_with_parent()
        host.close()
        answer, prints = descriptors
        _send_prints_to(prints)
        scratch = Path(scan["scratch"])
        confine_run(order.confinement, loaded.confined, Path(scan["path"]), scratch)
        os.chdir(scratch)
        _use_scratch(scratch)
        random.seed()
        status = run_sample(loaded.engine, scan, order.package_version, loaded.versions, answer)
        sys.stdout.flush()
    except BaseException:
        with suppress(BaseException):
            traceback.print_exc()
    finally:
        os._exit(status)


def _use_scratch(folder: Path) -> None:
    os.environ["TMPDIR"] = str(folder)
    if "tempfile" in sys.modules:
        # It remembers the folder that it found before this run.
        sys.modules["tempfile"].tempdir = None  # type: ignore[attr-defined]


def _receive(host: socket.socket) -> tuple[bytes, list[int]]:
    text, descriptors, _, _ = socket.recv_fds(host, MAX_ORDER_BYTES, 2, socket.MSG_CMSG_CLOEXEC)
    return text, descriptors


def _kill_group(child: int) -> None:
    # The child may not have come to setsid yet: then there is no such group, and the child alone is killed.
    for kill in (os.killpg, os.kill):
        with suppress(ProcessLookupError, PermissionError):
            kill(child, signal.SIGKILL)


def _reap(child: int) -> int:
    """Kills what the child left behind, waits until all of it is gone, and gives the child's exit status.

    Until they are waited for, the dead count as processes of the engine's user. None can leave the group.
    """
    os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child, signal.SIGKILL)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    with suppress(ChildProcessError):
        while True:
            os.waitpid(-child, 0)
    return status


# --- one process for many samples ----------------------------------------------------------------------------


def _serve_in_this_process(host: socket.socket, order: StartOrder, loaded: Loaded) -> None:
    own_log = os.dup(1)
    own_children = _children()
    while True:
        text, descriptors = _receive(host)
        if not text:
            return
        scan = json.loads(text)
        if scan["op"] != "scan":
            continue
        answer, prints = descriptors
        _send_prints_to(prints)
        _use_scratch(Path(scan["scratch"]))
        status = run_sample(loaded.engine, scan, order.package_version, None, answer)
        sys.stdout.flush()
        os.close(answer)
        _send_prints_to(own_log, keep=True)
        left = len(_children() - own_children)
        tell(host, {"op": "ended", "id": scan["id"], "status": status, "rss_mb": _resident_mb(), "left": left})


def _children() -> set[str]:
    """Ids of the processes that this one has started and that have not ended."""
    tasks = Path("/proc/self/task").iterdir()
    try:
        return {child for task in tasks for child in (task / "children").read_text().split()}
    except OSError:
        # A kernel without that file: what is left is then found at the process limit.
        return set()


def _resident_mb() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // MIB


def _send_prints_to(descriptor: int, *, keep: bool = False) -> None:
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    if not keep:
        os.close(descriptor)


def _point_at_nothing(descriptor: int) -> None:
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, descriptor)
    os.close(nothing)
