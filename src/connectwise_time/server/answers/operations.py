"""Answers about operations: what became of a write, and what is still open."""

from collections.abc import Sequence
from typing import Any

from mcp.types import CallToolResult
from pydantic import BaseModel

from connectwise_time.desk.watching import Standing
from connectwise_time.domain.operations import Operation, Removal, State, said
from connectwise_time.domain.plans import Ended, Kept
from connectwise_time.domain.proof import LATE
from connectwise_time.server.answers.common import both_faces, counted
from connectwise_time.server.text import one_line

_MOST = 50
_TOLD = 200


class OperationAnswer(BaseModel):
    """What became of an operation (done, rejected, not_sent, unknown, absent, sending)."""

    operation_id: str | None = None
    state: str
    entry: int | None = None
    others: list[int] | None = None
    sandbox: bool | None = None
    text: str


_MEANS = {
    State.SENDING: "It is under way: ask again in a moment.",
    State.DONE: "It is stored.",
    State.REJECTED: "ConnectWise refused it; nothing is stored.",
    State.NOT_SENT: "It was not sent; nothing is stored.",
    State.UNKNOWN: "Its answer was lost: it may or may not be stored. Do not log it again; ask"
    " again in some minutes.",
    State.ABSENT: "It was lost on its way and is not stored.",
}
_STATES = {
    Ended.DONE: State.DONE,
    Ended.ABSENT: State.ABSENT,
    Ended.REFUSED: State.REJECTED,
}
_AGAIN = "The same call with this operation_id sends it again."
_MAY_REPEAT = frozenset({State.REJECTED, State.NOT_SENT, State.ABSENT})


def standing_answer(standing: Standing, *, sandbox: bool, named: bool) -> CallToolResult:
    """How things stand.

    Args:
        standing: What was asked for.
        sandbox: It is all in a sandbox.
        named: One was asked for by its id; otherwise all that is open.
    """
    if not named:
        lines = [*_open(standing), *_unasked(standing)]
        return both_faces(OperationAnswer, {"state": _summary(standing)}, lines, sandbox=sandbox)
    if standing.plans:
        [kept] = standing.plans
        facts: dict[str, Any] = {"operation_id": kept.id, "state": _state_of(kept)}
        return both_faces(
            OperationAnswer, facts, [*_of_plan(kept), *_unasked(standing)], sandbox=sandbox
        )
    [operation] = standing.operations
    facts = {
        "operation_id": operation.id,
        "state": operation.state.value,
        "entry": operation.entry,
        "others": list(operation.others) or None,
    }
    lines = [*_of_operation(operation), *_unasked(standing)]
    return both_faces(OperationAnswer, facts, lines, sandbox=sandbox)


def _unasked(standing: Standing) -> list[str]:
    """What of it was not looked at now."""
    lines = []
    if standing.unasked:
        of_these = counted(standing.unasked, "write")
        lines.append(
            f"ConnectWise could not be asked now about {of_these}: that is told as the journal of"
            " this machine knows it. It is asked again by itself; check again in some minutes."
        )
    if standing.passed:
        more = counted(standing.passed, "write was", "writes were")
        lines.append(f"{more} not looked at in this call: that goes on by itself.")
    return lines


def _summary(standing: Standing) -> str:
    return "unresolved" if standing.operations or standing.plans else "nothing unresolved"


def _open(standing: Standing) -> list[str]:
    if not standing.operations and not standing.plans:
        return ["Nothing is unresolved: of every write it is known what became of it."]
    many = counted(len(standing.operations) + len(standing.plans), "write is", "writes are")
    lines = [f"{many} unresolved, came late or may be stored twice:"]
    for operation in standing.operations[:_MOST]:
        lines += _of_operation(operation)
    for kept in standing.plans[:_MOST]:
        lines += _of_plan(kept)
    return lines


def _of_operation(operation: Operation) -> list[str]:
    entry = f", entry {operation.entry}" if operation.entry else ""
    head = f"{operation.id}: {operation.state.value} ({said(operation.work)}{entry})."
    means = _MEANS[operation.state]
    if operation.state is State.DONE and isinstance(operation.work, Removal):
        means = "It is deleted."
    lines = [f"{head} {means}"]
    if operation.why and (operation.state is not State.DONE or operation.why == LATE):
        lines.append(one_line(operation.why, _TOLD))
    if operation.state in _MAY_REPEAT:
        lines.append(_AGAIN)
    if operation.others:
        lines.append(
            f"It may be stored more than once: {_entries(operation.others)} too. Look at them with"
            " get_time_entry; delete_time_entry deletes what is too much."
        )
    return lines


def _entries(numbers: Sequence[int]) -> str:
    return f"entry {numbers[0]}" if len(numbers) == 1 else f"entries {', '.join(map(str, numbers))}"


def _state_of(kept: Kept) -> str:
    """The state of a plan: that of its items, the worst first; what was not tried does not count.

    One that is done in part is done: the text tells of the rest.
    """
    if kept.ended(Ended.UNKNOWN):
        return State.UNKNOWN.value
    if kept.started - kept.outcomes.keys():
        return State.SENDING.value
    for how, state in _STATES.items():
        if kept.ended(how):
            return state.value
    return State.NOT_SENT.value


def _of_plan(kept: Kept) -> list[str]:
    """A plan's items, the open ones first."""
    plan = kept.plan
    ended = {how: kept.ended(how) for how in Ended}
    told = ", ".join(f"{len(items)} {how.value}" for how, items in ended.items() if items)
    lines = [
        f"Plan {kept.id} ({plan.doing}, {counted(len(plan.items), 'item')}): {told or 'none'}."
    ]
    for how in (Ended.UNKNOWN, Ended.ABSENT, Ended.REFUSED):
        for item in ended[how][:_MOST]:
            outcome = kept.outcomes[item.key]
            lines.append(f"{item.key} {how.value}: {one_line(outcome.told, _TOLD)}")
    if ended[Ended.UNKNOWN]:
        lines.append("It is not known yet what became of these: ask again in some minutes.")
    if plan.whole and kept.unsettled:
        lines.append(
            "It stopped half-way: the server finishes it or takes it back by itself, or at once"
            f" when its tool is called with plan={kept.id} alone."
        )
    if ended[Ended.ABSENT]:
        lines.append("What is absent was not carried out: make a new plan for it.")
    return lines
