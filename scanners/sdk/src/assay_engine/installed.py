"""The engines installed in this Python environment."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path

from assay_engine.engine import Engine
from assay_engine.manifest import FILE_NAME, Manifest, ManifestError, read_manifest

GROUP = "assay.engines"


@dataclass(frozen=True, slots=True)
class Installed:
    """An engine package as it is installed; nothing of it has been imported yet."""

    id: str
    entry: EntryPoint
    package_version: str

    def manifest(self) -> Manifest:
        """Reads the manifest; raises `ManifestError`."""
        manifest = read_manifest(manifest_path(self.entry.module))
        if manifest.id != self.id:
            raise ManifestError(f"the entry point is named {self.id}, its manifest {manifest.id}")
        return manifest

    def engine(self) -> Engine:
        """Imports the package and makes the engine. Only ever called in a process of the engine's own."""
        made = self.entry.load()()
        if not isinstance(made, Engine):
            raise TypeError(f"{self.entry.value} is not an assay_engine.Engine")
        return made


def installed_engines() -> list[Installed]:
    """Every engine registered under `assay.engines`, by id."""
    return sorted(_registered(), key=lambda engine: engine.id)


def installed_engine(engine_id: str) -> Installed:
    """The engine of that id; raises `LookupError` naming the ones there are."""
    engines = installed_engines()
    for engine in engines:
        if engine.id == engine_id:
            return engine
    known = ", ".join(engine.id for engine in engines) or "none"
    raise LookupError(f"no engine {engine_id!r} is installed; installed: {known}")


def manifest_path(module: str) -> Path:
    """`engine.toml` of the package that holds `module`: inside the package, or, in a source tree that is installed
    editable, at the root of the project. The package is found without importing any of its code."""
    spec = find_spec(module.partition(".")[0])
    if spec is None or not spec.origin:
        raise ManifestError(f"{module} cannot be found")
    package = Path(spec.origin).parent
    candidates = [package / FILE_NAME, package.parent.parent / FILE_NAME]
    for candidate in candidates:
        if candidate.is_file():
            return candidate
    raise ManifestError(f"no {FILE_NAME} for {module}; looked at {', '.join(map(str, candidates))}")


def _registered() -> Iterator[Installed]:
    for entry in entry_points(group=GROUP):
        version = entry.dist.version if entry.dist is not None else "0"
        yield Installed(entry.name, entry, version)
