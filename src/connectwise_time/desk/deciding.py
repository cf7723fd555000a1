"""Plan to approve time or to send it back: whose turn it is, and what rides along. No writes."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import replace

from connectwise_time.desk.approvers import Approvers
from connectwise_time.desk.catalog import Catalog
from connectwise_time.desk.people import People
from connectwise_time.desk.plans import Plans
from connectwise_time.desk.ports import Backend, Clock
from connectwise_time.desk.results import Proposed
from connectwise_time.desk.sheets import Sheets
from connectwise_time.domain.approving import (
    SOMEBODY_ELSE,
    Approver,
    Deciders,
    NotNow,
    Turn,
    is_assigned,
    nothing_waits,
    turn_of,
)
from connectwise_time.domain.decisions import (
    SHOWN,
    Choice,
    approval,
    check_rejects_entries,
    check_whole,
    not_taken,
    nothing_to_do,
    rejectable,
    sheet_name,
    sheets_of,
    stays_behind,
    told_left_out,
    why_not,
)
from connectwise_time.domain.entries import LoggedTime, TimeSearch
from connectwise_time.domain.items import one_entry, part_of_sheet
from connectwise_time.domain.plans import Doing, Item, Plan
from connectwise_time.domain.reasons import plain_reason, with_reason
from connectwise_time.domain.review import Review
from connectwise_time.domain.sheets import FilledSheet, stage_of
from connectwise_time.domain.when import local_day
from connectwise_time.domain.wishes import DecisionWish
from connectwise_time.errors import NotFound, Refused

_FOR_OWNERS = frozenset({"locked_entries", "deadline_passed", "deadline_near", "empty_sheet"})
"""Rules of a review that speak to whose time it is; the others are for whoever decides."""


class Deciding:
    """Makes the plans of those who decide about time."""

    def __init__(
        self,
        backend: Backend,
        plans: Plans,
        *,
        people: People,
        catalog: Catalog,
        approvers: Approvers,
        sheets: Sheets,
        clock: Clock,
    ) -> None:
        self._backend = backend
        self._plans = plans
        self._people = people
        self._catalog = catalog
        self._approvers = approvers
        self._sheets = sheets
        self._clock = clock

    async def approve(self, wish: DecisionWish) -> Proposed:
        """A plan to approve time.

        Raises:
            Ambiguous: Entries are named that share a sheet with others, and ConnectWise approves
                whole sheets.
            Refused: Nothing of it can be approved, or the keys may not approve.
        """
        approver = await self._approvers.current()
        entries, sheets = await self._named(wish)
        if (await self._catalog.interface()).decides_by_entry:
            return await self._decide_entries(Doing.APPROVE, entries, sheets, approver)
        if entries:
            sheets = await self._sheets.filled(await self._sheets.with_ids(sheets_of(entries)))
        deciders = await self._approvers.deciders(e for f in sheets for e in f.entries)
        here = {filled.sheet.id for filled in sheets}
        lost = [e for e in entries if e.sheet is None or e.sheet.id not in here]
        choice = Choice([], [f"entry {e.id}: its sheet cannot be seen" for e in lost])
        named = {entry.id for entry in entries}
        reviews = {look.sheet.id: look for look in await self._sheets.look_for_a_plan(sheets)}
        for filled in sheets:
            turn = turn_of(filled, approver, deciders)
            if isinstance(turn, NotNow):
                choice.left_out.append(await self._left_out(filled, turn))
                continue
            if entries:
                choice.left_out += not_taken(turn, named, approver, deciders)
                if not any(entry.id in named for entry in turn.taken):
                    continue
                check_whole(turn, named)
            choice.items.append(approval(turn))
            choice.notices += stays_behind(turn)
            looked = reviews[filled.sheet.id]
            choice.notices += await self._worth_knowing(turn, approver, deciders, looked)
        return await self._propose(Doing.APPROVE, approver, choice)

    async def _left_out(self, filled: FilledSheet, why: NotNow) -> str:
        """Why a sheet is left out, with the name of whoever it waits for."""
        name = await self._people.name_of(why.waits_for)
        told = why.why.replace(SOMEBODY_ELSE, name or SOMEBODY_ELSE)
        return f"{sheet_name(filled.sheet)}: {told}"

    async def _worth_knowing(
        self, turn: Turn, approver: Approver, deciders: Deciders, looked: Review
    ) -> list[str]:
        """What whoever decides should see of a sheet: its findings, and for whom it waits."""
        sheet, told = turn.filled.sheet, []
        if not any(is_assigned(e, turn.stage, approver, deciders) for e in turn.taken):
            whose = deciders.decider(turn.taken[0], turn.stage)
            name = await self._people.name_of(whose)
            told.append(f"{sheet_name(sheet)} waits for {name or 'nobody in particular'}.")
        return told + [
            f"{sheet_name(sheet)}: {finding.says}"
            for finding in looked.findings
            if finding.rule not in _FOR_OWNERS
        ]

    async def reject(self, wish: DecisionWish, reason: str) -> Proposed:
        """A plan to send time back.

        Raises:
            Refused: Nothing of it can be sent back, the keys may not, or this ConnectWise is too
                old to reject single entries.
        """
        reason = plain_reason(reason)
        approver = await self._approvers.current()
        entries, sheets = await self._named(wish)
        tenant = await self._catalog.tenant()
        if tenant.decides_by_entry:
            return await self._decide_entries(Doing.REJECT, entries, sheets, approver, reason)
        if entries:
            check_rejects_entries(tenant.version, entries)
            return await self._decide_entries(Doing.REJECT, entries, (), approver, reason)
        deciders = await self._approvers.deciders(e for f in sheets for e in f.entries)
        choice = Choice()
        for filled in sheets:
            taken = rejectable(filled, approver, deciders)
            if isinstance(taken, NotNow):
                choice.left_out.append(await self._left_out(filled, taken))
                continue
            item = await self._noted(part_of_sheet(filled, taken), taken[0], approver, reason)
            choice.items.append(item)
            choice.notices.append(
                f"The reason goes into the internal notes of entry {item.notes_in}, for all of"
                f" {sheet_name(filled.sheet)}."
            )
            if rest := len(filled.entries) - len(taken):
                sheet = sheet_name(filled.sheet)
                choice.notices.append(f"{sheet}: {rest} other entries stay as they are.")
        return await self._propose(Doing.REJECT, approver, choice, reason)

    async def _decide_entries(
        self,
        doing: Doing,
        named: Sequence[LoggedTime],
        sheets: Sequence[FilledSheet],
        approver: Approver,
        reason: str = "",
    ) -> Proposed:
        """Decide entry by entry: about those that were named, or that wait in these sheets."""
        waiting = {f.sheet.id: [e for e in f.entries if stage_of(e.status)] for f in sheets}
        entries = [*named, *(entry for some in waiting.values() for entry in some)]
        deciders = await self._approvers.deciders(entries)
        by_entry = (await self._catalog.interface()).decides_by_entry
        zone_of = await self._people.zones()
        idle = [f.sheet for f in sheets if not waiting[f.sheet.id]]
        choice = Choice(left_out=[f"{sheet_name(s)}: {nothing_waits(s)}" for s in idle])
        for entry in await self._catalog.named(entries):
            why = why_not(entry, approver, deciders, open_too=by_entry)
            zone = zone_of(entry.member.id if entry.member else None)
            if why:
                choice.left_out.append(f"entry {entry.id}: {why}")
            else:
                day = f"{entry.start.astimezone(zone):%Y-%m-%d}" if entry.start else ""
                item = await self._noted(one_entry(entry, day), entry, approver, reason)
                choice.items.append(item)
        return await self._propose(doing, approver, choice, reason)

    async def _noted(self, item: Item, entry: LoggedTime, approver: Approver, reason: str) -> Item:
        """The item, with the entry's internal notes as they will be with the reason."""
        if not reason:
            return item
        zone = await self._people.zone_of(approver.member.id)
        today = local_day(self._clock(), zone)
        notes = with_reason(entry.internal_notes, reason, by=approver.member.name, day=today)
        return replace(item, notes_in=entry.id, notes=notes)

    async def _propose(
        self, doing: Doing, approver: Approver, choice: Choice, reason: str = ""
    ) -> Proposed:
        if not choice.items:
            raise nothing_to_do(doing, choice.left_out)
        whose = {item.owner.id for item in choice.items if item.owner}
        acting = approver.member
        said = []
        if acting.id != (await self._approvers.key()).id:
            said.append(f"The keys decide for {acting.name}.")
        if whose & approver.own:
            said.append("Your own time is among it.")
        said += told_left_out(choice.left_out)
        notices = (*said, *choice.notices)
        plan = Plan(doing, acting, tuple(choice.items), reason, notices=notices)
        return await self._plans.propose(plan)

    async def _named(self, wish: DecisionWish) -> tuple[list[LoggedTime], list[FilledSheet]]:
        """The entries or the sheets that are meant."""
        ways = [bool(wish.entries), bool(wish.timesheets), wish.member is not None]
        if sum(ways) != 1:
            raise Refused(
                "It is not said, or said in several ways, which time.",
                remedy="Give one of entries, timesheets, or member with period; list_approvals"
                " shows what waits.",
            )
        if wish.entries:
            return await self._entries(wish.entries), []
        if wish.member is not None:
            found = await self._sheets.of_member(wish.member, wish.period)
            return [], await self._sheets.filled(found)
        wanted = tuple(dict.fromkeys(wish.timesheets))
        sheets = {s.id: s for s in await self._sheets.with_ids(wanted)}
        _check_all_there("timesheet", wanted, sheets, "list_timesheets")
        return [], await self._sheets.filled([sheets[number] for number in wanted])

    async def _entries(self, numbers: tuple[int, ...]) -> list[LoggedTime]:
        wanted = tuple(dict.fromkeys(numbers))
        found: dict[int, LoggedTime] = {}
        async for batch in self._backend.entries(TimeSearch(ids=wanted, whole=True)):
            found |= {entry.id: entry for entry in batch if entry.id is not None}
        _check_all_there("time entry", wanted, found, "search_time")
        return [found[number] for number in wanted]


def _check_all_there(what: str, wanted: Iterable[int], found: Container[int], tool: str) -> None:
    missing = [number for number in wanted if number not in found]
    if missing:
        raise NotFound(
            f"There is no {what} {', '.join(map(str, missing[:SHOWN]))} that this key may see.",
            remedy=f"Look with {tool}; nothing was done.",
        )
