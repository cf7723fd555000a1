"""Join two entries into one: what has to be the same, and what becomes of a gap. Pure."""

from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from connectwise_time.domain.cutting import ends_of
from connectwise_time.domain.entries import LoggedTime
from connectwise_time.domain.steps import Step, plainly, unlike, unpriced
from connectwise_time.domain.when import local_day, local_span
from connectwise_time.errors import Ambiguous, Refused

_SAME = (
    *("target", "member", "company", "work_type", "work_role", "billable", "agreement"),
    *("location", "department", "add_to"),
)
_HOUR = timedelta(hours=1)
_LONGEST = timedelta(hours=24)


class Gap(StrEnum):
    """What becomes of the time between two entries."""

    BREAK = "break"
    CLOSE = "close"


def joined(
    first: LoggedTime, second: LoggedTime, gap: Gap | None, zone: ZoneInfo
) -> tuple[LoggedTime, LoggedTime, LoggedTime]:
    """The earlier entry, the later one, and the one that both become.

    Args:
        first: One of them, in whatever order.
        second: The other.
        gap: What becomes of the time between them.
        zone: The member's.

    Raises:
        Refused: They are not alike, of different days or timesheets, overlap, or are too far apart
            for a break.
        Ambiguous: There is a gap, and it is not said what becomes of it.
    """
    if ends_of(second) < ends_of(first):
        first, second = second, first
    _check_alike(first, second)
    _check_one_day(first, second, zone)
    end, between = _end_and_break(first, second, gap, zone)
    start, _ = ends_of(first)
    deduct = round(first.deduct + second.deduct + between, 6)
    whole = replace(
        first,
        end=end,
        deduct=deduct,
        hours=round((end - start) / _HOUR - deduct, 4),
        notes=_both(first.notes, second.notes),
        internal_notes=_both(first.internal_notes, second.internal_notes),
    )
    return first, second, whole


def steps_of(first: LoggedTime, second: LoggedTime, whole: LoggedTime) -> tuple[Step, Step]:
    """The first is extended, then the second is deleted.

    In this order, so that what breaks off in between leaves hours double, which is seen, and not
    missing, which is not.
    """
    fields = tuple(unlike(first, whole, ("end", "deduct", "notes", "internal_notes")))
    return Step(first, whole, fields), Step(second, None)


def _check_alike(first: LoggedTime, second: LoggedTime) -> None:
    if first.id == second.id:
        raise Refused("That is one entry, given twice.", remedy="Give the ids of two.")
    there = {*unlike(first, second, _SAME), *unlike(second, first, _SAME)}
    rates = ["rate"] * bool(unpriced(first, second))
    if differs := [*(name for name in _SAME if name in there), *rates]:
        raise Refused(
            f"Entries {first.id} and {second.id} are not alike: {plainly(differs)} differ."
            " Nothing was done.",
            remedy="Correct one of them with update_time_entry first, if they are the same work.",
        )


def _check_one_day(first: LoggedTime, second: LoggedTime, zone: ZoneInfo) -> None:
    """No hour moves to another day or week, where nobody would look for it."""
    days = [local_day(ends_of(entry)[0], zone) for entry in (first, second)]
    sheets = [entry.sheet.id if entry.sheet else None for entry in (first, second)]
    moves = f"{second.hours:.4g} h would move from"
    if days[0] != days[1]:
        raise Refused(
            f"Entries {first.id} and {second.id} are of different days: {moves} {days[1]} to"
            f" {days[0]}. Nothing was done.",
            remedy=_LEAVE_THEM,
        )
    if sheets[0] != sheets[1]:
        raise Refused(
            f"Entries {first.id} and {second.id} are on different timesheets: {moves} timesheet"
            f" {sheets[1]} to {sheets[0]}. Nothing was done.",
            remedy=_LEAVE_THEM,
        )


def _end_and_break(
    first: LoggedTime, second: LoggedTime, gap: Gap | None, zone: ZoneInfo
) -> tuple[datetime, float]:
    """When the one entry ends, and the hours between the two that it holds as a break."""
    (start, end), (begins, ends) = ends_of(first), ends_of(second)
    times = f"{local_span(start, end, zone)}, and {local_span(begins, ends, zone)}"
    if begins < end:
        raise Refused(
            f"The two overlap ({times}): as one, they would be fewer hours.",
            remedy="Correct the times of one with update_time_entry first.",
        )
    between, closed = (begins - end) / _HOUR, ends - (begins - end)
    if begins > end and gap is None:
        raise Ambiguous(
            f"Between the two are {between:.4g} h ({times}).",
            remedy=_what_becomes_of_it(start, ends, closed, zone),
        )
    if begins > end and gap is Gap.BREAK and ends - start > _LONGEST:
        raise Refused(
            f"With the gap as a break it would be {(ends - start) / _HOUR:.4g} h long ({times}):"
            " an entry has at most 24.",
            remedy=_what_becomes_of_it(start, ends, closed, zone),
        )
    return (closed, 0.0) if gap is Gap.CLOSE else (ends, between)


_LEAVE_THEM = (
    "Leave them as two entries; if the hours were entered on the wrong day, correct that with"
    " update_time_entry first."
)


def _what_becomes_of_it(start: datetime, ends: datetime, closed: datetime, zone: ZoneInfo) -> str:
    """The choices, of which a break is none where the entry would be longer than entries are."""
    close = f'gap="close" lets the one entry end at {_clock(closed, zone)}'
    if ends - start > _LONGEST:
        return f"Ask the person: {close}; or leave them as two."
    return (
        f'Ask what they are: gap="break" keeps start and end, and the gap as a break; {close}.'
        " Neither changes the hours."
    )


def _both(first: str, second: str) -> str:
    """Notes of both, each once."""
    texts = [text.strip() for text in (first, second) if text.strip()]
    return "\n".join(dict.fromkeys(texts))


def _clock(instant: datetime, zone: ZoneInfo) -> str:
    return f"{instant.astimezone(zone):%H:%M}"
