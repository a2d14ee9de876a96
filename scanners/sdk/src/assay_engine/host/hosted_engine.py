"""One engine as the host has it: its loaded process is kept up, and runs pass through it."""

import asyncio
import itertools
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from assay_engine.contract import check_message
from assay_engine.host.engine_process import EngineProcess, LoadError, Ready
from assay_engine.host.event_log import log_event
from assay_engine.host.keeper import Keeper
from assay_engine.host.launch import Machine, launch
from assay_engine.host.scratch import make_folder, remove_folder
from assay_engine.host.settings import HostSettings
from assay_engine.host.turns import Turns
from assay_engine.installed import Installed
from assay_engine.manifest import Manifest, override_parameters, parameters_digest

BACK_OFF_S = (1.0, 2.0, 5.0, 15.0, 60.0)
"""Waits between tries to load an engine; the last one repeats."""
LOADING = "is being loaded"
KILLED_WITHIN_S = 5.0
REUSE_MEMORY_SHARE = 0.8
"""A reused process is replaced when it holds more than this share of its memory limit."""


class Unloaded(Exception):
    """The engine cannot be used now; the text says why."""


class HostedEngine:
    """Keeps one process of an engine loaded: starts it, replaces it, tries again with growing waits when it fails."""

    def __init__(
        self,
        engine: Installed,
        manifest: Manifest,
        settings: HostSettings,
        machine: Machine,
        user: int | None,
        folder: Path,
        keeper: Keeper | None,
        changed: Callable[[], None],
    ) -> None:
        self.id = engine.id
        self.manifest = manifest
        self.parameters = override_parameters(manifest, settings.parameters.get(engine.id, {}))
        self.turns = Turns(1 if manifest.reuse is not None else settings.concurrency)
        self._engine = engine
        self._settings = settings
        self._machine = machine
        self._user = user
        self._folder = folder
        self._keeper = keeper
        self._changed = changed
        self._numbers = itertools.count(1)
        self._ready: Ready | None = None
        self._reason: str | None = LOADING
        self._process: EngineProcess | None = None
        self._scratch: Path | None = None
        self._replace = asyncio.Event()
        self._replaced: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._settled = asyncio.Event()
        self._retiring: set[asyncio.Task[None]] = set()
        self._alive: set[EngineProcess] = set()

    # --- what others see ---------------------------------------------------------------------------------------

    def describe(self) -> dict[str, Any]:
        """The engine as `HostedEngine` of the contracts."""
        manifest, ready = self.manifest, self._ready
        return {
            "id": manifest.id,
            "name": manifest.name,
            "kind": manifest.kind,
            "os": manifest.os,
            "available": self._reason is None,
            "loading": not self._settled.is_set(),
            "reason": self._reason,
            "versions": None if ready is None else ready.versions,
            "parameters": parameters_digest(self.parameters),
            "accepts": list(manifest.accepts),
            "rejects": list(manifest.rejects),
            "max_bytes": manifest.max_bytes,
            "timeout_s": manifest.limits.timeout_s,
            "provides": list(manifest.provides),
            "confinement": [] if ready is None else ready.confinement,
            "notes": [] if ready is None else ready.notes,
        }

    @property
    def versions(self) -> dict[str, Any] | None:
        return None if self._ready is None else self._ready.versions

    @property
    def threads(self) -> int:
        """Threads of the process when it had loaded."""
        return 0 if self._ready is None else self._ready.threads

    def versions_of(self, process: EngineProcess, said: dict[str, Any]) -> dict[str, Any]:
        """The versions that stand behind an answer which `said` these.

        A child has read a stranger's file, and what it says of versions is replaced by what its process said before. A
        reused engine may take up a new signature set on its own; only its answers can say so, and all may see it.
        """
        loaded = process.versions
        if self.manifest.reuse is None or loaded is None:
            return said if loaded is None else loaded
        versions = {**said, "package": loaded["package"]}
        if process is self._process and self._ready is not None and self._ready.versions != versions:
            self._ready.versions = versions
            self._changed()
        return versions

    # --- for runs ----------------------------------------------------------------------------------------------

    async def process(self) -> EngineProcess:
        """The loaded process, waiting while it is loaded; raises `Unloaded` when it cannot be."""
        while True:
            if self._process is not None and not self._process.died.done():
                return self._process
            if self._settled.is_set() and self._reason is not None:
                raise Unloaded(self._reason)
            if self._process is not None:
                # Dead, and not yet noticed by the task that keeps it loaded.
                self._process = None
                self._settled.clear()
            await self._settled.wait()

    def make_scratch(self, process: EngineProcess) -> Path:
        """A new scratch folder for one run in that process."""
        return make_folder(process.scratch / "runs" / str(next(self._numbers)), self._owner)

    def after_sample(self, process: EngineProcess) -> None:
        """Replaces a reused process that has done its share."""
        if self.manifest.reuse is None or process is not self._process:
            return
        full = process.rss_mb > self.manifest.limits.memory_mb * REUSE_MEMORY_SHARE
        if full or process.samples >= self.manifest.reuse_samples:
            self.replace()

    def replace(self) -> "asyncio.Future[None]":
        """Loads a fresh process beside the present one and takes it up; the future is done when that is decided."""
        if self._replaced.done():
            self._replaced = asyncio.get_running_loop().create_future()
        self._replace.set()
        return self._replaced

    # --- keeping it loaded -------------------------------------------------------------------------------------

    async def keep_loaded(self) -> None:
        """Runs until it is cancelled; then every process of the engine is killed."""
        failures = 0
        try:
            while True:
                self._replace.clear()
                loaded = await self._load()
                if not self._replaced.done() and not self._replace.is_set():
                    self._replaced.set_result(None)
                if loaded:
                    failures = 0
                    await self._until_used_up()
                    continue
                wait = BACK_OFF_S[min(failures, len(BACK_OFF_S) - 1)]
                failures += 1
                with suppress(TimeoutError):
                    async with asyncio.timeout(wait):
                        await self._replace.wait()
        finally:
            for process in self._alive:
                process.kill()

    async def killed(self) -> None:
        """Waits, after `keep_loaded` was cancelled, until no process of the engine is left."""
        for task in self._retiring:
            task.cancel()
        await asyncio.gather(*self._retiring, return_exceptions=True)
        if self._alive:
            await asyncio.wait([process.died for process in self._alive], timeout=KILLED_WITHIN_S)

    async def _load(self) -> bool:
        scratch = self._make_process_folder()
        process: EngineProcess | None = None
        try:
            process, order = launch(
                self._engine,
                self.manifest,
                self.parameters,
                self._settings,
                self._machine,
                self._user,
                scratch,
                self._keeper,
            )
            self._keep_in_sight(process)
            ready = await process.load(order, self._settings.load_timeout_s)
            check_message("host-message", {"op": "engines", "engines": [{**self.describe(), **_shown(ready)}]})
        except asyncio.CancelledError:
            if process is not None:
                process.kill()
            raise
        except (LoadError, OSError, ValueError) as error:
            if process is not None:
                process.kill()
            self._take_up_failure(str(error))
            await asyncio.to_thread(remove_folder, scratch)
            return False
        self._take_up(process, ready)
        return True

    def _take_up(self, process: EngineProcess, ready: Ready) -> None:
        old, self._process = self._process, process
        if ready.threads > 1 and self.manifest.reuse is None:
            log_event(
                "warning",
                "the engine has threads after loading; a child has none of them",
                engine=self.id,
                threads=ready.threads,
            )
        log_event(
            "info",
            "engine is loaded",
            engine=self.id,
            pid=process.pid,
            versions=ready.versions,
            confinement=ready.confinement,
            missing=ready.missing,
        )
        self._ready, self._reason = ready, None
        self._settled.set()
        if old is not None:
            self._retire(old)
        self._changed()

    def _take_up_failure(self, reason: str) -> None:
        log_event("error", "engine cannot be loaded", engine=self.id, reason=reason)
        if self._process is not None and not self._process.died.done():
            # The one before it still works; it is kept, and the next try comes after a while.
            return
        self._reason = reason[:1000] or "unavailable"
        self._settled.set()
        self._changed()

    async def _until_used_up(self) -> None:
        process = self._process
        assert process is not None
        replace: asyncio.Future[Any] = asyncio.ensure_future(self._replace.wait())
        either: list[asyncio.Future[Any]] = [replace, process.died]
        try:
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        finally:
            replace.cancel()
        if process.died.done():
            log_event("error", "an engine process ended", engine=self.id, status=process.died.result())
            if self._process is process:
                self._process = None
                self._settled.clear()
            self._retire(process)

    def _keep_in_sight(self, process: EngineProcess) -> None:
        self._alive.add(process)
        process.died.add_done_callback(lambda _: self._alive.discard(process))

    def _retire(self, process: EngineProcess) -> None:
        task = asyncio.create_task(self._end(process))
        self._retiring.add(task)
        task.add_done_callback(self._retiring.discard)

    async def _end(self, process: EngineProcess) -> None:
        try:
            await process.idle()
            process.retire()
            await asyncio.wait([process.died], timeout=5)
        finally:
            process.kill()
        await asyncio.wait([process.died])
        await asyncio.to_thread(remove_folder, process.scratch)

    def _make_process_folder(self) -> Path:
        if not self._folder.exists():
            make_folder(self._folder, None, 0o711)
        folder = make_folder(self._folder / f"process-{next(self._numbers)}", None, 0o711)
        make_folder(folder / "process", self._owner)
        make_folder(folder / "runs", None, 0o711)
        return folder

    @property
    def _owner(self) -> int | None:
        return self._user


def _shown(ready: Ready) -> dict[str, Any]:
    return {"versions": ready.versions, "notes": ready.notes, "confinement": ready.confinement}
