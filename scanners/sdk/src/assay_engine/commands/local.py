"""A host of one's own for a moment: the commands run engines exactly as a worker's host does."""

import asyncio
import contextlib
import hashlib
import itertools
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from assay_engine.host.engine_host import EngineHost
from assay_engine.host.execute import execute
from assay_engine.host.hosted_engine import HostedEngine, Unloaded
from assay_engine.host.run import Run
from assay_engine.host.settings import HostSettings

Message = dict[str, Any]


@dataclass(slots=True)
class Local:
    """An engine, hosted, and what to give to it."""

    host: EngineHost
    numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    @property
    def engine(self) -> HostedEngine:
        return next(iter(self.host.engines.values()))

    async def loaded(self) -> None:
        """Waits until the engine can scan; raises `Unloaded` with the reason why it cannot."""
        await self.engine.process()

    async def identify(self, path: Path) -> Message | None:
        message = await self._run(self.host.identifier, path, "0" * 64, None, 10.0, lambda _: None)
        found: Message | None = message.get("attributes", {}).get("type")
        return found

    async def scan(
        self, path: Path, on_log: Callable[[Message], None], timeout_s: float | None = None, kind: Message | None = None
    ) -> Message:
        """The `result` or `error` message. `path` is a sample made by `add`."""
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        limit = timeout_s if timeout_s is not None else self.engine.manifest.limits.timeout_s
        return await self._run(self.engine, path, digest, kind, limit, on_log)

    def add(self, source: Path | bytes, name: str | None = None) -> Path:
        """Puts a copy where samples lie, readable by every user."""
        place = self.host.settings.samples / (name or f"sample-{next(self.numbers)}")
        if isinstance(source, bytes):
            place.write_bytes(source)
        else:
            shutil.copyfile(source, place)
        place.chmod(0o444)
        return place

    async def _run(
        self,
        engine: HostedEngine,
        path: Path,
        digest: str,
        kind: Message | None,
        timeout_s: float,
        on_log: Callable[[Message], None],
    ) -> Message:
        now = asyncio.get_running_loop().time()
        run = Run(
            id=f"run-{next(self.numbers)}",
            engine=engine.id,
            path=str(path),
            sha256=digest,
            size=path.stat().st_size,
            type=kind,
            received=now,
            deadline=now + timeout_s,
            send=on_log,
        )
        return await execute(run, engine, self.host.settings)


@contextlib.asynccontextmanager
async def local_host(engine: str, settings: HostSettings) -> AsyncIterator[Local]:
    """Hosts that one engine; `settings` need not name folders, they are temporary."""
    folder = Path(tempfile.mkdtemp(prefix="assay-engine-")).resolve()
    try:
        folder.chmod(0o711)
        samples = folder / "samples"
        samples.mkdir()
        samples.chmod(0o711)
        work = folder / "work"
        work.mkdir()
        work.chmod(0o711)
        only = frozenset({engine})
        async with EngineHost(replace(settings, scratch=folder, samples=samples, only=only), work, None) as host:
            if not host.engines:
                raise Unloaded(
                    str(host.message()["engines"][0]["reason"]) if host.message()["engines"] else "not hosted"
                )
            yield Local(host)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
