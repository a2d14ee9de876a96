"""The commands as people use them."""

import json
import subprocess
import sys

import pytest
from assay_engine.eicar import eicar
from engine_projects import GOOD, NOT_LOADING, write_project


def run(*arguments):
    command = [sys.executable, "-m", "assay_engine", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture
def project(tmp_path):
    return write_project(tmp_path, "good", GOOD)


@pytest.mark.parametrize("command", [[], ["scan"], ["list"], ["check"], ["host"]])
def test_each_command_has_help(command):
    done = run(*command, "--help")
    assert done.returncode == 0
    assert "usage: assay-engine" in done.stdout


def test_scan_prints_the_answer_as_json(project, tmp_path):
    file = tmp_path / "a file; $(name)\n"
    file.write_bytes(eicar())
    done = run("scan", "good", file, "--json", "--source", project)
    assert (done.returncode, done.stderr) == (0, "")
    answer = json.loads(done.stdout)
    assert (answer["op"], answer["verdict"]) == ("result", "undetected")


def test_scan_prints_the_answer_for_people(project, tmp_path):
    file = tmp_path / "note\x1b[31m"
    file.write_bytes(b"a plain note")
    done = run("scan", "good", file, "--source", project)
    assert "undetected" in done.stdout
    assert "text (ASCII text" in done.stdout
    assert "\x1b" not in done.stdout


def test_scan_says_what_is_missing(project, tmp_path):
    assert "no engine 'nobody' is installed" in run("scan", "nobody", project / "README.md").stderr
    lame = write_project(tmp_path / "lame", "not-loading", NOT_LOADING)
    done = run("scan", "not-loading", project / "README.md", "--source", lame)
    assert done.returncode == 2
    assert "apt-get install part" in done.stderr


def test_scan_of_a_file_that_is_not_there_fails(project):
    done = run("scan", "good", project / "missing", "--source", project)
    assert done.returncode == 1
    assert "No such file" in done.stderr


def test_list_shows_engines_and_broken_manifests(project, tmp_path):
    broken = write_project(tmp_path, "broken", GOOD, "surprise = 1\n")
    done = run("list", "--source", project, "--source", broken)
    assert done.returncode == 1
    assert any(line.split()[:4] == ["good", "1.2.3", "rules", "linux"] for line in done.stdout.splitlines())
    assert "surprise" in done.stdout


def test_check_ends_with_1_when_a_package_does_not_keep_the_contract(project):
    done = run("check", project)
    assert done.returncode == 1
    assert "FAILED it finds EICAR if it detects" in done.stdout
    assert "ok     it loads" in done.stdout


def test_a_parameter_that_the_manifest_lacks_is_refused(project, tmp_path):
    done = run("scan", "good", project / "README.md", "--source", project, "--set", "good.surprise=1")
    assert done.returncode != 0
    assert "surprise" in done.stderr + done.stdout


def test_the_host_refuses_a_socket_path_that_cannot_be(tmp_path):
    for place, told in ((tmp_path / ("x" * 120), "bytes"), (tmp_path / "no" / "s", "mkdir"), (tmp_path, "no socket")):
        done = run("host", "--socket", place, "--scratch", tmp_path / "scratch")
        assert done.returncode == 1
        assert told in done.stderr
