"""clamd as a child of the engine's process: our own configuration, our own socket, never the system's service."""

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from assay_clamav.client import ClamdError, ask

INSTALL = "apt-get install --no-install-recommends clamav-daemon clamav-freshclam"
POLL_S = 0.02
_PR_SET_PDEATHSIG = 1


class ClamdStartError(Exception):
    """clamd could not be started; the text ends with what it said itself."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What clamd looks at before it gives up: bytes out of one container, milliseconds, parts, depth."""

    unpacked_bytes: int
    scan_ms: int
    files: int = 100_000
    depth: int = 20


def find_clamd(program: str) -> str | None:
    """The path of clamd. Debian puts it where only root's PATH looks."""
    path = os.environ.get("PATH", os.defpath)
    return shutil.which(program, path=os.pathsep.join([path, "/usr/sbin", "/usr/local/sbin"]))


def write_config(directory: Path, limits: Limits) -> Path:
    """Writes `clamd.conf`. Paths in it are relative, whatever the directory is called: clamd runs there."""
    lines = [
        "Foreground yes",
        "LocalSocket clamd.sock",
        "LocalSocketMode 600",
        "FixStaleSocket yes",
        "DatabaseDirectory db",
        "TemporaryDirectory tmp",
        "LogFile /proc/self/cwd/clamd.log",
        "LogFileMaxSize 1M",
        "MaxThreads 4",
        "MaxQueue 32",
        "IdleTimeout 5",
        # The set changes only with the process: its version is read once, and an answer must not carry another one's.
        "SelfCheck 0",
        "ConcurrentDatabaseReload no",
        # A cache of clean digests would let one user time whether another's file had been here.
        "DisableCache yes",
        "ExitOnOOM yes",
        "AllowAllMatchScan no",
        # clamd says OK for what it did not look at unless it is told to say that it did not.
        "AlertExceedsMax yes",
        "AlertEncrypted yes",
        # One bound for both: with a smaller MaxFileSize clamd cuts a packed file off at it and says OK.
        f"MaxScanSize {limits.unpacked_bytes}",
        f"MaxFileSize {limits.unpacked_bytes}",
        f"StreamMaxLength {limits.unpacked_bytes}",
        f"PCREMaxFileSize {limits.unpacked_bytes}",
        f"MaxScanTime {limits.scan_ms}",
        f"MaxFiles {limits.files}",
        f"MaxRecursion {limits.depth}",
    ]
    config = directory / "clamd.conf"
    config.write_text("\n".join(lines) + "\n", "utf-8")
    return config


def start_clamd(program: str, directory: Path, limits: Limits, timeout_s: float) -> subprocess.Popen[bytes]:
    """Starts clamd in `directory` (which holds `db`) and returns when it answers; raises `ClamdStartError`.

    It dies with the thread that started it, whatever becomes of that process.
    """
    (directory / "tmp").mkdir(exist_ok=True)
    config = write_config(directory, limits)
    with (directory / "clamd.out").open("wb") as out:
        process = subprocess.Popen(
            [program, f"--config-file={config}"],
            cwd=directory,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TMPDIR": str(directory / "tmp")},
            preexec_fn=dies_with(os.getpid()),
        )
    try:
        _wait_until_it_answers(process, directory, timeout_s)
    except BaseException:
        stop_clamd(process)
        raise
    return process


def stop_clamd(process: subprocess.Popen[bytes]) -> None:
    """Ends clamd and waits for it."""
    if process.poll() is None:
        process.kill()
    process.wait()


def _wait_until_it_answers(process: subprocess.Popen[bytes], directory: Path, timeout_s: float) -> None:
    end = time.monotonic() + timeout_s
    while time.monotonic() < end:
        if process.poll() is not None:
            raise ClamdStartError(f"clamd ended with {process.returncode}: {_last_words(directory)}")
        try:
            if ask(directory, "PING", 5) == "PONG":
                return
        except ClamdError:
            pass
        time.sleep(POLL_S)
    raise ClamdStartError(f"clamd did not answer within {timeout_s:.0f} s: {_last_words(directory)}")


def _last_words(directory: Path) -> str:
    lines: list[str] = []
    for name in ("clamd.out", "clamd.log"):
        file = directory / name
        if file.is_file():
            lines += [line for line in file.read_text("utf-8", "replace").splitlines() if "error" in line.lower()]
    return " ".join(dict.fromkeys(lines[-3:])) or "it said nothing"


def dies_with(parent: int) -> Callable[[], None] | None:
    """For `preexec_fn`: the kernel ends the program when the thread that starts it ends. None where it cannot."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)

    def set_death_signal() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return set_death_signal
