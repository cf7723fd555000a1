"""Hands that do several things at once, and know how time passes."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol, TypeVar

T = TypeVar("T")


class Crew(Protocol):
    """Does something with each of many things, several at once."""

    async def work(
        self, things: Sequence[T], do: Callable[[T], Awaitable[None]], *, seconds: float
    ) -> None:
        """Do it with each; begin none after `seconds`, nor once the caller is cancelled.

        What was begun is finished in any case.
        """
        ...

    async def together(self, things: Sequence[T], do: Callable[[T], Awaitable[None]]) -> None:
        """Do it with each, several at once; the first failure stops the others, and is raised."""
        ...

    async def at_most(self, seconds: float, do: Callable[[], Awaitable[T]]) -> T:
        """What it comes to.

        Raises:
            Unavailable: It took longer than `seconds`, and was stopped.
        """
        ...

    async def to_the_end(self, do: Callable[[], Awaitable[T]]) -> T:
        """What it comes to, also where nobody waits for it any more."""
        ...

    def turn(self, name: str) -> AbstractAsyncContextManager[None]:
        """One's turn at something that only one at a time may do, among those who share it."""
        ...

    async def pause(self, seconds: float) -> None:
        """Let some time pass."""
        ...

    def seconds(self) -> float:
        """Tells how time passes, whatever happens to the clock on the wall."""
        ...

    def bell(self) -> "Bell":
        """A new bell."""
        ...


class Bell(Protocol):
    """Wakes one who waits."""

    def ring(self) -> None:
        """Wake whoever waits, or the next who will."""
        ...

    async def wait(self, seconds: float | None) -> None:
        """Wait until it rings, and no longer than so many seconds."""
        ...
