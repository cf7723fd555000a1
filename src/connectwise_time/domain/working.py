"""When somebody has to work: calendar, holidays, capacity, and since when. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from connectwise_time.domain.intervals import Interval, without
from connectwise_time.domain.models import Calendar, Holiday
from connectwise_time.domain.when import day_bounds, local_day

USUAL_HOURS = 8.0
"""Of a day, where no capacity is told."""
_SATURDAY = 5
_NO_HOLIDAYS = "No holidays are seen: their hours are expected like those of any day."
_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """When somebody has to work, as far as that is known.

    Attributes:
        capacity: Hours of work a day. What a day's hours of the calendar are more is its break.
        calendar: Working hours; None where they are not known: Monday to Friday then.
        holidays: Of that calendar; None where they are not known.
        since, until: The first and the last day on which time is expected, both inside.
    """

    capacity: float = USUAL_HOURS
    calendar: Calendar | None = None
    holidays: Sequence[Holiday] | None = ()
    since: date | None = None
    until: date | None = None

    @property
    def assumption(self) -> str:
        """What is assumed because it is not known, in a sentence; empty where nothing is."""
        if self.calendar is not None:
            return "" if self.holidays is not None else _NO_HOLIDAYS
        return f"No calendar is seen: Monday to Friday, {self.capacity:g} h a day, is assumed."

    def hours(self, day: date, zone: ZoneInfo, now: datetime) -> float:
        """Hours of work on a day, until now where it is today; none on a day to come.

        The capacity, or the calendar's hours without holidays where those are fewer.
        """
        if not self._counts(day) or local_day(now, zone) < day:
            return 0.0
        if self.calendar is None:
            # No clock tells how much of today is over: it is asked about once it is.
            ended = local_day(now, zone) > day
            return self.capacity if ended and day.weekday() < _SATURDAY else 0.0
        whole = sum(piece.hours for piece in self.whole(day, zone))
        passed = sum(piece.hours for piece in self.intervals(day, zone, now))
        work = min(self.capacity, whole)
        if passed >= whole:
            return work
        # The break lies in the middle of the day: nobody is asked about lunch while it is noon.
        return min(work, passed, max(work / 2, passed - (whole - work)))

    def intervals(self, day: date, zone: ZoneInfo, now: datetime) -> tuple[Interval, ...]:
        """The working hours of a day without holidays, those that are over, its breaks inside."""
        return tuple(
            Interval(piece.start, min(piece.end, now.astimezone(UTC)))
            for piece in self.whole(day, zone)
            if piece.start < now
        )

    def whole(self, day: date, zone: ZoneInfo) -> tuple[Interval, ...]:
        """The working hours of a day without holidays, its breaks inside.

        Of a shift that goes on after midnight, each day has its part.
        """
        begins, ends = day_bounds(day, _after(day), zone)
        shifts = (self._shift(_before(day), zone), self._shift(day, zone))
        work = [
            Interval(max(shift.start, begins), min(shift.end, ends))
            for shift in shifts
            if shift is not None and shift.start < ends and shift.end > begins
        ]
        return without(work, [self._off(holiday, zone) for holiday in self._holidays(day)])

    def _shift(self, day: date, zone: ZoneInfo) -> Interval | None:
        """The working hours that begin on a day, where time is expected on it."""
        if self.calendar is None or not self._counts(day):
            return None
        return shift_of(self.calendar, day, zone)

    def _holidays(self, day: date) -> list[Holiday]:
        return [holiday for holiday in self.holidays or () if holiday.day == day]

    @staticmethod
    def _off(holiday: Holiday, zone: ZoneInfo) -> Interval:
        if holiday.start is None or holiday.end is None:
            return Interval(*day_bounds(holiday.day, _after(holiday.day), zone))
        return Interval(_at(holiday.day, holiday.start, zone), _at(holiday.day, holiday.end, zone))

    def _counts(self, day: date) -> bool:
        return not (
            (self.since is not None and day < self.since)
            or (self.until is not None and day > self.until)
        )


def shift_of(calendar: Calendar, day: date, zone: ZoneInfo) -> Interval | None:
    """The working hours that begin on a day; they end on the next if the clock says less.

    None on a free day.
    """
    hours = calendar.workdays[day.weekday()]
    if hours is None:
        return None
    last = day if hours.end > hours.start else _after(day)
    return Interval(_at(day, hours.start, zone), _at(last, hours.end, zone))


def _after(day: date) -> date:
    return day + _A_DAY


def _before(day: date) -> date:
    return day - _A_DAY


def _at(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """In UTC: lengths across a change of clocks are real ones."""
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC)
