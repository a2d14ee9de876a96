"""For `Engine.selftest`: what does this engine say of these bytes?"""

import hashlib
import tempfile
from pathlib import Path

from assay_engine.engine import Engine
from assay_engine.log import Log
from assay_engine.result import Result
from assay_engine.sample import Sample, SampleType


class _NoLog:
    def debug(self, message: str) -> None: ...
    def info(self, message: str) -> None: ...
    def warning(self, message: str) -> None: ...
    def error(self, message: str) -> None: ...


NO_LOG: Log = _NoLog()


def scan_bytes(engine: Engine, data: bytes, type: SampleType | None = None) -> Result:
    """The engine's answer, from a sample in a temporary folder of this process."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sample"
        path.write_bytes(data)
        scratch = Path(folder) / "scratch"
        scratch.mkdir()
        sample = Sample(path, len(data), hashlib.sha256(data).hexdigest(), type, scratch)
        return engine.scan(sample, NO_LOG)
