"""Write, run and check engines for Assay."""

from assay_engine.context import Context
from assay_engine.engine import Engine
from assay_engine.errors import EngineError, Recoverable, Unavailable, Unsupported
from assay_engine.log import Log
from assay_engine.manifest import Manifest
from assay_engine.result import Result, Versions
from assay_engine.sample import Sample, SampleType

__all__ = [
    "Context",
    "Engine",
    "EngineError",
    "Log",
    "Manifest",
    "Recoverable",
    "Result",
    "Sample",
    "SampleType",
    "Unavailable",
    "Unsupported",
    "Versions",
]
