"""An engine to copy: it finds one byte sequence."""

from assay_engine import Context, Engine, Log, Result, Sample, Versions
from assay_engine.eicar import eicar
from assay_engine.selftest import scan_bytes


class TemplateEngine(Engine):
    def load(self, ctx: Context) -> None:
        self.needle = str(ctx.parameters["needle"]).encode()
        self.version = ctx.package_version

    def scan(self, sample: Sample, log: Log) -> Result:
        place = sample.read().find(self.needle)
        if place < 0:
            return Result.undetected()
        log.info(f"found at byte {place}")
        return Result.malicious("Template.Needle")

    def versions(self) -> Versions:
        return Versions(engine=self.version)

    def selftest(self) -> None:
        if scan_bytes(self, eicar()).verdict != "malicious":
            raise AssertionError("EICAR was not found")
        if scan_bytes(self, b"a plain note").verdict != "undetected":
            raise AssertionError("a plain note was not left alone")
