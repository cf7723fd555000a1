"""Asking two things at once, where each may fail on its own."""

from collections.abc import Awaitable
from typing import TypeVar

import anyio

from connectwise_time.errors import TimeDeskError

A = TypeVar("A")
B = TypeVar("B")


async def foreseen(call: Awaitable[A]) -> A | TimeDeskError:
    """What a call came to: its result, or the foreseen error it raised."""
    try:
        return await call
    except TimeDeskError as error:
        return error


async def both(
    one: Awaitable[A], other: Awaitable[B]
) -> tuple[A | TimeDeskError, B | TimeDeskError]:
    """What two calls came to that ran at once."""
    came: list[B | TimeDeskError] = []

    async def keep() -> None:
        came.append(await foreseen(other))

    async with anyio.create_task_group() as group:
        group.start_soon(keep)
        first = await foreseen(one)
    return first, came[0]


def result(outcome: A | TimeDeskError) -> A:
    """The result; raises the error where it is one."""
    if isinstance(outcome, TimeDeskError):
        raise outcome
    return outcome
