"""Many hands: do something with each of many things, several at once, each to its end."""

import math
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import TypeVar
from weakref import WeakValueDictionary

import anyio

from connectwise_time.errors import Unavailable

T = TypeVar("T")


class Crew:
    """Satisfies `desk.ports.Crew`.

    Args:
        hands: Things at once.
    """

    def __init__(self, hands: int) -> None:
        self._hands = hands
        self._turns: WeakValueDictionary[str, anyio.Lock] = WeakValueDictionary()

    async def work(
        self, things: Sequence[T], do: Callable[[T], Awaitable[None]], *, seconds: float
    ) -> None:
        """Do it with each; begin none after `seconds`, nor once the caller is cancelled.

        What was begun is finished in any case: a write that nobody waits for would leave its
        fate unknown. After a failure, which is raised in the end, none is begun either.
        """
        until = anyio.current_time() + seconds

        async def begun_in_time(thing: T) -> None:
            await anyio.lowlevel.checkpoint()
            if anyio.current_time() < until:
                with anyio.CancelScope(shield=True):
                    await do(thing)

        await self.together(things, begun_in_time)

    async def together(self, things: Sequence[T], do: Callable[[T], Awaitable[None]]) -> None:
        """Do it with each, several at once; the first failure stops the others, and is raised."""
        waiting = iter(things)
        failures: list[Exception] = []

        async def hand() -> None:
            for thing in waiting:
                try:
                    await do(thing)
                except Exception as failure:  # noqa: BLE001  # raised below: a group would wrap it
                    failures.append(failure)
                    group.cancel_scope.cancel()

        async with anyio.create_task_group() as group:
            for _ in range(min(self._hands, len(things))):
                group.start_soon(hand)
        if failures:
            raise failures[0]

    async def at_most(self, seconds: float, do: Callable[[], Awaitable[T]]) -> T:
        """What it comes to.

        Raises:
            Unavailable: It took longer than `seconds`, and was stopped.
        """
        try:
            with anyio.fail_after(seconds):
                return await do()
        except TimeoutError as error:
            raise Unavailable(
                "ConnectWise did not answer in time.", remedy="Try again in a minute."
            ) from error

    async def to_the_end(self, do: Callable[[], Awaitable[T]]) -> T:
        """What it comes to, also where nobody waits for it any more."""
        with anyio.CancelScope(shield=True):
            came = await do()
        return came  # noqa: RET504  # a scope could swallow: the checker asks for this form

    @asynccontextmanager
    async def turn(self, name: str) -> AsyncIterator[None]:
        """One's turn at something that only one at a time may do, among those who share it."""
        lock = self._turns.setdefault(name, anyio.Lock())  # forgotten when nobody has it
        async with lock:
            yield

    async def pause(self, seconds: float) -> None:
        """Let some time pass."""
        await anyio.sleep(seconds)

    def seconds(self) -> float:
        """Tells how time passes, whatever happens to the clock on the wall."""
        return anyio.current_time()

    def bell(self) -> "Bell":
        """A new bell."""
        return Bell()


class Bell:
    """Wakes one who waits. Satisfies `desk.ports.Bell`."""

    def __init__(self) -> None:
        self._rung = anyio.Event()

    def ring(self) -> None:
        """Wake whoever waits, or the next who will."""
        self._rung.set()

    async def wait(self, seconds: float | None) -> None:
        """Wait until it rings, and no longer than so many seconds."""
        with anyio.move_on_after(math.inf if seconds is None else seconds):
            await self._rung.wait()
        self._rung = anyio.Event()
