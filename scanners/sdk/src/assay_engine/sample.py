"""The file an engine looks at."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO


@dataclass(frozen=True, slots=True)
class SampleType:
    """A sample's type, found once before routing.

    `tag` is VirusTotal's `type_tag`, or None when the type is not one that engines are routed by.
    """

    tag: str | None
    mime: str
    magic: str

    @staticmethod
    def from_json(value: Mapping[str, Any] | None) -> "SampleType | None":
        return None if value is None else SampleType(value["tag"], value["mime"], value["magic"])

    def to_json(self) -> dict[str, str | None]:
        return {"tag": self.tag, "mime": self.mime, "magic": self.magic}


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample, opened by nobody yet. It can be read, never written.

    `size` is in bytes, `sha256` in lower-case hex. `scratch` is a directory for this run alone, removed after it.
    """

    path: Path
    size: int
    sha256: str
    type: SampleType | None
    scratch: Path
    deadline: float = field(default=float("inf"))
    """When the run will be killed, on the clock of `time.monotonic()`."""

    def open(self) -> BinaryIO:
        return self.path.open("rb")

    def read(self, limit: int = -1) -> bytes:
        """The first `limit` bytes, or all of them. An engine's `max_bytes` bounds what comes here."""
        with self.open() as file:
            return file.read(limit)

    def remaining_s(self) -> float:
        """Seconds until the run will be killed; 0 when that moment has passed."""
        return max(0.0, self.deadline - time.monotonic())
