import json
from pathlib import Path

import pytest
from assay_engine import Result
from assay_engine.eicar import eicar
from assay_engine.manifest import read_manifest
from assay_engine.selftest import scan_bytes
from assay_engine.testing import assert_keeps_contract, load_engine

PROJECT = Path(__file__).parents[1]
SAMPLES = {"eicar": eicar(), "plain note": b"a plain note", "empty": b""}
GOLDEN = json.loads((Path(__file__).parent / "golden.json").read_text("utf-8"))


def test_keeps_the_contract():
    assert_keeps_contract(PROJECT)


@pytest.mark.parametrize("name", sorted(GOLDEN))
def test_says_of_known_samples_what_it_always_said(name):
    engine = load_engine(PROJECT)
    result = scan_bytes(engine, SAMPLES[name])
    assert {"verdict": result.verdict, "label": result.label} == GOLDEN[name]


def test_looks_for_what_the_parameter_says():
    engine = load_engine(PROJECT, needle="plain")
    assert scan_bytes(engine, SAMPLES["plain note"]) == Result.malicious("Template.Needle")


def test_the_manifest_says_what_the_engine_gives():
    assert read_manifest(PROJECT / "engine.toml").provides == ()
