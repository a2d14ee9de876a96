"""The suite that every package must pass finds what a bad package does."""

import pytest
from assay_engine.testing import assert_keeps_contract, check_package
from engine_projects import BAD_VERSIONS, DIES_LOADING, GOOD, NOT_LOADING, SELFTEST_FAILS, write_project

SCAN = "return Result.undetected()"

FAULTY = {
    "misses EICAR": (GOOD, "EICAR"),
    "calls everything malicious": (GOOD.replace(SCAN, "return Result.malicious('All')"), "plain note"),
    "gives no verdict": (GOOD.replace(SCAN, "return Result.describes({})"), "no verdict"),
    "fails on an empty file": (GOOD.replace(SCAN, "sample.read()[0]\n        " + SCAN), "IndexError"),
    "dies of a broken program": (
        GOOD.replace(SCAN, "import os\n        sample.read(2) == b'MZ' and os.kill(os.getpid(), 11)\n        " + SCAN),
        "SIGSEGV",
    ),
    "never the same": (
        GOOD.replace(SCAN, "import os\n        return Result.undetected({'said': os.getpid()})"),
        "attributes differs",
    ),
    "undeclared attribute": (GOOD.replace(SCAN, "return Result.undetected({'other': 1})"), "does not declare"),
    "threads": (
        GOOD + "\n    def load(self, ctx):\n        import threading, time\n"
        "        threading.Thread(target=time.sleep, args=(600,), daemon=True).start()\n",
        "threads after loading",
    ),
    "not loading": (NOT_LOADING, "apt-get install part"),
    "failing self-test": (SELFTEST_FAILS, "EICAR was not found"),
    "dying": (DIES_LOADING, "SIGSEGV"),
    "bad versions": (BAD_VERSIONS, "date"),
}


@pytest.mark.parametrize("name", FAULTY)
def test_a_fault_is_found(tmp_path, name):
    code, told = FAULTY[name]
    faults = [finding.fault for finding in check_package(write_project(tmp_path, "faulty", code)) if finding.fault]
    assert any(told in fault for fault in faults), faults


def test_a_describing_engine_need_not_judge(tmp_path):
    code = GOOD.replace(SCAN, "return Result.describes({'said': sample.size})")
    assert_keeps_contract(write_project(tmp_path, "describing", code, kind="metadata"))


def test_a_broken_manifest_is_a_finding(tmp_path):
    (finding,) = check_package(write_project(tmp_path, "broken", GOOD, "surprise = 1\n"))
    assert "surprise" in finding.fault


def test_a_missing_entry_is_a_finding(tmp_path):
    project = write_project(tmp_path, "bare", GOOD, kind="metadata")
    (project / "README.md").unlink()
    assert "missing: README.md" in [finding.fault for finding in check_package(project)]


def test_an_engine_that_is_not_installed_is_a_finding():
    (finding,) = check_package("nobody")
    assert "no engine 'nobody'" in finding.fault
