"""Answers about time sheets: a list of them, and one as a week."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from mcp.types import CallToolResult
from pydantic import BaseModel

from connectwise_time.desk.results import FoundSheets, Reviewed, SentBack, SheetRow
from connectwise_time.domain.entries import LoggedTime
from connectwise_time.domain.review import Day, Review
from connectwise_time.domain.statuses import in_words, word_of
from connectwise_time.domain.summary import Totals
from connectwise_time.domain.when import local_day, local_span
from connectwise_time.server.answers.common import TABLE_CHARACTERS, both_faces, counted, name_of
from connectwise_time.server.text import Column, number, one_line, table

LONGEST_REASON = 1_000
_SHOWN_IDS = 20


class SheetsAnswer(BaseModel):
    """Time sheets that fit; one row each in `text`."""

    whom: str
    since: str | None = None
    until: str | None = None
    timesheets: list[int]
    hours: float
    more: int | None = None
    without_sheet: list[str] | None = None
    sandbox: bool | None = None
    text: str


class ReviewAnswer(BaseModel):
    """One time sheet, looked over, or what was sent back of any."""

    timesheet: int | None = None
    timesheets: list[int] | None = None
    member: str
    since: str | None = None
    until: str | None = None
    status: str | None = None
    status_word: str | None = None
    hours: float
    billable_hours: float | None = None
    billable_share: float | None = None
    hours_by_day: list[str] | None = None
    entries: list[int]
    findings: list[str]
    deadline: str | None = None
    approver: str | None = None
    zone: str | None = None
    more: int | None = None
    sandbox: bool | None = None
    text: str


def sheets_answer(found: FoundSheets) -> CallToolResult:
    """A list of sheets."""
    total = sum(row.review.totals.hours for row in found.rows)
    since, last = found.since, found.until
    days = f", periods from {since} until before {last}" if since and last else ""
    waits = f" for {one_line(found.approver, 100)} to approve" if found.approver else ""
    heads = f"{counted(len(found.rows), 'timesheet')} of {one_line(found.whom, 200)}{waits}{days}"
    lines = [f"{heads}: {number(total)} h.", table(_columns(found), TABLE_CHARACTERS)]
    if not found.rows and found.approver:
        lines = [f"Nothing waits for the approval of {one_line(found.approver, 100)}."]
    if found.more:
        lines.append(f"{found.more} more fit: narrow member, period or status, or raise limit.")
    if found.without:
        names = ", ".join(name_of(member) for member in found.without)
        lines.append(f"No timesheet, so no time, in these days: {names}.")
    lines += found.notices
    facts: dict[str, Any] = {
        "whom": one_line(found.whom, 200),
        "since": since.isoformat() if since else None,
        "until": last.isoformat() if last else None,
        "timesheets": [row.review.sheet.id for row in found.rows],
        "hours": round(total, 2),
        "more": found.more or None,
        "without_sheet": [name_of(member) for member in found.without] or None,
    }
    return both_faces(SheetsAnswer, facts, lines, sandbox=found.sandbox)


def _columns(found: FoundSheets) -> list[Column]:
    rows = found.rows
    columns = [
        Column("timesheet", [str(row.review.sheet.id) for row in rows], shared=False),
        Column("member", [name_of(row.review.sheet.member) for row in rows], 12),
        Column("period", [f"{r.review.sheet.first} to {r.review.sheet.last}" for r in rows]),
        Column("status", [in_words(row.review.sheet.status) for row in rows]),
        Column("hours", [number(row.review.totals.hours) for row in rows], shared=False),
        Column("billable", [_share(row.review.totals) for row in rows]),
        Column("by day", [_by_day(row.review) for row in rows]),
        Column("findings", [str(_to_mend(row)) for row in rows]),
        Column("due", [_due(row) for row in rows]),
        Column("approver", [one_line(row.approver, 100) for row in rows], 12),
    ]
    if any(row.waits for row in rows):
        columns.insert(4, Column("waits for", [row.waits for row in rows]))
    return columns


def _to_mend(row: SheetRow) -> int:
    """Findings to do something about; that what was handed in is locked is none."""
    return sum(1 for finding in row.review.findings if finding.rule != "locked_entries")


def _due(row: SheetRow) -> str:
    deadline = row.review.sheet.deadline
    return deadline.isoformat() if deadline else ""


def _share(totals: Totals) -> str:
    return "" if totals.billable_share is None else f"{totals.billable_share:.0%}"


def _by_day(looked: Review) -> str:
    return " ".join(number(day.totals.hours) for day in looked.days)


def review_answer(reviewed: Reviewed) -> CallToolResult:
    """One sheet as a grid of its days, with what should be seen."""
    looked = reviewed.review
    sheet, totals = looked.sheet, looked.totals
    share = f", {_share(totals)}" if totals.billable_share is not None else ""
    due = f" Due {sheet.deadline}." if sheet.deadline else ""
    approver = f" Approver: {one_line(reviewed.approver, 100)}." if reviewed.approver else ""
    lines = [
        (
            f"Timesheet {sheet.id} of {name_of(sheet.member)}, {sheet.first} to {sheet.last}"
            f" ({reviewed.zone.key}): {in_words(sheet.status)}."
        ),
        (
            f"{number(totals.hours)} h in {counted(totals.entries, 'entry', 'entries')},"
            f" {number(totals.billable_hours)} h billable{share}.{due}{approver}"
        ),
    ]
    findings = [
        " ".join(part for part in (f"{f.rule}: {f.says}", f.why, f.remedy) if part)
        for f in looked.findings
    ]
    if findings:
        lines += ["Findings:", *(f"- {finding}" for finding in findings)]
    else:
        lines.append("No findings.")
    lines += told_sent_back(reviewed.sent_back, reviewed.zone)
    lines.append(_grid(looked, reviewed))
    facts = {
        "timesheet": sheet.id,
        "member": name_of(sheet.member),
        "since": sheet.first.isoformat(),
        "until": (sheet.last + timedelta(days=1)).isoformat(),
        "status": sheet.status,
        "status_word": word_of(sheet.status),
        "hours": round(totals.hours, 2),
        "billable_hours": round(totals.billable_hours, 2),
        "billable_share": _rounded(totals.billable_share),
        "hours_by_day": [f"{d.day:%a %Y-%m-%d} {number(d.totals.hours)}" for d in looked.days],
        "entries": [e.id for d in looked.days for e in d.entries if e.id is not None],
        "findings": findings,
        "deadline": sheet.deadline.isoformat() if sheet.deadline else None,
        "approver": one_line(reviewed.approver, 100) or None,
        "zone": reviewed.zone.key,
    }
    return both_faces(ReviewAnswer, facts, lines, sandbox=reviewed.sandbox)


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 3)


def told_sent_back(
    rows: Sequence[SentBack], zone: ZoneInfo, most: int = LONGEST_REASON
) -> list[str]:
    """Why, by whom and when: what was sent back alike in one line."""
    alike: dict[str, list[int]] = {}
    for one in rows:
        by = f" by {one_line(one.by, 60)}" if one.by else ""
        when = f" on {local_day(one.at, zone)}" if one.at else ""
        none = f"see the reason at entry {one.see}" if one.see else "no reason was noted"
        why = one_line(one.why, most) or none
        alike.setdefault(f"sent back{by}{when}: {why}", []).append(one.entry)
    return [f"{_entries(numbers)} {told}" for told, numbers in alike.items()]


def _entries(numbers: Sequence[int]) -> str:
    if len(numbers) == 1:
        return f"Entry {numbers[0]} was"
    more = f" and {len(numbers) - _SHOWN_IDS} more" if len(numbers) > _SHOWN_IDS else ""
    return f"Entries {', '.join(map(str, numbers[:_SHOWN_IDS]))}{more} were"


def _grid(looked: Review, reviewed: Reviewed) -> str:
    """A line for each day, with the entries below it."""
    pairs = [(day, entry) for day in looked.days for entry in (day.entries or (None,))]
    columns = [
        Column("day", [_day(day, entry) for day, entry in pairs], shared=False),
        Column("entry", [str(e.id) if e else "" for _, e in pairs], shared=False),
        Column("time", [_time(e, reviewed) for _, e in pairs], shared=False),
        Column("hours", [number(e.hours) if e else "0" for _, e in pairs], shared=False),
        Column("charged to", [_charged(e) for _, e in pairs], 20, shared=False),
        Column("company", [name_of(e.company) if e else "" for _, e in pairs], 12, shared=False),
        Column("type", [name_of(e.work_type) if e else "" for _, e in pairs], 10, shared=False),
        Column("billable", [(e.billable or "") if e else "" for _, e in pairs], shared=False),
        Column("status", [in_words(e.status) if e else "" for _, e in pairs], shared=False),
        Column("notes", [one_line(e.notes) if e else "" for _, e in pairs], 30, shared=False),
    ]
    return table(columns, TABLE_CHARACTERS)


def _day(day: Day, entry: LoggedTime | None) -> str:
    if entry is None or entry is day.entries[0]:
        return f"{day.day:%a %m-%d} = {number(day.totals.hours)} h"
    return ""


def _time(entry: LoggedTime | None, reviewed: Reviewed) -> str:
    if entry is None or entry.start is None:
        return ""
    # Only the clock: the day stands in its own column.
    return local_span(entry.start, entry.end, reviewed.zone).split(" ", 2)[-1]


def _charged(entry: LoggedTime | None) -> str:
    if entry is None or entry.target is None:
        return ""
    if entry.ticket is not None:
        return f"#{entry.ticket.id} {one_line(entry.ticket.name, 100)}"
    return one_line(entry.target.name, 100) or f"{entry.target.kind} {entry.target.id}"
