"""The engines installed in this Python environment, or lying in a source tree."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from assay_engine.manifest import FILE_NAME, Manifest, ManifestError, parse_manifest, parse_manifest_file

GROUP = "assay.engines"


@dataclass(frozen=True, slots=True)
class Installed:
    """An engine package; nothing of it has been imported yet.

    `entry` is `module:Class`. `sources` are folders to import from, empty when the package is installed.
    """

    id: str
    entry: str
    package_version: str
    sources: tuple[Path, ...] = ()
    declared: Mapping[str, Any] | None = None
    """The manifest of an engine that is built in and has no file."""

    def manifest(self) -> Manifest:
        """Reads the manifest; raises `ManifestError`."""
        if self.declared is not None:
            return parse_manifest(self.declared)
        manifest, _ = parse_manifest_file(self._manifest_path())
        if manifest.id != self.id:
            raise ManifestError(f"the entry point is named {self.id}, its manifest {manifest.id}")
        return manifest

    def manifest_value(self) -> dict[str, Any]:
        """The manifest as it is written."""
        if self.declared is not None:
            return dict(self.declared)
        return parse_manifest_file(self._manifest_path())[1]

    def _manifest_path(self) -> Path:
        package = self.entry.partition(":")[0].partition(".")[0]
        return manifest_path(package, self.sources)


def installed_engines(projects: Iterable[Path] = ()) -> list[Installed]:
    """Every engine registered under `assay.engines` and every one in the project folders, by id."""
    found = {engine.id: engine for engine in _registered()}
    for project in projects:
        found.update((engine.id, engine) for engine in read_project(project))
    return sorted(found.values(), key=lambda engine: engine.id)


def find_engine(engine_id: str, projects: Iterable[Path] = ()) -> Installed:
    """The engine of that id; raises `LookupError` naming the ones there are."""
    engines = installed_engines(projects)
    for engine in engines:
        if engine.id == engine_id:
            return engine
    known = ", ".join(engine.id for engine in engines) or "none"
    raise LookupError(f"no engine {engine_id!r} is installed; installed: {known}")


def read_project(folder: Path) -> list[Installed]:
    """The engines that a project folder declares in its `pyproject.toml`; raises `ManifestError` when there is none."""
    path = folder / "pyproject.toml"
    try:
        project = tomllib.loads(path.read_text("utf-8"))["project"]
        entries = project["entry-points"][GROUP]
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ManifestError(f"{path}: {error}") from error
    except KeyError as error:
        raise ManifestError(f"{path} declares no entry point in the group {GROUP}") from error
    sources = ((folder / "src").resolve(),)
    return [Installed(name, entry, str(project.get("version", "0")), sources) for name, entry in entries.items()]


def manifest_path(package: str, sources: Iterable[Path] = ()) -> Path:
    """`engine.toml` inside the package, as a wheel has it, or at the root of its project, two folders up.

    The package is found without importing any of its code.
    """
    folders = [folder / package for folder in sources] or [_package_folder(package)]
    candidates = [place / FILE_NAME for folder in folders for place in (folder, folder.parent.parent)]
    for candidate in candidates:
        if candidate.is_file():
            return candidate
    raise ManifestError(f"no {FILE_NAME} for {package}; looked at {', '.join(map(str, candidates))}")


def _package_folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or not spec.origin:
        raise ManifestError(f"{package} cannot be found")
    return Path(spec.origin).parent


def _registered() -> Iterator[Installed]:
    for entry in entry_points(group=GROUP):
        version = entry.dist.version if entry.dist is not None else "0"
        yield Installed(entry.name, entry.value, version)
