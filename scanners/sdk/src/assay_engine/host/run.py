"""One run of one engine on one sample, as the host follows it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from assay_engine.host.run_log import RunLog

Cut = Literal["deadline", "cancelled", "over quota"]
"""Why a run was ended by the host."""


@dataclass(slots=True)
class Run:
    """A worker's order and what became of it. Times are on the event loop's clock, in seconds."""

    id: str
    engine: str
    path: str
    sha256: str
    size: int
    type: dict[str, Any] | None
    received: float
    deadline: float
    send: Callable[[dict[str, Any]], None]
    started: float | None = None
    """When an engine process first got it, after the queue."""
    log: RunLog = field(init=False)
    stopped: "asyncio.Future[Cut]" = field(init=False)
    """Done when the run is to end before its deadline, with the reason."""

    def __post_init__(self) -> None:
        self.log = RunLog(self.id, self.send)
        self.stopped = asyncio.get_running_loop().create_future()

    def stop(self, reason: "Cut") -> None:
        if not self.stopped.done():
            self.stopped.set_result(reason)


@dataclass(slots=True)
class Attempt:
    """What one engine process said of one run. At most one of `answer` and `fault` counts: a fault wins."""

    answer: dict[str, Any] | None = None
    fault: str | None = None
    broke_off: bool = False
    """The last line had no end: whatever ended the process came in the middle of it."""
    status: int | None = None
    """Exit status of the run's process; negative for the signal that ended it; None when the engine's process died."""
    cut: Cut | None = None
