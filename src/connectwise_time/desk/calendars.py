"""Working hours, holidays and agreements: set-up, remembered for an hour."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Generic, TypeVar

from connectwise_time.desk.ports import Backend, Clock
from connectwise_time.domain.models import Agreement, Calendar, Holiday, Workday

T = TypeVar("T")

AN_HOUR = timedelta(hours=1)


class ById(Generic[T]):
    """Things by id, each remembered for an hour, also that there is none; failures are not."""

    def __init__(self, fetch: Callable[[int], Awaitable[T]], clock: Clock) -> None:
        self._fetch = fetch
        self._clock = clock
        self._kept: dict[int, tuple[datetime, T]] = {}

    async def get(self, number: int) -> T:
        """The thing with that id, fetched where it is not remembered."""
        if number not in self._kept or self._clock() >= self._kept[number][0]:
            self._kept[number] = (self._clock() + AN_HOUR, await self._fetch(number))
        return self._kept[number][1]

    def known(self, numbers: Iterable[int]) -> dict[int, T]:
        """Those of the things that are remembered."""
        kept = {number: self._kept[number] for number in numbers if number in self._kept}
        return {number: thing for number, (until, thing) in kept.items() if self._clock() < until}

    def keep(self, things: Mapping[int, T]) -> None:
        """Remember what was fetched in another way."""
        until = self._clock() + AN_HOUR
        self._kept |= {number: (until, thing) for number, thing in things.items()}


class Calendars:
    """When people work, and from when to when agreements run.

    Attributes:
        agreements: Agreements by id; None for one that may not be seen.
    """

    def __init__(self, backend: Backend, clock: Clock) -> None:
        self._calendars: ById[Calendar | None] = ById(backend.calendar, clock)
        self._holidays: ById[Sequence[Holiday] | None] = ById(backend.holidays, clock)
        self.agreements: ById[Agreement | None] = ById(backend.agreement, clock)
        self._backend = backend

    async def calendar(self, number: int) -> Calendar | None:
        """A calendar; None where it may not be seen."""
        return await self._calendars.get(number)

    async def workday(self, number: int, day: date) -> Workday | None:
        """A calendar's hours on a day; None on a free day, or where it may not be seen."""
        found = await self.calendar(number)
        return found.workdays[day.weekday()] if found else None

    async def holidays(self, calendar: Calendar) -> Sequence[Holiday] | None:
        """A calendar's holidays; None where they may not be seen."""
        if calendar.holiday_list is None:
            return ()
        return await self._holidays.get(calendar.holiday_list)

    async def agreements_among(self, numbers: Collection[int]) -> dict[int, Agreement]:
        """Those that may be seen, by id; one question for all that are not remembered."""
        known = self.agreements.known(numbers)
        if unknown := sorted(set(numbers) - known.keys()):
            found: dict[int, Agreement | None] = dict.fromkeys(unknown)
            found |= {row.id: row for row in await self._backend.agreements_with(unknown)}
            self.agreements.keep(found)
            known |= found
        return {number: agreement for number, agreement in known.items() if agreement is not None}
