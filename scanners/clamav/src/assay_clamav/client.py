"""One question to clamd over its Unix socket."""

import array
import os
import re
import socket
from dataclasses import dataclass
from pathlib import Path

MAX_REPLY_BYTES = 64 * 1024

# clamd names the descriptor by its number; a label is what stands between that and the last word.
_REPLY = re.compile(rb"fd\[\d+\]: (?:(OK)|([\x21-\x7e][\x20-\x7e]*) (FOUND|ERROR))\x00", re.ASCII)


class ClamdError(Exception):
    """clamd did not answer, or answered something that is neither clean nor a detection."""


class ClamdGone(ClamdError):
    """Nobody listens on the socket any more, or the connection ended before the answer was whole."""


@dataclass(frozen=True, slots=True)
class Reply:
    """`label` is None for clamd's `OK`, else the name of the signature that matched."""

    label: str | None


@dataclass(frozen=True, slots=True)
class LoadedVersion:
    """`daily` is the version of that database in clamd's memory, None without it."""

    program: str
    daily: str | None


def scan_file(socket_directory: Path, path: Path, timeout_s: float) -> Reply:
    """Passes the open file to clamd and waits for its answer.

    The descriptor travels, not the bytes, so a large file is not copied. Raises `ClamdError`.
    """
    with path.open("rb") as file, connect(socket_directory, timeout_s) as connection:
        try:
            connection.sendall(b"zFILDES\0")
            rights = array.array("i", [file.fileno()]).tobytes()
            connection.sendmsg([b"\0"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, rights)])
        except OSError as error:
            raise ClamdGone(f"clamd went away: {error}") from error
        return parse_reply(_read_all(connection))


def ask(socket_directory: Path, command: str, timeout_s: float) -> str:
    """The answer to a command without arguments, such as `PING` or `VERSION`."""
    with connect(socket_directory, timeout_s) as connection:
        try:
            connection.sendall(f"z{command}\0".encode("ascii"))
        except OSError as error:
            raise ClamdGone(f"clamd went away: {error}") from error
        answer = _read_all(connection)
    if not answer.endswith(b"\0"):
        raise ClamdGone(f"clamd did not finish its answer to {command}")
    return answer[:-1].decode("utf-8", "replace")


def read_version(answer: str) -> LoadedVersion:
    """Of an answer to `VERSION`, such as `ClamAV 1.4.6/27817/Fri Nov 7 09:12:45 2025`."""
    program, _, rest = answer.removeprefix("ClamAV ").partition("/")
    return LoadedVersion(program.strip()[:128] or "unknown", rest.partition("/")[0].strip() or None)


def parse_reply(answer: bytes) -> Reply:
    """Only clamd's exact `OK` is clean and only its exact `FOUND` a detection; everything else raises."""
    if not answer.endswith(b"\0"):
        raise ClamdGone("clamd closed the connection before it had answered")
    match = _REPLY.fullmatch(answer)
    if match is None:
        raise ClamdError(f"clamd answered {answer[:200]!r}")
    if match[1]:
        return Reply(None)
    if match[3] == b"ERROR":
        raise ClamdError(f"clamd could not scan: {match[2].decode('ascii')[:200]}")
    return Reply(match[2].decode("ascii"))


def connect(socket_directory: Path, timeout_s: float) -> socket.socket:
    """A connection to `clamd.sock` in that directory.

    The path goes through the directory's descriptor, because a socket's path may not be longer than 107 bytes and a
    scratch directory's may.
    """
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(timeout_s)
    directory = os.open(socket_directory, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        connection.connect(f"/proc/self/fd/{directory}/clamd.sock")
    except OSError as error:
        connection.close()
        raise ClamdGone(f"clamd does not answer: {error}") from error
    finally:
        os.close(directory)
    return connection


def _read_all(connection: socket.socket) -> bytes:
    answer = bytearray()
    try:
        while chunk := connection.recv(4096):
            answer += chunk
            if len(answer) > MAX_REPLY_BYTES:
                raise ClamdError("clamd's answer is too long")
    except TimeoutError as error:
        raise ClamdError("clamd did not answer in time") from error
    except OSError as error:
        raise ClamdGone(f"clamd went away: {error}") from error
    return bytes(answer)
