"""Brings one run to its one answer."""

import asyncio
from typing import Any

from assay_engine.contract import ContractError, check_message
from assay_engine.host.engine_process import EngineProcess, describe_status
from assay_engine.host.hosted_engine import HostedEngine, Unloaded
from assay_engine.host.refusal import refusal
from assay_engine.host.run import Attempt, Cut, Run
from assay_engine.host.scratch import OverQuotaError, check_quota, remove_folder
from assay_engine.host.settings import HostSettings
from assay_engine.process.lines import encode_line
from assay_engine.process.run import TRY_AGAIN

MAX_TRIES = 3
"""For `Recoverable`, in all."""
MAX_DEATHS = 2
TRY_AGAIN_WAIT_S = 0.2
QUOTA_CHECK_S = 0.25
MIB = 1024 * 1024

Answer = dict[str, Any]


async def execute(run: Run, engine: HostedEngine, settings: HostSettings) -> Answer:
    """The `result` or `error` message of this run: exactly one, whatever the engine does. Never raises but when it is
    cancelled."""
    refused = refusal(run, engine.manifest, settings.samples)
    if refused is not None:
        return _error(run, engine, *refused)
    try:
        until_free = asyncio.ensure_future(engine.slots.acquire())
        if not await _wait(run, until_free):
            return _cut(run, engine, _reason(run), "in the queue")
        try:
            return await _try(run, engine)
        finally:
            engine.slots.release()
    except Unloaded as error:
        return _error(run, engine, "unavailable", str(error))
    except OSError as error:
        return _error(run, engine, "failure", f"the host failed: {error}")


async def _try(run: Run, engine: HostedEngine) -> Answer:
    tries = deaths = 0
    while True:
        process = asyncio.ensure_future(engine.process())
        if not await _wait(run, process):
            return _cut(run, engine, _reason(run), "while the engine was loaded")
        attempt = await _attempt(run, engine, process.result())
        if attempt.fault is not None:
            return _error(run, engine, "failure", attempt.fault)
        if attempt.answer is None and attempt.cut is not None:
            return _cut(run, engine, attempt.cut, "while it scanned")
        if attempt.answer is None:
            deaths += 1
            died = f"the engine died of {describe_status(attempt.status)}" if attempt.status != 0 else "no answer"
            if attempt.status == 0 or deaths == MAX_DEATHS:
                return _error(run, engine, "failure", died)
            run.log.write("warning", f"{died}; tried once more on a fresh process")
            continue
        tries += 1
        if attempt.status != TRY_AGAIN or tries == MAX_TRIES:
            return _checked(run, engine, attempt.answer)
        run.log.write("warning", f"tried again: {attempt.answer.get('message')}")
        if tries == MAX_TRIES - 1:
            # What the loaded process holds, such as a daemon of its own, may be what is broken.
            await _wait(run, asyncio.shield(engine.replace()))
        await _wait(run, asyncio.ensure_future(asyncio.sleep(TRY_AGAIN_WAIT_S)))


async def _attempt(run: Run, engine: HostedEngine, process: EngineProcess) -> Attempt:
    scratch = engine.make_scratch(process)
    loop = asyncio.get_running_loop()
    run.started = run.started or loop.time()
    until = min(run.deadline, loop.time() + engine.manifest.limits.timeout_s)
    watch = asyncio.create_task(_watch_quota(run, scratch, engine.manifest.limits.tmp_mb * MIB))
    try:
        return await process.scan(run, until, scratch)
    finally:
        watch.cancel()
        engine.after_sample(process)
        await _clear(scratch)


async def _watch_quota(run: Run, scratch: Any, max_bytes: int) -> None:
    while True:
        await asyncio.sleep(QUOTA_CHECK_S)
        try:
            check_quota(scratch, max_bytes)
        except OverQuotaError:
            run.stop("over quota")


async def _clear(scratch: Any) -> None:
    try:
        scratch.rmdir()
    except FileNotFoundError:
        return
    except OSError:
        await asyncio.to_thread(remove_folder, scratch)


async def _wait(run: Run, what: "asyncio.Future[Any]") -> bool:
    """Waits for `what`; False, and `what` is cancelled, when the run's time is over before."""
    loop = asyncio.get_running_loop()
    try:
        await asyncio.wait({what, run.stopped}, timeout=run.deadline - loop.time(), return_when=asyncio.FIRST_COMPLETED)
    finally:
        if not what.done():
            what.cancel()
    return what.done() and not what.cancelled()


def _reason(run: Run) -> Cut:
    return run.stopped.result() if run.stopped.done() else "deadline"


def _checked(run: Run, engine: HostedEngine, answer: Answer) -> Answer:
    """The engine's answer with what only the host may say, or a failure when it does not hold together."""
    if answer["op"] == "error":
        return _error(run, engine, answer["outcome"], answer["message"])
    strange = set(answer["attributes"]) - set(engine.manifest.provides)
    if strange:
        return _error(
            run,
            engine,
            "failure",
            f"the engine gave attributes it does not declare: {', '.join(sorted(strange))[:500]}",
        )
    if answer["verdict"] == "malicious" and answer["label"] is None:
        return _error(run, engine, "failure", "the engine said malicious without a label")
    engine.saw_versions(answer["versions"])
    answer = {**answer, "id": run.id, "duration_ms": _duration(run)}
    try:
        encode_line(answer)
    except (ValueError, RecursionError) as error:
        return _error(run, engine, "failure", f"the engine's answer cannot be sent on: {error}")
    return answer


def _cut(run: Run, engine: HostedEngine, cut: Cut, when: str) -> Answer:
    if cut == "deadline":
        return _error(run, engine, "timeout", f"the deadline passed {when}")
    return _error(run, engine, "failure", "more scratch space than allowed" if cut == "over quota" else "cancelled")


def _error(run: Run, engine: HostedEngine, outcome: str, message: str) -> Answer:
    made = {
        "op": "error",
        "id": run.id,
        "outcome": outcome,
        "message": message[:2000],
        "versions": engine.versions,
        "duration_ms": _duration(run),
    }
    try:
        return check_message("host-message", made)
    except ContractError as error:
        return {**made, "outcome": "failure", "message": f"an answer that is none: {error}"[:2000]}


def _duration(run: Run) -> int:
    """Milliseconds in engine processes, without the time in the queue; all of it for a run that reached none."""
    begun = run.received if run.started is None else run.started
    return round((asyncio.get_running_loop().time() - begun) * 1000)
