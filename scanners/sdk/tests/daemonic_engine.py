"""Source of an engine that, as ClamAV's does, starts a daemon in `load`, shares it among its runs and dies with it."""

import os
import select
import signal
import socket
import subprocess
import sys
from pathlib import Path

from assay_engine import Engine, Recoverable, Result, Versions

DAEMON = """
import os, select, socket
listening = socket.socket(socket.AF_UNIX)
listening.bind("daemon.sock")
listening.listen(9)
print("listens", flush=True)
asking = []
while True:
    for each in select.select([listening, *asking], [], [])[0]:
        if each is listening:
            asking.append(each.accept()[0])
        elif each.recv(9) == b"crash":
            os._exit(1)
        else:
            asking.remove(each)
            each.close()
"""


class TestEngine(Engine):
    def load(self, ctx):
        self.folder = ctx.scratch
        self.daemon = subprocess.Popen(
            [sys.executable, "-c", DAEMON], cwd=ctx.scratch, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL
        )
        self.daemon.stdout.readline()
        owner = os.getpid()

        def end_with_daemon(*_):
            if os.getpid() == owner and self.daemon.poll() is not None:
                os._exit(1)

        signal.signal(signal.SIGCHLD, end_with_daemon)

    def versions(self):
        return Versions(engine="1")

    def scan(self, sample, log):
        """`crash`: kills the daemon. `look PATH` and `stare PATH`: answers when that path exists; `look` says when the
        daemon has gone, `stare` takes no notice of it."""
        order, _, argument = sample.read().decode().partition(" ")
        daemon = self.connect()
        log.info("is with the daemon")
        if order == "crash":
            daemon.send(b"crash")
        while not Path(argument).exists() or order == "crash":
            if select.select([] if order == "stare" else [daemon], [], [], 0.02)[0]:
                raise Recoverable("the daemon is away")
        return Result.undetected()

    def connect(self):
        connection = socket.socket(socket.AF_UNIX)
        folder = os.open(self.folder, os.O_PATH)
        try:
            connection.connect(f"/proc/self/fd/{folder}/daemon.sock")
        except OSError as error:
            raise Recoverable("the daemon is away") from error
        finally:
            os.close(folder)
        return connection
