"""When members have to work: their calendars, holidays and capacities, looked up once for many."""

from collections.abc import Sequence
from dataclasses import replace

from connectwise_time.desk.calendars import Calendars
from connectwise_time.desk.people import People
from connectwise_time.domain.models import Calendar, Holiday, Member
from connectwise_time.domain.review import Worth
from connectwise_time.domain.working import WorkingTime


class Working:
    """The working time of members.

    The list of members tells everybody's calendar and capacity in one question. Keys that may
    see only the short list learn those of "me" alone; for others a usual week is assumed, which
    `WorkingTime.assumption` says.
    """

    def __init__(self, people: People, calendars: Calendars, worth: Worth) -> None:
        self._people = people
        self._calendars = calendars
        self._worth = worth

    async def of(self, member: Member) -> WorkingTime:
        """When a member works."""
        me = await self._people.me()
        known = me if member.id == me.id else member
        calendar, holidays = await self._calendar(known.calendar_id)
        capacity = known.daily_capacity
        return WorkingTime(
            capacity=self._worth.capacity_hours if capacity is None else capacity,
            calendar=calendar,
            holidays=holidays,
            since=known.since,
            until=known.until,
        )

    async def expected_of(self, number: int) -> WorkingTime | None:
        """When a member by id works; None where ConnectWise expects no timesheets of them."""
        me = await self._people.me()
        everybody = {member.id: member for member in await self._people.everybody()}
        member = me if number == me.id else everybody.get(number)
        if member is None:
            return None
        return None if member.must_log is False else await self.of(member)

    async def _calendar(
        self, number: int | None
    ) -> tuple[Calendar | None, Sequence[Holiday] | None]:
        calendar = await self._calendars.calendar(number) if number is not None else None
        return calendar, await self._calendars.holidays(calendar) if calendar else ()


def leaves_out(member: Member) -> bool:
    """Whether nobody asks for this member's time where it is asked for many members."""
    return not member.active or member.api_only or member.must_log is False


def worth_of(worth: Worth, outside_minutes: float) -> Worth:
    """What is worth telling, with what counts as usual before and after working hours."""
    return replace(worth, outside_minutes=outside_minutes)
