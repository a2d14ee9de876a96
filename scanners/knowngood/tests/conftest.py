"""Sets and samples, generated; the engine loaded as the host loads it."""

import hashlib
import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from assay_engine import Context, Sample
from assay_engine.manifest import override_parameters, read_manifest
from assay_knowngood import KnownGoodEngine
from assay_knowngood.cli import main

MANIFEST = read_manifest(Path(__file__).parents[1] / "engine.toml")
LOG = logging.getLogger("knowngood")


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def run(data, capsys) -> Callable[..., tuple[int, str, str]]:
    """Runs the command on the data directory; its exit code and what it said."""

    def run(command: str, *arguments: object) -> tuple[int, str, str]:
        code = main([command, "--data", str(data), *map(str, arguments)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture
def load(data, tmp_path) -> Callable[..., tuple[KnownGoodEngine, Context]]:
    def load(**parameters: int) -> tuple[KnownGoodEngine, Context]:
        context = Context(MANIFEST, override_parameters(MANIFEST, parameters), data, tmp_path, LOG)
        engine = KnownGoodEngine()
        engine.load(context)
        engine.selftest()
        return engine, context

    return load


@pytest.fixture
def scan(load, tmp_path):
    """What the engine says of this content with the sets as they are now."""

    def scan(content: bytes, **parameters: int):
        path = tmp_path / "sample"
        path.write_bytes(content)
        engine, _ = load(**parameters)
        return engine.scan(Sample(path, len(content), hashlib.sha256(content).hexdigest(), None, tmp_path), LOG)

    return scan
