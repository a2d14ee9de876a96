"""What the host orders a new process to be."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from assay_engine.confine.apply import Confined, Confinement, confine_process
from assay_engine.context import Context
from assay_engine.engine import Engine
from assay_engine.errors import Unavailable
from assay_engine.log import Log
from assay_engine.manifest import Parameter, parse_manifest
from assay_engine.result import Versions


@dataclass(frozen=True, slots=True)
class StartOrder:
    """The first message to a new engine process. `entry` is `module:Class`, `sources` are folders to import from."""

    entry: str
    sources: tuple[str, ...]
    package_version: str
    manifest: Mapping[str, Any]
    parameters: Mapping[str, Parameter]
    data: str
    reuse: bool
    confinement: Confinement

    def to_bytes(self) -> bytes:
        value = {**{name: getattr(self, name) for name in self.__slots__}, "confinement": self.confinement.to_json()}
        return json.dumps(value).encode()

    @staticmethod
    def from_bytes(text: bytes) -> "StartOrder":
        value = json.loads(text)
        value["confinement"] = Confinement.from_json(value["confinement"])
        return StartOrder(**value)


@dataclass(slots=True)
class Loaded:
    """An engine, loaded and confined."""

    engine: Engine
    versions: Versions
    notes: list[str]
    confined: Confined


def load_engine(order: StartOrder, log: Log) -> Loaded:
    """Confines this process, then imports and loads the engine: its code never runs unconfined."""
    import sys

    sys.path[:0] = order.sources
    confined = confine_process(order.confinement)
    for missing in confined.missing:
        log.warning(f"confinement without {missing}")
    module, _, name = order.entry.partition(":")
    engine = getattr(import_module(module), name)()
    if not isinstance(engine, Engine):
        raise TypeError(f"{order.entry} is not an assay_engine.Engine")
    context = Context(
        manifest=parse_manifest(order.manifest),
        parameters=order.parameters,
        data=Path(order.data),
        scratch=Path(order.confinement.scratch) / "process",
        package_version=order.package_version,
        log=log,
    )
    engine.load(context)
    versions = engine.versions()
    if not isinstance(versions, Versions):
        raise Unavailable(f"versions() answered {type(versions).__name__}, not Versions")
    return Loaded(engine, versions, context.notes, confined)
