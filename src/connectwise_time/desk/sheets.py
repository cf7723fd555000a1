"""Look at time sheets: whose they are, what is on them, and what should be seen before more."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from connectwise_time.desk.approvers import Approvers
from connectwise_time.desk.catalog import Catalog
from connectwise_time.desk.people import People
from connectwise_time.desk.ports import Backend, Clock
from connectwise_time.desk.results import FoundSheets, Reviewed, SheetRow
from connectwise_time.desk.reviewing import Reviewing
from connectwise_time.desk.sent_back import EVERYBODY, SendingBack
from connectwise_time.domain.entries import LoggedTime, TimeSearch
from connectwise_time.domain.models import Member
from connectwise_time.domain.review import Review
from connectwise_time.domain.sheets import FilledSheet, SheetSearch, TimeSheet
from connectwise_time.domain.statuses import (
    SUBMITTABLE,
    in_words,
    means_unbilled,
    statuses_said,
)
from connectwise_time.domain.wishes import SheetsWish
from connectwise_time.domain.words.periods import read_period
from connectwise_time.errors import Ambiguous, NotFound, Refused

_CHOICES = 8


class Sheets:
    """The time sheets, read."""

    def __init__(
        self,
        backend: Backend,
        people: People,
        catalog: Catalog,
        approvers: Approvers,
        clock: Clock,
        *,
        reviewing: Reviewing,
        sending_back: SendingBack,
    ) -> None:
        self._backend = backend
        self._people = people
        self._catalog = catalog
        self._approvers = approvers
        self._clock = clock
        self._reviewing = reviewing
        self._sending_back = sending_back

    async def listed(self, wish: SheetsWish) -> FoundSheets:
        """Sheets of a member, of the team, or of everybody, newest period first.

        Raises:
            Refused: A filter cannot be understood.
        """
        if wish.status is not None and means_unbilled(wish.status):
            raise Refused(
                "Unbilled is said of entries, not of timesheets.",
                remedy="Use search_time with unbilled, or another status here.",
            )
        since, until = await self.days(wish.period)
        members = await self._whose(wish)
        tenant = await self._catalog.tenant()
        statuses: tuple[str, ...] = ()
        if wish.status:
            statuses = statuses_said(wish.status, documented=tenant.decides_by_entry)
        search = SheetSearch(
            members=tuple(member.id for member in members),
            statuses=statuses,
            since=since,
            until=until,
        )
        found: Sequence[TimeSheet] = ()
        if members or not wish.team:
            found = await self._backend.sheets(search)
        ordered = sorted(found, key=lambda s: (-s.first.toordinal(), s.member.name, s.id))
        looked = await self.look_at(await self.filled(ordered[: wish.limit]))
        rows = [await self._row(review) for review in looked]
        have = {sheet.member.id for sheet in found}
        return FoundSheets(
            since=since,
            until=until,
            rows=tuple(rows),
            more=max(0, len(ordered) - wish.limit),
            without=tuple(m.named for m in members if m.id not in have and not statuses),
            whom="your team" if wish.team else ", ".join(m.name for m in members) or "everybody",
            statuses=statuses,
            sandbox=tenant.sandbox,
        )

    async def days(self, period: str | None) -> tuple[date, date]:
        """The days that are meant; last week and this one else."""
        zone = await self._people.zone(await self._people.me())
        said = period if period is not None else "this week"
        calendar = await self._catalog.weeks.calendar(self._clock(), zone, said)
        named = read_period(said, calendar)
        since = named.since if period is not None else named.since - timedelta(days=7)
        return since, named.until

    async def _whose(self, wish: SheetsWish) -> Sequence[Member]:
        if wish.team:
            return await self._approvers.team()
        if wish.member is not None and wish.member.strip().casefold() in EVERYBODY:
            return ()
        me = await self._people.me()
        return [me if wish.member is None else await self._people.find(wish.member)]

    async def _row(self, looked: Review) -> SheetRow:
        return SheetRow(looked, await self.approver_name(looked.sheet.member.id))

    async def approver_name(self, member: int) -> str:
        """Who approves a member's time; empty where nobody is named."""
        everybody = {row.id: row for row in await self._people.everybody()}
        approver = everybody[member].approver if member in everybody else None
        if approver is None:
            return ""
        return everybody[approver.id].name if approver.id in everybody else approver.name

    async def look(self, filled: FilledSheet) -> Review:
        """A sheet looked over, in its member's days."""
        [looked] = await self.look_at([filled])
        return looked

    async def look_at(self, sheets: Sequence[FilledSheet]) -> list[Review]:
        """Sheets looked over, in the same order."""
        return await self._reviewing.look(sheets)

    async def look_for_a_plan(self, sheets: Sequence[FilledSheet]) -> list[Review]:
        """The same, with all that is expected of today: it says the same at any minute of it."""
        return await self._reviewing.look(sheets, whole_today=True)

    async def reviewed(
        self, *, timesheet: int | None, member: str | None, period: str | None
    ) -> Reviewed:
        """One sheet with everything on it, and why something of it was sent back."""
        sheet = await self.one(timesheet=timesheet, member=member, period=period)
        [filled] = await self.filled([sheet])
        looked = await self.look(filled)
        zone = await self._people.zone_of(sheet.member.id)
        return Reviewed(
            review=looked,
            approver=await self.approver_name(sheet.member.id),
            sent_back=await self._sending_back.reasons(filled.entries),
            zone=zone,
            sandbox=await self._catalog.is_sandbox(),
        )

    async def one(
        self, *, timesheet: int | None, member: str | None = None, period: str | None = None
    ) -> TimeSheet:
        """The sheet that is meant: by id, or a member's of a period.

        Raises:
            Ambiguous: Several fit.
            NotFound: None does.
        """
        if timesheet is not None:
            return await self.existing(timesheet)
        found = await self.of_member(member, period or "this week")
        return self.only(found, "Give the id of one of them as timesheet")

    async def existing(self, number: int) -> TimeSheet:
        """The sheet with that id.

        Raises:
            NotFound: There is none, or the key may not see it.
        """
        found = await self._backend.sheet(number)
        if found is None:
            raise NotFound(
                f"There is no timesheet {number} that this key may see.",
                remedy="Look the sheet up with list_timesheets.",
            )
        return found

    async def with_ids(self, numbers: Iterable[int]) -> Sequence[TimeSheet]:
        """The sheets with these ids, as far as they are there."""
        ids = tuple(sorted(set(numbers)))
        return await self._backend.sheets(SheetSearch(ids=ids)) if ids else ()

    async def of_member(self, member: str | None, period: str | None) -> Sequence[TimeSheet]:
        """A member's sheets in a period, oldest first.

        Raises:
            NotFound: There is none.
        """
        whose = await self._people.me() if member is None else await self._people.find(member)
        since, until = await self.days(period)
        search = SheetSearch(members=(whose.id,), since=since, until=until)
        found = sorted(await self._backend.sheets(search), key=lambda s: (s.first, s.id))
        if not found:
            last = until - timedelta(days=1)
            raise NotFound(
                f"{whose.name} has no timesheet from {since} to {last}.",
                remedy="A sheet is there once time is logged; list_timesheets shows which are.",
            )
        return found

    async def mine_to_submit(self) -> TimeSheet:
        """My one sheet that can be handed in, of this week and the last.

        Raises:
            Ambiguous: There are two.
            NotFound: There is none.
        """
        all_mine = await self.of_member(None, None)
        found = [s for s in all_mine if s.status in SUBMITTABLE and s.hours]
        if not found:
            told = "; ".join(
                f"timesheet {s.id}, {s.first} to {s.last}, is {in_words(s.status)}"
                for s in all_mine
            )
            raise NotFound(
                f"There is nothing to hand in of this and last week: {told}.",
                remedy="Give period or timesheet for another one; list_timesheets shows them.",
            )
        return self.only(found, "Ask which, and give its id as timesheet")

    @staticmethod
    def only(found: Sequence[TimeSheet], remedy: str) -> TimeSheet:
        """The one sheet of several.

        Raises:
            Ambiguous: There are more.
        """
        if len(found) == 1:
            return found[0]
        choices = "; ".join(
            f"timesheet {s.id}: {s.member.name}, {s.first} to {s.last}, {in_words(s.status)}"
            for s in found[:_CHOICES]
        )
        raise Ambiguous(f"{len(found)} timesheets fit.", remedy=f"{remedy}: {choices}.")

    async def filled(self, sheets: Sequence[TimeSheet]) -> list[FilledSheet]:
        """The sheets with all their entries, in the same order."""
        entries: dict[int, list[LoggedTime]] = {sheet.id: [] for sheet in sheets}
        if sheets:
            search = TimeSearch(sheets=tuple(entries), whole=True)
            async for batch in self._backend.entries(search):
                for entry in batch:
                    if entry.sheet is not None and entry.sheet.id in entries:
                        entries[entry.sheet.id].append(entry)
        return [
            FilledSheet(sheet, tuple(sorted(entries[sheet.id], key=lambda e: e.id or 0)))
            for sheet in sheets
        ]
