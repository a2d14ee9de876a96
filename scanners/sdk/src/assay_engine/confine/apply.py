"""Confines the process that calls it, before it loads an engine."""

import base64
import os
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assay_engine.confine import landlock, limits, privileges, seccomp
from assay_engine.confine.view import SINKS, SOURCES


@dataclass(frozen=True, slots=True)
class Confinement:
    """What a process is to be held to; made by the host, sent to the process."""

    user: int | None
    """To become that user; None to stay, as anyone but root must."""
    keep_read_search: bool
    """The user's folders lie where only root may go."""
    memory_mb: int
    processes: int
    tmp_mb: int
    cpu_s: int
    readable: tuple[str, ...]
    samples: str
    scratch: str
    base_filter: str | None
    """A seccomp program in base64, None without libseccomp."""
    group_filter: str | None
    bubblewrap: bool

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @staticmethod
    def from_json(value: Mapping[str, Any]) -> "Confinement":
        return Confinement(**{**value, "readable": tuple(value["readable"])})


@dataclass(slots=True)
class Confined:
    """The measures that hold, in the order they were taken, and what is needed to confine a run further."""

    measures: list[str]
    missing: list[str]
    places: list[landlock.Place]
    abi: int


def confine_process(order: Confinement) -> Confined:
    """Takes every measure that can be had here and says which hold. The order matters: each takes rights away."""
    confined = Confined(["environment"], [], [], 0)
    if order.bubblewrap:
        confined.measures.append("bubblewrap")
    _take(confined, "rlimits", lambda: limits.limit_process(order.memory_mb, order.processes, order.tmp_mb))
    _take_user(confined, order)
    privileges.die_with_parent()
    _take(confined, "no-new-privs", privileges.no_new_privileges)
    confined.places = _system_places(order)
    _take(confined, "landlock", lambda: _take_landlock(confined, order))
    _take(confined, "seccomp", lambda: _install(order.base_filter))
    if "landlock" in confined.measures:
        privileges.allow_own_proc()
    return confined


def confine_run(order: Confinement, confined: Confined, sample: Path, scratch: Path) -> None:
    """One layer more, for the child that looks at one sample: only that sample, only its own scratch folder."""
    limits.limit_cpu(order.cpu_s)
    if confined.abi:
        own = landlock.open_places([(sample, landlock.READ), (scratch, landlock.WRITE)])
        shared = landlock.open_places([(Path(order.scratch) / "process", landlock.READ)])
        landlock.restrict([*confined.places, *shared, *own], confined.abi)
    if order.group_filter is not None and "seccomp" in confined.measures:
        seccomp.install(base64.b64decode(order.group_filter))


def _system_places(order: Confinement) -> list[landlock.Place]:
    readable = [(Path(path), landlock.READ) for path in (*order.readable, "/proc", *SOURCES)]
    return landlock.open_places([*readable, *((Path(path), landlock.SINK) for path in SINKS)])


def _take_landlock(confined: Confined, order: Confinement) -> None:
    abi = landlock.version()
    if abi == 0:
        raise OSError("the kernel has no Landlock")
    own = [(Path(order.samples), landlock.READ_ONE), (Path(order.scratch), landlock.WRITE)]
    landlock.restrict([*confined.places, *landlock.open_places(own)], abi)
    confined.abi = abi


def _take_user(confined: Confined, order: Confinement) -> None:
    user = order.user
    if os.geteuid() != 0:
        # The host was started as a user without privileges; its children can be nothing else.
        confined.measures.append("user")
        return
    if user is None:
        confined.missing.append("user: the host was told to keep root")
    else:
        _take(confined, "user", lambda: privileges.become(user, keep_read_search=order.keep_read_search))
        if order.keep_read_search:
            confined.missing.append("capabilities: the one to read and search is kept")
    if os.geteuid() == 0:
        _take(confined, "capabilities", privileges.drop_capabilities)


def _install(program: str | None) -> None:
    if program is None:
        raise OSError("libseccomp is not installed")
    seccomp.install(base64.b64decode(program))


def _take(confined: Confined, name: str, measure: Callable[[], None]) -> None:
    try:
        measure()
    except (OSError, ValueError) as error:
        confined.missing.append(f"{name}: {error}")
    else:
        confined.measures.append(name)
