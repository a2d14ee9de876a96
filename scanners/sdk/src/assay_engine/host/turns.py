"""Whose turn it is to use an engine: several runs at once, or one that must have no company."""

import asyncio
from collections import deque
from dataclasses import dataclass


@dataclass(slots=True, eq=False)
class Turn:
    """The right to use the engine, until it is given to `Turns.end`."""

    alone: bool
    """Nobody else has a turn as long as this one lasts."""
    had_company: bool = False
    """Another turn ran at some moment of this one."""


class Turns:
    """At most `most` turns at once, in the order in which they were asked for.

    Who asks for a turn alone waits until all others have ended, and those behind wait for it.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._running: list[Turn] = []
        self._waiting: deque[tuple[Turn, asyncio.Future[Turn]]] = deque()

    def ask(self, *, alone: bool = False, first: bool = False) -> "asyncio.Future[Turn]":
        """A turn, when its time comes; cancel the future to give up. `first` goes before all that wait."""
        turn = Turn(alone)
        given: asyncio.Future[Turn] = asyncio.get_running_loop().create_future()
        if first:
            self._waiting.appendleft((turn, given))
        else:
            self._waiting.append((turn, given))
        given.add_done_callback(self._look_again_when_cancelled)
        self._give()
        return given

    def end(self, turn: Turn) -> None:
        self._running.remove(turn)
        self._give()

    def _give(self) -> None:
        while self._waiting:
            turn, given = self._waiting[0]
            if not given.done() and not self._fits(turn):
                return
            self._waiting.popleft()
            if not given.done():
                self._begin(turn)
                given.set_result(turn)

    def _fits(self, turn: Turn) -> bool:
        if turn.alone:
            return not self._running
        return len(self._running) < self._most and not any(each.alone for each in self._running)

    def _begin(self, turn: Turn) -> None:
        self._running.append(turn)
        if len(self._running) > 1:
            for each in self._running:
                each.had_company = True

    def _look_again_when_cancelled(self, given: "asyncio.Future[Turn]") -> None:
        # It may have been what those behind it waited for.
        if given.cancelled():
            self._give()
