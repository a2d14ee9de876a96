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
        return await _try(run, engine)
    except Unloaded as error:
        return _error(run, engine, "unavailable", str(error))
    except OSError as error:
        return _error(run, engine, "failure", f"the host failed: {error}")


async def _try(run: Run, engine: HostedEngine) -> Answer:
    tries = deaths = 0
    alone = again = False
    while True:
        given = engine.turns.ask(alone=alone, first=again)
        if not await _wait(run, given):
            return _cut(run, engine, _reason(run), "in the queue")
        turn = given.result()
        try:
            loaded = asyncio.ensure_future(engine.process())
            if not await _wait(run, loaded):
                return _cut(run, engine, _reason(run), "while the engine was loaded")
            process = loaded.result()
            attempt = await _attempt(run, engine, process)
        finally:
            engine.turns.end(turn)
        again = True
        if attempt.fault is not None:
            return _error(run, engine, "failure", attempt.fault)
        if attempt.answer is None and attempt.cut is not None:
            return _cut(run, engine, attempt.cut, "while it scanned")
        lost = _lost(attempt)
        # What ended a process or a daemon that several runs shared may have been any of them: none is held to blame,
        # and each is repeated where it meets nobody.
        alone = alone or (turn.had_company and (lost or attempt.status == TRY_AGAIN))
        if attempt.answer is None or lost:
            deaths += not (lost and turn.had_company)
            if attempt.status == 0 or deaths == MAX_DEATHS:
                return _error(run, engine, "failure", _describe_end(attempt))
            run.log.write("warning", f"{_describe_end(attempt)}; {_once_more(alone)} on a fresh process")
            continue
        tries += 1
        if attempt.status != TRY_AGAIN or tries == MAX_TRIES:
            return _checked(run, engine, process, attempt.answer)
        run.log.write("warning", f"tried again: {attempt.answer.get('message')}")
        if tries == MAX_TRIES - 1:
            # What the loaded process holds, such as a daemon of its own, may be what is broken.
            await _wait(run, asyncio.shield(engine.replace()))
        await _wait(run, asyncio.ensure_future(asyncio.sleep(TRY_AGAIN_WAIT_S)))


def _lost(attempt: Attempt) -> bool:
    """Whether the engine's whole process ended under the run, so that an error which it told may come from that."""
    if attempt.status is not None or attempt.cut is not None:
        return False
    return attempt.answer is None or attempt.answer.get("outcome") == "failure"


def _describe_end(attempt: Attempt) -> str:
    if attempt.status is None:
        return "the engine died with its whole process"
    if attempt.status != 0:
        return f"the engine died of {describe_status(attempt.status)}"
    return "the engine's last line has no end" if attempt.broke_off else "no answer"


def _once_more(alone: bool) -> str:
    return "tried once more, alone," if alone else "tried once more"


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


def _checked(run: Run, engine: HostedEngine, process: EngineProcess, answer: Answer) -> Answer:
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
    versions = engine.versions_of(process, answer["versions"])
    answer = {**answer, "id": run.id, "versions": versions, "duration_ms": _duration(run)}
    try:
        encode_line(answer)
    except ValueError as error:
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
