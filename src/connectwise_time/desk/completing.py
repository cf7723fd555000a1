"""What fits the beginning of a word that somebody is still typing: names, tickets, ids."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from connectwise_time.desk.catalog import Catalog
from connectwise_time.desk.finding import Finding
from connectwise_time.desk.people import People
from connectwise_time.desk.ports import Backend, Clock
from connectwise_time.desk.remembered import Remembered
from connectwise_time.domain.entries import LoggedTime, TimeSearch
from connectwise_time.domain.models import Ticket
from connectwise_time.domain.names.exact import exactly
from connectwise_time.domain.names.fits import begins, in_parts
from connectwise_time.domain.names.said import Names, Naming, RowT, Said, take_apart
from connectwise_time.domain.names.spelling import Spelt, spellings
from connectwise_time.domain.sheets import SheetSearch, TimeSheet
from connectwise_time.domain.statuses import DOCUMENTED, Status, word_of
from connectwise_time.domain.when import local_day
from connectwise_time.domain.wishes import TicketWish

MOST = 100
"""Values of one answer."""
_WHILE_TYPING = timedelta(seconds=30)
_MY_SHEETS = timedelta(days=60)
_NUMBER = re.compile(r"\s*#?(\d{1,10})(?!\d)", re.ASCII)
_WAITING = ("waiting for approval", "waiting for billing")


@dataclass(frozen=True, slots=True)
class Offer:
    """What may be meant, the likeliest first.

    Attributes:
        values: At most `MOST`.
        more: There are others.
    """

    values: tuple[str, ...] = ()
    more: bool = False


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
        return _named(typed, [t for t in await self._catalog.work_types() if t.active])

    async def work_roles(self, typed: str) -> Offer:
        """Active work roles."""
        return _named(typed, [r for r in await self._catalog.work_roles() if r.active])

    async def charge_codes(self, typed: str) -> Offer:
        """Charge codes that take time."""
        return _named(typed, [c for c in await self._catalog.charge_codes() if c.takes_time])

    async def members(self, typed: str) -> Offer:
        """Active members who have timesheets."""
        rows = [m for m in await self._people.everybody() if m.active and not m.api_only]
        return _named(typed, rows, lambda row: (row.name, row.identifier), Naming.PEOPLE)

    async def companies(self, typed: str) -> Offer:
        """Active companies; where they are too many to have at hand, those that are found."""
        rows = [c for c in await self._catalog.companies.like(typed) if c.active]
        return _named(typed, rows, lambda row: (row.name, row.identifier), Naming.FIRMS)

    async def statuses(self, typed: str) -> Offer:
        """Words for a status: people's, then ConnectWise's own."""
        documented = (await self._catalog.interface()).decides_by_entry
        exact = DOCUMENTED if documented else tuple(Status)
        people = list(dict.fromkeys((*map(word_of, exact), *_WAITING)))
        return worded(typed, [*people, *(word for word in exact if word.lower() not in people)])

    async def tickets(self, typed: str) -> Offer:
        """Tickets as `54321 Mail relay`: by number or words; of nothing typed, one's own."""
        found, more = await self._tickets(typed)
        return Offer(tuple(f"{ticket.id} {ticket.summary}" for ticket in found), more)

    async def ticket_ids(self, typed: str) -> Offer:
        """The numbers of the same tickets."""
        found, more = await self._tickets(typed)
        begun = typed.strip(" #")
        ids = [str(t.id) for t in found if not begun.isdecimal() or str(t.id).startswith(begun)]
        return Offer(tuple(ids), more)

    async def entry_ids(self, typed: str) -> Offer:
        """Ids of one's own latest entries."""
        return worded(typed, [str(entry.id) for entry in await self._entries.get()])

    async def sheet_ids(self, typed: str) -> Offer:
        """Ids of one's own timesheets, then of others of this week and the last."""
        return worded(typed, [str(sheet.id) for sheet in await self._sheets.get()])

    async def _tickets(self, typed: str) -> tuple[Sequence[Ticket], bool]:
        mine = await self._my_tickets.get()
        if not typed.strip():
            return mine[:MOST], len(mine) > MOST
        number = _NUMBER.match(typed)
        if number and (fits := [t for t in mine if str(t.id).startswith(number[1])]):
            return fits[:MOST], len(fits) > MOST
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


def worded(typed: str, words: Iterable[str]) -> Offer:
    """The words that begin so, then those with a word inside that does, in their order."""
    plain = " ".join(typed.casefold().split())
    there = list(words)
    fits = [word for word in there if word.casefold().startswith(plain)]
    fits += [word for word in there if word not in fits and f" {plain}" in f" {word.casefold()}"]
    return Offer(tuple(fits[:MOST]), len(fits) > MOST)


def _one(row: RowT) -> Iterable[str]:
    return (row.name,)


def _named(
    typed: str, rows: Sequence[RowT], names: Names[RowT] = _one, naming: Naming = Naming.THINGS
) -> Offer:
    """The names of the rows that fit, those that begin so first.

    A name fits as in a call (docs/names.md), but for typing errors; and one letter is enough.
    """
    said = take_apart(typed, naming)
    fits = list(rows) if not typed.strip() else _fitting(said, rows, names)
    fits.sort(key=lambda row: (not _is_first(said, row, names), row.name.casefold(), row.id))
    called = [row.name for row in rows]
    values = [row.name if called.count(row.name) == 1 else f"{row.id} {row.name}" for row in fits]
    return Offer(tuple(values[:MOST]), len(values) > MOST)


def _fitting(said: Said, rows: Sequence[RowT], names: Names[RowT]) -> list[RowT]:
    if not said.words:
        return []
    fits = {row.id for row in (*exactly(said, rows, names), *in_parts(said, rows, names))}
    return [row for row in rows if row.id in fits or _is_begun(said.words, row, names)]


def _is_begun(words: Spelt, row: RowT, names: Names[RowT]) -> bool:
    """Whether a name may become what is typed: of the last word more may follow, "of" is "off"."""
    *whole, last = words
    # As it is offered where two have one name: with its id in front.
    called = (*names(row), f"{row.id} {row.name}")
    labels = [label for name in called for label in spellings(name)]
    return any(
        begins(words, label)
        or any(
            word.startswith(last) and begins(tuple(whole), (*label[:at], *label[at + 1 :]))
            for at, word in enumerate(label)
        )
        for label in labels
    )


def _is_first(said: Said, row: RowT, names: Names[RowT]) -> bool:
    labels = [label for name in names(row) for label in spellings(name) if label]
    return any(label[0].startswith(said.words[:1]) for label in labels)
