"""Starts the process of one engine, confined as far as this machine allows."""

import base64
import os
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assay_engine.confine import bubblewrap, seccomp
from assay_engine.confine.apply import Confinement
from assay_engine.confine.view import python_folders, system_folders, unreachable
from assay_engine.host.engine_process import EngineProcess
from assay_engine.host.event_log import log_event
from assay_engine.host.keeper import Keeper
from assay_engine.host.settings import HostSettings
from assay_engine.installed import Installed
from assay_engine.manifest import Manifest, Parameter
from assay_engine.process.start import StartOrder

PASSED_ON = ("LANG", "LC_ALL", "TZ", "OMP_NUM_THREADS", "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "OPENBLAS_NUM_THREADS")
"""Variables that say how to compute, never who somebody is."""


@dataclass(frozen=True, slots=True)
class Machine:
    """What this machine offers for confinement, found out once."""

    bubblewrap: bool
    base_filter: str | None
    group_filter: str | None


def look_at_machine(settings: HostSettings) -> Machine:
    """Tries what can be had and logs what cannot."""
    reason = "switched off" if settings.bubblewrap == "off" else bubblewrap.probe()
    if reason is not None:
        log_event("warning", f"engines run without bubblewrap: {reason}")
    base, group = _filters()
    return Machine(reason is None, base, group)


def launch(
    engine: Installed,
    manifest: Manifest,
    parameters: dict[str, Parameter],
    settings: HostSettings,
    machine: Machine,
    user: int | None,
    scratch: Path,
    keeper: Keeper | None,
) -> tuple[EngineProcess, bytes]:
    """The new process and the order it is to be given. `scratch` is its own folder, made by the caller."""
    reused = manifest.reuse is not None
    readable = [*system_folders(), *python_folders(), *engine.sources, settings.data / engine.id]
    if manifest.signatures is not None and manifest.signatures.location.startswith("/"):
        readable.append(Path(manifest.signatures.location))
    confinement = Confinement(
        user=user,
        keep_read_search=_read_search_needed(user, [*python_folders(), *engine.sources, scratch], machine),
        memory_mb=manifest.limits.memory_mb,
        processes=_process_limit(manifest, settings, user),
        tmp_mb=manifest.limits.tmp_mb,
        cpu_s=_cpu_seconds(manifest),
        readable=tuple(str(path) for path in readable),
        samples=str(settings.samples),
        scratch=str(scratch),
        base_filter=machine.base_filter,
        group_filter=machine.group_filter,
        bubblewrap=machine.bubblewrap,
    )
    order = StartOrder(
        entry=engine.entry,
        sources=tuple(str(path) for path in engine.sources),
        package_version=engine.package_version,
        manifest=engine.manifest_value(),
        parameters=parameters,
        data=str(settings.data / engine.id),
        reuse=reused,
        confinement=confinement,
    )
    command = [sys.executable, "-I", "-B", "-m", "assay_engine.process"]
    if machine.bubblewrap:
        command = bubblewrap.wrap([*readable, settings.samples], [scratch], command)
    process = EngineProcess(engine.id, command, _environment(scratch), scratch, keeper, reused=reused)
    return process, order.to_bytes()


def _environment(scratch: Path) -> dict[str, str]:
    own = str(scratch / "process")
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    environment.setdefault("LANG", "C.UTF-8")
    path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    return {**environment, "PATH": path, "HOME": own, "TMPDIR": own, "MALLOC_ARENA_MAX": "2"}


def _read_search_needed(user: int | None, folders: list[Path], machine: Machine) -> bool:
    """Whether the engine's user could not reach its folders, because of the modes of those above them."""
    if user is None or machine.bubblewrap:
        # bubblewrap shows the folders themselves, without the way to them.
        return False
    obstacle = unreachable(folders, user)
    if obstacle is not None:
        reason = f"an engine keeps the capability to read and search: no other user may enter {obstacle}"
        log_event("warning", reason, mend=f"chmod o+x {obstacle}")
    return obstacle is not None


def _process_limit(manifest: Manifest, settings: HostSettings, user: int | None) -> int:
    """Processes and threads of the engine's user: each run's at once, the loaded process's and its replacement's."""
    own = manifest.limits.processes * (settings.concurrency + 2) + settings.concurrency
    return own if user is not None else own + _tasks_of(os.geteuid())


def _tasks_of(user: int) -> int:
    tasks = 0
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if entry.stat().st_uid == user:
                    tasks += sum(1 for _ in (entry / "task").iterdir())
            except OSError:
                continue
    return tasks


def _cpu_seconds(manifest: Manifest) -> int:
    cores = min(os.cpu_count() or 1, manifest.limits.processes)
    return int(manifest.limits.timeout_s * cores) + 2


@cache
def _filters() -> tuple[str | None, str | None]:
    try:
        return tuple(base64.b64encode(made()).decode() for made in (seccomp.base_filter, seccomp.group_filter))  # type: ignore[return-value]
    except (ImportError, RuntimeError, OSError) as error:
        log_event("error", f"engines run without seccomp: {error}; apt-get install libseccomp2")
        return None, None
