"""The engine by which the host asks for a sample's type; built in, never listed."""

from assay_engine.context import Context
from assay_engine.engine import Engine
from assay_engine.identify import identify, load_libmagic
from assay_engine.log import Log
from assay_engine.result import Result, Versions
from assay_engine.sample import Sample

ENGINE_ID = "identifier"

MANIFEST = {
    "id": ENGINE_ID,
    "name": "Identifier",
    "kind": "metadata",
    "description": "Finds a sample's type before it is routed.",
    "os": "linux",
    "max_bytes": 2**40,
    "provides": ["type"],
    "limits": {"timeout_s": 10, "memory_mb": 256, "processes": 4, "tmp_mb": 1},
}


class Identifier(Engine):
    def load(self, ctx: Context) -> None:  # noqa: ARG002
        self._version = load_libmagic()

    def scan(self, sample: Sample, log: Log) -> Result:  # noqa: ARG002
        return Result.describes({"type": identify(sample.path).to_json()})

    def versions(self) -> Versions:
        return Versions(engine=self._version)
