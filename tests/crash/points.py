"""Every point at which a process waits, or goes on: counted, and the process killed at one."""

import asyncio
import os
import signal
from collections.abc import Callable, Coroutine, Generator
from typing import Any

_OURS = "connectwise_time"


class Points:
    """Counts the points that all tasks of a loop pass, from `begin` on.

    A point lies where a task begins to wait, and one where it goes on: before the first of the two
    a thread, a file or a socket may have done its part already or not, before the second it has.

    Args:
        at: The point at which this process kills itself; None for none.
        told: Told the name of that point before it does.
    """

    def __init__(self, at: int | None, told: Callable[[str], None]) -> None:
        self.passed = 0
        self._at = at
        self._told = told
        self._counting = False

    def begin(self) -> None:
        """Count from here on."""
        self._counting = True
        asyncio.get_running_loop().set_task_factory(self._task)

    def end(self) -> None:
        """Count no more."""
        self._counting = False

    def _task(self, loop: asyncio.AbstractEventLoop, work: Any, **more: Any) -> asyncio.Task[Any]:
        return asyncio.Task(Counted(work, self), loop=loop, **more)

    def point(self, work: Any, kind: str) -> None:
        """One of them; here the process may end."""
        if not self._counting:
            return
        self.passed += 1
        if self.passed == self._at:
            self._told(f"{_where(work)} {kind}")
            os.kill(os.getpid(), signal.SIGKILL)


class Counted(Coroutine[Any, Any, Any]):
    """A coroutine whose points are counted."""

    def __init__(self, work: Any, points: Points) -> None:
        self._work = work
        self._points = points

    def send(self, value: Any) -> Any:
        """Go on, up to the next wait."""
        self._points.point(self._work, "goes on")
        return self._came(self._work.send(value))

    def throw(self, *error: Any) -> Any:
        """Go on with an error."""
        return self._came(self._work.throw(*error))

    def _came(self, what: Any) -> Any:
        self._points.point(self._work, "waits")
        return what

    def close(self) -> None:
        """Go on no more."""
        self._work.close()

    def __await__(self) -> Generator[Any, Any, Any]:
        found: Generator[Any, Any, Any] = self._work.__await__()
        return found

    def __getattr__(self, name: str) -> Any:
        return getattr(self._work, name)


def _where(work: Any) -> str:
    """The functions of ours that wait for each other, the innermost last."""
    names = []
    while work is not None:
        frame = getattr(work, "cr_frame", None) or getattr(work, "ag_frame", None)
        if frame is not None and _OURS in frame.f_code.co_filename:
            names.append(frame.f_code.co_qualname)
        waits_for = (getattr(work, name, None) for name in ("cr_await", "ag_await", "gi_yieldfrom"))
        work = next((found for found in waits_for if found is not None), None)
    return ">".join(names[-3:]) or "elsewhere"
