"""One run: the engine looks at one sample and its answer goes to the host."""

import time
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assay_engine.engine import Engine
from assay_engine.errors import Recoverable, Unsupported
from assay_engine.process.lines import LineLog, encode_line, write_all
from assay_engine.result import Result, Versions
from assay_engine.sample import Sample, SampleType

ANSWERED = 0
TRY_AGAIN = 75
"""The exit status by which a run says that it may go better in a moment: EX_TEMPFAIL of sysexits.h."""


def run_sample(engine: Engine, order: Mapping[str, Any], package: str, known: Versions | None, answer: int) -> int:
    """Scans and writes the answer to the descriptor `answer`; gives the exit status.

    `known` are the versions read after loading, None to read them again because the engine may have changed its own.
    """
    log = LineLog(answer, order["id"])
    begun = time.monotonic()
    status = ANSWERED
    try:
        result = engine.scan(_sample(order), log)
        line = encode_line(_result(order, result, package, known or engine.versions(), begun))
    except Unsupported as error:
        line = _error(order, "unsupported", error, begun)
    except Recoverable as error:
        line = _error(order, "failure", error, begun)
        status = TRY_AGAIN
    except Exception as error:
        log.error("".join(traceback.format_exception(error)).rstrip())
        line = _error(order, "failure", error, begun)
    write_all(answer, line)
    return status


def _sample(order: Mapping[str, Any]) -> Sample:
    return Sample(
        path=Path(order["path"]),
        size=order["size"],
        sha256=order["sha256"],
        type=SampleType.from_json(order["type"]),
        scratch=Path(order["scratch"]),
        deadline=time.monotonic() + order["deadline_ms"] / 1000,
    )


def _result(order: Mapping[str, Any], result: Any, package: str, versions: Versions, begun: float) -> dict[str, Any]:
    if not isinstance(result, Result):
        raise TypeError(f"scan answered {type(result).__name__}, not a Result")
    return {
        "op": "result",
        "id": order["id"],
        "sha256": order["sha256"],
        "verdict": result.verdict,
        "label": result.label,
        "attributes": dict(result.attributes),
        "versions": versions_json(package, versions),
        "duration_ms": _since(begun),
    }


def _error(order: Mapping[str, Any], outcome: str, error: BaseException, begun: float) -> bytes:
    text = str(error) or type(error).__name__
    if not isinstance(error, Unsupported | Recoverable):
        text = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    message = {"op": "error", "id": order["id"], "outcome": outcome, "message": text[:2000], "versions": None}
    return encode_line({**message, "duration_ms": _since(begun)})


def versions_json(package: str, versions: Versions) -> dict[str, Any]:
    return {
        "package": package,
        "engine": versions.engine,
        "signatures": versions.signatures,
        "signatures_date": versions.signatures_date,
    }


def _since(begun: float) -> int:
    return round((time.monotonic() - begun) * 1000)
