"""Asking several things at once, where each may fail on its own."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import anyio

from connectwise_time.errors import TimeDeskError

T = TypeVar("T")


async def foreseen(call: Awaitable[T]) -> T | TimeDeskError:
    """What a call came to: its result, or the foreseen error it raised."""
    try:
        return await call
    except TimeDeskError as error:
        return error


async def outcomes_of(calls: Sequence[Callable[[], Awaitable[T]]]) -> list[T | TimeDeskError]:
    """What each call came to, in their order: its result, or the foreseen error it raised."""
    came: dict[int, T | TimeDeskError] = {}

    async def keep(at: int, call: Callable[[], Awaitable[T]]) -> None:
        came[at] = await foreseen(call())

    async with anyio.create_task_group() as group:
        for at, call in enumerate(calls):
            group.start_soon(keep, at, call)
    return [came[at] for at in range(len(calls))]


def result(outcome: T | TimeDeskError) -> T:
    """The result; raises the error where it is one."""
    if isinstance(outcome, TimeDeskError):
        raise outcome
    return outcome
