"""Time that goes on only when nothing else can, and event loops that live and die in it."""

import asyncio
import heapq
from asyncio import events
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(order=True)
class _Due:
    at: float
    number: int
    happen: Callable[[], None] = field(compare=False)


class Time:
    """The true time, and what is to happen at which instant of it."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._due: list[_Due] = []
        self._number = 0

    def at(self, seconds: float, happen: Callable[[], None]) -> None:
        """Let something happen then, or now where that is past."""
        self._number += 1
        heapq.heappush(self._due, _Due(max(seconds, self.seconds), self._number, happen))

    @property
    def next(self) -> float | None:
        """When something happens next."""
        return self._due[0].at if self._due else None

    def happen(self) -> None:
        """Let all happen that is due."""
        while self._due and self._due[0].at <= self.seconds:
            heapq.heappop(self._due).happen()


class Loop(asyncio.BaseEventLoop):
    """The event loop of one process, which takes its turns from outside.

    A process that is killed is one whose loop gets no more turns: nothing of it is cleaned up.
    """

    # The standard library's own parts are used here: there is no other way to take single turns.
    _ready: Any
    _scheduled: Any

    def __init__(self, time: Time) -> None:
        super().__init__()
        self._time = time
        self.failed: list[BaseException | str] = []
        self.set_exception_handler(
            lambda _, told: self.failed.append(told.get("exception") or told["message"])
        )

    def time(self) -> float:
        """The true time: every process counts seconds alike."""
        return self._time.seconds

    def _write_to_self(self) -> None:
        """Nobody sleeps who would have to be woken."""

    def _process_events(self, event_list: Any) -> None:
        """There are no files."""

    @property
    def is_ready(self) -> bool:
        """Whether it has something to do now."""
        while self._scheduled and (
            self._scheduled[0]._cancelled  # noqa: SLF001
            or self._scheduled[0]._when <= self._time.seconds  # noqa: SLF001
        ):
            timer = heapq.heappop(self._scheduled)
            timer._scheduled = False  # noqa: SLF001
            if not timer._cancelled:  # noqa: SLF001
                self._ready.append(timer)
        return bool(self._ready)

    @property
    def next(self) -> float | None:
        """When it has something to do next, if nothing else happens."""
        return self._scheduled[0]._when if self._scheduled else None  # noqa: SLF001

    def turn(self) -> None:
        """Do one thing."""
        handle = self._ready.popleft()
        events._set_running_loop(self)  # noqa: SLF001
        try:
            if not handle._cancelled:  # noqa: SLF001
                handle._run()  # noqa: SLF001
        finally:
            events._set_running_loop(None)  # noqa: SLF001
