"""The working hours of the members of a report, looked up."""

from collections.abc import Iterable
from datetime import date, timedelta

from connectwise_time.desk.people import People
from connectwise_time.desk.ports import Clock
from connectwise_time.desk.working import Working
from connectwise_time.domain.reports import Capacity, GroupBy, Means, Workday, capacity_of
from connectwise_time.domain.reports.asking import working_days


class Capacities:
    """Working hours by member and day.

    Args:
        people: Who is who.
        working: When they work.
        clock: Of today, the hours that are over count.
    """

    def __init__(self, people: People, working: Working, clock: Clock) -> None:
        self._people = people
        self._working = working
        self._clock = clock

    async def of(
        self,
        numbers: Iterable[int],
        since: date | None,
        until: date | None,
        by: tuple[GroupBy, ...],
        means: Means,
    ) -> tuple[Capacity, tuple[str, ...]]:
        """The capacities of a report's groups, and whose hours are assumed.

        Args:
            numbers: Members, by id.
            since: The first day of the report.
            until: The day behind the last one; None for all.
            by: What totals are split by.
            means: How days fall into groups.

        Raises:
            Refused: The days have no beginning, or are too many.
        """
        now = self._clock()
        days = working_days(since, until, means.today + timedelta(days=1))
        known = {member.id: member for member in await self._people.everybody()}
        whose = {
            number: await self._working.of(known[number])
            for number in sorted(numbers)
            if number in known
        }
        workdays = (
            Workday(number, day, working.hours(day, means.zone_of(number), now))
            for number, working in whose.items()
            for day in days
        )
        assumed = sum(bool(working.assumption) for working in whose.values())
        return capacity_of(workdays, by, means), _notices(assumed)


def _notices(assumed: int) -> tuple[str, ...]:
    if not assumed:
        return ()
    whose = "1 person" if assumed == 1 else f"{assumed} people"
    usual = "for their utilization, Monday to Friday with the usual hours is assumed"
    return (f"No calendar is seen of {whose}: {usual}.",)
