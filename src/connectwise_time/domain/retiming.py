"""Decide the new times of an entry: what is said of them, and what stays as it is."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from connectwise_time.domain.entries import UNSET, LoggedTime, Unset
from connectwise_time.domain.spans import place
from connectwise_time.domain.when import local_day
from connectwise_time.domain.wishes import Times
from connectwise_time.domain.words.clocks import at_clock
from connectwise_time.domain.words.dates import Calendar
from connectwise_time.domain.words.meant import Meant, calendar_at, understood
from connectwise_time.domain.words.when_said import When
from connectwise_time.errors import Refused


def new_times(
    times: Times,
    entry: LoggedTime,
    *,
    now: datetime,
    zone: ZoneInfo,
    calendar: Calendar | None,
) -> tuple[datetime | Unset, datetime | Unset, float | None]:
    """The changed instants, and the deduction where it was said.

    Raises:
        Refused: The entry has no times, or the new ones cannot be.
    """
    if not times:
        return UNSET, UNSET, None
    if entry.start is None:
        raise Refused(
            f"Entry {entry.id} has no start in ConnectWise.", remedy="Correct it there first."
        )
    end = entry.end or entry.start + timedelta(hours=entry.hours + entry.deduct)
    calendar = calendar or calendar_at(now, zone)
    meant = understood(times, calendar, zone)
    whole = _completed(meant, entry, entry.start, end, zone)
    span = place(whole, now=now, zone=zone, until=end)
    return (
        span.start if span.start != entry.start else UNSET,
        span.end if span.end != entry.end else UNSET,
        meant.deduct,
    )


def _completed(
    meant: Meant, entry: LoggedTime, start: datetime, end: datetime, zone: ZoneInfo
) -> Meant:
    """What is meant by the new times, with what was not said taken from the entry as it is.

    A new date keeps the clock times; hours alone keep the start; one end keeps the other.
    """

    def kept(instant: datetime) -> When:
        # With a new date the clock stays; otherwise the exact instant, which no change of
        # clocks can make ambiguous.
        return When(at_clock(instant.astimezone(zone))) if meant.on else When(at=instant)

    begins, ends = meant.start, meant.end
    if begins is None and not (ends and meant.hours is not None):
        begins = kept(start)
    elif begins is None and ends and not meant.on:
        # Without a start, the end is meant on the day on which the entry ends.
        ends = When(at=ends.one(local_day(end, zone), zone))
    if ends is None and meant.hours is None:
        ends = kept(end)
    first = begins or ends
    dated = first is not None and first.names_a_day
    return Meant(
        on=meant.on or (None if dated else local_day(start, zone)),
        start=begins,
        end=ends,
        hours=meant.hours,
        deduct=meant.deduct if meant.deduct is not None else entry.deduct or None,
    )
