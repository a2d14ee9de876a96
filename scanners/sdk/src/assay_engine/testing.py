"""The contract suite: what any engine package must keep. `assay-engine check` and pytest run the same checks.

In a package's own tests:

    from assay_engine.testing import assert_keeps_contract

    def test_keeps_the_contract():
        assert_keeps_contract(Path(__file__).parents[1])
"""

import asyncio
import atexit
import random
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

from assay_engine.commands.local import Local, local_host
from assay_engine.context import Context
from assay_engine.eicar import eicar
from assay_engine.engine import Engine
from assay_engine.host.hosted_engine import Unloaded
from assay_engine.host.settings import HostSettings
from assay_engine.installed import Installed, find_engine, read_project
from assay_engine.manifest import Manifest, ManifestError, Parameter, override_parameters
from assay_engine.selftest import NO_LOG

DETECTING = ("antivirus", "rules")
ENTRIES = ("pyproject.toml", "engine.toml", "README.md", "src", "tests")
HOSTILE_NAME = "-rf $(touch pwned) `id` 'q' \"d\" ; & \u202egpj.exe\n\x1b[31m"
CLEAN = b"A plain note: the meeting is on Tuesday.\n"

Message = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Finding:
    """One check and how it went; `fault` is None when the package keeps it."""

    check: str
    fault: str | None = None


def check_package(package: str | Path, settings: HostSettings | None = None) -> list[Finding]:
    """Runs every check on an installed engine, by its id, or on a project folder. Takes seconds."""
    return asyncio.run(_gather(package, settings or _settings()))


def assert_keeps_contract(package: str | Path, settings: HostSettings | None = None) -> None:
    """Fails with every check that the package does not keep."""
    faults = [f"{finding.check}: {finding.fault}" for finding in check_package(package, settings) if finding.fault]
    assert not faults, "\n".join(faults)


def load_engine(project: Path, **parameters: Parameter) -> Engine:
    """The engine of a project folder, loaded in this process without confinement, for tests of what it finds."""
    (declared,) = read_project(project)
    sys.path[:0] = [str(source) for source in declared.sources if str(source) not in sys.path]
    module, _, name = declared.entry.partition(":")
    engine: Engine = getattr(import_module(module), name)()
    manifest = declared.manifest()
    scratch = Path(tempfile.mkdtemp(prefix="assay-engine-"))
    atexit.register(shutil.rmtree, scratch, ignore_errors=True)
    engine.load(
        Context(
            manifest=manifest,
            parameters=override_parameters(manifest, parameters),
            data=scratch / "data",
            scratch=scratch,
            log=NO_LOG,
            package_version=declared.package_version,
        )
    )
    return engine


async def _gather(package: str | Path, settings: HostSettings) -> list[Finding]:
    return [finding async for finding in findings(package, settings)]


async def findings(package: str | Path, settings: HostSettings) -> AsyncIterator[Finding]:
    """The findings one by one, as they are made."""
    try:
        engine, manifest = _declared(package)
    except (ManifestError, LookupError) as error:
        yield Finding("the manifest is valid", str(error))
        return
    yield Finding("the manifest is valid")
    if Path(package).is_dir():
        missing = [entry for entry in ENTRIES if not (Path(package) / entry).exists()]
        yield Finding("the folder has its five entries", f"missing: {', '.join(missing)}" if missing else None)
        settings = replace(settings, sources=(*settings.sources, Path(package).resolve()))
    try:
        async with local_host(engine.id, settings) as local:
            await local.loaded()
            yield Finding("it loads, tells its versions and passes its self-test")
            for name, check in _CHECKS:
                yield Finding(name, await check(local, manifest))
    except Unloaded as error:
        yield Finding("it loads, tells its versions and passes its self-test", str(error))


def _declared(package: str | Path) -> tuple[Installed, Manifest]:
    if Path(package).is_dir():
        engines = read_project(Path(package))
        if len(engines) != 1:
            raise ManifestError(f"{package} declares {len(engines)} engines, one is wanted")
        return engines[0], engines[0].manifest()
    engine = find_engine(str(package))
    return engine, engine.manifest()


def _settings() -> HostSettings:
    nowhere = Path("/nonexistent")
    return HostSettings(nowhere, nowhere, nowhere)


# --- the checks: each gives the fault it found, or None ----------------------------------------------------------


async def _scan(local: Local, data: bytes, name: str | None = None, timeout_s: float | None = None) -> Message:
    sample = local.add(data, name)
    return await local.scan(sample, _nowhere, timeout_s, await local.identify(sample))


def _nowhere(_: Message) -> None:
    return None


def _answers(answer: Message) -> str | None:
    """An engine may answer or say that this is nothing for it; nothing else."""
    if answer["op"] == "result" or answer["outcome"] == "unsupported":
        return None
    return f"{answer['outcome']}: {answer['message']}"


async def _finds_eicar(local: Local, manifest: Manifest) -> str | None:
    answer = await _scan(local, eicar())
    if manifest.kind not in DETECTING or answer.get("outcome") == "unsupported":
        return _answers(answer)
    return None if answer.get("verdict") == "malicious" else f"said {answer.get('verdict') or answer} of EICAR"


async def _leaves_clean_alone(local: Local, manifest: Manifest) -> str | None:
    answer = await _scan(local, CLEAN)
    if answer.get("verdict") in ("malicious", "suspicious"):
        return f"called a plain note {answer['verdict']}: {answer['label']}"
    judges = manifest.kind in DETECTING and answer["op"] == "result"
    return "gave no verdict on a plain note" if judges and answer["verdict"] is None else _answers(answer)


def _takes(data: bytes, name: str | None = None) -> Callable[[Local, Manifest], Awaitable[str | None]]:
    async def check(local: Local, _: Manifest) -> str | None:
        return _answers(await _scan(local, data, name))

    return check


async def _is_repeatable(local: Local, _: Manifest) -> str | None:
    first, second = [await _scan(local, _pe_stub()) for _ in range(2)]
    told = ("op", "verdict", "label", "attributes", "outcome")
    return next((f"{key} differs on the same bytes" for key in told if first.get(key) != second.get(key)), None)


async def _scans_several_at_once(local: Local, _: Manifest) -> str | None:
    answers = await asyncio.gather(*(_scan(local, CLEAN + bytes([48 + number])) for number in range(6)))
    return next((fault for fault in map(_answers, answers) if fault), None)


async def _survives_a_deadline(local: Local, _: Manifest) -> str | None:
    # An engine may be quicker than any deadline; what counts is that the run ends either way and the next one works.
    answer = await _scan(local, _pe_stub(), timeout_s=0.001)
    if answer["op"] == "error" and answer["outcome"] not in ("timeout", "unsupported"):
        return f"a passed deadline ended as {answer['outcome']}: {answer['message']}"
    return _answers(await _scan(local, CLEAN))


async def _leaves_no_threads(local: Local, manifest: Manifest) -> str | None:
    threads = local.engine.threads
    if threads > 1 and manifest.reuse is None:
        return f"{threads} threads after loading, of which a child for each sample has one: declare `reuse`"
    return None


def _noise(seed: int, size: int) -> bytes:
    return random.Random(seed).randbytes(size)  # noqa: S311 - the same bytes in each run, no secret


def _pe_stub() -> bytes:
    """Looks like a Windows program until its headers are read."""
    head = b"MZ" + bytes(58) + (64).to_bytes(4, "little")
    return head + b"PE\0\0\x64\x86\xff\xff" + _noise(1, 2048)


_CHECKS: tuple[tuple[str, Callable[[Local, Manifest], Awaitable[str | None]]], ...] = (
    ("it finds EICAR if it detects", _finds_eicar),
    ("it leaves a plain note alone", _leaves_clean_alone),
    ("it answers for an empty file", _takes(b"")),
    ("it answers for one byte", _takes(b"\x00")),
    ("it answers for random bytes", _takes(_noise(0, 65536))),
    ("it answers for a broken Windows program", _takes(_pe_stub())),
    ("it answers for a broken archive", _takes(b"PK\x03\x04" + _noise(2, 512))),
    ("it answers for a broken PDF", _takes(b"%PDF-1.7\n" + _noise(3, 512))),
    ("it answers for a file with a hostile name", _takes(CLEAN, HOSTILE_NAME)),
    ("it says the same of the same bytes", _is_repeatable),
    ("it scans several samples at once", _scans_several_at_once),
    ("it goes on after a deadline has passed", _survives_a_deadline),
    ("it leaves no threads behind when it has loaded", _leaves_no_threads),
)
