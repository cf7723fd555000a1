"""Plan to approve time or to send it back: whose turn it is, and what rides along. No writes."""

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from connectwise_time.desk.approvers import Approvers
from connectwise_time.desk.catalog import Catalog
from connectwise_time.desk.people import People
from connectwise_time.desk.plans import Plans
from connectwise_time.desk.ports import Backend, Clock
from connectwise_time.desk.results import FoundSheets, Proposed, SheetRow
from connectwise_time.desk.sheets import Sheets
from connectwise_time.domain.approving import (
    OWN_TIME,
    Approver,
    Deciders,
    NotNow,
    Turn,
    is_ones_desk,
    is_own,
    may_decide,
    nothing_waits,
    turn_of,
)
from connectwise_time.domain.entries import LoggedTime, TimeSearch
from connectwise_time.domain.items import charged_to, days_of, one_entry, part_of_sheet
from connectwise_time.domain.plans import Doing, Item, Plan
from connectwise_time.domain.reasons import with_reason
from connectwise_time.domain.sheets import (
    WAITING,
    FilledSheet,
    SheetSearch,
    Stage,
    TimeSheet,
    stage_of,
)
from connectwise_time.domain.statuses import REJECTED, in_words
from connectwise_time.domain.when import local_day
from connectwise_time.domain.wishes import DecisionWish, SheetsWish
from connectwise_time.errors import Ambiguous, NotFound, Refused, TimeDeskError

_SHOWN = 10
# ConnectWise rejects single entries from 2025.16 on (connectwise-api.md §2.1).
_REJECTS_ENTRIES = (2025, 16)


@dataclass(slots=True)
class _Choice:
    """What of the time that was named goes into a plan."""

    items: list[Item] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


class Deciding:
    """The manager's desk, and the plans made at it."""

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
        sheets = await self._sheets_with(numbers)
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

    async def _sheets_with(self, numbers: Iterable[int]) -> Sequence[TimeSheet]:
        ids = tuple(sorted(numbers))
        return await self._backend.sheets(SheetSearch(ids=ids)) if ids else ()

    async def _row(self, filled: FilledSheet, approver: Approver, deciders: Deciders) -> SheetRow:
        turn = turn_of(filled, approver, deciders)
        stage = turn.stage if isinstance(turn, Turn) else None
        return SheetRow(
            review=await self._sheets.look(filled),
            approver=await self._sheets.approver_name(filled.sheet.member.id),
            waits=stage.value if stage else "",
        )

    async def approve(self, wish: DecisionWish) -> Proposed:
        """A plan to approve time.

        Raises:
            Ambiguous: Entries are named that share a sheet with others, and ConnectWise approves
                whole sheets.
            Refused: Nothing of it can be approved, or the keys may not approve.
        """
        approver = await self._approvers.current()
        entries, sheets = await self._named(wish)
        if (await self._catalog.tenant()).decides_by_entry:
            chosen = entries or [e for f in sheets for e in f.entries if stage_of(e.status)]
            return await self._decide_entries(Doing.APPROVE, chosen, approver)
        if entries:
            sheets = await self._sheets.filled(await self._sheets_with(_sheets_of(entries)))
        deciders = await self._approvers.deciders(e for f in sheets for e in f.entries)
        choice = _Choice()
        named = {entry.id for entry in entries}
        for filled in sheets:
            turn = turn_of(filled, approver, deciders)
            if isinstance(turn, NotNow):
                choice.left_out.append(f"{_sheet_name(filled.sheet)}: {turn.why}")
                continue
            if entries:
                choice.left_out += _not_taken(turn, named, approver, deciders)
                if not any(entry.id in named for entry in turn.taken):
                    continue
                _check_whole(turn, named)
            choice.items.append(_approval(turn))
            choice.notices += _stays_behind(turn)
        return await self._propose(Doing.APPROVE, approver, choice)

    async def reject(self, wish: DecisionWish, reason: str) -> Proposed:
        """A plan to send time back.

        Raises:
            Refused: Nothing of it can be sent back, the keys may not, or this ConnectWise is too
                old to reject single entries.
        """
        if not reason.strip():
            raise Refused("There is no reason.", remedy="Say in reason what has to be corrected.")
        approver = await self._approvers.current()
        entries, sheets = await self._named(wish)
        tenant = await self._catalog.tenant()
        if tenant.decides_by_entry:
            chosen = entries or [e for f in sheets for e in f.entries if stage_of(e.status)]
            return await self._decide_entries(Doing.REJECT, chosen, approver, reason)
        if entries:
            _check_rejects_entries(tenant.version, entries)
            return await self._decide_entries(Doing.REJECT, entries, approver, reason)
        deciders = await self._approvers.deciders(e for f in sheets for e in f.entries)
        choice = _Choice()
        for filled in sheets:
            taken = _rejectable(filled, approver, deciders)
            if isinstance(taken, NotNow):
                choice.left_out.append(f"{_sheet_name(filled.sheet)}: {taken.why}")
                continue
            item = await self._noted(part_of_sheet(filled, taken), taken[0], approver, reason)
            choice.items.append(item)
            if rest := len(filled.entries) - len(taken):
                sheet = _sheet_name(filled.sheet)
                choice.notices.append(f"{sheet}: {rest} other entries stay as they are.")
        return await self._propose(Doing.REJECT, approver, choice, reason)

    async def _decide_entries(
        self, doing: Doing, entries: Sequence[LoggedTime], approver: Approver, reason: str = ""
    ) -> Proposed:
        deciders = await self._approvers.deciders(entries)
        by_entry = (await self._catalog.tenant()).decides_by_entry
        zone_of = await self._people.zones()
        choice = _Choice()
        for entry in await self._catalog.named(entries):
            why = _why_not(entry, approver, deciders, open_too=by_entry)
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
        self, doing: Doing, approver: Approver, choice: _Choice, reason: str = ""
    ) -> Proposed:
        if not choice.items:
            raise _nothing(doing, choice.left_out)
        whose = {item.owner.id for item in choice.items if item.owner}
        acting = approver.member
        said = []
        if acting.id != (await self._approvers.key()).id:
            said.append(f"The keys decide for {acting.name}.")
        if whose & approver.own:
            said.append("Your own time is among it.")
        if choice.left_out:
            said.append(f"Left out: {_some(choice.left_out)}.")
        notices = (*said, *choice.notices)
        plan = Plan(doing, acting, tuple(choice.items), " ".join(reason.split()), notices)
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
        sheets = {s.id: s for s in await self._backend.sheets(SheetSearch(ids=wanted))}
        _check_all_there("timesheet", wanted, sheets, "list_timesheets")
        return [], await self._sheets.filled([sheets[number] for number in wanted])

    async def _entries(self, numbers: tuple[int, ...]) -> list[LoggedTime]:
        wanted = tuple(dict.fromkeys(numbers))
        found: dict[int, LoggedTime] = {}
        async for batch in self._backend.entries(TimeSearch(ids=wanted, whole=True)):
            found |= {entry.id: entry for entry in batch if entry.id is not None}
        _check_all_there("time entry", wanted, found, "search_time")
        return [found[number] for number in wanted]


def _overlaps(sheet: TimeSheet, since: date | None, until: date | None) -> bool:
    return (since is None or sheet.last >= since) and (until is None or sheet.first < until)


def _check_all_there(what: str, wanted: Iterable[int], found: Container[int], tool: str) -> None:
    missing = [number for number in wanted if number not in found]
    if missing:
        raise NotFound(
            f"There is no {what} {', '.join(map(str, missing[:_SHOWN]))} that this key may see.",
            remedy=f"Look with {tool}; nothing was done.",
        )


def _sheets_of(entries: Iterable[LoggedTime]) -> set[int]:
    return {entry.sheet.id for entry in entries if entry.sheet is not None}


def _sheet_name(sheet: TimeSheet) -> str:
    return f"timesheet {sheet.id} ({sheet.member.name}, {days_of(sheet)})"


def _not_taken(
    turn: Turn, named: set[int | None], approver: Approver, deciders: Deciders
) -> list[str]:
    """Why not, for each entry that was named and that this approval does not take."""
    first = f"the {turn.stage} of others in its timesheet comes first"
    return [
        f"entry {entry.id}: {_why_not(entry, approver, deciders, open_too=False) or first}"
        for entry in turn.rest
        if entry.id in named
    ]


def _check_whole(turn: Turn, named: set[int | None]) -> None:
    """Everything that the approval takes was named."""
    others = [entry for entry in turn.taken if entry.id not in named]
    if not others:
        return
    ids = ", ".join(str(entry.id) for entry in others)
    told = "; ".join(_entry_name(entry) for entry in others[:_SHOWN])
    raise Ambiguous(
        f"ConnectWise approves whole timesheets: with {_sheet_name(turn.filled.sheet)} these"
        f" would be approved too: {told}{' …' if len(others) > _SHOWN else ''}.",
        remedy=f"Ask the person: approve the whole sheet with"
        f" approve_entries(timesheets=[{turn.filled.sheet.id}]), or first send the others back"
        f" with reject_entries(entries=[{ids}], reason=…).",
    )


def _entry_name(entry: LoggedTime) -> str:
    return f"entry {entry.id}: {entry.hours:g} h {charged_to(entry)}".rstrip()


def _approval(turn: Turn) -> Item:
    return replace(part_of_sheet(turn.filled, turn.taken), stage=turn.stage)


def _stays_behind(turn: Turn) -> list[str]:
    """What stays behind in a sheet that is approved."""
    sheet = _sheet_name(turn.filled.sheet)
    back = sum(1 for entry in turn.rest if entry.status in REJECTED)
    told = [f"{sheet}: {back} sent back, they stay so until corrected."] if back else []
    others = sum(1 for e in turn.rest if stage_of(e.status) not in {None, turn.stage})
    return told + ([f"{sheet}: {others} entries still wait for somebody else."] if others else [])


def _rejectable(
    filled: FilledSheet, approver: Approver, deciders: Deciders
) -> list[LoggedTime] | NotNow:
    """What rejecting a sheet takes: all that waits for this person, whatever its stage."""
    if is_own(filled.sheet.member, approver):
        return NotNow(OWN_TIME)
    waiting = [(e, stage) for e in filled.entries if (stage := stage_of(e.status))]
    if not waiting:
        return NotNow(nothing_waits(filled.sheet))
    taken = [e for e, stage in waiting if may_decide(e, stage, approver, deciders)]
    return taken or NotNow("it waits for somebody else")


def _why_not(
    entry: LoggedTime, approver: Approver, deciders: Deciders, *, open_too: bool
) -> str | None:
    """Why an entry by itself cannot be decided about; None where it can."""
    if is_own(entry.member, approver):
        return OWN_TIME
    # "Entry: Open (pending approval)" says the brief of the documented dialect.
    stage = stage_of(entry.status) or (Stage.FIRST if open_too and entry.status == "Open" else None)
    if stage is None:
        return f"it does not wait for approval: it is {in_words(entry.status)}"
    if not may_decide(entry, stage, approver, deciders):
        return f"it waits for the {stage} of somebody else"
    return None


def _check_rejects_entries(version: str, entries: Sequence[LoggedTime]) -> None:
    found = re.match(r"v?(\d{4})[._](\d{1,2})", version)
    if found is None or (int(found[1]), int(found[2])) >= _REJECTS_ENTRIES:
        return
    sheets = ", ".join(map(str, sorted(_sheets_of(entries))))
    raise Refused(
        f"This ConnectWise ({version}) is too old to reject single entries: that came with"
        " 2025.16.",
        remedy=f"Offer to send the whole sheet back: reject_entries(timesheets=[{sheets}],"
        " reason=…).",
    )


def _nothing(doing: Doing, left_out: list[str]) -> TimeDeskError:
    what = "approved" if doing is Doing.APPROVE else "sent back"
    told = _some(left_out) or "it has no time"
    return Refused(
        f"Nothing of this can be {what}: {told}.",
        remedy="See list_approvals for what waits for you.",
    )


def _some(told: list[str]) -> str:
    rest = len(told) - _SHOWN
    return "; ".join(told[:_SHOWN]) + (f"; and {rest} more" if rest > 0 else "")
