"""Answers to a search for logged time: totals first, then groups or rows."""

import json
from collections.abc import Sequence
from typing import Any

from mcp.types import CallToolResult
from pydantic import BaseModel

from connectwise_time.desk.results import FoundTime
from connectwise_time.domain.entries import LoggedTime
from connectwise_time.domain.statuses import word_of
from connectwise_time.server.answers.common import (
    TABLE_CHARACTERS,
    both_faces,
    name_of,
)
from connectwise_time.server.answers.reports import (
    group_facts,
    group_lines,
    total_facts,
    totals_line,
)
from connectwise_time.server.text import Column, number, one_line, table

_GROUPS_BESIDE_ROWS, _GROUPS_ALONE = 2_000, 6_000
"""Of the table of groups: typed, they take as much again."""
_MOST_CLOCKS = 20
_ROOM = 11_000
"""Of text and groups together in the structured face, without its other facts."""


class TimeAnswer(BaseModel):
    """Logged time: totals over all that fits, and one page of rows in `text`."""

    since: str | None = None
    until: str | None = None
    zone: str
    entries: int | None = None
    hours: float | None = None
    billable_hours: float | None = None
    columns: list[str] | None = None
    groups: list[list[str | int | float | None]] | None = None
    more: int | None = None
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
        lines.append(totals_line(found, found.totals))
        facts |= total_facts(found.totals)
    lines += group_lines(found, _GROUPS_BESIDE_ROWS if found.rows else _GROUPS_ALONE)
    if found.rows:
        lines.append(_rows_table(found))
    if found.cursor:
        lines.append(f"More rows, oldest first: repeat the search with cursor={found.cursor}")
    facts |= group_facts(found, _ROOM - sum(len(json.dumps(line)) for line in lines))
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
    return f"{days} ({found.clock})"


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
    room = TABLE_CHARACTERS - (_GROUPS_BESIDE_ROWS if found.report.lines else 0)
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
