"""An event loop whose clock jumps to the next timer: what takes 45 seconds is over at once.

For tests with an `anyio_backend` of `("asyncio", {"loop_factory": JumpingLoop})`. The sandbox
answers in worker threads, which need real time: `Working` holds the clock while it does.
"""

import asyncio
import selectors
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import anyio
from starlette.types import ASGIApp, Receive, Scope, Send

from support.sandboxes import NOW


class _Jumping(selectors.DefaultSelector):
    """Waits for nothing but files and threads; the time that it would wait is counted."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds = 0.0
        self.working = 0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if ready or timeout == 0:
            return ready
        if self.working or timeout is None:
            return super().select(None if timeout is None else 0.05)
        self.seconds += timeout
        return []


class JumpingLoop(asyncio.SelectorEventLoop):
    """Its time begins at 0."""

    def __init__(self) -> None:
        self.clock = _Jumping()
        super().__init__(self.clock)

    def time(self) -> float:
        return self.clock.seconds


def seconds() -> float:
    """The loop's time."""
    return asyncio.get_running_loop().time()


def now() -> datetime:
    """The present, by the loop's time."""
    return NOW + timedelta(seconds=seconds())


async def at_once(work: Callable[[], object]) -> None:
    """Do it on a thread, in no time by the loop's clock."""
    with _held():
        await anyio.to_thread.run_sync(work)


@contextmanager
def _held() -> Iterator[None]:
    loop = asyncio.get_running_loop()
    assert isinstance(loop, JumpingLoop)
    loop.clock.working += 1
    try:
        yield
    finally:
        loop.clock.working -= 1


class Working:
    """An app that takes no time by the loop's clock."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with _held():
            await self._app(scope, receive, send)
