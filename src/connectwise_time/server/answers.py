"""The two faces of every answer, made in one place: compact text, and typed facts with that text.

Hosts differ in which of the two reaches the model, so each carries the whole answer.
"""

from typing import Any

from mcp.types import CallToolResult, TextContent
from pydantic import BaseModel

from connectwise_time.desk.results import FoundTickets, FoundTime, Outcome, Shown
from connectwise_time.domain.models import LoggedTime, Named, Tenant
from connectwise_time.domain.summary import Totals
from connectwise_time.domain.when import iso_utc, local_day, local_span
from connectwise_time.server.text import cleaned, number, one_line, table

SANDBOX = "SANDBOX: practice data, nothing reaches a real ConnectWise."
_TABLE_CHARACTERS = 10_000
"""Of a table: with heading and totals, and with tabs and line breaks escaped in the structured
face, 100 rows stay under 12,000 characters in both."""
_MOST_GROUPS = 200


class Reference(BaseModel):
    """A thing with its id and name."""

    id: int
    name: str


class EntryAnswer(BaseModel):
    """One time entry, as stored (or as it would be), with what was done to it."""

    entry: int | None = None
    start: str | None = None
    end: str | None = None
    date: str | None = None
    zone: str
    hours: float
    deduct: float | None = None
    charged_to: str | None = None
    ticket: Reference | None = None
    company: Reference | None = None
    member: Reference | None = None
    work_type: Reference | None = None
    work_role: Reference | None = None
    agreement: Reference | None = None
    billable: str | None = None
    status: str | None = None
    hourly_rate: float | None = None
    notes: str | None = None
    internal_notes: str | None = None
    operation_id: str | None = None
    replayed: bool | None = None
    preview: bool | None = None
    notices: list[str] | None = None
    sandbox: bool | None = None
    text: str


class DeletedAnswer(BaseModel):
    """What was deleted."""

    entry: int
    deleted: bool
    sandbox: bool | None = None
    text: str


class TimeAnswer(BaseModel):
    """Logged time: totals over all that fits, and one page of rows in `text`."""

    since: str | None = None
    until: str | None = None
    zone: str
    entries: int | None = None
    hours: float | None = None
    billable_hours: float | None = None
    cursor: str | None = None
    sandbox: bool | None = None
    text: str


class TicketsAnswer(BaseModel):
    """Tickets that fit, as rows in `text`."""

    found: int
    more: bool
    sandbox: bool | None = None
    text: str


def outcome_answer(outcome: Outcome) -> CallToolResult:
    """The answer to a write: what ConnectWise stored."""
    facts = _entry_facts(outcome.shown)
    head = f"{outcome.did} {_in_one_line(outcome.shown)}"
    if outcome.preview:
        head = f"PREVIEW, nothing is stored. {head}"
    lines = [head, *_details(outcome.shown.entry), *outcome.notices]
    if outcome.operation_id:
        lines.append(f"operation_id {outcome.operation_id}")
    facts |= {
        "operation_id": outcome.operation_id or None,
        "replayed": outcome.replayed or None,
        "preview": outcome.preview or None,
        "notices": list(outcome.notices) or None,
    }
    return _both(EntryAnswer, facts, lines, outcome.shown.tenant)


def shown_answer(shown: Shown) -> CallToolResult:
    """One entry, read."""
    lines = [_in_one_line(shown), *_details(shown.entry)]
    return _both(EntryAnswer, _entry_facts(shown), lines, shown.tenant)


def deleted_answer(shown: Shown) -> CallToolResult:
    """What was deleted."""
    lines = [f"Deleted {_in_one_line(shown)}"]
    facts: dict[str, Any] = {"entry": shown.entry.id, "deleted": True}
    return _both(DeletedAnswer, facts, lines, shown.tenant)


def time_answer(found: FoundTime) -> CallToolResult:
    """Logged time: totals first, then groups, then rows, then where it goes on."""
    lines = [_days_line(found)]
    facts: dict[str, Any] = {
        "since": found.since.isoformat() if found.since else None,
        "until": found.until.isoformat() if found.until else None,
        "zone": found.zone.key,
        "cursor": found.cursor,
    }
    if found.totals is not None:
        lines.append(_totals_line(found.totals))
        facts |= {
            "entries": found.totals.entries,
            "hours": round(found.totals.hours, 2),
            "billable_hours": round(found.totals.billable_hours, 2),
        }
    lines += _group_lines(found)
    if found.rows:
        lines.append(_rows_table(found))
    if found.cursor:
        lines.append(f"More rows: repeat the search with cursor={found.cursor}")
    return _both(TimeAnswer, facts, lines, found.tenant)


def tickets_answer(found: FoundTickets) -> CallToolResult:
    """Tickets that fit, most recently updated first."""
    tickets = found.tickets
    lines = [
        f"{_count(len(tickets), 'ticket')}{' or more' if found.more else ''}, latest update first."
    ]
    if not tickets:
        lines = ["No ticket fits. Try fewer words, another company, or open=false."]
    columns = [
        ("ticket", [f"#{t.id}" for t in tickets], 8),
        ("summary", [t.summary for t in tickets], 40),
        ("company", [_name(t.company) for t in tickets], 20),
        ("status", [_name(t.status) for t in tickets], 10),
        ("board", [_name(t.board) for t in tickets], 10),
        ("owner", [_name(t.owner) for t in tickets], 10),
        ("kind", ["project" if t.project else "service" for t in tickets], 7),
        ("updated", [_day(t.updated, found) for t in tickets], 10),
    ]
    if tickets:
        lines.append(table(columns, _TABLE_CHARACTERS))
    return _both(TicketsAnswer, {"found": len(tickets), "more": found.more}, lines, found.tenant)


def _both(
    model: type[BaseModel], facts: dict[str, Any], lines: list[str], tenant: Tenant
) -> CallToolResult:
    if tenant.sandbox:
        lines = [SANDBOX, *lines]
    text = "\n".join(line for line in lines if line)
    answer = model(**facts, sandbox=tenant.sandbox or None, text=text)
    return CallToolResult(
        content=[TextContent(type="text", text=text)],
        structured_content=answer.model_dump(mode="json", exclude_none=True),
    )


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
        "hourly_rate": entry.hourly_rate,
        "notes": cleaned(entry.notes) or None,
        "internal_notes": cleaned(entry.internal_notes) or None,
        **{
            name: _reference(getattr(entry, name))
            for name in ("ticket", "company", "member", "work_type", "work_role", "agreement")
        },
    }


def _reference(named: Named | None) -> dict[str, Any] | None:
    return {"id": named.id, "name": one_line(named.name, 100)} if named else None


def _in_one_line(shown: Shown) -> str:
    entry = shown.entry
    when = local_span(entry.start, entry.end, shown.zone) if entry.start else "without a start"
    parts = [
        f"entry {entry.id}: {number(entry.hours)} h" if entry.id else f"{number(entry.hours)} h",
        f"{when} ({shown.zone.key})",
        _charged_to(entry) or "no charge target",
        _name(entry.company),
        f"by {_name(entry.member)}" if entry.member else "",
    ]
    return " · ".join(part for part in parts if part)


def _details(entry: LoggedTime) -> list[str]:
    decided = [
        _name(entry.work_type),
        _name(entry.work_role),
        entry.billable or "",
        f"agreement {_name(entry.agreement)}" if entry.agreement else "",
        f"rate {number(entry.hourly_rate)}" if entry.hourly_rate is not None else "",
        f"break {number(entry.deduct)} h" if entry.deduct else "",
        f"status {entry.status}" if entry.status else "",
        f"sheet {_name(entry.sheet)}" if entry.sheet else "",
        f"invoice {_name(entry.invoice)}" if entry.invoice else "",
        f"entered by {one_line(entry.entered_by, 40)}" if entry.entered_by else "",
    ]
    shown_on = ", ".join(sorted(pane.value for pane in entry.add_to))
    lines = [" · ".join(part for part in decided if part)]
    if entry.notes:
        lines.append(f"Notes: {cleaned(entry.notes)}")
    if entry.internal_notes:
        lines.append(f"Internal notes: {cleaned(entry.internal_notes)}")
    if shown_on:
        lines.append(f"Notes also shown in: {shown_on}")
    return lines


def _charged_to(entry: LoggedTime) -> str | None:
    target = entry.target
    if target is None:
        return None
    name = one_line(entry.ticket.name if entry.ticket else target.name, 100)
    mark = "#" if target.kind.value.endswith("Ticket") else ""
    return f"{target.kind.value} {mark}{target.id} {name}".strip()


def _name(named: Named | None) -> str:
    return one_line(named.name, 100) if named else ""


def _day(instant: Any, found: FoundTickets) -> str:
    return local_day(instant, found.zone).isoformat() if instant else ""


def _days_line(found: FoundTime) -> str:
    if found.since and found.until:
        last = found.until.fromordinal(found.until.toordinal() - 1)
        days = f"{found.since:%a %Y-%m-%d} to {last:%a %Y-%m-%d}"
    elif found.since:
        days = f"since {found.since:%a %Y-%m-%d}"
    elif found.until:
        days = f"before {found.until:%a %Y-%m-%d}"
    else:
        days = "All days"
    return f"{days} ({found.zone.key})"


def _count(things: int, one: str, many: str | None = None) -> str:
    return f"{things} {one if things == 1 else many or f'{one}s'}"


def _totals_line(totals: Totals) -> str:
    if not totals.entries:
        return "No time entries."
    share = f" ({totals.billable_share:.0%})" if totals.billable_share is not None else ""
    return (
        f"Total {number(totals.hours)} h in {_count(totals.entries, 'entry', 'entries')},"
        f" billable {number(totals.billable_hours)} h{share}"
    )


def _group_lines(found: FoundTime) -> list[str]:
    if found.by is None or not found.groups:
        return []
    groups = sorted(found.groups.items(), key=lambda item: item[0].casefold())
    if found.by.value != "day":
        groups.sort(key=lambda item: -item[1].hours)
    columns = [
        (found.by.value, [name or "(none)" for name, _ in groups[:_MOST_GROUPS]], 20),
        ("hours", [number(totals.hours) for _, totals in groups[:_MOST_GROUPS]], 8),
        ("billable", [number(totals.billable_hours) for _, totals in groups[:_MOST_GROUPS]], 8),
        ("entries", [str(totals.entries) for _, totals in groups[:_MOST_GROUPS]], 8),
    ]
    lines = [table(columns, _TABLE_CHARACTERS)]
    if len(groups) > _MOST_GROUPS:
        lines.append(f"and {len(groups) - _MOST_GROUPS} smaller groups")
    return lines


def _rows_table(found: FoundTime) -> str:
    rows = found.rows
    zones = [found.zone_of(row.member.id if row.member else None) for row in rows]
    starts = [
        row.start.astimezone(zone) if row.start else None
        for row, zone in zip(rows, zones, strict=True)
    ]
    ends = [
        row.end.astimezone(zone) if row.end else None for row, zone in zip(rows, zones, strict=True)
    ]
    columns = [
        ("entry", [str(row.id) for row in rows], 12),
        ("day", [f"{start:%a %m-%d}" if start else "" for start in starts], 9),
        (
            "time",
            [
                f"{start:%H:%M}-{f'{end:%H:%M}' if end else ''}" if start else ""
                for start, end in zip(starts, ends, strict=True)
            ],
            11,
        ),
        ("h", [number(row.hours) for row in rows], 6),
        ("on", [_short_target(row) for row in rows], 12),
        ("company", [_name(row.company) for row in rows], 12),
        ("member", [_name(row.member) for row in rows], 10),
        ("type", [_name(row.work_type) for row in rows], 8),
        ("role", [_name(row.work_role) for row in rows], 6),
        ("bill", [row.billable or "" for row in rows], 10),
        ("status", [row.status or "" for row in rows], 12),
        # The heading tells the caller's zone; only other people's is worth a column.
        ("zone", ["" if zone == found.zone else zone.key for zone in zones], 12),
        ("notes", [row.notes for row in rows], 10),
    ]
    return table(columns, _TABLE_CHARACTERS)


def _short_target(row: LoggedTime) -> str:
    if row.ticket is not None:
        return f"#{row.ticket.id} {one_line(row.ticket.name)}"
    return (
        one_line(row.target.name or f"{row.target.kind.value} {row.target.id}")
        if row.target
        else ""
    )
