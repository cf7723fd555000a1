"""What is missing of somebody's working hours, day by day, and where it may lie. Pure.

Time off that is logged (on a charge code such as PTO) is time accounted for, like any other.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from connectwise_time.domain.checks.facts import Stretch, hours_by_day, stretches
from connectwise_time.domain.entries import LoggedTime
from connectwise_time.domain.intervals import Interval, hours_of, merged, without
from connectwise_time.domain.when import local_span
from connectwise_time.domain.working import WorkingTime

LEAST = timedelta(minutes=15)
"""Less than that is not worth a question, unless the house says otherwise."""
_ROUNDING = 0.02  # hours come back rounded to hundredths


@dataclass(frozen=True, slots=True)
class MissingDay:
    """A day of which hours are missing.

    Attributes:
        expected: Hours of work on that day, until now where it is today.
        logged: Hours that are logged on it, whatever on.
        missing: What lacks of the former.
        gaps: Working hours without time, where it may lie; more than is missing where a break
            belongs to the day, none where working hours are not known.
    """

    day: date
    expected: float
    logged: float
    missing: float
    gaps: tuple[Interval, ...] = ()


def missing_days(
    entries: Sequence[LoggedTime],
    days: Iterable[date],
    working: WorkingTime,
    zone: ZoneInfo,
    now: datetime,
    *,
    least: timedelta = LEAST,
) -> tuple[MissingDay, ...]:
    """The days of which hours are missing, in the order given.

    Args:
        entries: The member's time on these days, with what began on the day before.
        days: Local days of the member's; days to come lack nothing.
        working: When the member works.
        zone: The member's.
        now: Nothing is missing later.
        least: Less than that is not told, neither of a day nor of a gap.
    """
    logged = logged_by_day(entries, zone, until=now)
    taken = taken_by(entries)
    found = []
    for day in days:
        expected = working.hours(day, zone, now)
        there = logged.get(day, 0.0)
        lacks = expected - there
        if lacks + _ROUNDING < hours_of(least) or lacks <= _ROUNDING:
            continue
        free = _free(working.intervals(day, zone, now), taken, least)
        found.append(MissingDay(day, round(expected, 2), round(there, 2), round(lacks, 2), free))
    return tuple(found)


def _free(
    work: Iterable[Interval], taken: Iterable[Interval], least: timedelta
) -> tuple[Interval, ...]:
    return tuple(gap for gap in without(work, taken) if gap.length >= least)


def logged_by_day(
    entries: Sequence[LoggedTime], zone: ZoneInfo, *, until: datetime | None = None
) -> dict[date, float]:
    """Hours by local day.

    What goes on across midnight is shared out by its length. Minutes that entries share, and none
    deducts, count once: said twice, they would hide others of which nothing is said. What tells
    no end ends so long after its start; where it lies is not certain, so it shares nothing. What
    was logged ahead counts `until` then, as work does that is expected.
    """
    timed = _ended(stretches([entry for entry in entries if entry.end is not None]), until)
    hours_only = _ended(stretches([entry for entry in entries if entry.end is None]), until)
    sums = dict(hours_by_day(timed, zone))
    for day, shared in _shared(timed, zone).items():
        sums[day] -= shared
    for day, hours in hours_by_day(hours_only, zone).items():
        sums[day] = sums.get(day, 0.0) + hours
    return sums


def _ended(found: Sequence[Stretch], until: datetime | None) -> list[Stretch]:
    if until is None:
        return list(found)
    return [_cut(stretch, until) for stretch in found if stretch.start < until]


def _cut(stretch: Stretch, until: datetime) -> Stretch:
    if stretch.end <= until:
        return stretch
    part = (until - stretch.start) / (stretch.end - stretch.start)
    return replace(stretch, end=until, hours=stretch.hours * part, deduct=stretch.deduct * part)


def _shared(timed: Sequence[Stretch], zone: ZoneInfo) -> dict[date, float]:
    """Hours by local day that are said more than once, by the clock."""
    spans = merged(Interval(stretch.start, stretch.end) for stretch in timed)
    clocks = [replace(s, hours=hours_of(s.end - s.start) - s.deduct) for s in timed]
    union = [Stretch(span.start, span.end, span.hours, 0.0, "") for span in spans]
    once = hours_by_day(union, zone)
    more = {day: hours - once[day] for day, hours in hours_by_day(clocks, zone).items()}
    return {day: hours for day, hours in more.items() if hours > _ROUNDING}


def taken_by(entries: Sequence[LoggedTime]) -> tuple[Interval, ...]:
    """When time is logged, its breaks inside, what touches or overlaps joined."""
    return merged(Interval(stretch.start, stretch.end) for stretch in stretches(entries))


def told_days(days: Sequence[MissingDay], zone: ZoneInfo, most: int = 7) -> str:
    """`Mon 2026-11-16 2 h in 10:00–13:00; Tue 2026-11-17 8 h, nothing logged`; the first `most`."""
    told = [_told(day, zone) for day in days[:most]]
    if len(days) > most:
        told.append(f"and {len(days) - most} more days")
    return "; ".join(told)


def _told(day: MissingDay, zone: ZoneInfo) -> str:
    lacks = f"{day.day:%a %Y-%m-%d} {day.missing:.4g} h"
    if not day.logged:
        return f"{lacks}, nothing logged"
    spans = [clock_span(gap, zone) for gap in day.gaps[:_GAPS]]
    more = " …" if len(day.gaps) > _GAPS else ""
    return f"{lacks} in {', '.join(spans)}{more}" if spans else lacks


def clock_span(gap: Interval, zone: ZoneInfo) -> str:
    """`10:00–13:00`, in local time."""
    return local_span(gap.start, gap.end, zone).split(" ", 2)[-1]


_GAPS = 4
