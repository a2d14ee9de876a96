"""All engines of one host, kept loaded."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from assay_engine.host.event_log import log_event
from assay_engine.host.hosted_engine import HostedEngine
from assay_engine.host.keeper import Keeper
from assay_engine.host.launch import Machine, look_at_machine
from assay_engine.host.scratch import remove_folder
from assay_engine.host.settings import HostSettings
from assay_engine.identifier import ENGINE_ID, MANIFEST, Identifier
from assay_engine.installed import Installed, installed_engines
from assay_engine.manifest import ManifestError, parameters_digest

CHANGES_GATHERED_S = 0.05


class EngineHost:
    """Starts every engine's process when it is entered, kills them when it is left."""

    def __init__(self, settings: HostSettings, folder: Path, keeper: Keeper | None) -> None:
        self.settings = settings
        self.engines: dict[str, HostedEngine] = {}
        self.identifier: HostedEngine
        self._folder = folder
        self._keeper = keeper
        self._broken: list[dict[str, Any]] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._listeners: list[Callable[[], None]] = []
        self._pending: asyncio.TimerHandle | None = None

    async def __aenter__(self) -> "EngineHost":
        machine = await asyncio.to_thread(look_at_machine, self.settings)
        built_in = Installed(
            ENGINE_ID, f"{Identifier.__module__}:{Identifier.__name__}", "0", (), MANIFEST | {"os": self.settings.os}
        )
        wanted = [built_in, *self._wanted()]
        for position, engine in enumerate(wanted):
            self._add(engine, position, machine)
        if ENGINE_ID not in self.engines:
            raise RuntimeError("the identifier's manifest is broken")
        self.identifier = self.engines.pop(ENGINE_ID)
        for hosted in (self.identifier, *self.engines.values()):
            self._tasks.append(asyncio.create_task(hosted.keep_loaded()))
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for hosted in (self.identifier, *self.engines.values()):
            await hosted.killed()
        await asyncio.to_thread(remove_folder, self._folder)

    def on_change(self, listener: Callable[[], None]) -> Callable[[], None]:
        """`listener` is called after engines came, went or changed versions. The answer takes it away again."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def message(self) -> dict[str, Any]:
        """The `engines` message of now."""
        described = [engine.describe() for engine in self.engines.values()]
        return {"op": "engines", "engines": sorted([*described, *self._broken], key=lambda engine: str(engine["id"]))}

    def reload(self) -> None:
        """Loads every engine anew beside the loaded one, for instance after an update of its signatures."""
        for hosted in self.engines.values():
            hosted.replace()

    def _wanted(self) -> list[Installed]:
        engines = installed_engines(self.settings.sources)
        only = self.settings.only
        return [engine for engine in engines if only is None or engine.id in only]

    def _add(self, engine: Installed, position: int, machine: Machine) -> None:
        # A user of its own for each engine: none can touch another's processes or files.
        first = self.settings.first_user
        user = first + position if first is not None and os.geteuid() == 0 else None
        try:
            manifest = engine.manifest()
            if manifest.os != self.settings.os:
                log_event("info", "engine is for another system", engine=engine.id, os=manifest.os)
                return
            self.engines[engine.id] = HostedEngine(
                engine,
                manifest,
                self.settings,
                machine,
                user,
                self._folder / engine.id,
                self._keeper,
                self._changed,
            )
        except ManifestError as error:
            log_event("error", "engine has a broken manifest", engine=engine.id, reason=str(error))
            self._broken.append(_describe_broken(engine.id, str(error), self.settings.os))

    def _changed(self) -> None:
        # Engines come up in a row at the start: what happens in one moment is told once.
        if self._pending is None:
            self._pending = asyncio.get_running_loop().call_later(CHANGES_GATHERED_S, self._tell)

    def _tell(self) -> None:
        self._pending = None
        for listener in list(self._listeners):
            listener()


def _describe_broken(engine: str, reason: str, system: str) -> dict[str, Any]:
    return {
        "id": engine,
        "name": engine,
        "kind": "static",
        "os": system,
        "available": False,
        "loading": False,
        "reason": reason[:1000],
        "versions": None,
        "parameters": parameters_digest({}),
        "accepts": [],
        "rejects": [],
        "max_bytes": 1,
        "timeout_s": 1,
        "provides": [],
        "confinement": [],
        "notes": [],
    }
