"""When something was, in the words that were given: a time of day, whose day, and what it means."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from enum import Enum
from zoneinfo import ZoneInfo

from connectwise_time.domain.when import instants_of, iso_utc, local_day, to_utc
from connectwise_time.domain.words.clocks import Clock
from connectwise_time.errors import Ambiguous

_A_DAY = timedelta(days=1)
_WITH_ITS_DATE = "Give it with its date, such as 2026-11-20T09:30Z."


class DayOf(Enum):
    """Whose day is named where the time has an offset from UTC (words.md, "Dates" 9)."""

    PERSON = "the person's: it came apart from the time"
    CLOCK = "that clock's: a date was written beside the time"
    EITHER = "it may be either: yesterday at 02:00 UTC"


@dataclass(frozen=True, slots=True)
class When:
    """A moment in the words that were given: a time of day with or without a day, or now.

    Attributes:
        day_of: Whose day it is; without an offset the person's.
        at: The instant itself (UTC), where that is known: now, or one that is stored.
    """

    clock: Clock | None = None
    day: date | None = None
    day_of: DayOf = DayOf.PERSON
    at: datetime | None = None

    @property
    def exact(self) -> datetime | None:
        """The instant (UTC), where it is the same in whatever zone.

        Raises:
            Refused: It may be meant as morning or afternoon.
        """
        if self.at is not None:
            return self.at
        if self.clock is None or self.day is None or self.day_of is not DayOf.CLOCK:
            return None
        return self._there(self.day, self.clock)

    @property
    def names_a_day(self) -> bool:
        """Whether it carries its own date."""
        return self.at is not None or self.day is not None

    @property
    def has_offset(self) -> bool:
        """Whether it is said from UTC, and so the same in whatever zone."""
        return self.at is not None or (self.clock is not None and self.clock.offset is not None)

    @property
    def is_midnight(self) -> bool:
        """Whether it is said as midnight or 24:00, which as an end is the coming one."""
        return self.clock is not None and self.clock.midnight

    def instants(self, on: date, zone: ZoneInfo) -> tuple[datetime, ...]:
        """The instants (UTC) that it can mean.

        None where clocks jump over it, two where they show it twice, or where it may be the day
        of either clock.

        Args:
            on: The local day, where it names none.
            zone: Whose clock it is.

        Raises:
            Refused: It may be meant as morning or afternoon.
        """
        if self.exact is not None:
            return (self.exact,)
        assert self.clock is not None
        day, clock = self.day or on, self.clock
        if clock.offset is None:
            return instants_of(datetime.combine(day, clock.time), zone)
        around = (self._there(day + n * _A_DAY, clock) for n in (-2, -1, 0, 1))
        local = {instant for instant in around if local_day(instant, zone) == day}
        if self.day_of is DayOf.EITHER:
            local.add(self._there(day, clock))
        return tuple(sorted(local))

    def one(self, on: date, zone: ZoneInfo) -> datetime:
        """The instant that it means; see `instants`.

        Raises:
            Refused: There is none, or there are two.
        """
        found = self.instants(on, zone)
        if len(found) == 1:
            return found[0]
        if self.clock is not None and self.clock.offset is None:
            return to_utc(datetime.combine(self.day or on, self.clock.time), zone)
        told = " or ".join(
            f"{iso_utc(each)} ({each.astimezone(zone):%a %Y-%m-%d %H:%M} local time)"
            for each in found
        )
        raise Ambiguous(
            f"With that offset the day is not clear: it may be {told}."
            if told
            else "There is no such time on that day.",
            remedy=_WITH_ITS_DATE,
        )

    @staticmethod
    def _there(day: date, clock: Clock) -> datetime:
        """The instant at which a clock with an offset shows its time."""
        assert clock.offset is not None
        ends = timedelta(days=clock.ends_the_day)
        there = datetime.combine(day, clock.time, timezone(clock.offset)) + ends
        return there.astimezone(UTC)
