"""The working hours of the members of a report, looked up."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from connectwise_time.desk.people import People
from connectwise_time.desk.ports import Clock
from connectwise_time.desk.working import Working, leaves_out
from connectwise_time.domain.models import Member
from connectwise_time.domain.reports import Capacity, GroupBy, Means, Workday, capacity_of
from connectwise_time.domain.reports.asking import working_days

_NAMES = 20


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
        found: Collection[int],
        since: date | None,
        until: date | None,
        by: tuple[GroupBy, ...],
        means: Means,
        *,
        asked: Collection[int] = (),
    ) -> tuple[Capacity, tuple[str, ...]]:
        """The capacities of a report's groups, and what has to be known of them.

        Whoever logged nothing counts too: else everybody's utilization would be that of the busy.

        Args:
            found: Members of whom there is time, by id.
            since: The first day of the report.
            until: The day behind the last one; None for all.
            by: What totals are split by.
            means: How days fall into groups.
            asked: Those who were asked for; none for everybody of whom time is expected.

        Raises:
            Refused: The days have no beginning, or are too many.
        """
        now = self._clock()
        days = working_days(since, until, means.today + timedelta(days=1))
        known = {member.id: member for member in await self._people.everybody()}
        expected = asked or [number for number in known if not leaves_out(known[number])]
        idle = [known[number] for number in expected if number in known and number not in found]
        whose = {
            number: await self._working.of(known[number])
            for number in sorted({*found, *expected})
            if number in known
        }
        workdays = (
            Workday(number, day, working.hours(day, means.zone_of(number), now))
            for number, working in whose.items()
            for day in days
        )
        assumed = sum(bool(working.assumption) for working in whose.values())
        return capacity_of(workdays, by, means), (*_idle(idle), *_assumed(assumed))


def _idle(members: Sequence[Member]) -> tuple[str, ...]:
    if not members:
        return ()
    names = sorted(member.name for member in members)
    more = f" and {len(names) - _NAMES} more" if len(names) > _NAMES else ""
    return (f"Used 0%, and counted in the total: {', '.join(names[:_NAMES])}{more}.",)


def _assumed(assumed: int) -> tuple[str, ...]:
    if not assumed:
        return ()
    whose = "1 person" if assumed == 1 else f"{assumed} people"
    usual = "for their utilization, Monday to Friday with the usual hours is assumed"
    return (f"No calendar is seen of {whose}: {usual}.",)
