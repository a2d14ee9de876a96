"""bubblewrap: own process, network, IPC and host-name spaces, and only the named folders in sight."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

PROBE_TIMEOUT_S = 10

_SPACES = ("--unshare-ipc", "--unshare-pid", "--unshare-uts", "--unshare-net", "--unshare-cgroup-try")
_TO_CHANGE_USER = ("--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID", "--cap-add", "CAP_SETPCAP")


def probe() -> str | None:
    """None when bubblewrap works here, else the reason why it does not."""
    program = shutil.which("bwrap")
    if program is None:
        return "bwrap is not installed"
    command = wrap([Path("/")], [], ["true"])
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=PROBE_TIMEOUT_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    return None if done.returncode == 0 else done.stderr.decode("utf-8", "replace").strip()[:200] or "bwrap failed"


def wrap(readable: Sequence[Path], writable: Sequence[Path], command: list[str]) -> list[str]:
    """`command` inside bubblewrap. Folders that do not exist are left out."""
    line = ["bwrap", "--die-with-parent", *_SPACES]
    line += _TO_CHANGE_USER if os.geteuid() == 0 else ("--unshare-user",)
    for folder in _on_the_way([*readable, *writable]):
        # Without this bubblewrap makes the folders above a mount for root alone.
        line += ("--perms", "0755", "--dir", str(folder))
    for path in readable:
        line += ("--ro-bind-try", str(path), str(path))
    line += ("--dev", "/dev", "--proc", "/proc")
    for path in writable:
        line += ("--bind", str(path), str(path))
    return [*line, "--chdir", "/", "--", *command]


def _on_the_way(paths: Sequence[Path]) -> list[Path]:
    folders = {parent for path in paths for parent in path.parents if parent != Path("/")}
    return sorted(folders)
