"""Answers about one time entry: what was stored, read or changed."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from mcp.types import CallToolResult
from pydantic import BaseModel

from connectwise_time.desk.results import Outcome, Shown
from connectwise_time.domain.billing.bills import is_free
from connectwise_time.domain.billing.origins import Source
from connectwise_time.domain.entries import LoggedTime
from connectwise_time.domain.statuses import in_words, word_of
from connectwise_time.domain.when import iso_utc, local_day, local_span
from connectwise_time.server.answers.common import Reference, both_faces, name_of, reference
from connectwise_time.server.answers.previews import (
    bill_line,
    billed_hours,
    explained_facts,
    explained_lines,
    explained_notices,
)
from connectwise_time.server.text import cleaned, number, one_line


class BriefEntry(BaseModel):
    """What of an entry is published: what the next call, or whoever is told, needs."""

    entry: int | None = None
    start: str | None = None
    end: str | None = None
    date: str | None = None
    hours: float
    ticket: Reference | None = None
    company: Reference | None = None
    member: Reference | None = None
    work_type: Reference | None = None
    work_role: Reference | None = None
    agreement: Reference | None = None
    billable: str | None = None
    status: str | None = None
    notes: str | None = None
    sandbox: bool | None = None
    text: str


class BriefWrite(BriefEntry):
    """The same of an entry that was written."""

    operation_id: str | None = None
    replayed: bool | None = None
    preview: bool | None = None
    notices: list[str] | None = None


class EntryAnswer(BriefEntry):
    """One time entry, as stored."""

    zone: str
    deduct: float | None = None
    charged_to: str | None = None
    location: Reference | None = None
    department: Reference | None = None
    status_word: str | None = None
    hourly_rate: float | None = None
    internal_notes: str | None = None


class WrittenAnswer(EntryAnswer, BriefWrite):
    """One time entry, as stored or as it would be, with what was done to it."""

    agreement_covers: bool | None = None
    came_from: dict[str, str] | None = None
    otherwise: dict[str, str] | None = None
    rounded: dict[str, float] | None = None
    last_used: dict[str, Any] | None = None


_REFERENCES = (
    *("ticket", "company", "member", "work_type", "work_role", "agreement"),
    *("location", "department"),
)


NOWHERE: Mapping[str, Source] = MappingProxyType({})


def outcome_answer(outcome: Outcome) -> CallToolResult:
    """The answer to a write: what ConnectWise stored."""
    facts = _entry_facts(outcome.shown)
    head = f"{outcome.did} {_in_one_line(outcome.shown)}"
    if outcome.preview:
        head = f"PREVIEW, nothing is stored. {head}"
    explained = outcome.explained
    notices = [*explained_notices(explained), *outcome.notices]
    lines = [
        head,
        bill_line(explained.bill),
        *_details(outcome.shown.entry, explained.came_from),
        *explained_lines(explained),
        *notices,
    ]
    if outcome.operation_id:
        lines.append(f"operation_id {outcome.operation_id}")
    facts |= {
        "operation_id": outcome.operation_id or None,
        "replayed": outcome.replayed or None,
        "preview": outcome.preview or None,
        "notices": notices or None,
        **explained_facts(explained),
    }
    return both_faces(WrittenAnswer, facts, lines, sandbox=outcome.shown.sandbox)


def shown_answer(shown: Shown) -> CallToolResult:
    """One entry, read."""
    lines = [_in_one_line(shown), *_details(shown.entry)]
    return both_faces(EntryAnswer, _entry_facts(shown), lines, sandbox=shown.sandbox)


def _entry_facts(shown: Shown) -> dict[str, Any]:
    entry = shown.entry
    return {
        "entry": entry.id,
        "start": iso_utc(entry.start) if entry.start else None,
        "end": iso_utc(entry.end) if entry.end else None,
        "date": local_day(entry.start, shown.zone).isoformat() if entry.start else None,
        "zone": shown.zone.key,
        "hours": round(entry.hours, 4),
        "deduct": entry.deduct or None,
        "charged_to": _charged_to(entry),
        "billable": entry.billable,
        "status": entry.status,
        "status_word": word_of(entry.status) or None,
        "hourly_rate": entry.hourly_rate,
        "notes": cleaned(entry.notes) or None,
        "internal_notes": cleaned(entry.internal_notes) or None,
        **{name: reference(getattr(entry, name)) for name in _REFERENCES},
    }


def _in_one_line(shown: Shown) -> str:
    entry = shown.entry
    when = local_span(entry.start, entry.end, shown.zone) if entry.start else "without a start"
    parts = [
        f"entry {entry.id}: {number(entry.hours)} h" if entry.id else f"{number(entry.hours)} h",
        f"{when} ({shown.zone.key})",
        _charged_to(entry) or "no charge target",
        name_of(entry.company),
        f"by {name_of(entry.member)}" if entry.member else "",
    ]
    return _joined(parts)


def _details(entry: LoggedTime, came_from: Mapping[str, Source] = NOWHERE) -> list[str]:
    def sourced(part: str, text: str) -> str:
        return f"{text} ({came_from[part]})" if text and part in came_from else text

    rate = None if is_free(entry.billable) else entry.hourly_rate
    decided = [
        sourced("work_type", name_of(entry.work_type)),
        sourced("work_role", name_of(entry.work_role)),
        sourced("billable", entry.billable or ""),
        sourced("agreement", f"agreement {name_of(entry.agreement)}" if entry.agreement else ""),
        f"rate {number(rate)}" if rate is not None else "",
        billed_hours(entry) if came_from else "",
    ]
    return [*(_joined(parts) for parts in (decided, _kept(entry))), *_words(entry)]


def _kept(entry: LoggedTime) -> list[str]:
    """Where it was done, and what became of it."""
    return [
        f"at {name_of(entry.location)}" if name_of(entry.location) else "",
        name_of(entry.department),
        f"break {number(entry.deduct)} h" if entry.deduct else "",
        f"status {in_words(entry.status)}" if entry.status else "",
        f"sheet {name_of(entry.sheet)}" if entry.sheet else "",
        f"invoice {name_of(entry.invoice)}" if entry.invoice else "",
        f"entered by {one_line(entry.entered_by, 40)}" if entry.entered_by else "",
    ]


def _joined(parts: list[str]) -> str:
    return " · ".join(part for part in parts if part)


def _words(entry: LoggedTime) -> list[str]:
    shown_on = ", ".join(sorted(pane.value for pane in entry.add_to))
    lines = []
    if entry.notes:
        lines.append(f"Notes: {_quoted(entry.notes)}")
    if entry.internal_notes:
        lines.append(f"Internal notes: {_quoted(entry.internal_notes)}")
    if shown_on:
        lines.append(f"Notes also shown in: {shown_on}")
    return lines


def _quoted(text: str) -> str:
    # Further lines are set in, so that none of them can pass for a line of ours.
    return cleaned(text).replace("\n", "\n    ")


def _charged_to(entry: LoggedTime) -> str | None:
    target = entry.target
    if target is None:
        return None
    name = one_line(entry.ticket.name if entry.ticket else target.name, 100)
    mark = "#" if target.kind.value.endswith("Ticket") else ""
    return f"{target.kind.value} {mark}{target.id} {name}".strip()
