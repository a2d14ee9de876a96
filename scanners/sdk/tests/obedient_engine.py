"""Source of the engine that does what its sample says; written into a project folder by `engine_projects`."""

import ctypes
import errno
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from assay_engine import Engine, Recoverable, Result, Unsupported, Versions

SEEN = []
LOADED = os.urandom(8).hex()
TAKEN_UP = ["3", "2026-01-02"]
"""Version and date of the signature set."""


class TestEngine(Engine):
    def load(self, ctx):
        self.scratch = ctx.scratch
        ctx.note("for tests")

    def versions(self):
        return Versions("7", *TAKEN_UP)

    def scan(self, sample, log):
        order, _, argument = sample.read().decode("utf-8").partition(" ")
        SEEN.append(order)
        return ORDERS[order](sample, log, argument)


def said(value):
    return Result.undetected({"said": value})


def die(sample, log, argument):
    log.info("before the end")
    os.kill(os.getpid(), int(argument))
    time.sleep(60)


def end(sample, log, argument):
    os._exit(int(argument))


def hang(sample, log, argument):
    """Hangs with a child that has left nothing undone to stay alive."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    log.info("before the end")
    os.write(1, b"printed without a newline")
    subprocess.Popen(["sleep", argument])
    subprocess.run(["sh", "-c", f"trap '' TERM HUP INT; sleep {argument}; true"])


def raw(sample, log, argument):
    """Writes lines of its own into the protocol, then answers as well when told to."""
    lines = json.loads(argument)
    for line in lines:
        text = line if isinstance(line, str) else json.dumps(line)
        os.write(
            log._descriptor,
            text.replace("RUN", log._run).replace("SHA", sample.sha256).encode("utf-8", "surrogateescape") + b"\n",
        )
    os._exit(0)


def long_line(sample, log, argument):
    os.set_blocking(log._descriptor, True)
    for _ in range(80):
        os.write(log._descriptor, b"x" * 65536)
    os._exit(0)


def half_a_line(sample, log, argument):
    """Ends in the middle of an answer: by itself, by a signal, or by the host, which it waits for."""
    os.write(log._descriptor, b'{"op":"result","id":')
    if argument == "wait":
        time.sleep(60)
    if argument == "die":
        os.kill(os.getpid(), signal.SIGSEGV)
    os._exit(0)


def leave_printing(sample, log, argument):
    """Answers and leaves processes that print for ever."""
    for _ in range(int(argument)):
        subprocess.Popen(["yes"])
    return said("left")


def prints(sample, log, argument):
    print("by print")
    sys.stderr.write("by stderr\n")
    sys.stdout.flush()
    subprocess.run(["echo", "by a program"])
    os.write(1, b"\xff\xfe not text")
    return said("printed")


def flood(sample, log, argument):
    for number in range(int(argument)):
        log.info(f"line {number}")
    return said("flooded")


def print_flood(sample, log, argument):
    for number in range(int(argument)):
        print(f"line {number}")
    return said("flooded")


def long_log(sample, log, argument):
    log.info("x" * 100_000)
    return said("long")


def surrogate(sample, log, argument):
    log.info("half \ud800")
    return said("half \ud800")


def hog(sample, log, argument):
    held = []
    while True:
        held.append(bytearray(16 * 1024 * 1024))


def fork_bomb(sample, log, argument):
    count = 0
    while count < 10_000:
        try:
            if os.fork() == 0:
                time.sleep(120)
                os._exit(0)
        except OSError as error:
            return said([count, errno.errorcode[error.errno]])
        count += 1
    return said([count, "unbounded"])


def fill(sample, log, argument):
    """Many small files, as no limit on file size counts them."""
    for number in range(100_000):
        (sample.scratch / str(number)).write_bytes(b"x" * 4096)
    time.sleep(60)


def big_file(sample, log, argument):
    try:
        with (sample.scratch / "big").open("wb") as file:
            for _ in range(64):
                file.write(b"x" * 1024 * 1024)
                file.flush()
    except OSError as error:
        return said(errno.errorcode[error.errno])
    return said("written")


def nest(sample, log, argument):
    """A folder tree deeper than a recursive clean-up can follow."""
    os.chdir(sample.scratch)
    for _ in range(1500):
        os.mkdir("d")
        os.chdir("d")
    return said("nested")


def recover(sample, log, argument):
    log.info("a try")
    raise Recoverable("the daemon is away")


def unsupported(sample, log, argument):
    raise Unsupported("encrypted")


def fail(sample, log, argument):
    raise RuntimeError("deep inside")


def remember(sample, log, argument):
    return said([LOADED, len(SEEN), os.getpid()])


def take_up(sample, log, argument):
    """A signature set of that date."""
    TAKEN_UP[:] = [argument, argument]
    return said("taken up")


def answer(sample, log, argument):
    """Whatever Python value the argument is."""
    return eval(argument)


def deep(levels):
    value = []
    for _ in range(levels - 1):
        value = [value]
    return value


# --- what confinement must refuse ------------------------------------------------------------------------------


def attempt(call):
    try:
        value = call()
    except OSError as error:
        return errno.errorcode[error.errno]
    return f"allowed: {value!r}"[:200]


def syscall(number, *arguments):
    library = ctypes.CDLL(None, use_errno=True)

    def call():
        if library.syscall(number, *arguments) < 0:
            raise OSError(ctypes.get_errno(), "refused")
        return "done"

    return attempt(call)


def sockets(sample, log, argument):
    kinds = {"inet": 2, "inet6": 10, "netlink": 16, "packet": 17, "vsock": 40}
    tried = {name: attempt(lambda kind=kind: socket.socket(kind, socket.SOCK_DGRAM)) for name, kind in kinds.items()}
    tried["raw"] = attempt(lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, 1))
    tried["unix"] = attempt(lambda: socket.socket(socket.AF_UNIX))
    return said(tried)


def calls(sample, log, argument):
    return said({name: syscall(*arguments) for name, arguments in json.loads(argument).items()})


def read_file(sample, log, argument):
    return said(attempt(lambda: Path(argument).read_bytes()))


def list_folder(sample, log, argument):
    return said(attempt(lambda: sorted(os.listdir(argument))))


def harm_sample(sample, log, argument):
    return said(
        {
            "write": attempt(lambda: sample.path.write_bytes(b"x")),
            "append": attempt(lambda: os.open(sample.path, os.O_WRONLY | os.O_APPEND)),
            "chmod": attempt(lambda: sample.path.chmod(0o777)),
            "remove": attempt(sample.path.unlink),
            "create": attempt(lambda: (sample.path.parent / "new").write_bytes(b"x")),
        }
    )


def identity(sample, log, argument):
    status = dict(line.split(":\t", 1) for line in Path("/proc/self/status").read_text().splitlines() if ":\t" in line)
    return said(
        {
            "user": status["Uid"].split()[1],
            "group": status["Gid"].split()[1],
            "groups": status["Groups"].split(),
            "capabilities": int(status["CapEff"], 16) | int(status["CapPrm"], 16) | int(status["CapBnd"], 16),
            "no_new_privs": status["NoNewPrivs"],
            "seccomp": status["Seccomp"],
            "become_root": attempt(lambda: os.setuid(0)) if os.getuid() else "EPERM",
            "leave_group": attempt(os.setsid),
        }
    )


def environment(sample, log, argument):
    seen = [*map(str, os.environ.items())]
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            try:
                seen.append((process / "environ").read_bytes().decode("utf-8", "replace"))
            except OSError:
                continue
    return said([argument in text for text in seen].count(True))


def descriptors(sample, log, argument):
    open_ones = {}
    for number in os.listdir("/proc/self/fd"):
        try:
            open_ones[number] = os.readlink(f"/proc/self/fd/{number}")
        except OSError:
            continue
    return said(open_ones)


def signal_process(sample, log, argument):
    return said(attempt(lambda: os.kill(int(argument), 0)))


def signal_parent(sample, log, argument):
    return said(attempt(lambda: os.kill(os.getppid(), signal.SIGKILL)))


def use_scratch(sample, log, argument):
    import tempfile

    (sample.scratch / "own").write_text("own")
    with tempfile.NamedTemporaryFile() as file:
        inside = file.name.startswith(str(sample.scratch))
    return said([str(sample.scratch), inside, os.getcwd() == str(sample.scratch)])


def shared_memory(sample, log, argument):
    import mmap

    def system_v(name):
        numbers = {"shmget": (29, 0, 4096, 0o1600), "msgget": (68, 0, 0o1600), "semget": (64, 0, 1, 0o1600)}
        return syscall(*numbers[name])

    def of_device():
        descriptor = os.open("/dev/zero", os.O_RDWR)
        return mmap.mmap(descriptor, 4096, mmap.MAP_SHARED)

    tried = {
        "mmap": attempt(lambda: mmap.mmap(-1, 4096)),
        "memfd": attempt(lambda: os.memfd_create("x")),
        "/dev/zero": attempt(of_device),
    }
    if os.uname().machine == "x86_64":
        tried |= {name: system_v(name) for name in ("shmget", "msgget", "semget")}
    return said(tried)


def own_memory(sample, log, argument):
    import mmap

    with open("/dev/zero", "rb") as zero, open("/dev/null", "wb") as null:
        return said(
            {
                "mmap": attempt(lambda: mmap.mmap(-1, 4096, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)),
                "/dev/zero": attempt(lambda: mmap.mmap(zero.fileno(), 4096, mmap.MAP_PRIVATE, mmap.PROT_READ)),
                "/dev/null": attempt(lambda: null.write(b"x")),
                "/dev/urandom": attempt(lambda: len(open("/dev/urandom", "rb").read(8))),
            }
        )


ORDERS = {name: made for name, made in globals().items() if callable(made) and not name.startswith("_")}
