"""`engine.toml`, the only place an engine is declared."""

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from assay_engine.contract import ContractError, check_manifest

Parameter = str | int | float | bool

FILE_NAME = "engine.toml"


class ManifestError(ValueError):
    """The manifest is missing, is not TOML, or says something that is not allowed."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one run: seconds, MiB of memory, processes or threads, MiB of scratch."""

    timeout_s: float
    memory_mb: int
    processes: int
    tmp_mb: int


@dataclass(frozen=True, slots=True)
class Signatures:
    """Where a signature set lies, how its version is read and how it is updated."""

    location: str
    version: str
    update: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """A checked manifest, defaults filled in. The schema `engine-manifest.json` describes every key."""

    id: str
    name: str
    kind: str
    description: str
    os: str
    accepts: tuple[str, ...]
    rejects: tuple[str, ...]
    max_bytes: int
    provides: tuple[str, ...]
    limits: Limits
    network: str
    reuse: str | None
    reuse_samples: int
    signatures: Signatures | None
    parameters: Mapping[str, Parameter]


def read_manifest(path: Path) -> Manifest:
    """Reads and checks one `engine.toml`; raises `ManifestError` with the file and the fault."""
    return parse_manifest_file(path)[0]


def parse_manifest_file(path: Path) -> tuple[Manifest, dict[str, Any]]:
    """The manifest, and the same as it is written, which can cross a process border."""
    try:
        value = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ManifestError(f"{path}: {error}") from error
    try:
        return parse_manifest(value), value
    except ContractError as error:
        raise ManifestError(f"{path}: {error}") from error


def parse_manifest(value: Mapping[str, Any]) -> Manifest:
    """The manifest in `value`; raises `ContractError` when it is not one."""
    check_manifest(value)
    signatures = value.get("signatures")
    return Manifest(
        id=value["id"],
        name=value["name"],
        kind=value["kind"],
        description=value["description"],
        os=value["os"],
        accepts=tuple(value.get("accepts", ())),
        rejects=tuple(value.get("rejects", ())),
        max_bytes=value["max_bytes"],
        provides=tuple(value.get("provides", ())),
        limits=Limits(**value["limits"]),
        network=value.get("network", "none"),
        reuse=value.get("reuse"),
        reuse_samples=value.get("reuse_samples", 1000),
        signatures=None if signatures is None else Signatures(**signatures),
        parameters=MappingProxyType(dict(value.get("parameters", {}))),
    )


def override_parameters(manifest: Manifest, changes: Mapping[str, Parameter]) -> dict[str, Parameter]:
    """The manifest's parameters with an operator's changes; raises `ManifestError` for a name or type it lacks."""
    parameters = dict(manifest.parameters)
    for name, value in changes.items():
        if name not in parameters:
            raise ManifestError(f"{manifest.id} has no parameter {name}; it has: {', '.join(parameters) or 'none'}")
        if type(value) is not type(parameters[name]):
            raise ManifestError(f"{manifest.id}: parameter {name} is a {type(parameters[name]).__name__}")
        parameters[name] = value
    return parameters


def parameters_digest(parameters: Mapping[str, Parameter]) -> str:
    """16 hex digits that change with any parameter; part of the key under which answers are cached."""
    text = json.dumps(dict(parameters), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]
