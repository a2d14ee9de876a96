"""A sample that kills what several runs share costs its own run and no other."""

import asyncio
import hashlib
from types import SimpleNamespace

import pytest
from assay_engine.host.execute import execute
from assay_engine.host.run import Attempt, Run
from assay_engine.host.turns import Turns
from assay_engine.process.run import TRY_AGAIN

VERSIONS = {"package": "1", "engine": "1", "signatures": None, "signatures_date": None}


class SharedProcess:
    """A stand-in for an engine's process that two runs share, and that the run `hostile` ends for both of them.

    It leaves nothing to time: a run is decided when all have come that the host gives to the process with it.
    """

    def __init__(self, told):
        self.told = told
        self.here = {}
        self.deaths = 0
        self.both = asyncio.Event()

    async def scan(self, run, until, scratch):
        self.here[run.id] = asyncio.get_running_loop().create_future()
        if len(self.here) == 2:
            self.both.set()
        await self.both.wait()
        for _ in range(100):
            await asyncio.sleep(0)
        if not self.here[run.id].done():
            self.decide(run)
        return await self.here.pop(run.id)

    def decide(self, run):
        if "hostile" not in self.here:
            result = {"op": "result", "id": run.id, "sha256": run.sha256, "verdict": "undetected", "label": None}
            answer = {**result, "attributes": {}, "versions": VERSIONS, "duration_ms": 1}
            self.here[run.id].set_result(Attempt(answer=answer, status=0))
            return
        self.deaths += 1
        for each, ended in self.here.items():
            ended.set_result(self.told(each))


def lost(run):
    return Attempt()


def error(run):
    return {"op": "error", "id": run, "outcome": "failure", "message": "the daemon is away", "versions": None}


def told_and_then_lost(run):
    return Attempt(answer={**error(run), "duration_ms": 1})


def recoverable(run):
    return Attempt(answer={**error(run), "duration_ms": 1}, status=TRY_AGAIN)


@pytest.mark.parametrize("told", [lost, told_and_then_lost, recoverable])
def test_only_the_run_that_ends_the_process_also_when_it_is_alone_is_a_failure(tmp_path, told):
    async def scenario():
        process = SharedProcess(told)

        async def loaded():
            return process

        def replace():
            done = asyncio.get_running_loop().create_future()
            done.set_result(None)
            return done

        limits = SimpleNamespace(timeout_s=30, tmp_mb=1)
        engine = SimpleNamespace(
            turns=Turns(2),
            manifest=SimpleNamespace(max_bytes=100, accepts=(), rejects=(), provides=(), limits=limits),
            versions=VERSIONS,
            process=loaded,
            replace=replace,
            make_scratch=lambda _: tmp_path / "none",
            after_sample=lambda _: None,
            versions_of=lambda _, said: said,
        )
        runs = [a_run(tmp_path, name) for name in ("innocent", "hostile")]
        return process, await asyncio.gather(*(execute(run, engine, SimpleNamespace(samples=tmp_path)) for run in runs))

    process, (innocent, hostile) = asyncio.run(scenario())
    assert innocent["op"] == "result", innocent
    assert (hostile["op"], hostile["outcome"]) == ("error", "failure")
    assert process.deaths == 3


def a_run(folder, name):
    sample = folder / name
    sample.write_bytes(b"x")
    now = asyncio.get_running_loop().time()
    known = {"sha256": hashlib.sha256(b"x").hexdigest(), "size": 1, "type": None}
    return Run(id=name, engine="e", path=str(sample), **known, received=now, deadline=now + 30, send=lambda _: None)


@pytest.mark.parametrize("order", ["look", "stare"])
def test_a_daemon_that_a_sample_kills_is_there_again_for_the_others(host, worker, order):
    worker.wait_for_engine("daemonic")
    enough = host.samples / f"enough-for-{order}"
    innocent = worker.order("daemonic", f"{order} {enough}")

    def times_with_the_daemon():
        return worker.messages_of({"id": innocent}).count("is with the daemon")

    worker.read_until(times_with_the_daemon)
    hostile = worker.order("daemonic", "crash")
    worker.read_until(lambda: times_with_the_daemon() == 2 or hostile in worker.answers)
    enough.touch()
    assert worker.answer_of(innocent)["op"] == "result", worker.answers[innocent]
    assert worker.answer_of(hostile)["outcome"] == "failure"
    enough.unlink()
    assert worker.scan("daemonic", "look /")["verdict"] == "undetected"
