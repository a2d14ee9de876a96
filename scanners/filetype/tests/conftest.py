"""The engine loaded once, as the host loads it."""

import hashlib
import logging
from pathlib import Path

import pytest
from assay_engine import Context, Sample
from assay_engine.manifest import read_manifest
from assay_filetype import FiletypeEngine

LOG = logging.getLogger("filetype")


@pytest.fixture(scope="session")
def engine(tmp_path_factory):
    manifest = read_manifest(Path(__file__).parents[1] / "engine.toml")
    scratch = tmp_path_factory.mktemp("filetype")
    made = FiletypeEngine()
    made.load(Context(manifest, manifest.parameters, scratch / "no-data", scratch, LOG))
    return made


@pytest.fixture
def scan(engine, tmp_path):
    def run(content: bytes):
        path = tmp_path / "sample"
        path.write_bytes(content)
        sample = Sample(path, len(content), hashlib.sha256(content).hexdigest(), None, tmp_path)
        result = engine.scan(sample, LOG)
        assert result.verdict is None
        return dict(result.attributes)

    return run
