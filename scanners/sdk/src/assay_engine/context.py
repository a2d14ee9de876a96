"""What an engine is given when it is loaded."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from assay_engine.log import Log
from assay_engine.manifest import Manifest, Parameter


@dataclass(frozen=True, slots=True)
class Context:
    """Given to `Engine.load`.

    `parameters` are the manifest's, overridden by the operator's. `data` is the directory with this engine's signature
    sets and rules; it may be missing or empty and can only be read. `scratch` may be written and lives as long as the
    process.
    """

    manifest: Manifest
    parameters: Mapping[str, Parameter]
    data: Path
    scratch: Path
    log: Log
    package_version: str = "0"
    """Version of the engine's own package."""
    notes: list[str] = field(default_factory=list)

    def note(self, text: str) -> None:
        """Adds what a reader of this engine's verdicts must know: "own signature set with EICAR only"."""
        self.notes.append(text)
