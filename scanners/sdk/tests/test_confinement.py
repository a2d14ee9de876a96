"""Each measure, tried by a real engine in a real confined process."""

import json
import os
import platform

import pytest
from host_client import SECRET

# Numbers on x86-64 that other processors do not share stand here; from 400 on they are the same everywhere.
X86 = {
    "ptrace": [101, 0, 0, 0, 0],
    "mount": [165, 0, 0, 0, 0, 0],
    "umount2": [166, 0, 0],
    "pivot_root": [155, 0, 0],
    "chroot": [161, 0],
    "unshare": [272, 0x10000000],
    "setns": [308, 0, 0],
    "bpf": [321, 0, 0, 0],
    "keyctl": [250, 0, 0],
    "add_key": [248, 0, 0, 0, 0, 0],
    "process_vm_readv": [310, 1, 0, 0, 0, 0, 0],
    "process_vm_writev": [311, 1, 0, 0, 0, 0, 0],
    "userfaultfd": [323, 0],
    "perf_event_open": [298, 0, 0, -1, -1, 0],
    "kexec_load": [246, 0, 0, 0, 0],
    "init_module": [175, 0, 0, 0],
    "open_by_handle_at": [304, 0, 0, 0],
    "settimeofday": [164, 0, 0],
    "clone_newuser": [56, 0x10000000, 0, 0, 0, 0],
}
EVERYWHERE = {
    "io_uring_setup": [425, 1, 0],
    "pidfd_getfd": [438, 0, 0, 0],
    "fsopen": [430, 0, 0],
    "move_mount": [429, 0, 0, 0, 0, 0],
}
CALLS = {**EVERYWHERE, **(X86 if platform.machine() == "x86_64" else {})}


def test_no_socket_but_a_local_one(worker, engine):
    said = worker.said(engine, "sockets")
    assert said.pop("unix").startswith("allowed")
    assert set(said.values()) == {"EPERM"}, said


def test_system_calls_that_no_engine_needs_are_refused(worker, engine):
    said = worker.said(engine, f"calls {json.dumps(CALLS)}")
    assert said == dict.fromkeys(CALLS, "EPERM")


def test_an_unprivileged_user_without_capabilities(host, worker, engine):
    said = worker.said(engine, "identity")
    assert said["no_new_privs"] == "1"
    assert said["seccomp"] == "2"
    assert said["become_root"] == "EPERM"
    assert said["leave_group"] == "EPERM"
    assert said["groups"] == []
    if os.geteuid() == 0:
        assert int(said["user"]) >= 61184
        assert said["user"] == said["group"]
    if host.bubblewrap:
        assert said["capabilities"] == 0
    else:
        # Where Python lies in a folder of root's alone, entering it is the one thing that is kept.
        assert said["capabilities"] & ~(1 << 2) == 0


def test_engines_are_users_of_their_own(worker):
    for engine in ("forked", "reused"):
        worker.wait_for_engine(engine)
    users = {worker.said(engine, "identity")["user"] for engine in ("forked", "reused")}
    assert len(users) == (2 if os.geteuid() == 0 else 1)


def test_the_environment_has_no_secret(worker, engine):
    assert worker.said(engine, f"environment {SECRET}") == 0


@pytest.mark.parametrize("mode", [0o600, 0o644])
def test_files_of_others_cannot_be_read(host, worker, engine, tmp_path, mode):
    # 0644 counts as well: what is not named is out of reach, whatever its mode.
    credentials = tmp_path / "credentials.json"
    credentials.write_text("secret")
    credentials.chmod(mode)
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    assert worker.said(engine, f"read_file {credentials}") in ("EACCES", "ENOENT")
    assert worker.said(engine, f"list_folder {tmp_path}") in ("EACCES", "ENOENT")


@pytest.mark.parametrize("place", ["/etc/shadow", "/etc/hostname", "/home", "/var/log", "/run"])
def test_places_of_the_system_cannot_be_read(worker, engine, place):
    order = "list_folder" if os.path.isdir(place) else "read_file"
    assert worker.said(engine, f"{order} {place}") in ("EACCES", "ENOENT")


def test_the_sample_cannot_be_changed(host, worker, engine):
    refused = {"EACCES", "EPERM", "EROFS"}
    said = worker.said(engine, "harm_sample")
    assert set(said.values()) <= refused, said


def test_another_sample_cannot_be_read_by_a_child(host, worker):
    worker.wait_for_engine("forked")
    other = host.add_sample(b"of another user")
    assert worker.said("forked", f"read_file {other}") == "EACCES"


@pytest.mark.parametrize("engine_name", ["forked", "reused"])
def test_samples_cannot_be_listed(host, worker, engine_name):
    worker.wait_for_engine(engine_name)
    assert worker.said(engine_name, f"list_folder {host.samples}") == "EACCES"


def test_other_processes_cannot_be_signalled(host, worker, engine):
    for process in (host.process.pid, 1):
        assert worker.said(engine, f"signal_process {process}") in ("EPERM", "ESRCH")


def test_a_child_cannot_kill_the_process_it_comes_from(worker):
    worker.wait_for_engine("forked")
    assert worker.said("forked", "signal_parent") == "EPERM"


def test_nothing_of_the_hosts_is_open(host, worker, engine):
    open_ones = worker.said(engine, "descriptors")
    assert not any(str(host.folder / "host") in target for target in open_ones.values()), open_ones
    sockets = [target for target in open_ones.values() if target.startswith("socket:")]
    # A process that serves many samples keeps the one to its host; a child has none.
    assert len(sockets) <= (engine == "reused")


def test_each_run_has_its_own_scratch_folder_that_is_gone_afterwards(worker, engine):
    folder, temporary_inside, working_there = worker.said(engine, "use_scratch")
    assert temporary_inside
    assert working_there == (engine == "forked")
    assert not os.path.exists(folder)


def test_memory_that_no_limit_counts_is_refused(worker, engine):
    said = worker.said(engine, "shared_memory")
    assert said.pop("/dev/zero") == "EACCES"
    assert set(said.values()) == {"EPERM"}, said


def test_memory_of_its_own_and_devices_to_read_stay(worker, engine):
    said = worker.said(engine, "own_memory")
    assert all(outcome.startswith("allowed") for outcome in said.values()), said
