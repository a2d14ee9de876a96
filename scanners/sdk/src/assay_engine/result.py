"""What an engine answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

VerdictName = Literal["malicious", "suspicious", "harmless", "undetected"]


@dataclass(frozen=True, slots=True)
class Result:
    """What an engine found.

    `verdict` has no default on purpose: an engine that only describes says None. `label` is the detection's name, at
    most 256 characters, required with `malicious`. `attributes` carry VirusTotal's names and JSON values, and only
    those that the manifest's `provides` declares; a value has at most 30 levels of lists and dictionaries.
    """

    verdict: VerdictName | None
    label: str | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)

    @staticmethod
    def malicious(label: str, attributes: Mapping[str, Any] | None = None) -> "Result":
        return Result("malicious", label, attributes or {})

    @staticmethod
    def suspicious(label: str | None = None, attributes: Mapping[str, Any] | None = None) -> "Result":
        return Result("suspicious", label, attributes or {})

    @staticmethod
    def harmless(attributes: Mapping[str, Any] | None = None) -> "Result":
        return Result("harmless", None, attributes or {})

    @staticmethod
    def undetected(attributes: Mapping[str, Any] | None = None) -> "Result":
        return Result("undetected", None, attributes or {})

    @staticmethod
    def describes(attributes: Mapping[str, Any]) -> "Result":
        """For engines that describe a file and do not judge it."""
        return Result(None, None, attributes)


@dataclass(frozen=True, slots=True)
class Versions:
    """What decides, with the package's own version, whether an older answer still holds.

    `engine` is the version of the program or library that looks; `signatures` that of the signature set, None when
    there is none; `signatures_date` its date as YYYY-MM-DD.
    """

    engine: str
    signatures: str | None = None
    signatures_date: str | None = None
