"""Answers about stopwatches."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from mcp.types import CallToolResult, TextContent
from pydantic import BaseModel

from connectwise_time.desk.timing import FoundTimers, Started, Stopped
from connectwise_time.domain.timers import Timer, TimerKind, named_on
from connectwise_time.domain.when import iso_utc, local_span
from connectwise_time.server.answers.common import (
    TABLE_CHARACTERS,
    both_faces,
    counted,
    name_of,
    reference,
)
from connectwise_time.server.answers.entries import outcome_answer
from connectwise_time.server.text import Column, cleaned, number, one_line, table

_AN_HOUR = 3600
_KINDS = {
    TimerKind.TICKET: "tickets",
    TimerKind.ACTIVITY: "activities",
    TimerKind.SCHEDULE: "the schedule",
}


class TimersAnswer(BaseModel):
    """Stopwatches, as rows in `text` too."""

    timers: list[dict[str, Any]]
    sandbox: bool | None = None
    text: str


class StartedAnswer(BaseModel):
    """A stopwatch that runs."""

    timer: str
    started: bool
    sandbox: bool | None = None
    text: str


class StoppedAnswer(BaseModel):
    """The entry that a stopwatch became."""

    timer: str
    removed: bool
    entry: int | None = None
    operation_id: str | None = None
    sandbox: bool | None = None
    text: str


def timers_answer(found: FoundTimers) -> CallToolResult:
    """Stopwatches, those that were forgotten marked."""
    timers = found.timers
    lines = [f"{counted(len(timers), 'stopwatch', 'stopwatches')} of {one_line(found.whose, 60)}."]
    if timers:
        lines.append(_table(found))
    if found.unseen:
        kinds = " and ".join(_KINDS[kind] for kind in found.unseen)
        lines.append(
            f"These keys may not see stopwatches on {kinds}: there may be more. An administrator"
            " can widen the right of the security role."
        )
    if found.forgotten:
        lines.append(
            "FORGOTTEN ones go on for longer than anybody works: ask when the work ended, then"
            " stop_timer with end or hours (0 discards it)."
        )
    facts = {"timers": [_facts(timer, found) for timer in timers]}
    return both_faces(TimersAnswer, facts, lines, sandbox=found.sandbox)


def _facts(timer: Timer, found: FoundTimers) -> dict[str, Any]:
    facts = {
        "timer": timer.key,
        "ticket": timer.ticket,
        "on": one_line(timer.on.name, 100) or None,
        "member": reference(timer.member),
        "state": timer.state.value,
        "since": iso_utc(timer.since) if timer.since else None,
        "hours": round(_hours(timer, found.at), 2),
        "forgotten": timer.key in found.forgotten,
        "notes": cleaned(timer.notes) or None,
    }
    return {name: value for name, value in facts.items() if value is not None}


def _table(found: FoundTimers) -> str:
    timers = found.timers
    columns = [
        Column("timer", [timer.key for timer in timers]),
        Column("on", [named_on(timer) for timer in timers], 40, shared=False),
        Column("member", [name_of(timer.member) for timer in timers], 20),
        Column("state", [_state(timer, found) for timer in timers]),
        Column(f"since ({found.zone.key})", [_since(t.since, found.zone) for t in timers]),
        Column("hours", [number(_hours(timer, found.at)) for timer in timers]),
        Column("notes", [timer.notes for timer in timers], 40, shared=False),
    ]
    return table(columns, TABLE_CHARACTERS)


def _state(timer: Timer, found: FoundTimers) -> str:
    return f"{timer.state}, FORGOTTEN" if timer.key in found.forgotten else timer.state.value


def _since(instant: datetime | None, zone: ZoneInfo) -> str:
    return local_span(instant, None, zone) if instant else "not told"


def _hours(timer: Timer, at: datetime) -> float:
    return timer.measured(at).total_seconds() / _AN_HOUR


def started_answer(started: Started) -> CallToolResult:
    """A stopwatch that runs, and what else does."""
    timer = started.timer
    did = "Started" if started.is_new else f"Nothing was started: there is {timer.state}"
    on, since = one_line(named_on(timer), 120), _since(timer.since, started.zone)
    lines = [f"{did} {timer.key} on {on}, since {since} ({started.zone.key})."]
    if started.others:
        also = ", ".join(f"{each.key} ({one_line(named_on(each), 60)})" for each in started.others)
        lines.append(f"Besides, there is: {also}.")
    facts = {"timer": timer.key, "started": started.is_new}
    return both_faces(StartedAnswer, facts, lines, sandbox=started.sandbox)


def stopped_answer(stopped: Stopped) -> CallToolResult:
    """The entry that was stored, and what became of the stopwatch."""
    if stopped.outcome is None:
        return _discarded(stopped)
    written, key = outcome_answer(stopped.outcome), stopped.timer.key
    facts = dict(written.structured_content or {})
    gone = (
        f"{key} is still there: {stopped.trouble} Call stop_timer once more with timer={key}:"
        " the entry is not stored again."
        if stopped.trouble
        else f"{key} is removed."
    )
    before = ["It was stored by an earlier call."] if stopped.outcome.replayed else []
    kept = ("entry", "operation_id", "sandbox")
    answer = StoppedAnswer(
        **{name: facts.get(name) for name in kept},
        timer=key,
        removed=not stopped.trouble,
        text="\n".join((facts["text"], *before, gone)),
    )
    return CallToolResult(
        content=[TextContent(type="text", text=answer.text)],
        structured_content=answer.model_dump(mode="json", exclude_none=True),
    )


def _discarded(stopped: Stopped) -> CallToolResult:
    """What is gone, so that it can still be logged by hand."""
    timer = stopped.timer
    on, since = one_line(named_on(timer), 120), _since(timer.since, stopped.zone)
    hours = number(_hours(timer, stopped.at))
    lines = [
        f"Discarded {timer.key} on {on}, since {since} ({stopped.zone.key}), {hours} h.",
        "Nothing was logged: create_time_entry still can.",
    ]
    if notes := cleaned(timer.notes):
        lines.append(f"Its notes: {one_line(notes, 500)}")
    facts = {"timer": timer.key, "removed": True}
    return both_faces(StoppedAnswer, facts, lines, sandbox=stopped.sandbox)
