"""A worker for tests: starts a real host and speaks to it over its socket."""

import hashlib
import itertools
import json
import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

SECRET = "the-secret-of-the-supervisor"
PATIENCE_S = 30
"""After so long a test gives up; nothing is ever expected to take it."""

_numbers = itertools.count()


class Host:
    """`assay-engine host` with its own folders. Its standard input is held open; closing it ends the host."""

    def __init__(self, folder, sources, *options, engines=(), listens_on=None):
        self.workers = []
        self.folder = Path(folder)
        _open_to_others(self.folder)
        self.scratch = self.folder / "scratch"
        self.samples = self.scratch / "samples"
        self.socket = listens_on or self.folder / f"host-{next(_numbers)}.sock"
        self.log = (self.folder / "host.log").open("ab")
        command = [sys.executable, "-m", "assay_engine", "host"]
        command += ["--socket", self.socket, "--scratch", self.scratch, "--exit-with-stdin", *options]
        for source in sources:
            command += ["--source", source]
        for engine in engines or [source.name for source in sources]:
            command += ["--engine", engine]
        environment = {**os.environ, "AWS_SECRET_ACCESS_KEY": SECRET}
        self.process = subprocess.Popen(
            [str(part) for part in command], stdin=subprocess.PIPE, stderr=self.log, env=environment
        )

    def connect(self):
        wait_until(lambda: self.socket.exists() or self.process.poll() is not None)
        assert self.process.poll() is None, (self.folder / "host.log").read_text()
        worker = Worker(self)
        self.workers.append(worker)
        return worker

    def add_sample(self, data, name=None):
        wait_until(self.samples.exists)
        path = self.samples / (name or f"sample-{next(_numbers)}")
        path.write_bytes(data)
        path.chmod(0o444)
        return path

    def stop(self):
        for worker in self.workers:
            worker.close()
        self.process.stdin.close()
        self.process.wait(PATIENCE_S)
        self.log.close()


def _open_to_others(folder):
    """pytest closes its folders to others, and engines of a root host are others."""
    temporary = Path(tempfile.gettempdir()).resolve()
    for step in (folder, *folder.parents):
        if temporary in step.parents and step.stat().st_uid == os.geteuid():
            step.chmod(step.stat().st_mode | 0o111)


class Worker:
    """One connection."""

    def __init__(self, host):
        self.host = host
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(PATIENCE_S)
        self.socket.connect(str(host.socket))
        self.file = self.socket.makefile("rb")
        self.engines = {}
        self.logs = {}
        self.answers = {}

    def send(self, message):
        self.send_raw(json.dumps(message).encode() + b"\n")

    def send_raw(self, data):
        self.socket.sendall(data)

    def read(self):
        line = self.file.readline()
        if not line:
            raise EOFError("the host closed the connection")
        message = json.loads(line)
        if message["op"] == "engines":
            self.engines = {engine["id"]: engine for engine in message["engines"]}
        elif message["op"] == "log":
            self.logs.setdefault(message["id"], []).append(message)
        else:
            assert message["id"] not in self.answers, f"answered twice: {message}"
            self.answers[message["id"]] = message
        return message

    def read_until(self, condition):
        while not condition():
            self.read()

    def wait_for_engine(self, engine, available=True):
        def settled():
            found = self.engines.get(engine)
            return found is not None and not found["loading"] and found["available"] is available

        self.read_until(settled)
        return self.engines[engine]

    def order(self, engine, data, deadline_ms=40_000, **changes):
        """Orders a run and gives its id."""
        data = data.encode() if isinstance(data, str) else data
        run = f"run-{next(_numbers)}"
        path = changes.pop("path", None) or self.host.add_sample(data)
        message = {
            "op": "scan",
            "id": run,
            "engine": engine,
            "path": str(path),
            "sha256": hashlib.sha256(data).hexdigest(),
            "size": len(data),
            "type": None,
            "deadline_ms": deadline_ms,
        }
        self.send({**message, **changes})
        return changes.get("id", run)

    def answer_of(self, run):
        self.read_until(lambda: run in self.answers)
        return self.answers[run]

    def scan(self, engine, data, deadline_ms=40_000, **changes):
        return self.answer_of(self.order(engine, data, deadline_ms, **changes))

    def said(self, engine, data):
        answer = self.scan(engine, data)
        assert answer["op"] == "result", answer
        return answer["attributes"]["said"]

    def messages_of(self, answer):
        return [line["message"] for line in self.logs.get(answer["id"], [])]

    def identify(self, path):
        run = f"run-{next(_numbers)}"
        self.send({"op": "identify", "id": run, "path": str(path)})
        return self.answer_of(run)["type"]

    def close(self):
        self.file.close()
        self.socket.close()


def wait_until(condition):
    """Waits for something outside of this process that nobody announces."""
    import time

    end = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.02)


def new_marker():
    """A number that no other test, nor another run of the tests, has on a command line."""
    return 900_000_000 + os.getpid() % 100_000 * 1000 + next(_numbers) % 1000


def processes_with(argument):
    """Ids of processes that have this word on their command line."""
    found = []
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            try:
                words = (process / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if str(argument).encode() in words:
                found.append(int(process.name))
    return found
