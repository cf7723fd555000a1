"""Long lists of ids, spread over queries whose URLs stay short enough. Pure.

ConnectWise wants URLs below 2,000 characters, and time has no search by POST (reference §4).
"""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from connectwise_time.connectwise.conditions import Field, Where

LONGEST_URL = 1_999
_TRIAL = (0, 0)

Room: TypeAlias = Callable[[Where], int]
"""Tells how many characters a question with these conditions leaves free in its URL."""


def spread(where: Where, field: Field, ids: Iterable[int], room: Room) -> Iterator[Where]:
    """Queries that together ask for all the ids, each id in one query only."""
    left = room(where.among(field, _TRIAL)) + len("0,0")
    for part in packed(ids, left):
        yield where.among(field, part)


def packed(numbers: Iterable[int], room: int) -> Iterator[tuple[int, ...]]:
    """Each number once, in lists that are no longer than `room` when written with commas.

    A number that is too long for it comes alone.
    """
    part: list[int] = []
    used = 0
    for number in dict.fromkeys(map(int, numbers)):
        length = len(f"{number},")
        if part and used + length > room + 1:  # the last has no comma
            yield tuple(part)
            part, used = [], 0
        part.append(number)
        used += length
    if part:
        yield tuple(part)
