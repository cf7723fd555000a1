"""The manager's desk: the sheets that wait for somebody's approval."""

from datetime import date

from connectwise_time.desk.approvers import Approvers
from connectwise_time.desk.catalog import Catalog
from connectwise_time.desk.people import People
from connectwise_time.desk.ports import Backend
from connectwise_time.desk.results import FoundSheets, SheetRow
from connectwise_time.desk.sheets import Sheets
from connectwise_time.domain.approving import NotNow, Turn, is_ones_desk, turn_of
from connectwise_time.domain.entries import LoggedTime, TimeSearch
from connectwise_time.domain.models import Member
from connectwise_time.domain.review import Review
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
        partly = [f for f in await self._partly(whose) if _overlaps(f.sheet, since, until)]
        deciders = await self._approvers.deciders(e for f in partly for e in f.entries)
        assigned = [f.sheet for f in partly if is_ones_desk(f, approver, deciders)]
        possible = [f.sheet for f in partly if isinstance(turn_of(f, approver, deciders), Turn)]
        chosen = assigned if wish.team else possible
        shown = await self._sheets.filled(chosen[: wish.limit])
        looked = await self._sheets.look_at(shown)
        turns = [turn_of(filled, approver, deciders) for filled in shown]
        rows = [await self._row(*pair) for pair in zip(looked, turns, strict=True)]
        return FoundSheets(
            since=since,
            until=until,
            rows=tuple(rows),
            more=max(0, len(chosen) - wish.limit),
            whom=whose.name if whose else "everybody",
            approver=approver.member.name,
            notices=_notices(
                others=len(possible) - len(chosen) if wish.team else 0, told=deciders.told
            ),
            sandbox=await self._catalog.is_sandbox(),
        )

    async def _partly(self, whose: Member | None) -> list[FilledSheet]:
        """Sheets with what waits on them, oldest first; everybody's where nobody is named.

        Entries are asked for, not sheets by status: one that was sent back in part shows that,
        while the rest of it waits.
        """
        search = TimeSearch(
            members=(whose.id,) if whose else (), statuses=await self._waiting_words(), whole=True
        )
        waiting: dict[int, list[LoggedTime]] = {}
        async for batch in self._backend.entries(search):
            for entry in batch:
                if entry.sheet is not None:
                    waiting.setdefault(entry.sheet.id, []).append(entry)
        sheets = sorted(await self._sheets.with_ids(waiting), key=lambda s: (s.first, s.id))
        return [FilledSheet(sheet, tuple(waiting[sheet.id])) for sheet in sheets]

    async def _waiting_words(self) -> tuple[str, ...]:
        by_entry = (await self._catalog.interface()).decides_by_entry
        return tuple(word for word in WAITING if (word == "Submitted") is by_entry)

    async def _row(self, looked: Review, turn: Turn | NotNow) -> SheetRow:
        return SheetRow(
            review=looked,
            approver=await self._sheets.approver_name(looked.sheet.member.id),
            waits=turn.stage.value if isinstance(turn, Turn) else "",
        )


def _overlaps(sheet: TimeSheet, since: date | None, until: date | None) -> bool:
    return (since is None or sheet.last >= since) and (until is None or sheet.first < until)


def _notices(*, others: int, told: bool) -> tuple[str, ...]:
    """What else should be known of a desk: how much is on others', and what is not told."""
    notices = []
    if others:
        notices.append(f"{others} more wait for other approvers; team=false shows them.")
    if not told:
        notices.append(
            "These keys may not see who approves whom (System › Member Maintenance: Inquire"
            " All), so some of these may wait for somebody else."
        )
    return tuple(notices)
