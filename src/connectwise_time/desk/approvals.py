"""The manager's desk: the sheets that wait for somebody's approval."""

from datetime import date

from connectwise_time.desk.approvers import Approvers
from connectwise_time.desk.catalog import Catalog
from connectwise_time.desk.people import People
from connectwise_time.desk.ports import Backend
from connectwise_time.desk.results import FoundSheets, SheetRow
from connectwise_time.desk.sheets import Sheets
from connectwise_time.domain.approving import Approver, Deciders, Turn, is_ones_desk, turn_of
from connectwise_time.domain.entries import TimeSearch
from connectwise_time.domain.sheets import WAITING, FilledSheet, TimeSheet
from connectwise_time.domain.wishes import SheetsWish


class Approvals:
    """What waits, and for whom."""

    def __init__(
        self,
        backend: Backend,
        *,
        people: People,
        catalog: Catalog,
        approvers: Approvers,
        sheets: Sheets,
    ) -> None:
        self._backend = backend
        self._people = people
        self._catalog = catalog
        self._approvers = approvers
        self._sheets = sheets

    async def waiting(self, wish: SheetsWish) -> FoundSheets:
        """Sheets that wait for the caller, oldest first.

        With `wish.team` false, also those that wait for others and that the caller may decide.
        """
        approver = await self._approvers.current()
        since, until = None, None
        if wish.period is not None:
            since, until = await self._sheets.days(wish.period)
        whose = await self._people.find(wish.member) if wish.member is not None else None
        search = TimeSearch(
            members=(whose.id,) if whose else (), statuses=await self._waiting_words(), whole=True
        )
        numbers: set[int] = set()
        async for batch in self._backend.entries(search):
            numbers |= {entry.sheet.id for entry in batch if entry.sheet is not None}
        sheets = await self._sheets.with_ids(numbers)
        inside = [s for s in sheets if _overlaps(s, since, until)]
        filled = await self._sheets.filled(sorted(inside, key=lambda s: (s.first, s.id)))
        deciders = await self._approvers.deciders(e for f in filled for e in f.entries)
        assigned = [f for f in filled if is_ones_desk(f, approver, deciders)]
        possible = [f for f in filled if isinstance(turn_of(f, approver, deciders), Turn)]
        chosen = assigned if wish.team else possible
        rows = [await self._row(f, approver, deciders) for f in chosen[: wish.limit]]
        notices = []
        if wish.team and len(possible) > len(assigned):
            others = len(possible) - len(assigned)
            notices.append(f"{others} more wait for other approvers; team=false shows them.")
        return FoundSheets(
            since=since,
            until=until,
            rows=tuple(rows),
            more=max(0, len(chosen) - wish.limit),
            whom=whose.name if whose else "everybody",
            approver=approver.member.name,
            notices=tuple(notices),
            tenant=await self._catalog.tenant(),
        )

    async def _waiting_words(self) -> tuple[str, ...]:
        by_entry = (await self._catalog.tenant()).decides_by_entry
        return tuple(word for word in WAITING if (word == "Submitted") is by_entry)

    async def _row(self, filled: FilledSheet, approver: Approver, deciders: Deciders) -> SheetRow:
        turn = turn_of(filled, approver, deciders)
        stage = turn.stage if isinstance(turn, Turn) else None
        return SheetRow(
            review=await self._sheets.look(filled),
            approver=await self._sheets.approver_name(filled.sheet.member.id),
            waits=stage.value if stage else "",
        )


def _overlaps(sheet: TimeSheet, since: date | None, until: date | None) -> bool:
    return (since is None or sheet.last >= since) and (until is None or sheet.first < until)
