"""What an engine says while it works. People read it live beside the result."""

from typing import Literal, Protocol

Level = Literal["debug", "info", "warning", "error"]


class Log(Protocol):
    """Takes one message a call; long ones are cut at 4,096 characters, and past 2,000 lines a run the rest is dropped.

    Never write the file's name or a secret here.
    """

    def debug(self, message: str) -> None: ...
    def info(self, message: str) -> None: ...
    def warning(self, message: str) -> None: ...
    def error(self, message: str) -> None: ...
