"""Answers to a search for logged time: totals first, then groups or rows."""

from collections.abc import Sequence
from typing import Any

from mcp.types import CallToolResult
from pydantic import BaseModel

from connectwise_time.desk.results import FoundTime
from connectwise_time.domain.entries import LoggedTime
from connectwise_time.domain.statuses import in_words, word_of
from connectwise_time.domain.summary import GroupBy, Totals
from connectwise_time.server.answers.common import (
    TABLE_CHARACTERS,
    both_faces,
    counted,
    name_of,
)
from connectwise_time.server.text import Column, number, one_line, table

_MOST_GROUPS, _FEWER_GROUPS = 200, 40
_GROUPS_BESIDE_ROWS = 2_000
_MOST_CLOCKS = 20


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


def time_answer(found: FoundTime) -> CallToolResult:
    """Logged time: totals first, then groups, then rows, then where it goes on."""
    lines = [f"{_days_line(found)} · {'; '.join(one_line(f, 100) for f in found.filters)}"]
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
        lines.append(f"More rows, oldest first: repeat the search with cursor={found.cursor}")
    return both_faces(TimeAnswer, facts, lines, sandbox=found.sandbox)


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


def _totals_line(totals: Totals) -> str:
    if not totals.entries:
        return "No time entries."
    share = f" ({totals.billable_share:.0%})" if totals.billable_share is not None else ""
    return (
        f"Total {number(totals.hours)} h in {counted(totals.entries, 'entry', 'entries')},"
        f" billable {number(totals.billable_hours)} h{share}"
    )


def _group_lines(found: FoundTime) -> list[str]:
    if found.by is None or not found.groups:
        return []
    groups = sorted(found.groups.items(), key=lambda item: item[0].casefold())
    if found.by.value != "day":
        groups.sort(key=lambda item: -item[1].hours)
    most = _FEWER_GROUPS if found.rows else _MOST_GROUPS
    named = in_words if found.by is GroupBy.STATUS else str
    columns = [
        Column(found.by.value, [named(name) or "(none)" for name, _ in groups[:most]], 20),
        Column("hours", [number(totals.hours) for _, totals in groups[:most]], shared=False),
        Column("billable", [number(totals.billable_hours) for _, totals in groups[:most]]),
        Column("entries", [str(totals.entries) for _, totals in groups[:most]]),
    ]
    lines = [table(columns, _GROUPS_BESIDE_ROWS if found.rows else TABLE_CHARACTERS)]
    if len(groups) > most:
        lines.append(f"and {len(groups) - most} smaller groups")
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
        Column("entry", [str(row.id) for row in rows]),
        Column("day", [f"{start:%a %m-%d}" if start else "" for start in starts]),
        Column(
            "time",
            [
                f"{start:%H:%M}-{f'{end:%H:%M}' if end else ''}" if start else ""
                for start, end in zip(starts, ends, strict=True)
            ],
        ),
        Column("h", [number(row.hours) for row in rows]),
        Column("on", [_short_target(row) for row in rows], 12, shared=False),
        Column("company", [name_of(row.company) for row in rows], 12),
        Column("member", [name_of(row.member) for row in rows], 10),
        Column("type", [name_of(row.work_type) for row in rows], 8),
        Column("role", [name_of(row.work_role) for row in rows], 6),
        Column("bill", [row.billable or "" for row in rows], 10),
        Column("status", [row.status or "" for row in rows], 12),
        Column("notes", [row.notes for row in rows], 10, shared=False),
    ]
    room = TABLE_CHARACTERS - (_GROUPS_BESIDE_ROWS if found.groups else 0)
    shown = table(columns, room, all_rows="All rows shown" if found.cursor else "All rows")
    return "\n".join([*_foreign_clocks(found), *_statuses(rows), shown])


def _statuses(rows: Sequence[LoggedTime]) -> list[str]:
    """People's words for the exact statuses in the rows, where they differ."""
    exact = sorted({row.status for row in rows if row.status})
    told = [
        f"{status} is {word_of(status)}" for status in exact if word_of(status) != status.lower()
    ]
    return [f"Statuses: {', '.join(told)}"] if told else []


def _foreign_clocks(found: FoundTime) -> list[str]:
    """Whose times are told by another clock than the caller's."""
    zones = {
        name_of(row.member): zone.key
        for row in found.rows
        if (zone := found.zone_of(row.member.id if row.member else None)) != found.zone
    }
    few = [f"{who} in {zone}" for who, zone in sorted(zones.items())[:_MOST_CLOCKS]]
    return [f"By their own clocks: {'; '.join(few)}"] if few else []


def _short_target(row: LoggedTime) -> str:
    if row.ticket is not None:
        return f"#{row.ticket.id} {one_line(row.ticket.name)}"
    return (
        one_line(row.target.name or f"{row.target.kind.value} {row.target.id}")
        if row.target
        else ""
    )
