"""Pieces of time between two instants: joined, and taken away from each other. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

_AN_HOUR = timedelta(hours=1)
_A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """From one instant to another, aware and in UTC; the end does not belong to it."""

    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        """How long it lasts."""
        return self.end - self.start

    @property
    def hours(self) -> float:
        """The same in hours."""
        return hours_of(self.length)


def hours_of(length: timedelta) -> float:
    """A length in hours."""
    return length / _AN_HOUR


def merged(pieces: Iterable[Interval]) -> tuple[Interval, ...]:
    """The same time in order; what overlaps, or lies less than a minute apart, is one."""
    joined: list[Interval] = []
    for piece in sorted(pieces):
        if joined and piece.start < joined[-1].end + _A_MINUTE:
            joined[-1] = Interval(joined[-1].start, max(joined[-1].end, piece.end))
        else:
            joined.append(piece)
    return tuple(joined)


def without(pieces: Iterable[Interval], taken: Iterable[Interval]) -> tuple[Interval, ...]:
    """What is left of pieces, in order."""
    left: list[Interval] = []
    blocks = merged(taken)
    for piece in merged(pieces):
        since = piece.start
        for block in blocks:
            if block.end <= since or block.start >= piece.end:
                continue
            if block.start > since:
                left.append(Interval(since, block.start))
            since = block.end
        if since < piece.end:
            left.append(Interval(since, piece.end))
    return tuple(left)
