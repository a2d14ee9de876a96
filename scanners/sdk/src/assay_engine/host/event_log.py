"""The host's own log: one JSON object a line on standard error. No file name and no secret is ever in it."""

import json
import sys
from typing import Any

from assay_engine.process.lines import now

_silent = False


def quiet() -> None:
    """For commands whose standard error is read by people."""
    global _silent
    _silent = True


def log_event(level: str, message: str, **fields: Any) -> None:
    if _silent:
        return
    line = {"level": level, "time": now(), "service": "engine-host", **fields, "msg": message}
    sys.stderr.write(json.dumps(line, default=str) + "\n")
    sys.stderr.flush()
