"""PE files with every table, and files from the Python installation."""

import hashlib
import logging
import sysconfig
from pathlib import Path

import pytest
from assay_engine import Sample
from assay_pe import PeEngine
from assay_pe.build import Resource, build_pe

SITE = Path(sysconfig.get_paths()["purelib"])
LAUNCHERS = sorted([*SITE.glob("pip/_vendor/distlib/*.exe"), *SITE.glob("setuptools/*.exe")])


@pytest.fixture(scope="session")
def known_pe() -> bytes:
    return build_pe(
        imports={"KERNEL32.dll": ["CreateFileW", 17], "WS2_32.dll": [115], "USER32.dll": ["MessageBoxA"]},
        exports=["Start", "Another"],
        resources=[
            Resource(3, 1, 0x409, b"\x89PNG\r\n\x1a\n" + bytes(56)),
            Resource(3, 2, 0x409, b"\x89PNG\r\n\x1a\n" + bytes(120)),
            Resource(24, 1, 0, b"<assembly/>"),
            Resource("MINE", "NAME", 0x407, b"MZ" + bytes(30)),
        ],
        pdb="C:\\build\\x.pdb",
        rich=[(0xF1, 40116, 19), (0x84, 30729, 1), (0x105, 30148, 7), (0, 0, 5)],
        overlay=b"appended to the file",
    )


@pytest.fixture(scope="session")
def launchers() -> list[Path]:
    assert len(LAUNCHERS) >= 6, f"pip's launchers are not in {SITE}"
    return LAUNCHERS


@pytest.fixture
def scan(tmp_path):
    engine = PeEngine()

    def run(content: bytes):
        path = tmp_path / "sample"
        path.write_bytes(content)
        sample = Sample(path, len(content), hashlib.sha256(content).hexdigest(), None, tmp_path)
        return engine.scan(sample, logging.getLogger("pe"))

    return run
