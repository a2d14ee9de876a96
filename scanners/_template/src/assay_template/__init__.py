"""An engine to copy: it finds one byte sequence."""

from assay_engine import Context, Engine, Log, Result, Sample, Versions


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
        assert self.needle.find(self.needle) == 0
