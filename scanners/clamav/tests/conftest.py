"""Engines with a clamd of their own."""

import hashlib
import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from assay_clamav import ClamavEngine
from assay_engine import Context, Sample
from assay_engine.eicar import eicar
from assay_engine.manifest import override_parameters, read_manifest

MANIFEST = read_manifest(Path(__file__).parents[1] / "engine.toml")
LOG = logging.getLogger("clamav")

MakeEngine = Callable[..., tuple[ClamavEngine, Context]]
MakeSample = Callable[[bytes], Sample]


@pytest.fixture(scope="session")
def make_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MakeEngine]:
    loaded: list[ClamavEngine] = []

    def make(data: Path | None = None, **parameters: str | int) -> tuple[ClamavEngine, Context]:
        chosen = override_parameters(MANIFEST, parameters)
        scratch = tmp_path_factory.mktemp("clamav")
        context = Context(MANIFEST, chosen, data or scratch / "no-data", scratch, LOG)
        engine = ClamavEngine()
        engine.load(context)
        loaded.append(engine)
        return engine, context

    yield make
    for engine in loaded:
        engine.close()


@pytest.fixture(scope="session")
def engine(make_engine: MakeEngine) -> ClamavEngine:
    return make_engine()[0]


@pytest.fixture
def sample(tmp_path: Path) -> MakeSample:
    def make(content: bytes) -> Sample:
        path = tmp_path / "sample"
        path.write_bytes(content)
        return Sample(path, len(content), hashlib.sha256(content).hexdigest(), None, tmp_path)

    return make


@pytest.fixture
def eicar_bytes() -> bytes:
    return eicar()
