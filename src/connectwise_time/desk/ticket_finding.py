"""Find tickets by number, or by words of summary and company, the likeliest first."""

from collections.abc import Sequence
from dataclasses import replace

from connectwise_time.desk.catalog import Catalog
from connectwise_time.desk.people import People
from connectwise_time.desk.ports import Backend
from connectwise_time.desk.results import FoundTickets
from connectwise_time.domain.house import AliasTable
from connectwise_time.domain.models import Company, Member, Ticket, TicketSearch
from connectwise_time.domain.names.exact import exactly
from connectwise_time.domain.names.fits import in_parts
from connectwise_time.domain.names.said import Naming, take_apart
from connectwise_time.domain.names.ticket_words import (
    Place,
    all_fit,
    is_mine,
    likeliest,
    nearest,
    number_said,
    places,
    without_fillers,
    words_said,
)
from connectwise_time.domain.wishes import TicketWish
from connectwise_time.errors import Refused, TimeDeskError

_LOOKED_THROUGH = 100
"""Tickets of each kind among which one's own are put first: one page."""
_MOST_COMPANIES = 20


class TicketFinding:
    """Finds tickets: two questions where the words stand in them, two more to see what is near."""

    def __init__(self, backend: Backend, people: People, catalog: Catalog) -> None:
        self._backend = backend
        self._people = people
        self._catalog = catalog

    async def find(self, wish: TicketWish) -> FoundTickets:
        """Tickets by words, company and owner: one's own first, then the latest updated.

        Raises:
            Refused: Nothing is said of them, or the company's name fits nothing or several.
        """
        words = words_said(wish.text or "")
        if not (words or wish.company or wish.mine):
            raise Refused(
                "It is not said which tickets.",
                remedy="Give words of the summary, company or mine.",
            )
        me = await self._people.me()
        if number := number_said(words):
            return await self._answer([await self._catalog.ticket(number)], wish, (), me)
        search = TicketSearch(
            words=words,
            company=(await self._company(wish)).id if wish.company else None,
            resource=me.identifier if wish.mine else None,
            open=wish.open,
            limit=max(wish.limit + 1, _LOOKED_THROUGH),
        )
        found = await self._backend.find_tickets(search)
        worth = without_fillers(words)
        if not found and worth != words:
            search = replace(search, words=worth)
            found = await self._backend.find_tickets(search)
        if not found and words:
            return await self._more_widely(search, wish, me)
        return await self._answer(found, wish, search.words, me)

    async def _more_widely(
        self, search: TicketSearch, wish: TicketWish, me: Member
    ) -> FoundTickets:
        """Where the words stand nowhere as they are: other spellings, then what is near."""
        known = await self._companies_by_word(search.words) if search.company is None else {}
        wide = TicketSearch(
            words=search.words,
            company=search.company,
            resource=search.resource,
            open=None,
            limit=_LOOKED_THROUGH * 2,
            loosely=True,
            companies=tuple({id_ for ids in known.values() for id_ in ids}),
        )
        there = await self._backend.find_tickets(wide)
        fits = [
            ticket
            for ticket in there
            if all_fit(search.words, ticket, known)
            and (wish.open is None or ticket.closed is not wish.open)
        ]
        if fits:
            return await self._answer(fits, wish, search.words, me, known=known)
        near = nearest(search.words, there, known, me)
        return await self._answer([], wish, search.words, me, near=near, known=known)

    async def _companies_by_word(self, words: Sequence[str]) -> dict[str, list[int]]:
        """The companies that each word may mean; none where they cannot be had all at once."""
        try:
            rows = await self._catalog.companies.known()
        except TimeDeskError:  # the words are looked for as they are
            return {}
        meant = {word: [row.id for row in self._companies(word, rows)] for word in words}
        return {word: ids for word, ids in meant.items() if 0 < len(ids) <= _MOST_COMPANIES}

    async def _company(self, wish: TicketWish) -> Company:
        return await self._catalog.company(wish.company or "", for_new=False)

    def _companies(self, word: str, rows: Sequence[Company]) -> list[Company]:
        alias = self._catalog.names.alias(AliasTable.COMPANY, word)
        said = take_apart(alias or word, Naming.FIRMS)
        fits = exactly(said, rows, _names)
        return fits or ([] if alias else in_parts(said, rows, _names))

    async def _answer(
        self,
        found: Sequence[Ticket],
        wish: TicketWish,
        words: Sequence[str],
        me: Member,
        *,
        near: Sequence[Ticket] = (),
        known: dict[str, list[int]] | None = None,
    ) -> FoundTickets:
        in_order = likeliest(found, me)
        said = []
        if wish.company:  # which the catalog remembers
            said = [Place(wish.company, ((await self._company(wish)).name,), in_summary=False)]
        return FoundTickets(
            tickets=in_order[: wish.limit],
            more=len(found) > wish.limit,
            zone=await self._people.zone(me),
            sandbox=await self._catalog.is_sandbox(),
            mine=frozenset(ticket.id for ticket in (*found, *near) if is_mine(ticket, me)),
            places=[*said, *(places(words, found, known or {}) if found else ())],
            near=near,
            left_out=_left_out(wish, words),
        )


def _names(row: Company) -> tuple[str, str]:
    return row.name, row.identifier


def _left_out(wish: TicketWish, words: Sequence[str]) -> list[str]:
    return [word for word in words_said(wish.text or "") if word not in words] if words else []
