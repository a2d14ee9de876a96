"""Engine packages that tests write: one that does as its sample says, and broken ones."""

from pathlib import Path

PYPROJECT = """\
[project]
name = "assay-{id}"
version = "1.2.3"

[project.entry-points."assay.engines"]
{id} = "{package}:TestEngine"
"""

MANIFEST = """\
id = "{id}"
name = "Test {id}"
kind = "{kind}"
description = "An engine for tests."
os = "linux"
max_bytes = 1_000_000
provides = ["said"]
{more}
[limits]
timeout_s = {timeout_s}
memory_mb = {memory_mb}
processes = {processes}
tmp_mb = {tmp_mb}
"""

LIMITS = {"timeout_s": 30, "memory_mb": 256, "processes": 8, "tmp_mb": 2}


def write_project(folder: Path, engine: str, code: str, more: str = "", kind: str = "rules", **limits: int) -> Path:
    """A project folder with one engine, for `--source`."""
    package = engine.replace("-", "_")
    project = folder / engine
    source = project / "src" / package
    source.mkdir(parents=True)
    (project / "tests").mkdir()
    (project / "README.md").write_text("For tests.")
    (project / "pyproject.toml").write_text(PYPROJECT.format(id=engine, package=package))
    (project / "engine.toml").write_text(MANIFEST.format(id=engine, kind=kind, more=more, **{**LIMITS, **limits}))
    (source / "__init__.py").write_text(code)
    return project


OBEDIENT = Path(__file__).with_name("obedient_engine.py").read_text("utf-8")
"""Does what its sample tells it to."""

DAEMONIC = Path(__file__).with_name("daemonic_engine.py").read_text("utf-8")
"""Has a daemon that all its runs share, and that one of them may kill."""

GOOD = """\
from assay_engine import Engine, Result, Versions

class TestEngine(Engine):
    def scan(self, sample, log):
        return Result.undetected()

    def versions(self):
        return Versions(engine="1")
"""

NOT_LOADING = GOOD.replace(
    "class TestEngine(Engine):",
    "from assay_engine import Unavailable\n\nclass TestEngine(Engine):\n"
    "    def load(self, ctx):\n        raise Unavailable('part missing; apt-get install part')\n",
)

SELFTEST_FAILS = GOOD + "\n    def selftest(self):\n        raise AssertionError('EICAR was not found')\n"

DIES_LOADING = GOOD + "\n    def load(self, ctx):\n        import os\n        os.kill(os.getpid(), 11)\n"

BAD_VERSIONS = GOOD.replace('engine="1"', 'engine="1", signatures_date="yesterday"')
