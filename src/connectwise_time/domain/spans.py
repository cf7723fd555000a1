"""Decide from when to when: a person's times and hours → one span of work, or a refusal."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from connectwise_time.domain.when import local_day, names_a_day, read_date, read_moment, to_utc
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
    end_day = local_day(start, zone) if start else on
    end = read_moment(times.end, end_day, zone) if times.end else None
    if times.date:
        _same_day(times, start or end, on, zone)
    if start and end:
        return _both(times, start, end, zone)
    if times.hours is None:
        said = "start" if start else "end"
        raise Refused(f"Only the {said} is given.", remedy=_GIVE_TIMES)
    length = _length(times.hours, times.deduct)
    if start:
        return Span(start, start + length, times.deduct)
    assert end is not None
    return Span(end - length, end, times.deduct)


def _both(times: Times, start: datetime, end: datetime, zone: ZoneInfo) -> Span:
    if end <= start and times.end and not names_a_day(times.end):
        wall = end.astimezone(zone).replace(tzinfo=None) + timedelta(days=1)
        end = to_utc(wall, zone)
        if end - start > _LONGEST_OVERNIGHT:
            raise Refused(
                "The end is before the start.",
                remedy="Swap them, or give the end with its date, such as 2026-11-21T01:00.",
            )
    if times.hours is not None and abs(_length(times.hours, times.deduct) - (end - start)) > _SLACK:
        raise Refused(
            "Start, end and hours do not agree.",
            remedy="Give two of them; hours are those of work, without the deduction.",
        )
    return Span(start, end, times.deduct)


def _same_day(times: Times, instant: datetime | None, on: date, zone: ZoneInfo) -> None:
    if instant is not None and local_day(instant, zone) != on:
        raise Refused(
            "The date contradicts the date inside the time.",
            remedy=f"Leave one of them out ({times.date} is another day in {zone.key}).",
        )


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
    if span.start > now + _CLOCKS_DIFFER or local_day(span.end, zone) > local_day(now, zone):
        raise Refused("That is in the future.", remedy="Log time after the work.")
    # Work that ends now may have begun before midnight, unless a day was said.
    night = times.date is None and length <= _LONGEST_OVERNIGHT
    if span.said and not night and _spreads(span, zone):
        raise Refused(
            "The hours do not fit into that day.",
            remedy="Give start and end, so that it is clear when the work was.",
        )


def _spreads(span: Span, zone: ZoneInfo) -> bool:
    return local_day(span.start, zone) != local_day(span.end - timedelta(seconds=1), zone)
