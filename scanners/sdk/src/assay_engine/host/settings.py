"""How a host is to be run. Made from the command line, nowhere else."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from assay_engine.manifest import Parameter

FIRST_USER, LAST_USER = 61184, 65519
"""Users for engines lie here: a range that systems leave to services that come and go."""
USERS_PER_HOST = 64


def own_first_user() -> int:
    """Where this host begins to count, so that two hosts on one machine do not share users and their process limits."""
    hosts = (LAST_USER - FIRST_USER + 1) // USERS_PER_HOST
    return FIRST_USER + os.getpid() % hosts * USERS_PER_HOST


Bubblewrap = Literal["auto", "off"]


@dataclass(frozen=True, slots=True)
class HostSettings:
    """`scratch` holds the host's working folders, `samples` is where the worker puts samples, `data` has one folder of
    signature sets per engine."""

    scratch: Path
    samples: Path
    data: Path
    concurrency: int = field(default_factory=lambda: os.cpu_count() or 1)
    """Samples that one engine looks at at once."""
    first_user: int | None = field(default_factory=own_first_user)
    """None: engines keep the host's user."""
    bubblewrap: Bubblewrap = "auto"
    load_timeout_s: float = 180.0
    only: frozenset[str] | None = None
    """Ids of the engines to serve; None for all that are installed."""
    os: str = "windows" if sys.platform == "win32" else sys.platform
    """Engines for another system than this one are left to other pools."""
    sources: tuple[Path, ...] = ()
    """Project folders of engines that are not installed."""
    parameters: Mapping[str, Mapping[str, Parameter]] = field(default_factory=dict)
    """Engine id → changes to its parameters."""
