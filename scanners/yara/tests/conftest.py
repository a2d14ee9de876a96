"""The engine loaded as the host loads it."""

import hashlib
import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from assay_engine import Context, Sample
from assay_engine.manifest import override_parameters, read_manifest
from assay_yara import YaraEngine

MANIFEST = read_manifest(Path(__file__).parents[1] / "engine.toml")
LOG = logging.getLogger("yara")


@pytest.fixture(scope="session")
def make_engine(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., tuple[YaraEngine, Context]]:
    def make(data: Path | None = None, **parameters: bool | int) -> tuple[YaraEngine, Context]:
        scratch = tmp_path_factory.mktemp("yara")
        chosen = override_parameters(MANIFEST, parameters)
        context = Context(MANIFEST, chosen, data or scratch / "no-data", scratch, LOG)
        engine = YaraEngine()
        engine.load(context)
        return engine, context

    return make


@pytest.fixture(scope="session")
def engine(make_engine):
    return make_engine()[0]


@pytest.fixture
def scan(engine, tmp_path):
    def run(content: bytes, by: YaraEngine = engine):
        path = tmp_path / "sample"
        path.write_bytes(content)
        return by.scan(Sample(path, len(content), hashlib.sha256(content).hexdigest(), None, tmp_path), LOG)

    return run
