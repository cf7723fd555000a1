"""Working hours, holidays and agreements: set-up, remembered for an hour."""

from collections.abc import Awaitable, Callable, Sequence
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


class Calendars:
    """When people work, and from when to when agreements run.

    Attributes:
        agreements: Agreements by id; None for one that may not be seen.
    """

    def __init__(self, backend: Backend, clock: Clock) -> None:
        self._calendars: ById[Calendar | None] = ById(backend.calendar, clock)
        self._holidays: ById[Sequence[Holiday]] = ById(backend.holidays, clock)
        self.agreements: ById[Agreement | None] = ById(backend.agreement, clock)

    async def calendar(self, number: int) -> Calendar | None:
        """A calendar; None where it may not be seen."""
        return await self._calendars.get(number)

    async def workday(self, number: int, day: date) -> Workday | None:
        """A calendar's hours on a day; None on a free day, or where it may not be seen."""
        found = await self.calendar(number)
        return found.workdays[day.weekday()] if found else None

    async def holidays(self, calendar: Calendar) -> Sequence[Holiday]:
        """A calendar's holidays."""
        if calendar.holiday_list is None:
            return ()
        return await self._holidays.get(calendar.holiday_list)
