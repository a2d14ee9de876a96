"""The updater fails clearly when it has no way out, and leaves the set as it was."""

import socket

import pytest
from assay_clamav.cli_update import main


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
    assert said.out == ""
    assert kept.read_text() == "Mine:0:*:00ff00ff\n"


@pytest.fixture
def freshclam(tmp_path, monkeypatch):
    """A stand-in that does to the directory what is asked of it: the real one needs the network."""

    def make(script):
        folder = tmp_path / "bin"
        folder.mkdir()
        program = folder / "freshclam"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")

    return make


def test_a_new_set_is_told_by_its_version(tmp_path, capfd, freshclam):
    freshclam(f"printf 'ClamAV-VDB:24 Nov 2026 03-35 -0500:27817:2000:90:' > {tmp_path}/data/daily.cvd; echo chatter")
    assert main([str(tmp_path / "data")]) == 0
    assert capfd.readouterr().out == "changed daily-27817.assay-1\n"
    assert main([str(tmp_path / "data")]) == 0
    assert capfd.readouterr().out == "unchanged daily-27817.assay-1\n"


def test_a_freshclam_that_does_not_end_is_stopped(tmp_path, capfd, freshclam):
    freshclam("exec sleep 60")
    assert main([str(tmp_path / "data"), "--timeout", "1"]) == 124
    assert "did not finish" in capfd.readouterr().err
