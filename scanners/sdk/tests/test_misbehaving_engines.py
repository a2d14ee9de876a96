"""An engine that misbehaves costs its own run and nothing else, and never reads as clean."""

import asyncio
import json
import os

import pytest
from assay_engine.contract import bound
from assay_engine.host.attempt_reader import AttemptReader
from assay_engine.host.run import Run
from host_client import new_marker, processes_with, wait_until

RESULT = {
    "op": "result",
    "id": "RUN",
    "sha256": "SHA",
    "verdict": "undetected",
    "label": None,
    "attributes": {},
    "versions": {"package": "1", "engine": "1", "signatures": None, "signatures_date": None},
    "duration_ms": 1,
}
LOG = {"op": "log", "id": "RUN", "seq": 1, "time": "2026-01-01T00:00:00.000Z", "level": "info", "message": "hello"}


def failure(worker, engine, order, outcome="failure"):
    """The message of the error; the next sample must be scanned as if nothing had been."""
    answer = worker.scan(engine, order)
    assert (answer["op"], answer["outcome"]) == ("error", outcome), answer
    assert worker.said(engine, "prints") == "printed"
    return answer


@pytest.mark.parametrize(("number", "name"), [(11, "SIGSEGV"), (9, "SIGKILL"), (6, "SIGABRT")])
def test_a_death_is_tried_once_more_and_then_a_failure(worker, engine, number, name):
    answer = failure(worker, engine, f"die {number}")
    assert "died" in answer["message"]
    if engine == "forked":
        assert name in answer["message"]
    messages = worker.messages_of(answer)
    assert messages.count("before the end") == 2
    assert sum("tried once more" in message for message in messages) == 1


@pytest.mark.parametrize("status", [0, 3, 75])
def test_an_end_without_an_answer_is_a_failure(worker, engine, status):
    failure(worker, engine, f"end {status}")


def test_a_hang_ends_with_its_deadline_together_with_what_it_started(worker, engine):
    marker = new_marker()
    answer = worker.scan(engine, f"hang {marker}", deadline_ms=1500)
    assert (answer["op"], answer["outcome"]) == ("error", "timeout")
    assert worker.messages_of(answer)[:1] == ["before the end"]
    assert "printed without a newline" in worker.messages_of(answer)
    wait_until(lambda: not processes_with(marker))
    assert worker.said(engine, "prints") == "printed"


def test_a_cancelled_run_is_killed(worker, engine):
    marker = new_marker()
    run = worker.order(engine, f"hang {marker}")
    wait_until(lambda: len(processes_with(marker)) >= 2)
    worker.send({"op": "cancel", "id": run})
    answer = worker.answer_of(run)
    assert (answer["outcome"], answer["message"]) == ("failure", "cancelled")
    wait_until(lambda: not processes_with(marker))


def test_a_worker_that_goes_away_takes_its_runs_with_it(host, worker, engine):
    marker = new_marker()
    other = host.connect()
    other.order(engine, f"hang {marker}")
    wait_until(lambda: len(processes_with(marker)) >= 2)
    other.close()
    wait_until(lambda: not processes_with(marker))
    assert worker.said(engine, "prints") == "printed"


@pytest.mark.parametrize(
    "lines",
    [
        ["rubbish"],
        ["{"],
        ["[]"],
        ["null"],
        ['{"op":"result"}'],
        ["[" * 100_000],
        [{**RESULT, "duration_ms": 1e999}],
        [{**RESULT, "surprise": 1}],
        [{**RESULT, "verdict": "clean"}],
        [{**LOG, "level": "loud"}],
        [{"op": "engines", "engines": []}],
        [{"op": "identified", "id": "RUN", "type": None}],
        ["\udcff"],
    ],
    ids=str,
)
def test_rubbish_is_a_failure(worker, engine, lines):
    assert "rubbish" in failure(worker, engine, f"raw {json.dumps(lines)}")["message"]


DEEPEST = bound("MAX_NESTING") - 2
"""Levels that the value of an attribute may have: the message and its `attributes` are the others."""


def test_an_attribute_may_be_nested_as_deeply_as_is_agreed(worker, engine):
    said = worker.said(engine, f"answer Result.undetected({{'said': {nested(DEEPEST)}}})")
    assert json.dumps(said) == nested(DEEPEST)


@pytest.mark.parametrize("levels", [DEEPEST + 1, 900, 5_000])
def test_an_answer_that_is_nested_deeper_is_a_failure(worker, engine, levels):
    answer = failure(worker, engine, f"answer Result.undetected({{'said': deep({levels})}})")
    assert f"nested deeper than {bound('MAX_NESTING')} levels" in answer["message"]


@pytest.mark.parametrize("levels", [DEEPEST + 1, 900, 1_900])
def test_a_line_that_is_nested_deeper_is_a_failure(worker, engine, levels):
    line = json.dumps(RESULT).replace('"attributes": {}', f'"attributes": {{"said": {nested(levels)}}}')
    assert "rubbish" in failure(worker, engine, f"raw {json.dumps([line])}")["message"]


def nested(levels):
    return "[" * levels + "]" * levels


def test_a_line_without_end_is_a_failure(worker, engine):
    assert "too long" in failure(worker, engine, "long_line")["message"]


def test_a_run_that_ends_in_the_middle_of_a_line_is_what_ended_it(worker, engine):
    assert "deadline" in (answer := worker.scan(engine, "half_a_line wait", deadline_ms=1000))["message"]
    assert answer["outcome"] == "timeout"
    assert "no end" in failure(worker, "forked", "half_a_line end")["message"]
    died = failure(worker, engine, "half_a_line die")
    assert "died" in died["message"]
    assert sum("tried once more" in message for message in worker.messages_of(died)) == 1


def test_what_a_run_leaves_behind_may_print_for_ever(worker, engine):
    answer = worker.scan(engine, "leave_printing 4")
    assert answer["attributes"] == {"said": "left"}
    assert worker.said(engine, "prints") == "printed"


def test_what_lies_in_the_pipes_at_the_end_of_a_run_is_taken_and_no_more():
    async def scenario():
        taken = []
        answers, answer = os.pipe()
        prints, printed = os.pipe()

        def take(message):
            taken.append(message["message"])
            # As something does that has outlived the run and writes as fast as it is read.
            os.write(printed, b"and on\n")

        known = {"sha256": "0" * 64, "size": 1, "type": None, "received": 0, "deadline": 1e9}
        reader = AttemptReader(Run(id="run", engine="e", path="/s", **known, send=take), answers, prints, lambda: None)
        os.write(printed, b"last words\nof two lines\n")
        reader.finish()
        os.close(answer)
        os.close(printed)
        return taken

    assert asyncio.run(scenario()) == ["last words", "of two lines"]


@pytest.mark.parametrize("line", [{**RESULT, "id": "other"}, {**LOG, "id": "other"}], ids=["result", "log"])
def test_speaking_of_another_run_is_a_failure(worker, engine, line):
    assert "another run" in failure(worker, engine, f"raw {json.dumps([line, RESULT])}")["message"]


def test_answering_for_another_sample_is_a_failure(worker, engine):
    lines = [{**RESULT, "sha256": "0" * 64}]
    assert "another sample" in failure(worker, engine, f"raw {json.dumps(lines)}")["message"]


@pytest.mark.parametrize("second", [RESULT, {**RESULT, "verdict": "malicious", "label": "X"}], ids=["same", "other"])
def test_answering_twice_is_a_failure_and_sent_on_once(worker, engine, second):
    assert "twice" in failure(worker, engine, f"raw {json.dumps([RESULT, second])}")["message"]


def test_a_complete_answer_of_a_foreign_process_counts(worker, engine):
    # The lines are the protocol, whoever wrote them: an engine need not be in Python.
    answer = worker.scan(engine, f"raw {json.dumps([LOG, RESULT])}")
    assert answer["verdict"] == "undetected" or "died" in answer["message"]
    assert "hello" in worker.messages_of(answer)


def test_a_child_that_met_a_sample_says_nothing_of_versions(worker):
    before = worker.wait_for_engine("forked")["versions"]
    lie = {**RESULT, "versions": {**RESULT["versions"], "signatures": "daily-99999", "signatures_date": "2099-01-01"}}
    answer = worker.scan("forked", f"raw {json.dumps([lie])}")
    assert (answer["verdict"], answer["versions"]) == ("undetected", before)
    worker.engines = {}
    worker.send({"op": "engines"})
    worker.read_until(lambda: worker.engines)
    assert worker.engines["forked"]["versions"] == before


def test_a_reused_engine_says_which_signatures_it_took_up_itself(worker):
    before = worker.wait_for_engine("reused")["versions"]
    answer = worker.scan("reused", "take_up 2026-07-01")
    assert answer["versions"] == {**before, "signatures": "2026-07-01", "signatures_date": "2026-07-01"}
    worker.read_until(lambda: worker.engines["reused"]["versions"] == answer["versions"])


def test_malicious_without_a_label_is_a_failure(worker, engine):
    assert "label" in failure(worker, engine, "answer Result('malicious')")["message"]


@pytest.mark.parametrize(
    "value",
    [
        "None",
        "'malicious'",
        "Result('clean')",
        "Result('undetected', attributes={'said': float('nan')})",
        "Result('undetected', attributes={'said': object()})",
        "Result('undetected', attributes={'Said': 1})",
        "Result('undetected', attributes={'undeclared': 1})",
        "Result('malicious', 'x' * 300)",
        "Result('malicious', '')",
        "Result('undetected', attributes={'said': 'x' * (5 << 20)})",
        "{'verdict': 'undetected'}",
    ],
)
def test_an_answer_that_is_none_is_a_failure(worker, engine, value):
    failure(worker, engine, f"answer {value}")


def test_prints_go_to_the_log_and_not_into_the_protocol(worker, engine):
    answer = worker.scan(engine, "prints")
    assert answer["verdict"] == "undetected"
    messages = worker.messages_of(answer)
    assert {"by print", "by stderr", "by a program"} <= set(messages)
    assert any("not text" in message for message in messages)


@pytest.mark.parametrize("order", ["flood", "print_flood"])
def test_a_flood_of_logs_is_numbered_without_gaps_and_cut(worker, engine, order):
    answer = worker.scan(engine, f"{order} 5000")
    assert answer["op"] == "result"
    lines = worker.logs[answer["id"]]
    assert [line["seq"] for line in lines] == list(range(1, 2002))
    assert "dropped" in lines[-1]["message"]


def test_a_long_log_message_is_cut_and_marked(worker, engine):
    (message,) = worker.messages_of(worker.scan(engine, "long_log"))
    assert len(message) <= 4096 + 64
    assert "cut" in message


def test_half_a_surrogate_pair_is_no_fault(worker, engine):
    answer = worker.scan(engine, "surrogate")
    assert answer["attributes"]["said"] == "half ?"


def test_memory_is_bounded(worker, engine):
    assert "MemoryError" in failure(worker, engine, "hog")["message"]


def test_a_fork_bomb_is_bounded_and_cleared_away(worker, engine):
    count, end = worker.said(engine, "fork_bomb")
    assert end == "EAGAIN"
    assert count < 10_000
    # What is left of it would keep the engine's user at its limit.
    assert worker.said(engine, "prints") == "printed"


def test_scratch_space_is_bounded_in_sum(worker, engine):
    assert "scratch" in failure(worker, engine, "fill")["message"]


def test_a_large_file_is_refused(worker, engine):
    assert worker.said(engine, "big_file") == "EFBIG"


def test_a_deep_folder_tree_is_cleared_away(host, worker, engine):
    # It may be found to hold too much before it is done; what is there must be gone either way.
    assert worker.scan(engine, "nest")["op"] in ("result", "error")
    wait_until(lambda: not list(host.scratch.glob("host-*/*/process-*/runs/*")))


def test_recoverable_is_tried_three_times(worker, engine):
    answer = failure(worker, engine, "recover")
    assert answer["message"] == "the daemon is away"
    assert worker.messages_of(answer).count("a try") == 3


def test_unsupported_is_said_as_such(worker, engine):
    assert failure(worker, engine, "unsupported", "unsupported")["message"] == "encrypted"


def test_an_exception_is_a_failure_with_its_traceback_in_the_log(worker, engine):
    answer = failure(worker, engine, "fail")
    assert answer["message"] == "RuntimeError: deep inside"
    assert any("Traceback" in message and "deep inside" in message for message in worker.messages_of(answer))


def test_nothing_of_one_sample_reaches_the_next_when_each_has_a_child(worker):
    worker.wait_for_engine("forked")
    first, second = [worker.said("forked", "remember") for _ in range(2)]
    assert first[2] != second[2]
    assert (first[1], second[1]) == (1, 1)


def test_a_reused_process_is_replaced_after_its_samples(worker):
    worker.wait_for_engine("reused")
    loaded = set()
    # The fresh one is loaded beside the old one, which goes on serving until then.
    while len(loaded) < 2:
        loaded.add(worker.said("reused", "remember")[0])
