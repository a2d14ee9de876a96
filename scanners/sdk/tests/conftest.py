import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from assay_engine.confine.bubblewrap import probe
from engine_projects import (
    BAD_VERSIONS,
    DAEMONIC,
    DIES_LOADING,
    GOOD,
    NOT_LOADING,
    OBEDIENT,
    SELFTEST_FAILS,
    write_project,
)
from host_client import Host

REUSE = 'reuse = "for tests"\nreuse_samples = 5\n'


@pytest.fixture(scope="session", params=["auto", "off"], ids=["with-bubblewrap", "without-bubblewrap"])
def host(request, tmp_path_factory):
    """One real host for many tests, once with and once without bubblewrap."""
    if request.param == "auto" and probe() is not None:
        pytest.skip(f"bubblewrap: {probe()}")
    folder = tmp_path_factory.mktemp("host")
    sources = [
        write_project(folder, "forked", OBEDIENT),
        write_project(folder, "reused", OBEDIENT, REUSE),
        write_project(folder, "good", GOOD),
        write_project(folder, "daemonic", DAEMONIC),
        write_project(folder, "small", OBEDIENT, 'accepts = ["peexe"]\nrejects = ["pdf"]\n'),
        write_project(folder, "not-loading", NOT_LOADING),
        write_project(folder, "selftest-fails", SELFTEST_FAILS),
        write_project(folder, "dies-loading", DIES_LOADING),
        write_project(folder, "bad-versions", BAD_VERSIONS),
        write_project(folder, "bad-manifest", GOOD, "surprise = 1\n"),
    ]
    started = Host(folder, sources, "--bubblewrap", request.param, "--concurrency", "2")
    started.bubblewrap = request.param == "auto"
    yield started
    started.stop()


@pytest.fixture
def worker(host):
    connected = host.connect()
    yield connected
    connected.close()


@pytest.fixture(params=["forked", "reused"])
def engine(request, worker):
    """The obedient engine, with a child for each sample and in one process."""
    worker.wait_for_engine(request.param)
    return request.param
