"""clamd lives and dies with the process that started it."""

import logging
import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from assay_clamav.client import ClamdGone, ask
from assay_engine import Recoverable

LOG = logging.getLogger("test")

LOAD = """
import logging, sys
from pathlib import Path
from assay_clamav import ClamavEngine
from assay_engine import Context
from assay_engine.manifest import read_manifest
manifest = read_manifest(Path(sys.argv[1]))
scratch = Path(sys.argv[2])
engine = ClamavEngine()
engine.load(Context(manifest, manifest.parameters, scratch / "none", scratch, logging.getLogger()))
print(engine._clamd.pid, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def process(tmp_path):
    arguments = [sys.executable, "-c", LOAD, str(Path(__file__).parents[1] / "engine.toml"), str(tmp_path)]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as started:
        yield started
        started.kill()


def test_the_engine_s_process_ends_when_clamd_is_killed(process):
    clamd = int(process.stdout.readline())
    os.kill(clamd, signal.SIGKILL)
    assert process.wait(30) == 1


def test_clamd_ends_when_the_engine_s_process_is_killed(process, tmp_path):
    clamd = int(process.stdout.readline())
    handle = os.pidfd_open(clamd)
    process.kill()
    # The descriptor becomes readable when that process has ended.
    readable, _, _ = select.select([handle], [], [], 30)
    os.close(handle)
    assert readable
    with pytest.raises(ClamdGone):
        ask(tmp_path, "PING", 5)


def test_a_sample_that_finds_clamd_gone_is_tried_again(make_engine, sample):
    engine, _ = make_engine()
    engine.close()
    with pytest.raises(Recoverable):
        engine.scan(sample(b"a"), LOG)


def test_the_system_s_socket_and_configuration_are_not_used(make_engine):
    engine, context = make_engine()
    config = (context.scratch / "clamd.conf").read_text()
    assert "LocalSocket clamd.sock" in config
    assert "TCPSocket" not in config
    assert (context.scratch / "clamd.sock").is_socket()
    assert context.manifest.network == "none"
    engine.selftest()


def test_the_selftest_fails_when_clamd_does_not_know_eicar(make_engine, monkeypatch):
    engine, _ = make_engine()
    monkeypatch.setattr("assay_clamav.engine.eicar", lambda: b"something else")
    with pytest.raises(RuntimeError, match="OK of a known EICAR file"):
        engine.selftest()
