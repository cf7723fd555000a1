"""What the words for when were understood as, before it is decided from when to when it was."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from connectwise_time.domain.when import local_day, whole_minutes
from connectwise_time.domain.wishes import Times
from connectwise_time.domain.words.clocks import Clock
from connectwise_time.domain.words.dates import Calendar
from connectwise_time.domain.words.days import read_date
from connectwise_time.domain.words.durations import read_hours
from connectwise_time.domain.words.instants import iso_moment, read_moment, read_start
from connectwise_time.domain.words.plainly import plain
from connectwise_time.domain.words.when_said import When
from connectwise_time.errors import Ambiguous, Refused

_LAST_HOUR = 23
_TWICE = "Give it once: start with both times, or start and end."
_DATE_ALONE = "Give the date alone, such as 2026-11-20, and the time as start."


_UNTIL = re.compile("^(?:until|till|til|to) ")


@dataclass(frozen=True, slots=True)
class Meant:
    """When, as it was understood; see `Times`. What is None was not said."""

    on: date | None = None
    start: When | None = None
    end: When | None = None
    hours: float | None = None
    deduct: float | None = None


def calendar_at(now: datetime, zone: ZoneInfo, first_weekday: int = 0) -> Calendar:
    """The calendar of somebody in a zone at that moment."""
    return Calendar(local_day(now, zone), first_weekday, whole_minutes(now))


def understood(times: Times, calendar: Calendar, zone: ZoneInfo) -> Meant:
    """What the words mean.

    Args:
        times: The words.
        calendar: The day on which it is said, and how weeks go.
        zone: Whose clock it is.

    Raises:
        Refused: One of them cannot be read in one way, or two contradict each other.
    """
    start, end = (None, None) if times.start is None else read_start(times.start, calendar)
    if times.end is not None:
        end = _only_end(end, read_moment(_UNTIL.sub("", plain(times.end)), calendar))
    on, moment = (None, None) if times.date is None else _day(times.date, calendar, zone)
    if on is not None and moment is not None and not _says_again((start, end), moment, on, zone):
        if start is not None:
            raise Refused("date carries another time than start.", remedy=_DATE_ALONE)
        start = moment
    return Meant(
        on=on,
        start=_checked_start(start) if start else None,
        end=_coming_midnight(end) if end else None,
        hours=None if times.hours is None else read_hours(times.hours),
        deduct=None if times.deduct is None else read_hours(times.deduct, what="deduct", none=True),
    )


def _only_end(ranged: When | None, said: When) -> When:
    if ranged is not None and not _agree(ranged, said):
        raise Refused("The end of the range in start and end contradict.", remedy=_TWICE)
    return ranged or said


def _says_again(
    said: tuple[When | None, When | None], moment: When, on: date, zone: ZoneInfo
) -> bool:
    """Whether the clock that came with a date is one of those that were said beside it."""
    meant = set(moment.instants(on, zone))
    return any(meant & set(each.instants(on, zone)) for each in said if each is not None)


def _agree(one: When, other: When) -> bool:
    if one.clock is None or other.clock is None:
        return one.exact == other.exact
    same_day = one.day == other.day or None in (one.day, other.day)
    same_clock = one.clock.offset == other.clock.offset and one.day_of == other.day_of
    return same_day and same_clock and one.clock.time == other.clock.time


def _day(words: str, calendar: Calendar, zone: ZoneInfo) -> tuple[date, When | None]:
    """The day, with the moment where it came as a date with a time."""
    if iso_moment(plain(words)) is None:
        return read_date(words, calendar), None
    moment, _ = read_start(words, calendar)  # which refuses what may be a range as well
    if moment.exact is None:
        assert moment.day is not None
        assert moment.clock is not None
        return moment.day, moment if moment.clock.time != time() else None
    day = local_day(moment.exact, zone)
    if moment.exact.time() != time():
        return day, moment
    if moment.exact.date() != day:
        # As many programs write a mere date; the convention (words.md 9) would be the day before.
        raise Ambiguous(
            f"With Z it may be {day} or {moment.exact.date()}.", remedy="Give the date alone."
        )
    return day, None


def _checked_start(said: When) -> When:
    if said.clock is not None and said.clock.hour > _LAST_HOUR:
        raise Refused("Nothing begins at 24:00.", remedy="Give 00:00 and the day behind.")
    return said


def _coming_midnight(said: When) -> When:
    """The end; a midnight with its date is the one in which that day ends."""
    if said.is_midnight and said.day is not None:
        offset = said.clock.offset if said.clock else None
        return replace(said, day=said.day + timedelta(days=1), clock=Clock(0, offset=offset))
    return said
