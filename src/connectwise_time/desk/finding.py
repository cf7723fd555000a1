"""Find tickets and logged time by what a person says of them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from connectwise_time.desk.catalog import Catalog
from connectwise_time.desk.people import People
from connectwise_time.desk.ports import Backend, Clock
from connectwise_time.desk.results import FoundTickets, FoundTime
from connectwise_time.domain.cursors import cursor_behind, place_in
from connectwise_time.domain.entries import LoggedTime, TimeSearch
from connectwise_time.domain.models import TicketSearch
from connectwise_time.domain.periods import read_bounds
from connectwise_time.domain.statuses import statuses_said
from connectwise_time.domain.summary import GroupBy, Tally, ZoneOf, place_of
from connectwise_time.domain.when import day_bounds, local_day
from connectwise_time.domain.wishes import SearchWish, TicketWish
from connectwise_time.errors import Refused

ROWS = 100
"""Rows of one answer, unless another number is asked for."""


class Finding:
    """The reading half of the desk."""

    def __init__(self, backend: Backend, people: People, catalog: Catalog, clock: Clock) -> None:
        self._backend = backend
        self._people = people
        self._catalog = catalog
        self._clock = clock

    async def tickets(self, wish: TicketWish) -> FoundTickets:
        """Tickets by words, company and owner, most recently updated first.

        Raises:
            Refused: Nothing is said of them, or the company's name fits nothing or several.
        """
        words = tuple((wish.text or "").split())
        if not (words or wish.company or wish.mine):
            raise Refused(
                "It is not said which tickets.",
                remedy="Give words of the summary, company or mine.",
            )
        company = await self._catalog.company(wish.company) if wish.company else None
        me = await self._people.me()
        search = TicketSearch(
            words=words,
            company=company.id if company else None,
            resource=me.identifier if wish.mine else None,
            open=wish.open,
            limit=wish.limit + 1,
        )
        found = list(await self._backend.find_tickets(search))
        return FoundTickets(
            tickets=found[: wish.limit],
            more=len(found) > wish.limit,
            zone=await self._people.zone(me),
            tenant=await self._catalog.tenant(),
        )

    async def time(self, wish: SearchWish) -> FoundTime:
        """Logged time: totals over all that fits, and one page of rows.

        Raises:
            Refused: A filter cannot be understood, or the cursor is of another search.
        """
        me = await self._people.me()
        zone = await self._people.zone(me)
        since, until = self._days(wish, zone)
        limit = wish.limit if wish.limit is not None else 0 if wish.group_by else ROWS
        search = await self._search(wish, since, until, zone, with_notes=limit > 0)
        zone_of: ZoneOf = lambda _number: zone  # noqa: E731  # one person, one zone
        if search.members != (me.id,):
            zone_of = await self._people.zones()
        if wish.cursor is not None:
            tally, rows = None, await self._page(search, wish.cursor, limit or ROWS)
        else:
            tally = await self._tally(search, wish.group_by, zone_of, limit)
            rows = tally.earliest
        shown = rows[: (limit or ROWS) if wish.cursor else limit]
        return FoundTime(
            since=since,
            until=until,
            totals=tally.totals if tally else None,
            by=wish.group_by,
            groups=tally.groups if tally else {},
            rows=await self._catalog.named(shown),
            cursor=(
                cursor_behind(place_of(shown[-1]), search)
                if shown and len(rows) > len(shown)
                else None
            ),
            zone=zone,
            zone_of=zone_of,
            tenant=await self._catalog.tenant(),
        )

    def _days(self, wish: SearchWish, zone: ZoneInfo) -> tuple[date | None, date | None]:
        today = local_day(self._clock(), zone)
        period = wish.period
        if period is None and wish.since is None and wish.until is None and wish.ticket is None:
            period = "this week"
        return read_bounds(period, wish.since, wish.until, today)

    async def _search(
        self,
        wish: SearchWish,
        since: date | None,
        until: date | None,
        zone: ZoneInfo,
        *,
        with_notes: bool,
    ) -> TimeSearch:
        catalog = self._catalog
        named = {
            "company": wish.company and (await catalog.company(wish.company, for_new=False)).id,
            "charge_code": wish.charge_code
            and (await catalog.charge_code(wish.charge_code, for_new=False)).id,
            "work_type": wish.work_type
            and (await catalog.work_type(wish.work_type, for_new=False)).id,
            "work_role": wish.work_role
            and (await catalog.work_role(wish.work_role, for_new=False)).id,
        }
        return TimeSearch(
            members=((await self._people.find(wish.member)).id,) if wish.member else (),
            ticket=wish.ticket,
            **{name: number for name, number in named.items() if isinstance(number, int)},
            statuses=await self._statuses(wish.status) if wish.status else (),
            billable=(wish.billable,) if wish.billable else (),
            unbilled=wish.unbilled,
            text=_words(wish.text) if wish.text else (),
            since=_instant(since, zone),
            until=_instant(until, zone),
            brief=not with_notes,
        )

    async def _statuses(self, words: str) -> tuple[str, ...]:
        dialect = (await self._catalog.tenant()).dialect
        return statuses_said(words, documented=dialect == "documented")

    async def _tally(
        self, search: TimeSearch, by: GroupBy | None, zone_of: ZoneOf, limit: int
    ) -> Tally:
        tally = Tally(zone_of, by, keep=limit + 1 if limit else 0)
        async for batch in self._backend.entries(search):
            tally.add(batch)
        return tally

    async def _page(self, search: TimeSearch, cursor: str, limit: int) -> list[LoggedTime]:
        place = place_in(cursor, search)
        return list(await self._backend.entries_after(search, place, limit + 1))


def _instant(day: date | None, zone: ZoneInfo) -> datetime | None:
    return day_bounds(day, day, zone)[0] if day is not None else None


def _words(text: str) -> tuple[str, ...]:
    words = tuple(text.split())
    if not words:
        raise Refused("The text to look for is empty.", remedy="Give words, or leave text out.")
    return words
