"""Where lengths of today lie that are to follow each other, beside what is there. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from connectwise_time.domain.checks.facts import Timed, clock, stretches
from connectwise_time.domain.entries import Draft
from connectwise_time.domain.when import local_day

Placed = dict[int, tuple[datetime, datetime]]
"""From when to when, by the entries' numbers."""


def free(stack: dict[int, Draft], around: Sequence[Timed], zone: ZoneInfo) -> Placed | None:
    """The latest free times of that day for each, in the same order.

    Args:
        stack: What is to be placed, by number.
        around: All other time of the member.
        zone: The member's.

    Returns:
        None where the day has no room for all.
    """
    there = stretches(around)
    end = max(draft.end for draft in stack.values())
    day = local_day(end - timedelta(minutes=1), zone)
    placed: Placed = {}
    for number in sorted(stack, reverse=True):
        length = stack[number].end - stack[number].start
        while met := [o for o in there if o.start < end and o.end > end - length]:
            end = min(other.start for other in met)
        placed[number] = end - length, end
        end -= length
    return dict(sorted(placed.items())) if local_day(end, zone) == day else None


def moved(placed: tuple[datetime, datetime], zone: ZoneInfo) -> tuple[str, str, str]:
    """The words for its day, its start and its end, for an entry that is placed there."""
    start, end = placed
    return local_day(start, zone).isoformat(), clock(start, zone), clock(end, zone)
