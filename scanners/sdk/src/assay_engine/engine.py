"""The class an author extends."""

from assay_engine.context import Context
from assay_engine.log import Log
from assay_engine.result import Result, Versions
from assay_engine.sample import Sample


class Engine:
    """One engine. Registered by the entry point group `assay.engines` under the manifest's `id`.

    `load` runs once per process, confined as `scan` is: no network, no writing outside `scratch`. By default each
    sample is scanned by a child that is forked from the loaded process and dies with the sample.
    """

    def load(self, ctx: Context) -> None:
        """Compiles rules, opens libraries. Raises `Unavailable` when a part is missing."""

    def scan(self, sample: Sample, log: Log) -> Result:
        """Looks at one sample. Raises `Unsupported` or `Recoverable`; there is no default answer."""
        raise NotImplementedError

    def versions(self) -> Versions:
        """Versions of the program and of the signature set, read after `load`."""
        raise NotImplementedError

    def selftest(self) -> None:
        """Raises unless known samples get their known answers. Runs after `load`, before the first sample."""

    def close(self) -> None:
        """Ends what `load` started. Not called when the process is killed."""
