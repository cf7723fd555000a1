"""Answers about plans: what would be done, as the question to a person too, and what was."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from mcp.types import CallToolResult
from pydantic import BaseModel

from connectwise_time.desk.results import Carried, Proposed
from connectwise_time.domain.batches import billable_in
from connectwise_time.domain.plans import (
    Doing,
    Ended,
    Item,
    ItemOutcome,
    Kept,
    Kind,
    Plan,
    fingerprint,
)
from connectwise_time.domain.statuses import in_words
from connectwise_time.server.answers.batches import BatchEntry, entries_of, table_of
from connectwise_time.server.answers.common import both_faces, counted, name_of
from connectwise_time.server.text import number, one_line

_SHOWN_ITEMS = 20
_SHOWN_NOTICES = 24
_LABEL = 120
_REASON = 1_000  # all of it: nobody agrees to what is not shown
_NOTICE = 400
_BY_ITSELF = (
    "A plan is carried out as it was shown, so it does not try again what was refused: log such an"
    " entry by itself with create_time_entry, corrected, or with accept if the person means it."
)
_FEW_TROUBLES, _BRIEF_TROUBLE = 5, 160


class BriefPlan(BaseModel):
    """What of a plan's answer every next call is made from."""

    plan: str
    state: str


class PlanAnswer(BriefPlan):
    """A plan, or what became of it."""

    items: int
    hours: float
    done: int | None = None
    refused: int | None = None
    unknown: int | None = None
    not_tried: int | None = None
    sandbox: bool | None = None
    text: str


class BatchAnswer(PlanAnswer):
    """A plan of new entries, or what became of each."""

    entries: list[BatchEntry]


_WILL = {
    Doing.SUBMIT: "Submit",
    Doing.REOPEN: "Reopen",
    Doing.APPROVE: "Approve",
    Doing.REJECT: "Send back",
    Doing.DELETE: "Delete",
    Doing.LOG: "Log",
    Doing.UNDO: "Undo the change of",
    Doing.SPLIT: "Split into",
    Doing.MERGE: "Join",
}
_TROUBLES = {
    Ended.REFUSED: "Refused",
    Ended.ABSENT: "Not carried out",
    Ended.UNKNOWN: "Outcome unknown",
}
_DID = {
    Doing.SUBMIT: "Submitted",
    Doing.REOPEN: "Reopened",
    Doing.APPROVE: "Approved",
    Doing.REJECT: "Sent back",
    Doing.DELETE: "Deleted",
    Doing.LOG: "Logged",
    Doing.UNDO: "Undone",
    Doing.SPLIT: "Made",
    Doing.MERGE: "Joined",
}


def question(plan: Plan) -> str:
    """The plan in words: made from it alone, so that the same plan asks the same question."""
    lines = [f"{_WILL[plan.doing]} {_things(plan.items)}: {_hours(plan.items)}."]
    if plan.doing is Doing.LOG:
        lines.append(table_of(plan.items))  # all of it: nobody agrees to what is not shown
    else:
        lines += _item_lines(plan)
    if plan.reason:
        lines.append(f"Reason: {one_line(plan.reason, _REASON)}")
    lines.append(plan.consequence)
    # Each of several new entries may have its own: what was accepted of it is not left out.
    shown = len(plan.notices) if plan.doing is Doing.LOG else _SHOWN_NOTICES
    lines += [one_line(notice, _NOTICE) for notice in plan.notices[:shown]]
    if len(plan.notices) > shown:
        lines.append(f"And {len(plan.notices) - shown} more remarks.")
    # So that an answer to it never counts for time that was changed in the meantime.
    lines.append(f"(as of {fingerprint(plan)[:8]})")
    return "\n".join(lines)


def _item_lines(plan: Plan) -> list[str]:
    lines = [f"- {_line(item)}" for item in plan.items[:_SHOWN_ITEMS]]
    if len(plan.items) > _SHOWN_ITEMS:
        rest = plan.items[_SHOWN_ITEMS:]
        hours = sum(item.hours for item in rest)
        people = len({item.owner.id for item in rest if item.owner})
        whose = f" of {counted(people, 'member')}" if people else ""
        lines.append(f"- and {len(rest)} more{whose}: {number(hours)} h")
    return lines


def proposed_answer(proposed: Proposed) -> CallToolResult:
    """A plan that waits for a second call."""
    head = "PLAN, nothing is done yet."
    kept = proposed.kept
    how = (
        f"Show this to the person. When they agree, call again with plan={kept.id} alone. It lasts"
        " for 10 minutes."
    )
    lines = [head, question(kept.plan), how]
    return _answer(kept, "planned", lines, sandbox=proposed.sandbox)


def declined_answer(proposed: Proposed) -> CallToolResult:
    """The person said no, perhaps to the rest of what another call had begun."""
    kept = proposed.kept
    lines = ["The person who was asked said no: the plan is void."]
    if kept.started:
        lines.append(f"Before that {len(kept.started)} of {len(kept.plan.items)} had been begun.")
        lines.append("Look at these; the others were not touched.")
    else:
        lines.append("Nothing was done.")
    return _answer(kept, "declined", lines, sandbox=proposed.sandbox)


def unanswered_answer(proposed: Proposed) -> CallToolResult:
    """The person did not answer."""
    lines = ["The question was closed without an answer. Nothing was done; call again to ask."]
    return _answer(proposed.kept, "not answered", lines, sandbox=proposed.sandbox)


def carried_answer(carried: Carried) -> CallToolResult:
    """What a plan came to, as far as it went."""
    kept = carried.kept
    plan = kept.plan
    ended = {how: kept.ended(how) for how in Ended}
    done, left = ended[Ended.DONE], len(kept.left)
    lines = ["This plan was carried out before; nothing was done now. It came to:"]
    lines = [*(lines if carried.before else []), *_done_lines(plan, done, kept)]
    for how, said in _TROUBLES.items():
        lines += _troubled(said, ended[how], kept)
    if plan.doing is Doing.LOG and ended[Ended.REFUSED]:
        lines.append(_BY_ITSELF)
    if plan.doing is Doing.LOG and ended[Ended.ABSENT]:
        lines.append(
            f"What was lost is not stored: call again with plan={kept.id} alone to send it."
        )
    if ended[Ended.UNKNOWN]:
        lines.append(
            f'Do not repeat these: check_operation("{kept.id}") tells in some minutes what'
            " became of them."
        )
    if carried.elsewhere:
        going_on = counted(carried.elsewhere, "item is", "items are")
        lines.append(f"{going_on} under way in another call: call again with plan={kept.id} alone.")
    if unseen := _unseen(plan, done, kept):
        lines.append(
            f"{len(unseen)} of these could not be read back yet: call again with plan={kept.id}"
            " alone to see them."
        )
    lines += [one_line(notice, _NOTICE) for notice in carried.notices]
    if carried.out_of_reach:
        lines.append(f"Not all was tried: {one_line(carried.out_of_reach, _NOTICE)}")
    if left and kept.voided:
        lines.append(f"{left} were not touched: the plan is void ({kept.voided}).")
    elif left:
        lines.append(f"{left} not tried yet: call again with plan={kept.id} alone to go on.")
    state = "done" if len(done) == len(plan.items) else "partly done" if done else "not done"
    answer = _answer(
        kept,
        state,
        lines,
        sandbox=carried.sandbox,
        done=len(done),
        refused=len(ended[Ended.REFUSED]) + len(ended[Ended.ABSENT]),
        unknown=len(ended[Ended.UNKNOWN]),
        not_tried=left,
    )
    # Nothing came of it and nothing is left to try: a failure, which hosts show as one.
    answer.is_error = not done and not left and not carried.elsewhere
    return answer


def _unseen(plan: Plan, done: Sequence[Item], kept: Kept) -> list[Item]:
    """What was answered with success and not looked at since; a deletion looks by itself."""
    if plan.doing is Doing.DELETE:
        return []
    return [item for item in done if not kept.outcomes[item.key].told]


def _answer(
    kept: Kept, state: str, lines: list[str], *, sandbox: bool, **counts: int
) -> CallToolResult:
    plan = kept.plan
    facts: dict[str, Any] = {
        "plan": kept.id,
        "state": state,
        "items": len(plan.items),
        "hours": round(plan.hours, 2),
        **counts,
    }
    if plan.doing is Doing.LOG:
        return both_faces(
            BatchAnswer, facts | {"entries": entries_of(kept)}, lines, sandbox=sandbox
        )
    return both_faces(PlanAnswer, facts, lines, sandbox=sandbox)


def _done_lines(plan: Plan, done: Sequence[Item], kept: Kept) -> list[str]:
    """What was done; each by itself where few things came to different ends."""
    if plan.doing is Doing.LOG:
        return [_done_line(plan, done, kept), table_of(plan.items, kept)]
    told = {kept.outcomes[item.key].told for item in done}
    lines = [_done_line(plan, done, kept)]
    if len(told) > 1 and len(done) <= _SHOWN_ITEMS:
        lines += [f"- {_named(item)}: now {kept.outcomes[item.key].told}" for item in done]
    return lines


def _done_line(plan: Plan, done: Sequence[Item], kept: Kept) -> str:
    verb = _DID[plan.doing]
    if not done:
        return f"Nothing was {verb[0].lower()}{verb[1:]}."
    hours = _hours(done)
    billable = billable_in(kept.outcomes[item.key] for item in done)
    if plan.doing is Doing.LOG and billable is not None:
        hours = f"{hours} ({number(billable)} h billable)"
    # Of a new entry its number is told, in the table.
    shown = [] if plan.doing is Doing.LOG else done
    statuses = Counter(kept.outcomes[item.key].told for item in shown)
    now = ", ".join(
        status if len(done) == 1 else f"{many} {status}"
        for status, many in statuses.most_common()
        if status
    )
    if len(plan.items) == 1:
        what = _named(done[0])
    else:
        of = f" of {len(plan.items)}" if len(done) < len(plan.items) else ""
        what = f"{len(done)}{of} {_kind(plan.items, len(plan.items))}"
    return f"{verb} {what}: {hours}.{f' Now {now}.' if now else ''}"


def _troubled(said: str, items: Sequence[Item], kept: Kept) -> list[str]:
    told: list[str] = []
    for item in items[:_SHOWN_ITEMS]:
        outcome: ItemOutcome = kept.outcomes[item.key]
        width = _NOTICE if len(items) <= _FEW_TROUBLES else _BRIEF_TROUBLE
        told.append(f"{said}: {_named(item)}: {one_line(outcome.told, width)}")
    if len(items) > _SHOWN_ITEMS:
        rest = ", ".join(str(item.id) for item in items[_SHOWN_ITEMS:])
        told.append(f"{said} too: {one_line(rest, 1000)}")
    return told


def _line(item: Item) -> str:
    many = f" in {counted(item.entries, 'entry', 'entries')}" if item.kind is Kind.SHEET else ""
    parts = [
        f"{_named(item)}: {_hours([item])}{many}",
        f"waiting for the {item.stage}" if item.stage else in_words(item.status),
    ]
    return ", ".join(part for part in parts if part)


def _named(item: Item) -> str:
    whose = name_of(item.owner)
    inside = ", ".join(part for part in (whose, one_line(item.label, _LABEL)) if part)
    return f"{item.kind} {item.id} ({inside})" if inside else f"{item.kind} {item.id}"


def _hours(items: Sequence[Item]) -> str:
    hours = f"{number(sum(item.hours for item in items))} h"
    if items[0].kind is Kind.NEW:  # whether it is billable, ConnectWise will decide
        return hours
    return f"{hours} ({number(sum(item.billable_hours for item in items))} h billable)"


def _things(items: Sequence[Item]) -> str:
    return f"{len(items)} {_kind(items, len(items))}"


def _kind(items: Sequence[Item], many: int) -> str:
    if items[0].kind is Kind.SHEET:
        return "timesheet" if many == 1 else "timesheets"
    return "entry" if many == 1 else "entries"
