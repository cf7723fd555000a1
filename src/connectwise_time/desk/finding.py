"""Find tickets and logged time by what a person says of them."""

from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias
from zoneinfo import ZoneInfo

from connectwise_time.desk.capacities import Capacities
from connectwise_time.desk.catalog import Catalog
from connectwise_time.desk.people import People
from connectwise_time.desk.ports import Backend, Clock, Reader
from connectwise_time.desk.results import FoundTickets, FoundTime
from connectwise_time.desk.sent_back import EVERYBODY
from connectwise_time.desk.ticket_finding import TicketFinding
from connectwise_time.domain.cursors import cursor_behind, place_in
from connectwise_time.domain.entries import LoggedTime, TimeSearch
from connectwise_time.domain.house import ReportRules
from connectwise_time.domain.local_days import LocalDays
from connectwise_time.domain.models import Member, Named
from connectwise_time.domain.reports import (
    Capacity,
    GroupBy,
    Means,
    Measure,
    Report,
    Tally,
    parts_for,
    report_of,
)
from connectwise_time.domain.reports.asking import check_asked
from connectwise_time.domain.statuses import means_unbilled, statuses_said, waits_for_bill
from connectwise_time.domain.summary import ZoneOf, place_of
from connectwise_time.domain.when import local_day
from connectwise_time.domain.wishes import SearchWish, TicketWish
from connectwise_time.domain.words.periods import read_bounds
from connectwise_time.errors import Refused

ROWS = 100
"""Rows of one answer, unless another number is asked for."""
GROUPS, GROUPS_BESIDE_ROWS = 200, 40
"""Groups of one answer."""


EACH_THEIR_OWN = "each by their own clock"


_Bounds: TypeAlias = tuple[date | None, date | None]


@dataclass(frozen=True, slots=True)
class _Reach:
    """Whose days are searched: the asker's zone, everybody's, and the days by those clocks."""

    zone: ZoneInfo
    zone_of: ZoneOf
    zones: tuple[ZoneInfo, ...]
    days: LocalDays


@dataclass(frozen=True, slots=True)
class _Counted:
    """What all that fits adds up to; nothing of it behind a cursor, where it was told before."""

    tally: Tally | None = None
    report: Report | None = None
    capacity: Capacity | None = None
    notices: tuple[str, ...] = ()


class Finding:
    """The reading half of the desk."""

    def __init__(
        self,
        backend: Backend,
        people: People,
        catalog: Catalog,
        clock: Clock,
        *,
        capacities: Capacities,
        rules: ReportRules,
    ) -> None:
        self._capacities = capacities
        self._rules = rules
        self._backend = backend
        self._people = people
        self._catalog = catalog
        self._clock = clock
        self._tickets = TicketFinding(backend, people, catalog)

    async def tickets(self, wish: TicketWish) -> FoundTickets:
        """Tickets by number or words; see `TicketFinding`."""
        return await self._tickets.find(wish)

    async def time(self, wish: SearchWish, reader: Reader | None = None) -> FoundTime:
        """Logged time: totals over all that fits, and one page of rows.

        Args:
            wish: What is looked for.
            reader: Told how far it is, page by page.

        Raises:
            Refused: A filter or what is to be told cannot be understood, or the cursor is of
                another search.
        """
        if wish.member is not None and wish.member.strip().casefold() in EVERYBODY:
            wish = replace(wish, member=None)
        check_asked(wish.group_by, wish.measures, one_member=wish.member is not None)
        me = await self._people.me()
        zone = await self._people.zone(me)
        since, until = await self._days(wish, zone)
        limit = wish.limit if wish.limit is not None else 0 if wish.group_by else ROWS
        search, filters = await self._search(wish)
        reach = await self._reach(search, me, zone, (since, until))
        begins, ends = reach.days.bounds(reach.zones)
        search = replace(search, since=begins, until=ends)
        counted = _Counted()
        if wish.cursor is None:
            counted = await self._counted(wish, search, reach, limit, reader)
            rows = counted.tally.earliest if counted.tally else []
        else:
            limit = limit or ROWS
            rows = await self._page(search, reach.days, wish.cursor, limit)
        shown = await self._catalog.named(rows[:limit])
        return FoundTime(
            since=since,
            until=until,
            filters=filters,
            totals=counted.tally.totals if counted.tally else None,
            report=counted.report or Report(wish.group_by),
            measures=wish.measures,
            capacity=counted.capacity,
            notices=counted.notices,
            rows=shown,
            cursor=cursor_behind(place_of(shown[-1]), search) if len(rows) > limit > 0 else None,
            zone=zone,
            zone_of=reach.zone_of,
            clock=reach.zones[0].key if len(set(reach.zones)) == 1 else EACH_THEIR_OWN,
            sandbox=await self._catalog.is_sandbox(),
        )

    async def _reach(
        self, search: TimeSearch, me: Member, zone: ZoneInfo, bounds: _Bounds
    ) -> _Reach:
        """The days of those whose time is searched, each by their own clock."""
        if search.members == (me.id,):
            zone_of: ZoneOf = lambda _number: zone  # noqa: E731  # one person, one zone
            return _Reach(zone, zone_of, (zone,), LocalDays(*bounds, zone_of))
        zone_of = await self._people.zones()
        whose = search.members or [member.id for member in await self._people.everybody()]
        zones = (*map(zone_of, whose), *([] if search.members else [zone]))
        return _Reach(zone, zone_of, zones, LocalDays(*bounds, zone_of))

    async def _counted(
        self,
        wish: SearchWish,
        search: TimeSearch,
        reach: _Reach,
        limit: int,
        reader: Reader | None,
    ) -> _Counted:
        """Everything that fits, added up; of the earliest rows one more than are shown."""
        means = await self._means(wish.group_by, reach.zone_of, reach.zone)
        tally = Tally(means, wish.group_by, keep=limit + 1 if limit else 0)
        parts = parts_for(wish.group_by, wish.measures, rows=limit > 0)
        read = 0
        async for batch in self._backend.entries(replace(search, parts=parts)):
            tally.add(reach.days.of(batch))
            read += len(batch)
            if reader is not None:
                await reader.read(read)
        most = GROUPS_BESIDE_ROWS if limit else GROUPS
        report = report_of(tally.groups, tally.by, tally.given_up, most=most)
        if Measure.UTILIZATION not in wish.measures:
            return _Counted(tally, report)
        days = reach.days
        capacity, notices = await self._capacities.of(
            tally.members, days.since, days.until, tally.by, means, asked=search.members
        )
        return _Counted(tally, report, capacity, notices)

    async def _days(self, wish: SearchWish, zone: ZoneInfo) -> tuple[date | None, date | None]:
        period = wish.period
        if period is None and wish.since is None and wish.until is None and not _of_all_days(wish):
            period = "this week"
        said = (period, wish.since, wish.until)
        calendar = await self._catalog.weeks.calendar(self._clock(), zone, *said)
        return read_bounds(*said, calendar)

    async def _search(self, wish: SearchWish) -> tuple[TimeSearch, tuple[str, ...]]:
        """The search without its days, and what it was narrowed to, as it was understood."""
        named = await self._named(wish)
        ids = {what: row.id for what, row in named.items()}
        unbilled = wish.status is not None and means_unbilled(wish.status)
        search = TimeSearch(
            members=(ids["member"],) if "member" in ids else (),
            ticket=wish.ticket,
            company=ids.get("company"),
            charge_code=ids.get("charge_code"),
            work_type=ids.get("work_type"),
            work_role=ids.get("work_role"),
            statuses=await self._statuses(wish.status) if wish.status and not unbilled else (),
            billable=(wish.billable,) if wish.billable else (),
            unbilled=wish.unbilled or unbilled,
            text=_words(wish.text) if wish.text else (),
        )
        told = [] if wish.member else ["everybody"]
        told += [f"{what.replace('_', ' ')} {row.name}" for what, row in named.items()]
        told += [f"ticket #{wish.ticket}"] if wish.ticket else []
        told += [f"status {' or '.join(search.statuses)}"] if search.statuses else []
        told += [option.value for option in search.billable]
        told += ["unbilled"] if search.unbilled else []
        told += ["words in the notes"] if search.text else []
        return search, tuple(told)

    async def _named(self, wish: SearchWish) -> dict[str, Named]:
        """What the names in the wish mean, in the order in which it is told."""
        catalog = self._catalog
        found: dict[str, Named] = {}
        if wish.member:
            found["member"] = (await self._people.find(wish.member)).named
        if wish.company:
            found["company"] = (await catalog.company(wish.company, for_new=False)).named
        if wish.charge_code:
            found["charge_code"] = (
                await catalog.charge_code(wish.charge_code, for_new=False)
            ).named
        if wish.work_type:
            found["work_type"] = (await catalog.work_type(wish.work_type, for_new=False)).named
        if wish.work_role:
            found["work_role"] = (await catalog.work_role(wish.work_role, for_new=False)).named
        return found

    async def _statuses(self, words: str) -> tuple[str, ...]:
        dialect = (await self._catalog.interface()).dialect
        return statuses_said(words, documented=dialect == "documented")

    async def _means(self, by: tuple[GroupBy, ...], zone_of: ZoneOf, zone: ZoneInfo) -> Means:
        return Means(
            zone_of,
            today=local_day(self._clock(), zone),
            first_weekday=await self._catalog.weeks.first_weekday() if GroupBy.WEEK in by else 0,
            ages=self._rules.ages,
            code_names=await self._catalog.code_names() if GroupBy.CHARGE_CODE in by else {},
        )

    async def _page(
        self, search: TimeSearch, days: LocalDays, cursor: str, limit: int
    ) -> list[LoggedTime]:
        """The rows behind the cursor, and one more where there are more."""
        place = place_in(cursor, search)
        found: list[LoggedTime] = []
        while True:
            rows = await self._backend.entries_after(search, place, limit + 1)
            found += days.of(rows)
            if len(rows) <= limit or len(found) > limit:
                return found[: limit + 1]
            place = place_of(rows[-1])


def _of_all_days(wish: SearchWish) -> bool:
    """Whether no week in particular is meant where none is said: what waits for its bill is old."""
    waits = wish.unbilled or (wish.status is not None and waits_for_bill(wish.status))
    return waits or wish.ticket is not None or GroupBy.AGE in wish.group_by


def _words(text: str) -> tuple[str, ...]:
    words = tuple(text.split())
    if not words:
        raise Refused("The text to look for is empty.", remedy="Give words, or leave text out.")
    return words
