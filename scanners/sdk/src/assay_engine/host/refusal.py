"""What need not be given to an engine."""

import os
import stat
from pathlib import Path

from assay_engine.host.run import Run
from assay_engine.manifest import Manifest


def refusal(run: Run, manifest: Manifest, samples: Path) -> tuple[str, str] | None:
    """Outcome and message of a run that is answered without an engine, or None when it is to be looked at."""
    if run.size > manifest.max_bytes:
        return "unsupported", f"{run.size} bytes; the engine takes at most {manifest.max_bytes}"
    tag = None if run.type is None else run.type["tag"]
    if manifest.accepts and tag not in manifest.accepts:
        return "unsupported", f"type {tag or 'unknown'} is not among those the engine accepts"
    if tag is not None and tag in manifest.rejects:
        return "unsupported", f"type {tag} is among those the engine rejects"
    return _misplaced(run.path, samples, run.size)


def _misplaced(path: str, samples: Path, size: int) -> tuple[str, str] | None:
    """Why `path` is not a sample: only a regular file under `samples`, reached without links, is one."""
    if "\0" in path:
        return "failure", "the sample's path is none"
    inside = os.path.realpath(path)
    if inside != os.path.normpath(path) or not inside.startswith(f"{samples}{os.sep}"):
        return "failure", "the sample does not lie in the samples folder"
    try:
        status = os.lstat(inside)
    except OSError as error:
        return "failure", f"the sample cannot be found: {os.strerror(error.errno or 0)}"
    if not stat.S_ISREG(status.st_mode):
        return "failure", "the sample is not a regular file"
    if status.st_size != size:
        return "failure", f"the sample has {status.st_size} bytes, {size} were announced"
    return None
