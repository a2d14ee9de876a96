"""The engine, hosted and confined as in production, keeps what every engine must: without a set, and with one."""

import asyncio
import hashlib
from dataclasses import replace
from pathlib import Path

from assay_engine.commands.local import local_host
from assay_engine.host.settings import HostSettings
from assay_engine.testing import assert_keeps_contract
from assay_knowngood.cli import main

PROJECT = Path(__file__).parents[1]
NOWHERE = Path("/nonexistent")


def test_keeps_the_contract():
    assert_keeps_contract(PROJECT)


async def _say(data: Path, content: bytes):
    settings = HostSettings(NOWHERE, NOWHERE, data)
    async with local_host("knowngood", replace(settings, sources=(PROJECT,))) as local:
        await local.loaded()
        return await local.scan(local.add(content), lambda _: None)


def test_confined_it_reaches_the_sets(tmp_path):
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    listed = tmp_path / "ours.sha256"
    listed.write_text(f"{hashlib.sha256(b'ours').hexdigest()}  ours.bin\n")
    engines = tmp_path / "engines"
    (engines / "knowngood").mkdir(parents=True)
    assert main(["import", "--data", str(engines / "knowngood"), str(listed), "--trusted", "--organization", "We"]) == 0
    answer = asyncio.run(_say(engines, b"ours"))
    assert answer["verdict"] == "harmless"
    assert asyncio.run(_say(engines, b"others"))["verdict"] is None
