"""Look at time sheets: whose they are, what is on them, and what should be seen before more."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from connectwise_time.desk.approvers import Approvers
from connectwise_time.desk.catalog import Catalog
from connectwise_time.desk.people import People
from connectwise_time.desk.ports import Backend, Clock
from connectwise_time.desk.results import FoundSheets, Reviewed, SentBack, SheetRow
from connectwise_time.domain.entries import LoggedTime, TimeSearch
from connectwise_time.domain.models import Member
from connectwise_time.domain.reasons import reason_now, unmarked_reason
from connectwise_time.domain.review import Review, review
from connectwise_time.domain.sheets import FilledSheet, SheetSearch, Step, TimeSheet
from connectwise_time.domain.statuses import (
    REJECTED,
    SUBMITTABLE,
    in_words,
    means_unbilled,
    statuses_said,
)
from connectwise_time.domain.when import local_day
from connectwise_time.domain.wishes import SheetsWish
from connectwise_time.domain.words.periods import read_period
from connectwise_time.errors import Ambiguous, NotFound, Refused, TimeDeskError

_TRAILS = 10
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
    ) -> None:
        self._backend = backend
        self._people = people
        self._catalog = catalog
        self._approvers = approvers
        self._clock = clock

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
        rows = [await self._row(filled) for filled in await self.filled(ordered[: wish.limit])]
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
        if wish.member is not None and wish.member.strip().casefold() in {"everybody", "everyone"}:
            return ()
        me = await self._people.me()
        return [me if wish.member is None else await self._people.find(wish.member)]

    async def _row(self, filled: FilledSheet) -> SheetRow:
        looked = await self.look(filled)
        approver = await self.approver_name(filled.sheet.member.id)
        return SheetRow(looked, approver)

    async def approver_name(self, member: int) -> str:
        """Who approves a member's time; empty where nobody is named."""
        everybody = {row.id: row for row in await self._people.everybody()}
        approver = everybody[member].approver if member in everybody else None
        if approver is None:
            return ""
        return everybody[approver.id].name if approver.id in everybody else approver.name

    async def look(self, filled: FilledSheet) -> Review:
        """A sheet looked over, in its member's days."""
        zone = await self._people.zone_of(filled.sheet.member.id)
        tenant = await self._catalog.tenant()
        named = await self._catalog.named(filled.entries)
        return review(
            FilledSheet(filled.sheet, tuple(named)),
            zone=zone,
            today=local_day(self._clock(), zone),
            requires_notes=tenant.requires_notes,
        )

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
            sent_back=await self._sent_back([e for e in filled.entries if _is_back(e)]),
            zone=zone,
            sandbox=await self._catalog.is_sandbox(),
        )

    async def _sent_back(self, back: Sequence[LoggedTime]) -> tuple[SentBack, ...]:
        """Why each was sent back, by whom and when.

        A sheet that was sent back as a whole has its reason in one entry, which speaks for the
        others. Where nobody left our mark, all of an entry's internal notes may be the reason.
        """
        # Those with notes first, so that what a person reads tells who wrote it.
        first = sorted(back, key=lambda e: not e.internal_notes.strip())[:_TRAILS]
        trails = {entry.id: await self._trail(entry.id or 0) for entry in first}
        told = {e.id: reason_now(e.internal_notes, trails.get(e.id, ())) for e in back}
        speaker = next((number for number, why in told.items() if why is not None), None)
        found = []
        for entry in back:
            step = _rejection(trails.get(entry.id, ()))
            why = told[entry.id]
            if why is None and speaker is None:
                why = unmarked_reason(entry.internal_notes)
            found.append(
                SentBack(
                    entry=entry.id or 0,
                    why=why or "",
                    see=speaker if why is None else None,
                    by=step.by.name if step and step.by else "",
                    at=step.at if step else None,
                )
            )
        return tuple(found)

    async def _trail(self, entry: int) -> Sequence[Step]:
        try:
            return await self._backend.trail(entry)
        except TimeDeskError:  # the trail is a comfort: the rest of the review stands without it
            return ()

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


def _is_back(entry: LoggedTime) -> bool:
    return entry.status in REJECTED and entry.id is not None


def _rejection(trail: Sequence[Step]) -> Step | None:
    """The latest step that sent something back."""
    return next((s for s in reversed(trail) if s.of_status and s.after in REJECTED), None)
