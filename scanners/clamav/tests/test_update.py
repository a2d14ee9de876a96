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
    assert "were not updated" in capfd.readouterr().err
    assert kept.read_text() == "Mine:0:*:00ff00ff\n"
