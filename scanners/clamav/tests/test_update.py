"""The updater tells what it did to the set, however it ended, and fails when the set may not be current."""

import os
import select
import signal
import socket
import subprocess
import sys

import pytest
from assay_clamav.cli_update import INCOMPLETE, TIMED_OUT, TRY_LATER, main


@pytest.fixture
def closed_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def test_an_unreachable_mirror_is_an_error_and_changes_nothing(tmp_path, capfd, closed_port):
    kept = tmp_path / "mine.ndb"
    kept.write_text("Mine:0:*:00ff00ff\n")
    assert main([str(tmp_path), "--mirror", f"http://127.0.0.1:{closed_port}", "--timeout", "120"]) != 0
    said = capfd.readouterr()
    assert "were not updated" in said.err
    assert said.out.startswith("unchanged local-")
    assert kept.read_text() == "Mine:0:*:00ff00ff\n"


@pytest.fixture
def freshclam(tmp_path, monkeypatch):
    """A stand-in that does to the directory what is asked of it: the real one needs the network."""

    def make(script):
        folder = tmp_path / "bin"
        folder.mkdir(exist_ok=True)
        program = folder / "freshclam"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")

    return make


def database(tmp_path, name, version):
    return f"printf 'ClamAV-VDB:24 Nov 2026 03-35 -0500:{version}:2000:90:' > {tmp_path}/data/{name}\n"


def whole_set(tmp_path, version=27817):
    return database(tmp_path, "main.cvd", 62) + database(tmp_path, "daily.cvd", version)


def test_a_new_set_is_told_by_its_version(tmp_path, capfd, freshclam):
    freshclam(f"{whole_set(tmp_path)}echo chatter")
    assert main([str(tmp_path / "data")]) == 0
    said = capfd.readouterr()
    assert said.out == "changed main-62.daily-27817.assay-1\n"
    assert "chatter" in said.err
    assert main([str(tmp_path / "data")]) == 0
    assert capfd.readouterr().out == "unchanged main-62.daily-27817.assay-1\n"


def test_what_changed_before_a_failure_is_told(tmp_path, capfd, freshclam):
    freshclam(whole_set(tmp_path))
    main([str(tmp_path / "data")])
    capfd.readouterr()
    freshclam(f"{whole_set(tmp_path, 27818)}exit 9")
    assert main([str(tmp_path / "data")]) == 9
    said = capfd.readouterr()
    assert said.out == "changed main-62.daily-27818.assay-1\n"
    assert "not updated in full" in said.err.splitlines()[-1]


def test_what_changed_before_freshclam_was_stopped_is_told(tmp_path, capfd, freshclam):
    freshclam(f"{whole_set(tmp_path)}exec sleep 60")
    assert main([str(tmp_path / "data"), "--timeout", "1"]) == TIMED_OUT
    said = capfd.readouterr()
    assert said.out == "changed main-62.daily-27817.assay-1\n"
    assert "did not finish" in said.err


@pytest.mark.parametrize("word", ["You are on", "You are still on"])
def test_a_mirror_that_refuses_is_a_failure_though_freshclam_ends_well(tmp_path, capfd, freshclam, word):
    freshclam(f"{whole_set(tmp_path)}echo 'WARNING: {word} cool-down until after: 2026-11-25 04:00:00'")
    assert main([str(tmp_path / "data")]) == TRY_LATER
    assert capfd.readouterr().err.splitlines()[-1].endswith("until 2026-11-25 04:00:00")


def test_a_cool_down_that_is_over_is_no_failure(tmp_path, freshclam):
    freshclam(f"{whole_set(tmp_path)}echo 'WARNING: Cool-down expired, ok to try again.'")
    assert main([str(tmp_path / "data")]) == 0


@pytest.mark.parametrize(("there", "missing"), [("main.cvd", "no daily"), ("daily.cld", "no main"), (None, "no main")])
def test_a_set_without_main_or_daily_is_a_failure(tmp_path, capfd, freshclam, there, missing):
    freshclam(database(tmp_path, there, 1) if there else "true")
    assert main([str(tmp_path / "data")]) == INCOMPLETE
    assert missing in capfd.readouterr().err


@pytest.fixture
def start_update(tmp_path):
    """Starts the updater as a process of its own, on a mirror if one is named; it ends with the test."""
    started = []

    def start(*options):
        (tmp_path / "temporary").mkdir(exist_ok=True)
        command = [sys.executable, "-m", "assay_clamav.cli_update", str(tmp_path / "data"), *options]
        started.append(subprocess.Popen(command, env={**os.environ, "TMPDIR": str(tmp_path / "temporary")}))
        return started[-1]

    yield start
    for one in started:
        one.kill()
        one.wait()


def test_freshclam_ends_with_the_updater(tmp_path, freshclam, start_update):
    freshclam(f"echo $$ > {tmp_path}/pid\necho > {tmp_path}/started\nexec sleep 60")
    os.mkfifo(tmp_path / "started")
    updater = start_update()
    (tmp_path / "started").read_text()
    handle = os.pidfd_open(int((tmp_path / "pid").read_text()))
    updater.send_signal(signal.SIGKILL)
    readable, _, _ = select.select([handle], [], [], 30)
    os.close(handle)
    assert readable


def test_what_a_killed_update_left_is_removed_by_the_next(tmp_path, start_update, closed_port):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        killed = start_update("--mirror", f"http://127.0.0.1:{silent.getsockname()[1]}")
        # The real freshclam, which waits for its first database.
        silent.settimeout(60)
        silent.accept()[0].close()
        killed.kill()
        killed.wait()
    assert not list((tmp_path / "temporary").iterdir())
    assert start_update("--mirror", f"http://127.0.0.1:{closed_port}").wait(60) not in {0, TRY_LATER}
    assert not list((tmp_path / "data").glob("tmp*"))


def test_two_updates_of_a_directory_do_not_run_at_once(tmp_path, capfd, freshclam, start_update):
    freshclam(f"echo > {tmp_path}/started\nexec sleep 60")
    os.mkfifo(tmp_path / "started")
    first = start_update()
    (tmp_path / "started").read_text()
    assert main([str(tmp_path / "data")]) == TRY_LATER
    said = capfd.readouterr()
    assert said.out.startswith("unchanged ")
    assert "another update" in said.err
    assert first.poll() is None
