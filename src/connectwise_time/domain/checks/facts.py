"""What guards decide on, and what they share: spans, local days, clocks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

from connectwise_time.domain.entries import Draft, LoggedTime
from connectwise_time.domain.intervals import Interval
from connectwise_time.domain.models import Agreement, Calendar, Holiday, Ticket
from connectwise_time.domain.statuses import HANDED_IN, ON_AN_INVOICE
from connectwise_time.domain.when import day_bounds, iso_utc, local_day, to_utc
from connectwise_time.domain.working import shift_of
from connectwise_time.errors import Refused

Timed: TypeAlias = Draft | LoggedTime
"""Time that is to be stored, or that is: both tell whose it is, on what, and from when to when."""

# Ends that differ by seconds touch, and hours come back rounded to hundredths.
MINUTE = timedelta(minutes=1)
ROUNDING = 0.02
_A_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From where on something is worth a question; a house may set its own.

    Attributes:
        day_hours: More hours than these in one day are unusual.
        outside_minutes: So much outside of working hours is usual.
        off: Names of warnings that are not given.
    """

    day_hours: float = 12.0
    outside_minutes: int = 30
    off: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known around an entry. What is None is not known, and raises no question.

    Attributes:
        zone: Of the member whose time it is.
        now: The present.
        says_day: A person said which day it was.
        says_clock: A person said from when, or until when.
        start_measured: A stopwatch told when it began.
        says_billable: A person said that it is billable.
        ticket: The ticket that it is charged to.
        agreement: The agreement that it falls under.
        agreement_named: A person named that agreement.
        calendar: The member's working hours.
        holidays: Of that calendar.
        requires_notes: The tenant wants notes on all time.
        before: The entry as it is, where it is changed.
    """

    zone: ZoneInfo
    now: datetime
    says_day: bool = False
    says_clock: bool = False
    start_measured: bool = False
    says_billable: bool = False
    ticket: Ticket | None = None
    agreement: Agreement | None = None
    agreement_named: bool = False
    calendar: Calendar | None = None
    holidays: Sequence[Holiday] = ()
    requires_notes: bool = False
    before: LoggedTime | None = None
    thresholds: Thresholds = field(default_factory=Thresholds)


@dataclass(frozen=True, slots=True)
class Beside(Draft):
    """A new entry of the same call, beside which another one is judged.

    Attributes:
        number: Its place in the call, from 1 on.
    """

    number: int = 0


@dataclass(frozen=True, slots=True)
class Stretch:
    """From when to when time was spent, as far as that is told.

    Attributes:
        hours: Of work: without the deduction.
        called: What it is, without a customer's text.
        id: None for an entry that is not stored.
        is_open: It was not handed in, so that it can be changed.
    """

    start: datetime
    end: datetime
    hours: float
    deduct: float
    called: str
    id: int | None = None
    is_open: bool = True

    def holds(self, other: "Stretch") -> bool:
        """Whether the other one lies inside of it."""
        return self.start <= other.start + MINUTE and other.end <= self.end + MINUTE

    def shared(self, other: "Stretch") -> timedelta:
        """How long both last; zero for those that only touch."""
        both = min(self.end, other.end) - max(self.start, other.start)
        return both if both >= MINUTE else timedelta(0)


def stretch_of(time: Timed) -> Stretch | None:
    """The stretch of an entry; None where it does not tell when it began, or took no time.

    One that carries only hours ends so long after its start.
    """
    if time.start is None:
        return None
    deduct = time.deduct or 0.0
    end = time.end or time.start + timedelta(hours=time.hours + deduct)
    if end - time.start < _A_SECOND:
        return None
    number = time.id if isinstance(time, LoggedTime) else None
    on = f" on {time.target.kind.value} {time.target.id}" if time.target else ""
    if number:
        called = f"entry {number}{on}"
    else:
        which = f"entry {time.number}" if isinstance(time, Beside) else "another entry"
        called = f"{which} of this call{on}"
    shut = isinstance(time, LoggedTime) and time.status in HANDED_IN | ON_AN_INVOICE
    return Stretch(time.start, end, time.hours, deduct, called, number, not shut)


def stretches(others: Sequence[Timed]) -> list[Stretch]:
    """The stretches of entries, in the order of the day."""
    found = [stretch for other in others if (stretch := stretch_of(other)) is not None]
    return sorted(found, key=lambda stretch: (stretch.start, stretch.end, stretch.id or 0))


def days_of(stretch: Stretch, zone: ZoneInfo) -> list[date]:
    """The local days on which it lies."""
    first, last = local_day(stretch.start, zone), local_day(stretch.end - _A_SECOND, zone)
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def hours_by_day(found: Sequence[Stretch], zone: ZoneInfo) -> Mapping[date, float]:
    """Hours of work by local day; of one that lies on two days, each gets its share."""
    sums: dict[date, float] = {}
    for stretch in found:
        length = stretch.end - stretch.start
        for day in days_of(stretch, zone):
            begins, ends = day_bounds(day, day + timedelta(days=1), zone)
            part = min(stretch.end, ends) - max(stretch.start, begins)
            sums[day] = sums.get(day, 0.0) + stretch.hours * (part / length)
    return sums


def is_at_work(start: datetime, end: datetime, facts: Facts) -> bool:
    """Whether it lies in the working hours of one day, give or take what is usual."""
    usual = timedelta(minutes=facts.thresholds.outside_minutes)
    day = local_day(start, facts.zone)
    return any(
        shift.start - usual <= start and end <= shift.end + usual for shift in shifts_on(day, facts)
    )


def shifts_on(day: date, facts: Facts) -> list[Interval]:
    """Working hours of the calendar that lie on a day, whole: a night's are those of two days."""
    if facts.calendar is None:
        return []
    begins, _ = day_bounds(day, day, facts.zone)
    shifts = (shift_of(facts.calendar, on, facts.zone) for on in (day - timedelta(days=1), day))
    return [shift for shift in shifts if shift is not None and shift.end > begins]


def clock(instant: datetime, zone: ZoneInfo) -> str:
    """The local time as it can be said again; exact where clocks show it twice."""
    wall = instant.astimezone(zone)
    try:
        to_utc(wall.replace(tzinfo=None), zone)
    except Refused:
        return iso_utc(instant)
    return f"{wall:%H:%M}"


def day_name(day: date) -> str:
    """`Fri 2026-11-20`."""
    return f"{day:%a %Y-%m-%d}"


def told(text: str) -> str:
    """A name of ConnectWise's, clipped and in quotes."""
    plain = " ".join(text.replace('"', "'").split())
    return f'"{plain[:_LONGEST]}…"' if len(plain) > _LONGEST else f'"{plain}"'


_LONGEST = 60
