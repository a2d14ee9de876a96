"""The engine: it describes and gives no verdict."""

import mmap
from importlib.metadata import version

import numpy
from assay_engine import Context, Engine, Log, Result, Sample, Unsupported, Versions
from assay_engine.selftest import NO_LOG

from assay_pe.build import Resource, build_pe
from assay_pe.take_apart import take_apart


class PeEngine(Engine):
    def load(self, ctx: Context) -> None:  # noqa: ARG002
        # The first call of numpy's own set-up is paid for here and not by every sample's child.
        numpy.bincount(numpy.frombuffer(b"\0", dtype=numpy.uint8), minlength=256)

    def scan(self, sample: Sample, log: Log) -> Result:
        if sample.size < 64:
            raise Unsupported("too short for a PE file")
        with sample.open() as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return Result.describes(take_apart(data, log))

    def versions(self) -> Versions:
        return Versions(f"pefile {version('pefile')}")

    def selftest(self) -> None:
        known = build_pe(imports={"KERNEL32.dll": ["ExitProcess"]}, resources=[Resource(24, 1, 1033, b"<assembly/>")])
        info = take_apart(known, NO_LOG)["pe_info"]
        expected = {
            "imphash": "f9ade0aa18f660a34a4fa23392e21838",
            "resource_types": {"RT_MANIFEST": 1},
            "import_list": [{"library_name": "KERNEL32.dll", "imported_functions": ["ExitProcess"]}],
        }
        for name, value in expected.items():
            if info.get(name) != value:
                raise RuntimeError(f"{name} of a known file is {info.get(name)}, not {value}")
