"""What goes into a plan that approves time or sends it back, what is left out, and why. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from connectwise_time.domain.approving import (
    OWN_TIME,
    SOMEBODY_ELSE,
    WHOSE,
    Approver,
    Deciders,
    NotNow,
    Turn,
    is_own,
    may_decide,
    not_for_one,
    nothing_waits,
)
from connectwise_time.domain.entries import LoggedTime
from connectwise_time.domain.items import charged_to, days_of, part_of_sheet
from connectwise_time.domain.plans import Doing, Item
from connectwise_time.domain.sheets import FilledSheet, Stage, TimeSheet, stage_of
from connectwise_time.domain.statuses import HANDED_IN, REJECTED, SUBMITTABLE, in_words
from connectwise_time.errors import Ambiguous, Refused, TimeDeskError

SHOWN = 10
"""So many things are named one by one."""
# ConnectWise rejects single entries from 2025.16 on (connectwise-api.md §2.1).
_REJECTS_ENTRIES = (2025, 16)


@dataclass(slots=True)
class Choice:
    """What of the time that was named goes into a plan."""

    items: list[Item] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


def sheets_of(entries: Iterable[LoggedTime]) -> set[int]:
    """The ids of the sheets that entries are on."""
    return {entry.sheet.id for entry in entries if entry.sheet is not None}


def sheet_name(sheet: TimeSheet) -> str:
    """What a sheet is called where several are spoken of."""
    return f"timesheet {sheet.id} ({sheet.member.name}, {days_of(sheet)})"


def not_taken(
    turn: Turn, named: set[int | None], approver: Approver, deciders: Deciders
) -> list[str]:
    """Why not, for each entry that was named and that this approval does not take."""
    first = f"the {turn.stage} of others in its timesheet comes first"
    return [
        f"entry {entry.id}: {why_not(entry, approver, deciders, open_too=False) or first}"
        for entry in turn.rest
        if entry.id in named
    ]


def check_whole(turn: Turn, named: set[int | None]) -> None:
    """Everything that the approval takes was named.

    Raises:
        Ambiguous: It was not; the remedy offers the whole sheet, or to send the others back.
    """
    others = [entry for entry in turn.taken if entry.id not in named]
    if not others:
        return
    ids = ", ".join(str(entry.id) for entry in others)
    told = some_of([_entry_name(entry) for entry in others])
    hours = sum(entry.hours for entry in others)
    raise Ambiguous(
        f"ConnectWise approves whole timesheets: with {sheet_name(turn.filled.sheet)}"
        f" {len(others)} more entries ({hours:g} h) would be approved too: {told}.",
        remedy=f"Ask the person: approve the whole sheet with"
        f" approve_entries(timesheets=[{turn.filled.sheet.id}]), or first send the others back"
        f" with reject_entries(entries=[{ids}], reason=…).",
    )


def _entry_name(entry: LoggedTime) -> str:
    return f"entry {entry.id}: {entry.hours:g} h {charged_to(entry)}".rstrip()


def approval(turn: Turn) -> Item:
    """The item that gives the approval."""
    return replace(part_of_sheet(turn.filled, turn.taken), stage=turn.stage)


def stays_behind(turn: Turn) -> list[str]:
    """What stays behind in a sheet that is approved."""
    sheet = sheet_name(turn.filled.sheet)
    back = sum(1 for entry in turn.rest if entry.status in REJECTED)
    waiting = sum(1 for entry in turn.rest if stage_of(entry.status))
    loose = sum(1 for entry in turn.rest if entry.status in SUBMITTABLE - REJECTED)
    corrected = "it is corrected" if back == 1 else "they are corrected"
    told = (
        (back, f"sent back, until {corrected}"),
        (waiting, "waiting for somebody else"),
        (loose, "not handed in"),
    )
    return [f"{sheet}: {_staying(many)} behind, {why}." for many, why in told if many]


def _staying(many: int) -> str:
    return "1 entry stays" if many == 1 else f"{many} entries stay"


def told_left_out(left_out: Sequence[str]) -> list[str]:
    """A sentence for each of the first that are left out, and how many there are besides."""
    rest = len(left_out) - SHOWN
    more = [f"And {rest} more are left out."] if rest > 0 else []
    return [*(f"Left out: {why}." for why in left_out[:SHOWN]), *more]


def rejectable(
    filled: FilledSheet, approver: Approver, deciders: Deciders
) -> list[LoggedTime] | NotNow:
    """What rejecting a sheet takes: all that waits for this person, whatever its stage."""
    if (forbidden := not_for_one(filled, approver)) is not None:
        return forbidden
    waiting = [(e, stage) for e in filled.entries if (stage := stage_of(e.status))]
    if not waiting:
        return NotNow(nothing_waits(filled.sheet))
    taken = [e for e, stage in waiting if may_decide(e, stage, approver, deciders)]
    decider = deciders.decider(*waiting[0])
    return taken or NotNow(f"it waits for the {waiting[0][1]} of {SOMEBODY_ELSE}", decider)


def why_not(
    entry: LoggedTime, approver: Approver, deciders: Deciders, *, open_too: bool
) -> str | None:
    """Why an entry by itself cannot be decided about; None where it can."""
    if is_own(entry.member, approver):
        return OWN_TIME
    if entry.member is None:
        return WHOSE
    # "Entry: Open (pending approval)" says the brief of the documented dialect.
    stage = stage_of(entry.status) or (Stage.FIRST if open_too and entry.status == "Open" else None)
    if stage is None:
        undo = "" if entry.status not in HANDED_IN else "; reopen_timesheet takes an approval back"
        return f"it does not wait for approval: it is {in_words(entry.status)}{undo}"
    if not may_decide(entry, stage, approver, deciders):
        return f"it waits for the {stage} of {SOMEBODY_ELSE}"
    return None


def check_rejects_entries(version: str, entries: Sequence[LoggedTime]) -> None:
    """ConnectWise can reject single entries, as far as its version tells.

    Raises:
        Refused: It is too old; the remedy offers the sheets.
    """
    found = re.match(r"v?(\d{4})[._](\d{1,2})", version)
    if found is None or (int(found[1]), int(found[2])) >= _REJECTS_ENTRIES:
        return
    sheets = ", ".join(map(str, sorted(sheets_of(entries))))
    raise Refused(
        f"This ConnectWise ({version}) is too old to reject single entries: that came with"
        " 2025.16.",
        remedy=f"Offer to send the whole sheet back: reject_entries(timesheets=[{sheets}],"
        " reason=…).",
    )


def nothing_to_do(doing: Doing, left_out: list[str]) -> TimeDeskError:
    """The refusal where everything was left out."""
    what = "approved" if doing is Doing.APPROVE else "sent back"
    told = some_of(left_out) or "it has no time"
    return Refused(
        f"Nothing of this can be {what}: {told}.",
        remedy="See list_approvals for what waits for you.",
    )


def some_of(told: list[str]) -> str:
    """The first of many sentences, and how many there are besides."""
    rest = len(told) - SHOWN
    return "; ".join(told[:SHOWN]) + (f"; and {rest} more" if rest > 0 else "")
