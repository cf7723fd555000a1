"""Guards about the day: too much of it, at an odd hour, or one that is closed."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from connectwise_time.domain.checks.facts import (
    MINUTE,
    ROUNDING,
    Facts,
    Stretch,
    Timed,
    day_name,
    days_of,
    hours_by_day,
    shifts_on,
    stretch_of,
    stretches,
    told,
)
from connectwise_time.domain.checks.findings import Finding
from connectwise_time.domain.entries import LoggedTime
from connectwise_time.domain.intervals import Interval, without
from connectwise_time.domain.models import Holiday
from connectwise_time.domain.sheets import unlocking
from connectwise_time.domain.statuses import HANDED_IN, ON_AN_INVOICE, in_words
from connectwise_time.domain.when import day_bounds, local_day

_FULL = 24.0
_SATURDAY = 5


def day_full(planned: Timed, others: Sequence[Timed], facts: Facts) -> Iterator[Finding]:
    """More hours than the day has are a mistake."""
    for day, hours, there in _totals(planned, others, facts):
        begins, ends = day_bounds(day, day + timedelta(days=1), facts.zone)
        if hours > max(_FULL, (ends - begins) / timedelta(hours=1)) + ROUNDING:
            yield Finding("day_full", _sum(day, hours, there), (_LOOK.format(day=day),), hard=True)


def day_total(planned: Timed, others: Sequence[Timed], facts: Facts) -> Iterator[Finding]:
    """So many hours in one day are unusual."""
    if any(day_full(planned, others, facts)):
        return
    for day, hours, there in _totals(planned, others, facts):
        if hours > facts.thresholds.day_hours + ROUNDING:
            yield Finding("day_total", _sum(day, hours, there), ("correct hours, start or end",))


_LOOK = "Look at that day with search_time(period={day}), and correct what is wrong."


def _sum(day: date, hours: float, there: float) -> str:
    return f"That makes {hours:.4g} h on {day_name(day)}, with {there:.4g} h logged already."


def _totals(
    planned: Timed, others: Sequence[Timed], facts: Facts
) -> Iterator[tuple[date, float, float]]:
    """Days of the entry on which it makes more hours: with all hours, and those of others."""
    mine = stretch_of(planned)
    if mine is None:
        return
    around = hours_by_day(stretches(others), facts.zone)
    was = stretch_of(facts.before) if facts.before and _is_of_the_same(planned, facts) else None
    before = hours_by_day([was] if was else [], facts.zone)
    for day, hours in hours_by_day([mine], facts.zone).items():
        # What makes a day shorter puts a mistake right, be it step by step.
        if hours > before.get(day, 0.0):
            there = around.get(day, 0.0)
            yield day, hours + there, there


def outside_hours(planned: Timed, _others: Sequence[Timed], facts: Facts) -> Iterator[Finding]:
    """By the member's calendar nobody works at that time: am and pm may be mixed up."""
    mine = stretch_of(planned)
    if mine is None or facts.calendar is None or not facts.says_clock:
        return
    for day in days_of(mine, facts.zone):
        hours = facts.calendar.workdays[day.weekday()]
        if hours is None or _holiday(day, mine, facts):
            continue
        if _exceeds(mine, day, facts):
            usual = f"{hours.start:%H:%M}–{hours.end:%H:%M}"
            says = f"It lies outside of the working hours of {day_name(day)}, which are {usual}."
            clocks = "end" if facts.start_measured else "start or end"
            yield Finding("outside_hours", says, (f"correct {clocks} (am, pm?)",))
            return


def day_off(planned: Timed, _others: Sequence[Timed], facts: Facts) -> Iterator[Finding]:
    """It lies on a free day of the member's calendar, or where that is not known, on a weekend."""
    mine = stretch_of(planned)
    if mine is None or not (facts.says_day or facts.says_clock):
        return
    for day in _new_days(mine, facts):
        if _is_free(day, mine, facts) and not _holiday(day, mine, facts):
            kind = "a weekend" if day.weekday() >= _SATURDAY else "a free day of the calendar"
            yield Finding("day_off", f"{day_name(day)} is {kind}.", _other_days(facts))
            return


def _other_days(facts: Facts) -> tuple[str, ...]:
    """What may be said of the day: nobody gives another start to a stopwatch."""
    return ("correct the end",) if facts.start_measured else ("give another date",)


def _is_free(day: date, mine: Stretch, facts: Facts) -> bool:
    """Whether nobody works on that day, but for the end of the night before."""
    if facts.calendar is None:
        return day.weekday() >= _SATURDAY
    free = facts.calendar.workdays[day.weekday()] is None
    return free and (not shifts_on(day, facts) or _exceeds(mine, day, facts))


def holiday(planned: Timed, _others: Sequence[Timed], facts: Facts) -> Iterator[Finding]:
    """It lies on a holiday of the member's calendar."""
    mine = stretch_of(planned)
    if mine is None or not (facts.says_day or facts.says_clock):
        return
    was = stretch_of(facts.before) if facts.before else None
    for day in days_of(mine, facts.zone):
        if (known := _holiday(day, mine, facts)) is not None:
            if was and day in days_of(was, facts.zone) and _holiday(day, was, facts) == known:
                continue  # it was on it before
            says = f"{day_name(day)} is a holiday: {told(known.name)}."
            yield Finding("holiday", says, _other_days(facts))
            return


def closed_period(planned: Timed, others: Sequence[Timed], facts: Facts) -> Iterator[Finding]:
    """The sheet of that day was handed in, as all other time on it tells."""
    mine = stretch_of(planned)
    if mine is None:
        return
    day = local_day(mine.start, facts.zone)
    if facts.before and _is_on(day, facts.before, facts) and _is_of_the_same(planned, facts):
        return  # it stays where it is: ConnectWise judges whether it may be changed
    stored = [other for other in others if isinstance(other, LoggedTime) and other.sheet]
    for sheet in {
        o.sheet.id: o.sheet for o in stored if o.sheet and _is_on(day, o, facts)
    }.values():
        inside = [other for other in stored if other.sheet and other.sheet.id == sheet.id]
        status = next((o.status for o in inside if _is_on(day, o, facts)), None)
        if all(other.status in HANDED_IN | ON_AN_INVOICE for other in inside):
            says = f"Timesheet {sheet.id}, which {day_name(day)} is on, is {in_words(status)}."
            step = f"{unlocking(status)} Its timesheet is {sheet.id}."
            yield Finding("closed_period", says, (step,), hard=True)
            return


def _is_of_the_same(planned: Timed, facts: Facts) -> bool:
    """Whether what is changed stays the same member's: to another one all of it is new."""
    was = facts.before.member if facts.before else None
    return was is None or planned.member is None or was.id == planned.member.id


def _new_days(mine: Stretch, facts: Facts) -> list[date]:
    """The days on which it lies, and did not lie before."""
    was = stretch_of(facts.before) if facts.before else None
    known = days_of(was, facts.zone) if was else []
    return [day for day in days_of(mine, facts.zone) if day not in known]


def _is_on(day: date, entry: LoggedTime, facts: Facts) -> bool:
    return entry.start is not None and local_day(entry.start, facts.zone) == day


def _holiday(day: date, mine: Stretch, facts: Facts) -> Holiday | None:
    for known in facts.holidays:
        if known.day == day:
            whole = known.start is None or known.end is None
            if whole or _meets(mine, day, known.start, known.end, facts.zone):
                return known
    return None


def _meets(mine: Stretch, day: date, start: time | None, end: time | None, zone: ZoneInfo) -> bool:
    assert start is not None
    assert end is not None
    return mine.start < _at(day, end, zone) and mine.end > _at(day, start, zone)


def _exceeds(mine: Stretch, day: date, facts: Facts) -> bool:
    """Whether it lies outside of working hours, at a time at which it did not lie before."""
    usual = timedelta(minutes=facts.thresholds.outside_minutes)
    was = stretch_of(facts.before) if facts.before else None
    begins, ends = day_bounds(day, day + timedelta(days=1), facts.zone)
    shifts = shifts_on(day, facts)
    there = Interval(max(mine.start, begins), min(mine.end, ends))
    return any(
        _distance(gap, shifts) > usual
        and not (was and was.start <= gap.start + MINUTE and gap.end <= was.end + MINUTE)
        for gap in without([there], shifts)
    )


def _distance(gap: Interval, shifts: Sequence[Interval]) -> timedelta:
    """How far it goes away from the nearest working hours."""
    late = [gap.end - shift.end for shift in shifts if shift.end <= gap.start]
    early = [shift.start - gap.start for shift in shifts if shift.start >= gap.end]
    return min([*late, *early])


def _at(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, tzinfo=zone)
