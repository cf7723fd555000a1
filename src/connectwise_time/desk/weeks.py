"""On which day the tenant's weeks begin, asked for only where somebody speaks of weeks."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from connectwise_time.desk.ports import Backend, Clock
from connectwise_time.desk.remembered import Remembered
from connectwise_time.domain.words.dates import Calendar
from connectwise_time.domain.words.days import depends_on_weeks
from connectwise_time.domain.words.meant import calendar_at

_LASTING = timedelta(hours=8)  # it is set once a year


class Weeks:
    """The calendar by which words for days are read."""

    def __init__(self, backend: Backend, clock: Clock) -> None:
        self._first = Remembered(lambda: backend.first_weekday(clock().year), clock, _LASTING)

    async def first_weekday(self) -> int:
        """The day on which the tenant's weeks begin: 0 for Monday to 6 for Sunday."""
        return await self._first.get()

    async def calendar(self, now: datetime, zone: ZoneInfo, *words: str | None) -> Calendar:
        """The calendar of somebody in a zone, with the tenant's weeks where the words need them."""
        needed = any(depends_on_weeks(text) for text in words if text)
        return calendar_at(now, zone, await self._first.get() if needed else 0)
