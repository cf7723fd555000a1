"""Decide from when to when: a person's times and hours → one span of work, or a refusal."""

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from connectwise_time.domain.span_rules import (
    LONGEST_OVERNIGHT,
    DayFacts,
    Span,
    check_fits,
    check_past,
    check_span,
)
from connectwise_time.domain.when import local_day, to_utc, whole_minutes
from connectwise_time.domain.wishes import Times
from connectwise_time.domain.words.meant import Meant, calendar_at, understood
from connectwise_time.domain.words.when_said import DayOf, When
from connectwise_time.errors import Refused

__all__ = ["DayFacts", "Span", "needs_day_facts", "place"]

_SLACK = timedelta(seconds=60)  # of hours said beside start and end
_BEFORE_THE_NEXT = "ending where the next one begins"
ENDING_NOW = "ending now"
"""How hours alone of today are placed."""
_GIVE_TIMES = "Give start and end, start and hours, or hours alone."


def needs_day_facts(times: Times | Meant, now: datetime, zone: ZoneInfo) -> date | None:
    """The earlier local day whose entries decide the span; None where they do not matter."""
    meant = _meant(times, now, zone)
    if meant.start is not None or meant.end is not None or meant.hours is None:
        return None
    return None if meant.on == local_day(now, zone) else meant.on


def place(
    times: Times | Meant,
    *,
    now: datetime,
    zone: ZoneInfo,
    day: DayFacts | None = None,
    until: datetime | None = None,
    ending: datetime | None = None,
) -> Span:
    """The span that is meant.

    Args:
        times: The words for it, or what they were understood as.
        now: The present.
        zone: The member's zone.
        day: Facts about an earlier day, where `needs_day_facts` asks for them.
        until: When it ends as it is stored: an end to come may stay, or come nearer.
        ending: When hours alone of today end, where that is not now.

    Raises:
        Refused: It is contradictory, incomplete, empty, too long or in the future.
    """
    today = local_day(now, zone)
    meant = _meant(times, now, zone)
    if meant.on and meant.on > today:
        raise Refused("That day is in the future.", remedy="Log time after the work.")
    if meant.start is None and meant.end is None:
        on = meant.on or today
        if meant.hours is not None and on == today:
            span = _ending(meant, meant.hours, ending, now)
        else:
            span = _from_hours_alone(meant, on, day=day, zone=zone)
    else:
        span = _from_clock(meant, meant.on or today, zone)
    check_span(span, meant, zone)
    check_fits(span, meant, zone)
    check_past(span, meant, now=now, zone=zone, until=until or now)
    return span


def _meant(times: Times | Meant, now: datetime, zone: ZoneInfo) -> Meant:
    if isinstance(times, Meant):
        return times
    return understood(times, calendar_at(now, zone), zone)


def _ending(meant: Meant, hours: float, ending: datetime | None, now: datetime) -> Span:
    """Hours alone of today: they end now, or where what follows them begins."""
    end, said = (whole_minutes(now), ENDING_NOW) if ending is None else (ending, _BEFORE_THE_NEXT)
    return Span(end - _length(hours, meant.deduct), end, meant.deduct, said)


def _from_hours_alone(meant: Meant, on: date, *, zone: ZoneInfo, day: DayFacts | None) -> Span:
    if meant.hours is None:
        raise Refused("It is not said when the work was.", remedy=_GIVE_TIMES)
    length = _length(meant.hours, meant.deduct)
    if day is not None and day.last_end is not None:
        return Span(day.last_end, day.last_end + length, meant.deduct, "after the day's last entry")
    if day is None or day.work_begins is None:
        raise Refused(
            f"There is nothing on {on} to place the hours by.", remedy="Give the start as well."
        )
    start = to_utc(datetime.combine(on, day.work_begins), zone)
    return Span(start, start + length, meant.deduct, "from the start of the working day")


def _from_clock(meant: Meant, on: date, zone: ZoneInfo) -> Span:
    if meant.start is not None and meant.end is not None:
        return _from_both(meant, meant.start, meant.end, on, zone)
    if meant.hours is None:
        said = "start" if meant.start else "end"
        raise Refused(f"Only the {said} is given.", remedy=_GIVE_TIMES)
    length = _length(meant.hours, meant.deduct)
    if meant.start is not None:
        start = meant.start.one(on, zone)
        return Span(start, start + length, meant.deduct)
    assert meant.end is not None
    end = _end_alone(meant.end, length, on, zone, dated=meant.on is not None)
    return Span(end - length, end, meant.deduct)


def _end_alone(said: When, length: timedelta, on: date, zone: ZoneInfo, *, dated: bool) -> datetime:
    if said.is_midnight:
        return said.one(on + timedelta(days=1), zone)
    end = said.one(on, zone)
    # "On the 18th until 00:30" ends in the night after the 18th.
    if dated and not said.names_a_day and local_day(end - length, zone) < on:
        return said.one(on + timedelta(days=1), zone)
    return end


def _from_both(meant: Meant, start: When, end: When, on: date, zone: ZoneInfo) -> Span:
    """The span between both, where hours may decide which of two equal clock times is meant."""
    spans = [
        Span(begins, ends, meant.deduct)
        for begins in start.instants(on, zone)
        for ends in _ends_after(_beside(end, start, begins), begins, zone)
    ]
    if meant.hours is not None and spans:
        length = _length(meant.hours, meant.deduct)
        spans = [span for span in spans if abs(span.end - span.start - length) <= _SLACK]
        if not spans:
            raise Refused(
                "Start, end and hours do not agree.",
                remedy="Give two of them; hours are those of work, without the deduction.",
            )
    if len(spans) == 1:
        return spans[0]
    begins = start.one(on, zone)
    return Span(begins, _end_of(_beside(end, start, begins), begins, zone), meant.deduct)


def _beside(end: When, start: When, begins: datetime) -> When:
    """The end; one with an offset and no date is the first behind the start by such clocks."""
    clock = end.clock
    if end.names_a_day or clock is None or clock.offset is None:
        return end
    of_start = start.clock.offset if start.clock else None
    day = begins.astimezone(timezone(clock.offset if of_start is None else of_start)).date()
    there = replace(end, day=day, day_of=DayOf.CLOCK)
    if there.exact is not None and there.exact > begins:
        return there
    coming = replace(there, day=day + timedelta(days=1))
    assert coming.exact is not None
    _check_overnight(coming.exact - begins, end)
    return coming


def _check_overnight(length: timedelta, end: When) -> None:
    if length > LONGEST_OVERNIGHT and not end.is_midnight:
        raise Refused(
            "The end is before the start.",
            remedy="Swap them, or give the end with its date, such as 2026-11-21T01:00.",
        )


def _ends_after(said: When, start: datetime, zone: ZoneInfo) -> tuple[datetime, ...]:
    return said.instants(_end_day(said, start, zone), zone)


def _end_of(said: When, start: datetime, zone: ZoneInfo) -> datetime:
    return said.one(_end_day(said, start, zone), zone)


def _end_day(said: When, start: datetime, zone: ZoneInfo) -> date:
    """The day of an end: by what clocks show, the first one behind the start."""
    wall = start.astimezone(zone).replace(tzinfo=None)
    if said.names_a_day or said.clock is None:
        return wall.date()
    # Decided by what clocks show, before a change of clocks can get in the way.
    end = datetime.combine(wall.date(), said.clock.time)
    if end > wall:
        return wall.date()
    end += timedelta(days=1)
    _check_overnight(end - wall, said)
    return end.date()


def _length(hours: float, deduct: float | None) -> timedelta:
    return timedelta(seconds=round((hours + (deduct or 0.0)) * 3600))
