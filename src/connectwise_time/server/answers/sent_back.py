"""The answer about all that was sent back: by sheet, with why, and what to call next."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from mcp.types import CallToolResult

from connectwise_time.desk.results import AllSentBack
from connectwise_time.domain.entries import LoggedTime
from connectwise_time.domain.statuses import in_words
from connectwise_time.domain.when import local_span
from connectwise_time.server.answers.common import both_faces, counted, name_of
from connectwise_time.server.answers.sheets import ReviewAnswer, told_sent_back
from connectwise_time.server.text import number, one_line

_CLIPPED = 120


def sent_back_answer(found: AllSentBack) -> CallToolResult:
    """All that was sent back, sheet by sheet, with the next calls."""
    whom = one_line(found.whom, 200)
    count = len(found.entries) + found.more
    lines = [f"No time of {whom} was sent back and is to be corrected."]
    if count:
        entries = counted(count, "entry", "entries")
        lines = [
            f"Sent back and NOT corrected yet, of {whom}: {number(found.hours)} h in {entries}."
        ]
    for sheet in _sheets(found):
        lines += _of_sheet(found, sheet)
    if any(len(one_line(row.why)) > _CLIPPED for row in found.reasons):
        lines.append("Long reasons are clipped: review_timesheet(timesheet=…) tells more of them.")
    if found.more:
        lines.append(f"{found.more} more were sent back: correct these first, or give member.")
    facts = {
        "timesheets": sorted(found.sheets),
        "member": whom,
        "hours": round(found.hours, 2),
        "entries": [entry.id for entry in found.entries if entry.id is not None],
        "findings": [
            line
            for row in found.reasons
            for line in told_sent_back([row], _zone(found, row.entry), _CLIPPED)
        ],
        "more": found.more or None,
    }
    return both_faces(ReviewAnswer, facts, lines, sandbox=found.sandbox)


def _sheets(found: AllSentBack) -> list[int | None]:
    return list(dict.fromkeys(_sheet(entry) for entry in found.entries))


def _sheet(entry: LoggedTime) -> int | None:
    return entry.sheet.id if entry.sheet is not None else None


def _of_sheet(found: AllSentBack, number_of_sheet: int | None) -> Iterator[str]:
    sheet = found.sheets.get(number_of_sheet or 0)
    entries = [entry for entry in found.entries if _sheet(entry) == number_of_sheet]
    if sheet is not None:
        whose = f"Timesheet {sheet.id} of {name_of(sheet.member)}, {sheet.first} to {sheet.last}"
        yield f"{whose}: {in_words(sheet.status)}."
    for entry in entries:
        yield _line(entry, found)
    ids = {entry.id for entry in entries}
    reasons = [row for row in found.reasons if row.entry in ids]
    if reasons:
        yield from told_sent_back(reasons, _zone(found, reasons[0].entry), _CLIPPED)
    first = min((number for number in ids if number is not None), default=0)
    then = f", then submit_timesheet(timesheet={sheet.id})" if sheet is not None else ""
    each = ", and so on for each" if len(ids) > 1 else ""
    yield f"Next: update_time_entry(entry={first}, …){each}{then}."


def _line(entry: LoggedTime, found: AllSentBack) -> str:
    zone = found.zone_of(entry.member.id if entry.member else None)
    when = local_span(entry.start, entry.end, zone) if entry.start else ""
    charged = f"#{entry.ticket.id} {one_line(entry.ticket.name, 60)}" if entry.ticket else ""
    if not charged and entry.target:
        charged = one_line(entry.target.name, 60) or f"{entry.target.kind} {entry.target.id}"
    parts = [when, f"{number(entry.hours)} h", charged, one_line(entry.notes, 60)]
    return f"- entry {entry.id}: {' · '.join(part for part in parts if part)}"


def _zone(found: AllSentBack, entry: int) -> ZoneInfo:
    whose = next((e.member for e in found.entries if e.id == entry), None)
    return found.zone_of(whose.id if whose else None)
