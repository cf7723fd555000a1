"""Answers about plans: what would be done, as the question to a person too, and what was."""

from collections.abc import Mapping, Sequence
from typing import Any

from mcp.types import CallToolResult
from pydantic import BaseModel

from connectwise_time.desk.results import Carried, Proposed
from connectwise_time.domain.plans import UNDOABLE, Doing, Ended, Item, Kept, Plan, fingerprint
from connectwise_time.server.answers.batches import BatchEntry, entries_of, table_of
from connectwise_time.server.answers.common import both_faces, counted
from connectwise_time.server.answers.plan_items import done_lines, heading, item_lines, troubled
from connectwise_time.server.text import one_line

_SHOWN_NOTICES = 24
_REASON = 1_000  # all of it: nobody agrees to what is not shown
_NOTICE = 400
_BY_ITSELF = (
    "A plan is carried out as it was shown, so it does not try again what was refused: log such an"
    " entry by itself with create_time_entry, corrected, or with accept if the person means it."
)


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


_TROUBLES = {
    Ended.REFUSED: "Refused",
    Ended.ABSENT: "Not carried out",
    Ended.UNKNOWN: "Outcome unknown",
}


def question(plan: Plan) -> str:
    """The plan in words: made from it alone, so that the same plan asks the same question."""
    lines = [heading(plan)]
    if plan.doing is Doing.LOG:
        lines.append(table_of(plan.items))  # all of it: nobody agrees to what is not shown
    else:
        lines += item_lines(plan)
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
    return "\n".join(line for line in lines if line)


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
    lines = [*(lines if carried.before else []), *done_lines(plan, done, kept)]
    for how, said in _TROUBLES.items():
        lines += troubled(said, ended[how], kept)
    lines += _what_follows(kept, ended)
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


def _what_follows(kept: Kept, ended: Mapping[Ended, Sequence[Item]]) -> list[str]:
    """What can be done about how items ended."""
    plan, lines = kept.plan, list[str]()
    if ended[Ended.DONE] and plan.doing in UNDOABLE:  # whoever was asked saw no plan's id before
        lines.append(f'undo_time_change takes it back: operation_id="{kept.id}".')
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
    return lines


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
