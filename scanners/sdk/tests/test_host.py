"""What a worker can rely on."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys

import pytest
from engine_projects import OBEDIENT, write_project
from host_client import Host, new_marker, processes_with, wait_until


def test_engines_are_pushed_with_versions_and_confinement(host, worker):
    engine = worker.wait_for_engine("forked")
    assert engine["versions"] == {
        "package": "1.2.3",
        "engine": "7",
        "signatures": "3",
        "signatures_date": "2026-01-02",
    }
    assert engine["notes"] == ["for tests"]
    assert {"environment", "rlimits", "no-new-privs", "landlock", "seccomp"} <= set(engine["confinement"])
    assert ("bubblewrap" in engine["confinement"]) == host.bubblewrap


@pytest.mark.parametrize(
    ("engine", "reason"),
    [
        ("not-loading", "apt-get install part"),
        ("selftest-fails", "EICAR was not found"),
        ("dies-loading", "SIGSEGV"),
        ("bad-versions", "date"),
        ("bad-manifest", "surprise"),
    ],
)
def test_an_engine_that_cannot_be_used_is_listed_with_its_reason(worker, engine, reason):
    assert reason in worker.wait_for_engine(engine, available=False)["reason"]
    answer = worker.scan(engine, "x")
    assert (answer["op"], answer["outcome"]) == ("error", "unavailable")
    assert worker.scan("good", "x")["verdict"] == "undetected"


def test_an_engine_that_is_not_installed_is_unavailable(worker):
    assert worker.scan("nobody", "x")["outcome"] == "unavailable"


def test_the_list_can_be_asked_for(worker):
    worker.wait_for_engine("good")
    worker.engines = {}
    worker.send({"op": "engines"})
    worker.read_until(lambda: worker.engines)
    assert "good" in worker.engines


def test_types_and_sizes_that_an_engine_does_not_take_are_unsupported(worker):
    worker.wait_for_engine("small")
    order = "prints"
    kinds = {"peexe": None, "pdf": "unsupported", None: "unsupported"}
    for tag, outcome in kinds.items():
        kind = {"tag": tag, "mime": "a/b", "magic": "m"}
        assert worker.scan("small", order, type=kind).get("outcome") == outcome
    assert worker.scan("forked", b"prints " + b"x" * 1_000_000)["outcome"] == "unsupported"


def test_samples_lie_in_their_folder_and_are_what_was_announced(host, worker, tmp_path):
    worker.wait_for_engine("good")
    outside = tmp_path / "outside"
    outside.write_bytes(b"x")
    link = host.samples / "link"
    link.symlink_to(outside)
    (host.samples / "folder").mkdir()
    os.mkfifo(host.samples / "pipe")
    inside = host.add_sample(b"x")
    places = [outside, link, host.samples / "folder", host.samples / "pipe", host.samples / "missing"]
    places += [f"{host.samples}/../outside", "relative", f"{host.samples}/a\0b", host.samples]
    for place in places:
        assert worker.scan("good", b"x", path=place)["outcome"] == "failure", place
    assert worker.scan("good", b"xy", path=inside)["outcome"] == "failure"
    assert worker.scan("good", b"x", path=inside)["verdict"] == "undetected"


def test_the_deadline_counts_while_a_run_waits_for_its_turn(worker):
    worker.wait_for_engine("forked")
    holding = [worker.order("forked", f"hang {new_marker()}") for _ in range(2)]
    waiting = worker.order("forked", "prints", deadline_ms=300)
    answer = worker.answer_of(waiting)
    assert (answer["outcome"], "queue" in answer["message"]) == ("timeout", True)
    for run in holding:
        worker.send({"op": "cancel", "id": run})
        worker.answer_of(run)
    assert worker.said("forked", "prints") == "printed"


def test_many_runs_at_once_each_get_their_own_answer(worker, engine):
    runs = {worker.order(engine, f"answer Result.undetected({{'said': {number}}})"): number for number in range(40)}
    for run, number in runs.items():
        assert worker.answer_of(run)["attributes"]["said"] == number


def test_two_workers_are_served(host, worker):
    other = host.connect()
    # Ids are each worker's own.
    for each in (worker, other):
        each.wait_for_engine("good")
        assert each.scan("good", "x", id="same")["id"] == "same"
    other.close()


@pytest.mark.parametrize(
    "line",
    [
        b"rubbish\n",
        b"{}\n",
        b'{"op":"scan"}\n',
        b'{"op":"cancel","id":"x","more":1}\n',
        b"\xff\n",
        b"[" * 99_999 + b"\n",
    ],
)
def test_a_worker_that_breaks_the_protocol_is_cut_off_and_the_host_goes_on(host, worker, line):
    other = host.connect()
    other.send_raw(line)
    with pytest.raises(EOFError):
        other.read_until(lambda: False)
    other.close()
    worker.wait_for_engine("good")
    assert worker.scan("good", "x")["verdict"] == "undetected"


def test_a_worker_that_does_not_read_is_cut_off(host, worker):
    other = host.connect()
    other.wait_for_engine("forked")
    order = "answer Result.undetected({'said': 'x' * 3_900_000})"
    for _ in range(40):
        other.order("forked", order)
    wait_until(lambda: "does not read" in (host.folder / "host.log").read_text())
    worker.wait_for_engine("good")
    assert worker.scan("good", "x")["verdict"] == "undetected"


def test_a_run_id_cannot_be_used_twice_at_once(host):
    other = host.connect()
    other.wait_for_engine("forked")
    marker = new_marker()
    for _ in range(2):
        other.order("forked", f"hang {marker}", id="same")
    with pytest.raises(EOFError):
        other.read_until(lambda: False)
    other.close()
    wait_until(lambda: not processes_with(marker))


def test_identify_tells_the_type(host, worker):
    assert worker.identify(host.add_sample(b"%PDF-1.4\n"))["tag"] == "pdf"
    assert worker.identify(host.add_sample(b"a plain note\n")) == {
        "tag": "text",
        "mime": "text/plain",
        "magic": "ASCII text",
    }
    assert worker.identify(host.add_sample(b"")) == {"tag": None, "mime": "application/x-empty", "magic": "empty"}


def test_what_cannot_be_identified_is_an_error_and_not_an_unknown_type(worker):
    worker.send({"op": "identify", "id": "outside", "path": "/etc/passwd"})
    assert worker.answer_of("outside")["outcome"] == "failure"


def test_the_socket_is_the_hosts_alone(host, worker):
    assert stat.S_IMODE(host.socket.stat().st_mode) == 0o600
    assert stat.S_IMODE(host.samples.stat().st_mode) == 0o711


# --- life and death of the host itself -------------------------------------------------------------------------


@pytest.fixture(params=["auto", "off"])
def own_host(request, tmp_path):
    sources = [
        write_project(tmp_path, "forked", OBEDIENT),
        write_project(tmp_path, "reused", OBEDIENT, 'reuse = "for tests"'),
    ]
    started = Host(tmp_path, sources, "--bubblewrap", request.param)
    yield started
    started.process.kill()
    started.stop()


def hang_everywhere(worker):
    """Markers of programs that engines have started and left hanging."""
    markers = []
    for engine in ("forked", "reused"):
        marker = new_marker()
        worker.wait_for_engine(engine)
        worker.order(engine, f"hang {marker}")
        markers.append(marker)
        wait_until(lambda marker=marker: len(processes_with(marker)) >= 2)
    return markers


@pytest.mark.parametrize("way", ["standard input", "SIGTERM", "SIGKILL"])
def test_everything_ends_with_the_host(own_host, way):
    worker = own_host.connect()
    markers = hang_everywhere(worker)
    if way == "standard input":
        own_host.process.stdin.close()
    else:
        own_host.process.send_signal(getattr(signal, way))
    own_host.process.wait(60)
    for marker in markers:
        wait_until(lambda marker=marker: not processes_with(marker))
    wait_until(lambda: not list(own_host.scratch.glob("host-*")))
    assert own_host.socket.exists() == (way == "SIGKILL")
    worker.close()


def test_a_killed_engine_process_is_loaded_again(own_host):
    worker = own_host.connect()
    for engine in ("forked", "reused"):
        worker.wait_for_engine(engine)
        assert worker.said(engine, "prints") == "printed"
    children = [child for child in children_of(own_host.process.pid) if "assay_engine.process" in command_of(child)]
    assert len(children) == 3
    for child in children:
        os.kill(child, signal.SIGKILL)
    for engine in ("forked", "reused"):
        assert worker.said(engine, "prints") == "printed"
    assert worker.identify(own_host.add_sample(b"%PDF-1.4"))["tag"] == "pdf"
    worker.close()


def test_sighup_loads_engines_anew_while_runs_go_on(own_host):
    worker = own_host.connect()
    worker.wait_for_engine("reused")
    before = worker.said("reused", "remember")[0]
    loaded = len(children_of(own_host.process.pid))
    own_host.process.send_signal(signal.SIGHUP)
    log = own_host.folder / "host.log"
    wait_until(
        lambda: log.read_text().count('"engine is loaded"') == 5 and len(children_of(own_host.process.pid)) == loaded
    )
    assert worker.said("reused", "remember")[0] != before
    worker.close()


def test_a_second_host_does_not_take_the_socket_of_a_living_one(own_host):
    own_host.connect().close()
    command = [sys.executable, "-m", "assay_engine", "host", "--socket", own_host.socket, "--scratch", own_host.folder]
    second = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=60, check=False)
    assert second.returncode == 1
    assert "another host" in second.stderr


def test_a_socket_that_a_dead_host_left_is_taken_over(start_host, tmp_path):
    project = write_project(tmp_path, "forked", OBEDIENT)
    dead = start_host(project)
    dead.connect().close()
    dead.process.kill()
    dead.process.wait()
    left = dead.socket.stat().st_ino
    # An engine that was being started when its host died has the socket open until its own program begins.
    wait_until(lambda: refuses_connections(dead.socket))
    successor = start_host(project, listens_on=dead.socket)
    wait_until(lambda: dead.socket.stat().st_ino != left or successor.process.poll() is not None)
    worker = successor.connect()
    worker.wait_for_engine("forked")


@pytest.fixture
def start_host(tmp_path):
    """Starts hosts on engine projects; they end with the test."""
    started = []

    def start(*sources, **options):
        started.append(Host(tmp_path, sources, **options))
        return started[-1]

    yield start
    for one in started:
        one.process.kill()
        one.stop()


def refuses_connections(path):
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
        except ConnectionRefusedError:
            return True
    return False


def children_of(parent):
    found = []
    for child in os.listdir("/proc"):
        if child.isdigit():
            try:
                with open(f"/proc/{child}/stat") as file:
                    if int(file.read().rpartition(")")[2].split()[1]) == parent:
                        found.append(int(child))
            except OSError:
                continue
    return found


def command_of(process):
    with open(f"/proc/{process}/cmdline") as file:
        return json.dumps(file.read().split("\0"))
