"""Find what is missing of people's working hours, whoever they are, in few questions."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from connectwise_time.desk.approvers import Approvers
from connectwise_time.desk.catalog import Catalog
from connectwise_time.desk.people import People
from connectwise_time.desk.ports import Backend, Clock, Reader
from connectwise_time.desk.results import FoundMissing, MissingOf
from connectwise_time.desk.sent_back import EVERYBODY
from connectwise_time.desk.sheets import Sheets
from connectwise_time.desk.working import Working, leaves_out
from connectwise_time.domain.entries import LoggedTime, TimeSearch
from connectwise_time.domain.missing import missing_days
from connectwise_time.domain.models import Member
from connectwise_time.domain.review import Worth
from connectwise_time.domain.sheets import Reach
from connectwise_time.domain.when import day_bounds, local_day
from connectwise_time.domain.wishes import MissingWish
from connectwise_time.errors import Refused

MOST_DAYS = 92
"""A quarter: what is older was billed, or is lost."""
_A_DAY = timedelta(days=1)
_PARTS = ("member", "start", "end", "hours")
_MANY = 100


class MissingTime:
    """Finds what nobody wrote down.

    Args:
        backend: Where time comes from.
        sheets: Reads the words for days.
        approvers: Knows the team, and what the keys may see.
        working: Knows when people work.
        worth: From where on something is worth telling.
    """

    def __init__(
        self,
        backend: Backend,
        *,
        people: People,
        catalog: Catalog,
        sheets: Sheets,
        approvers: Approvers,
        working: Working,
        clock: Clock,
        worth: Worth,
    ) -> None:
        self._backend = backend
        self._people = people
        self._catalog = catalog
        self._sheets = sheets
        self._approvers = approvers
        self._working = working
        self._clock = clock
        self._worth = worth

    async def find(self, wish: MissingWish, reader: Reader | None = None) -> FoundMissing:
        """What is missing, of whom most is first.

        Args:
            wish: Whose, and of which days.
            reader: Told how far it is, page by page.

        Raises:
            Refused: The days are too many, or the keys may not see other people's time.
        """
        asked, whom = await self._whose(wish)
        one = not (wish.team or whom == "everybody")
        members = asked if one else [member for member in asked if not leaves_out(member)]
        since, until = await self._days(wish.period, members)
        await self._check_may_see(members)
        logged = await self._logged(members, since, until, reader)
        people = [await self._of(m, logged.get(m.id, ()), since, until) for m in members]
        lacking = [person for person in people if person.days]
        return FoundMissing(
            since=since,
            until=until,
            whom=whom,
            asked=len(members),
            people=tuple(sorted(lacking, key=lambda p: (-p.hours, p.member.name, p.member.id))),
            notices=_notices(members if one else [], len(asked) - len(members)),
            sandbox=await self._catalog.is_sandbox(),
        )

    async def _days(self, period: str | None, members: Sequence[Member]) -> tuple[date, date]:
        """The days that are meant, through today where it is the latest."""
        since, until = await self._sheets.days(period)
        zones = [await self._people.zone(member) for member in members]
        today = max((local_day(self._clock(), zone) for zone in zones), default=until)
        until = min(until, today + _A_DAY)
        if until - since > timedelta(days=MOST_DAYS):
            raise Refused(
                f"These are more than {MOST_DAYS} days: {since} to {until - _A_DAY}.",
                remedy="Ask for a month or a quarter at a time.",
            )
        return since, until

    async def _whose(self, wish: MissingWish) -> tuple[Sequence[Member], str]:
        if wish.team:
            return await self._approvers.team(), "your team"
        if wish.member is not None and wish.member.strip().casefold() in EVERYBODY:
            return await self._people.everybody(), "everybody"
        me = await self._people.me()
        found = me if wish.member is None else await self._people.find(wish.member)
        return [found], found.name

    async def _check_may_see(self, members: Sequence[Member]) -> None:
        """Who may see only their own time would find all of the others' missing.

        Raises:
            Refused: These keys may not see it, as ConnectWise tells.
        """
        key = (await self._approvers.key()).id
        others = [member.name for member in members if member.id != key]
        if others and (await self._approvers.rights()).see in {Reach.MY, Reach.NONE}:
            raise Refused(
                "These keys may see only their own member's time, not that of others.",
                remedy="Ask for your own. An administrator can widen it: Time & Expense › Time"
                " Entry, inquire level All.",
            )

    async def _logged(
        self, members: Sequence[Member], since: date, until: date, reader: Reader | None
    ) -> Mapping[int, Sequence[LoggedTime]]:
        """The members' time of these days, with what began on the day before, by member."""
        found: dict[int, list[LoggedTime]] = defaultdict(list)
        if not members or since >= until:
            return found
        zones = [await self._people.zone(member) for member in members]
        bounds = [day_bounds(since - _A_DAY, until, zone) for zone in zones]
        wanted = frozenset(member.id for member in members)
        search = TimeSearch(
            members=tuple(sorted(wanted)) if len(wanted) <= _MANY else (),
            since=min(begins for begins, _ in bounds),
            until=max(ends for _, ends in bounds),
            parts=_PARTS,
        )
        read = 0
        async for batch in self._backend.entries(search):
            read += len(batch)
            if reader is not None:
                await reader.read(read)
            for entry in batch:
                if entry.member is not None and entry.member.id in wanted:
                    found[entry.member.id].append(entry)
        return found

    async def _of(
        self, member: Member, entries: Sequence[LoggedTime], since: date, until: date
    ) -> MissingOf:
        zone, now = await self._people.zone(member), self._clock()
        last = min(until, local_day(now, zone) + _A_DAY)
        days = [since + number * _A_DAY for number in range((last - since).days)]
        working = await self._working.of(member)
        lacking = missing_days(entries, days, working, zone, now, least=self._worth.least)
        return MissingOf(member.named, zone, lacking, working.assumption)


def _notices(named: Sequence[Member], left_out: int) -> tuple[str, ...]:
    notices = [
        f"ConnectWise expects no timesheets of {member.name}."
        for member in named
        if member.must_log is False
    ]
    if left_out:
        notices.append(f"{left_out} left out: inactive, or no timesheets are expected of them.")
    return tuple(notices)
