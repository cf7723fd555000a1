"""Decide from when to when: a person's times and hours → one span of work, or a refusal."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from connectwise_time.domain.when import (
    clock_of,
    local_day,
    names_a_day,
    read_date,
    read_moment,
    to_utc,
)
from connectwise_time.domain.wishes import Times
from connectwise_time.errors import Refused

_A_DAY = timedelta(hours=24)
_LONGEST_OVERNIGHT = timedelta(hours=12)  # words.md, "Dates" 10
_SLACK = timedelta(seconds=60)  # of hours said beside start and end
_CLOCKS_DIFFER = timedelta(minutes=2)  # between this machine and whoever says "now"
_GIVE_TIMES = "Give start and end, start and hours, or hours alone."


@dataclass(frozen=True, slots=True)
class DayFacts:
    """What is known of the day on which hours alone are logged.

    Attributes:
        last_end: When the day's last entry ends, None where there is none.
        work_begins: When the member's calendar day begins, in local time.
    """

    last_end: datetime | None
    work_begins: time | None


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when, in UTC and whole seconds, with the break inside.

    Attributes:
        said: How it was placed, where that was our choice; empty where the person said it.
    """

    start: datetime
    end: datetime
    deduct: float | None = None
    said: str = ""


def needs_day_facts(times: Times, now: datetime, zone: ZoneInfo) -> date | None:
    """The earlier local day whose entries decide the span; None where they do not matter."""
    if times.start is not None or times.end is not None or times.hours is None:
        return None
    today = local_day(now, zone)
    day = read_date(times.date, today) if times.date else today
    return None if day == today else day


def place(times: Times, *, now: datetime, zone: ZoneInfo, day: DayFacts | None = None) -> Span:
    """The span that is meant.

    Args:
        times: The words for it.
        now: The present.
        zone: The member's zone.
        day: Facts about an earlier day, where `needs_day_facts` asks for them.

    Raises:
        Refused: It is contradictory, incomplete, empty, too long or in the future.
    """
    today = local_day(now, zone)
    on = read_date(times.date, today) if times.date else None
    if on and on > today:
        raise Refused("That day is in the future.", remedy="Log time after the work.")
    if times.start is None and times.end is None:
        span = _from_hours_alone(times, on or today, now=now, zone=zone, day=day)
    else:
        span = _from_clock(times, on or today, zone)
    _check(span, times, now=now, zone=zone)
    return span


def _from_hours_alone(
    times: Times, on: date, *, now: datetime, zone: ZoneInfo, day: DayFacts | None
) -> Span:
    if times.hours is None:
        raise Refused("It is not said when the work was.", remedy=_GIVE_TIMES)
    length = _length(times.hours, times.deduct)
    if on == local_day(now, zone):
        end = now.astimezone(UTC).replace(second=0, microsecond=0)
        return Span(end - length, end, times.deduct, "ending now")
    if day is not None and day.last_end is not None:
        return Span(day.last_end, day.last_end + length, times.deduct, "after the day's last entry")
    if day is None or day.work_begins is None:
        raise Refused(
            f"There is nothing on {on} to place the hours by.", remedy="Give the start as well."
        )
    start = to_utc(datetime.combine(on, day.work_begins), zone)
    return Span(start, start + length, times.deduct, "from the start of the working day")


def _from_clock(times: Times, on: date, zone: ZoneInfo) -> Span:
    start = read_moment(times.start, on, zone) if times.start else None
    if start is not None and times.end is not None:
        return _both(times, start, _end_after(times.end, start, zone))
    if times.hours is None:
        said = "start" if start else "end"
        raise Refused(f"Only the {said} is given.", remedy=_GIVE_TIMES)
    length = _length(times.hours, times.deduct)
    if start is not None:
        return Span(start, start + length, times.deduct)
    assert times.end is not None
    end = read_moment(times.end, on, zone)
    # "On the 18th until 00:30" ends in the night after the 18th.
    if times.date and not names_a_day(times.end) and local_day(end - length, zone) < on:
        end = read_moment(times.end, on + timedelta(days=1), zone)
    return Span(end - length, end, times.deduct)


def _end_after(words: str, start: datetime, zone: ZoneInfo) -> datetime:
    """The end that is meant: by the clock, the first one behind the start."""
    clock = clock_of(words)
    wall = start.astimezone(zone).replace(tzinfo=None)
    if clock is None:
        return read_moment(words, wall.date(), zone)
    # Decided by what clocks show, before a change of clocks can get in the way.
    end = datetime.combine(wall.date(), clock)
    if end <= wall:
        end += timedelta(days=1)
        if end - wall > _LONGEST_OVERNIGHT:
            raise Refused(
                "The end is before the start.",
                remedy="Swap them, or give the end with its date, such as 2026-11-21T01:00.",
            )
    return to_utc(end, zone)


def _both(times: Times, start: datetime, end: datetime) -> Span:
    if times.hours is not None and abs(_length(times.hours, times.deduct) - (end - start)) > _SLACK:
        raise Refused(
            "Start, end and hours do not agree.",
            remedy="Give two of them; hours are those of work, without the deduction.",
        )
    return Span(start, end, times.deduct)


def _length(hours: float, deduct: float | None) -> timedelta:
    return timedelta(seconds=round((hours + (deduct or 0.0)) * 3600))


def _check(span: Span, times: Times, *, now: datetime, zone: ZoneInfo) -> None:
    length = span.end - span.start
    if length <= timedelta(0):
        raise Refused("The end is not after the start.", remedy="Correct the times.")
    if length > _A_DAY:
        raise Refused("An entry cannot be longer than 24 hours.", remedy="Split it by days.")
    if timedelta(hours=span.deduct or 0.0) >= length:
        raise Refused(
            "The deduction is as long as the work.", remedy="Lower it, or correct the times."
        )
    on = read_date(times.date, local_day(now, zone)) if times.date else None
    if on is not None and not span.said and local_day(span.start, zone) != on:
        raise Refused(
            "The date contradicts the times.",
            remedy=f"Leave one of them out: the work would begin on {local_day(span.start, zone)}.",
        )
    if span.start > now + _CLOCKS_DIFFER or local_day(span.end, zone) > local_day(now, zone):
        raise Refused("That is in the future.", remedy="Log time after the work.")
    # Work that ends now may have begun before midnight, unless a day was said.
    night = times.date is None and length <= _LONGEST_OVERNIGHT
    elsewhere = on is not None and local_day(span.start, zone) != on
    if span.said and (elsewhere or (not night and _spreads(span, zone))):
        raise Refused(
            "The hours do not fit into that day.",
            remedy="Give start and end, so that it is clear when the work was.",
        )


def _spreads(span: Span, zone: ZoneInfo) -> bool:
    return local_day(span.start, zone) != local_day(span.end - timedelta(seconds=1), zone)
