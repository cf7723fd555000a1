"""What fits the beginning of a word that somebody is still typing: names, tickets, ids."""

import re
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Protocol

from connectwise_time.desk.beginnings import MOST, Offer, named, one_name, worded
from connectwise_time.desk.catalog import Catalog
from connectwise_time.desk.finding import Finding
from connectwise_time.desk.people import People
from connectwise_time.desk.ports import Backend, Clock
from connectwise_time.desk.remembered import Remembered
from connectwise_time.domain.entries import LoggedTime, TimeSearch
from connectwise_time.domain.house import AliasTable
from connectwise_time.domain.models import Ticket
from connectwise_time.domain.names.said import Names, Naming, Row, RowT
from connectwise_time.domain.sheets import SheetSearch, TimeSheet
from connectwise_time.domain.statuses import DOCUMENTED, Status, word_of
from connectwise_time.domain.when import local_day
from connectwise_time.domain.wishes import TicketWish

_WHILE_TYPING = timedelta(seconds=30)
_MY_SHEETS = timedelta(days=60)
_NUMBER = re.compile(r"\s*#?(\d{1,10})(?!\d)", re.ASCII)
_WAITING = ("waiting for approval", "waiting for billing")


class _Identified(Row, Protocol):
    @property
    def identifier(self) -> str: ...


def _both(row: _Identified) -> Iterable[str]:
    return row.name, row.identifier


class Completing:
    """Completes words by what these keys may see. Lists are remembered as for everything else."""

    def __init__(
        self, backend: Backend, people: People, catalog: Catalog, finding: Finding, clock: Clock
    ) -> None:
        self._backend = backend
        self._people = people
        self._catalog = catalog
        self._finding = finding
        self._clock = clock
        self._my_tickets = Remembered(self._fetch_tickets, clock, _WHILE_TYPING)
        self._entries = Remembered(self._fetch_entries, clock, _WHILE_TYPING)
        self._sheets = Remembered(self._fetch_sheets, clock, _WHILE_TYPING)

    async def work_types(self, typed: str) -> Offer:
        """Active work types."""
        rows = [t for t in await self._catalog.work_types() if t.active]
        return self._named(typed, rows, AliasTable.WORK_TYPE)

    async def work_roles(self, typed: str) -> Offer:
        """Active work roles."""
        rows = [r for r in await self._catalog.work_roles() if r.active]
        return self._named(typed, rows, AliasTable.WORK_ROLE)

    async def charge_codes(self, typed: str) -> Offer:
        """Charge codes that take time."""
        rows = [c for c in await self._catalog.charge_codes() if c.takes_time]
        return self._named(typed, rows, AliasTable.CHARGE_CODE)

    async def members(self, typed: str) -> Offer:
        """Active members who have timesheets."""
        rows = [m for m in await self._people.everybody() if m.active and not m.api_only]
        return self._named(typed, rows, AliasTable.MEMBER, _both, Naming.PEOPLE)

    async def companies(self, typed: str) -> Offer:
        """Active companies; where they are too many to have at hand, those that are found."""
        rows = [c for c in await self._catalog.companies.like(typed) if c.active]
        return self._named(typed, rows, AliasTable.COMPANY, _both, Naming.FIRMS)

    async def statuses(self, typed: str) -> Offer:
        """Words for a status: people's, then ConnectWise's own."""
        documented = (await self._catalog.interface()).decides_by_entry
        exact = DOCUMENTED if documented else tuple(Status)
        people = list(dict.fromkeys((*map(word_of, exact), *_WAITING)))
        return worded(typed, [*people, *(word for word in exact if word.lower() not in people)])

    async def tickets(self, typed: str) -> Offer:
        """Tickets as `54321 Mail relay`: by number or words; of nothing typed, one's own."""
        found, more = await self._tickets(typed)
        return Offer.of([f"{ticket.id} {ticket.summary}" for ticket in found], more=more)

    async def ticket_ids(self, typed: str) -> Offer:
        """The numbers of the same tickets."""
        found, more = await self._tickets(typed)
        begun = typed.strip(" #")
        ids = [str(t.id) for t in found if not begun.isdecimal() or str(t.id).startswith(begun)]
        return Offer.of(ids, more=more)

    async def entry_ids(self, typed: str) -> Offer:
        """Ids of one's own latest entries."""
        return worded(typed, [str(entry.id) for entry in await self._entries.get()])

    async def sheet_ids(self, typed: str) -> Offer:
        """Ids of one's own timesheets, then of others of this week and the last."""
        return worded(typed, [str(sheet.id) for sheet in await self._sheets.get()])

    def _named(
        self,
        typed: str,
        rows: Sequence[RowT],
        table: AliasTable,
        names: Names[RowT] = one_name,
        naming: Naming = Naming.THINGS,
    ) -> Offer:
        own = self._catalog.names.alias(table, typed)
        return named(typed, rows, names=names, naming=naming, own=own)

    async def _tickets(self, typed: str) -> tuple[Sequence[Ticket], bool]:
        mine = await self._my_tickets.get()
        if not typed.strip():
            return mine, False
        number = _NUMBER.match(typed)
        if number and (fits := [t for t in mine if str(t.id).startswith(number[1])]):
            return fits, False
        found = await self._finding.tickets(TicketWish(text=typed, limit=MOST))
        return found.tickets, found.more

    async def _fetch_tickets(self) -> Sequence[Ticket]:
        return (await self._finding.tickets(TicketWish(mine=True, limit=MOST + 1))).tickets

    async def _fetch_entries(self) -> Sequence[LoggedTime]:
        me = await self._people.me()
        return await self._backend.latest(TimeSearch(members=(me.id,), brief=True), MOST + 1)

    async def _fetch_sheets(self) -> Sequence[TimeSheet]:
        me = await self._people.me()
        today = local_day(self._clock(), await self._people.zone(me))
        tomorrow = today + timedelta(days=1)
        mine = SheetSearch(members=(me.id,), since=today - _MY_SHEETS, until=tomorrow)
        late = SheetSearch(since=today - timedelta(days=7), until=tomorrow)
        rows = [*await self._backend.sheets(mine), *await self._backend.sheets(late)]
        each = {sheet.id: sheet for sheet in rows}.values()
        return sorted(each, key=lambda s: (s.member.id != me.id, -s.first.toordinal(), s.id))
