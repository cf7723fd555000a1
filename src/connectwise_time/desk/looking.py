"""Look at what plans stand on, before and after: in few questions, however many things it is."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from connectwise_time.desk.ports import Backend, Clock, Crew
from connectwise_time.domain.entries import LoggedTime, TimeSearch
from connectwise_time.domain.looks import (
    entry_part,
    looks_of_entry,
    looks_of_sheet,
    sheet_part,
    status_in,
)
from connectwise_time.domain.plans import (
    Doing,
    Item,
    Kind,
    leads_to,
)
from connectwise_time.domain.sheets import SheetSearch, TimeSheet

# Up to here all that a plan stands on is read again; beyond, only what changed meanwhile.
_FEW = 20
# Ids in one search for entries, of which several run at once.
_AT_ONCE = 300
# So many sheets may come for one that is asked for, instead of asking for each by its id.
_CLOSE = 4


class Looking:
    """Reads sheets and entries for plans.

    Args:
        backend: ConnectWise.
        crew: Asks several questions at once.
        clock: Tells which dates lie ahead.
    """

    def __init__(self, backend: Backend, crew: Crew, clock: Clock) -> None:
        self._backend = backend
        self._crew = crew
        self._clock = clock

    async def looks(self, items: Sequence[Item]) -> dict[str, str]:
        """What everything that the items stand on looks like now."""
        sheets = [item for item in items if item.kind is Kind.SHEET]
        looks: dict[str, str] = {}
        if sheets:
            looks |= await self._looks_of_sheets(sheets)
        if entries := tuple(item.id for item in items if item.kind is Kind.ENTRY):
            for entry in await self._entries(entries):
                looks[entry_part(entry.id or 0)] = looks_of_entry(entry)
        return looks

    async def _looks_of_sheets(self, items: Sequence[Item]) -> dict[str, str]:
        ids = tuple(item.id for item in items)
        within = (min(ids), max(ids))
        dated = all("@" in look for item in items for _, look in item.covers)
        few = len(items) <= _FEW or not dated
        if few:
            search = SheetSearch(ids=ids)
            of_entries = TimeSearch(sheets=ids, whole=True)
        else:
            # One page each, however many they are, instead of a page for every thousand entries.
            statuses = tuple(sorted({item.status for item in items}))
            search = SheetSearch(statuses=statuses, within=within)
            of_entries = TimeSearch(
                sheets_within=within, changed_since=self._newest(items), whole=True
            )
        looks = {} if few else {name: look for item in items for name, look in item.covers[1:]}
        wanted = frozenset(ids)
        for sheet in await self._backend.sheets(search):
            if sheet.id in wanted:
                looks[sheet_part(sheet.id)] = looks_of_sheet(sheet)
        async for batch in self._backend.entries(of_entries):
            for entry in batch:
                if entry.sheet is not None and entry.sheet.id in wanted:
                    looks[sheet_part(entry.sheet.id, entry.id)] = looks_of_entry(entry)
        return looks

    def _newest(self, items: Sequence[Item]) -> datetime | None:
        """When the latest of all that is covered last changed; what changed since came later.

        Without dates that lie ahead, which would hide every change before them.
        """
        told = {look.partition("@")[2] for item in items for _, look in item.covers}
        dates = [datetime.fromisoformat(text) for text in told if text]
        return max((date for date in dates if date <= self._clock()), default=None)

    async def _entries(self, numbers: Sequence[int]) -> list[LoggedTime]:
        """Entries by id, however many, as they are now."""
        found: list[LoggedTime] = []

        async def look(some: Sequence[int]) -> None:
            async for batch in self._backend.entries(TimeSearch(ids=tuple(some), whole=True)):
                found.extend(batch)

        parts = [numbers[at : at + _AT_ONCE] for at in range(0, len(numbers), _AT_ONCE)]
        await self._crew.together(parts, look)
        return found

    async def now(
        self, doing: Doing, items: Sequence[Item]
    ) -> tuple[dict[str, str], frozenset[str]]:
        """The statuses that items are in now, and which of them moved only inside."""
        now = await self._statuses(items)
        same = [item for item in items if now.get(item.key) == item.status]
        return now, await self._moved_inside(doing, same)

    async def _moved_inside(self, doing: Doing, items: Sequence[Item]) -> frozenset[str]:
        """Sheets with entries that were acted on, though the sheet itself shows what it did.

        A sheet that shows what was sent back goes on showing it when the rest is decided.
        """
        sheets = tuple(item.id for item in items if item.kind is Kind.SHEET)
        now: dict[str, str] = {}
        if sheets:
            async for batch in self._backend.entries(TimeSearch(sheets=sheets, whole=True)):
                for entry in batch:
                    if entry.sheet is not None:
                        now[sheet_part(entry.sheet.id, entry.id)] = entry.status or ""
        return frozenset(
            item.key
            for item in items
            if any(
                leads_to(doing, status_in(look), now[name])
                for name, look in item.covers
                if name in now and now[name] != status_in(look)
            )
        )

    async def _statuses(self, items: Sequence[Item]) -> dict[str, str]:
        """Statuses of what items are about, by key; without those that are gone."""
        found: dict[str, str] = {}
        if ids := tuple(item.id for item in items if item.kind is Kind.SHEET):
            sheets: Iterable[TimeSheet] = await self._backend.sheets(_named(ids))
            found = {sheet_part(sheet.id): sheet.status for sheet in sheets}
        if ids := tuple(item.id for item in items if item.kind is Kind.ENTRY):
            for entry in await self._entries(ids):
                found[entry_part(entry.id or 0)] = entry.status or ""
        return found


def _named(sheets: tuple[int, ...]) -> SheetSearch:
    """A search that brings these sheets, and others too where that takes fewer questions.

    Long lists of ids do not fit into one question; a range of them does.
    """
    low, high = min(sheets), max(sheets)
    lie_close = len(sheets) > _FEW and high - low < _CLOSE * len(sheets)
    return SheetSearch(within=(low, high)) if lie_close else SheetSearch(ids=sheets)
