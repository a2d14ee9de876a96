"""The engine, hosted and confined as in production, keeps what every engine must."""

from pathlib import Path

from assay_engine.testing import assert_keeps_contract


def test_keeps_the_contract():
    assert_keeps_contract(Path(__file__).parents[1])
