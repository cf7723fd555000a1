"""The groups of a report as a table for people, and as rows for programs."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from connectwise_time.desk.results import FoundTime
from connectwise_time.domain.reports import GroupBy, Line, Measure, Report, Sums, shortened
from connectwise_time.domain.reports.dimensions import Path
from connectwise_time.domain.statuses import in_words
from connectwise_time.server.answers.common import counted
from connectwise_time.server.text import Column, number, one_line, table

_LONGEST_NAME, _READABLE, _HEADINGS_ABOVE = 60, 20, 300
_LONGEST_NOTICE = 1_000
_ALL = "all"


def totals_line(found: FoundTime, totals: Sums) -> str:
    """What everything that was found adds up to, in a sentence."""
    if not totals.entries:
        return "No time entries."
    share = f" ({totals.billable_share:.0%})" if totals.billable_share is not None else ""
    return (
        f"Total {number(totals.hours)} h in {counted(totals.entries, 'entry', 'entries')},"
        f" billable {number(totals.billable_hours)} h{share}{_measured_line(found, totals)}"
    )


def _measured_line(found: FoundTime, totals: Sums) -> str:
    """`, billed 12.5 h, amount 1500 (of 9 entries that tell it)`."""
    said = [f", {name} {cell}" for name, cell in _cells(found, (), totals) if cell]
    for measure, of in ((Measure.BILLED, totals.billed_of), (Measure.AMOUNT, totals.amount_of)):
        if measure in found.measures and of < totals.entries:
            said.append(
                f". Of {counted(totals.entries - of, 'entry', 'entries')} ConnectWise does not"
                f" tell {_UNTOLD[measure]}"
            )
    return "".join(said)


_UNTOLD = {
    Measure.BILLED: "the billed hours",
    Measure.AMOUNT: "the amount, which needs keys that may see rates",
}


def total_facts(totals: Sums) -> dict[str, Any]:
    """What everything that was found adds up to, as typed facts."""
    return {
        "entries": totals.entries,
        "hours": round(totals.hours, 2),
        "billable_hours": round(totals.billable_hours, 2),
    }


def group_lines(found: FoundTime, room: int) -> list[str]:
    """The table of groups, and what is not in it."""
    report = found.report
    lines = [_USED] if Measure.UTILIZATION in found.measures else []
    lines += [
        f"Too many groups of {one}: narrow the search to have them." for one in report.given_up
    ]
    if report.lines:
        columns = _columns(found, report)
        while (needed := _characters(columns)) > room and len(report.lines) > 1:
            report = _fewer(report, room, needed)
            columns = _columns(found, report)
        lines.append(table(columns, room))
    if report.more:
        lines.append(
            f"and {report.more} {'earlier' if report.is_of_time else 'smaller'}"
            f" {'group' if report.more == 1 else 'groups'} with"
            f" {number(report.more_hours)} h, which the totals hold"
        )
    return [*lines, *(one_line(notice, _LONGEST_NOTICE) for notice in found.notices)]


_USED = (
    "Used is time for customers against capacity: billable time, and all that is on tickets and"
    " activities; not meetings, leave and other internal time on charge codes."
)


def _fewer(report: Report, room: int, needed: int) -> Report:
    """With about as many lines as there is room for, and at least one less than now."""
    most = len(report.lines) * max(0, room) // needed
    return shortened(report, min(most, len(report.lines) - 1))


def _columns(found: FoundTime, report: Report) -> list[Column]:
    rows = _without_repeats(report.lines)
    measured = [_cells(found, line.path, line.sums) for line, _ in rows]
    headings = [heading for heading, _ in _cells(found, (), Sums())]
    return [
        *_names(report.by, rows),
        Column("hours", [number(line.sums.hours) for line, _ in rows], shared=False),
        Column("billable", [number(line.sums.billable_hours) for line, _ in rows]),
        Column("billable %", [_percent(line.sums.billable_share) for line, _ in rows]),
        Column("entries", [str(line.sums.entries) for line, _ in rows]),
        *(
            Column(heading, [cells[at][1] for cells in measured])
            for at, heading in enumerate(headings)
        ),
    ]


def _characters(columns: Sequence[Column]) -> int:
    """Of a table whose names are clipped, but still say who and what."""
    cells = sum(min(len(cell), _READABLE) + 1 for column in columns for cell in column.cells)
    return cells + _HEADINGS_ABOVE


def _without_repeats(lines: Sequence[Line]) -> list[tuple[Line, int]]:
    """The lines but totals of a single group, each with the depth from which its names are new."""
    rows: list[tuple[Line, int]] = []
    for line in lines:
        from_depth = len(line.path) - 1
        if rows and _is_all_of(line, rows[-1][0]):
            from_depth = rows.pop()[1]
        rows.append((line, from_depth))
    return rows


def _is_all_of(inner: Line, outer: Line) -> bool:
    inside = len(inner.path) > len(outer.path) == len(inner.path) - 1
    return inside and inner.sums.entries == outer.sums.entries


def _names(by: Sequence[GroupBy], rows: Sequence[tuple[Line, int]]) -> list[Column]:
    """A column for each thing that totals are split by; an outer name stands once, at its total."""
    return [
        Column(one.value, [_cell(one, depth, line, new) for line, new in rows], _READABLE)
        for depth, one in enumerate(by)
    ]


def _cell(by: GroupBy, depth: int, line: Line, new: int) -> str:
    if depth >= len(line.path):
        return _ALL if depth == len(line.path) else ""
    return _name(by, line.names[depth]) if depth >= new else ""


def _name(by: GroupBy, name: str) -> str:
    return (in_words(name) if by is GroupBy.STATUS else name) or "(none)"


def group_facts(found: FoundTime, room: int) -> dict[str, Any]:
    """The groups as rows, as many as there is room for, and what their columns are.

    The first row is the total; those of outer groups have null where they are of all. How many
    innermost groups are left out is told with them.
    """
    report = found.report
    if found.totals is None or not (report.lines or found.measures):
        return {}
    rows = [_row(found, line) for line in report.lines]
    while report.lines and (needed := _typed(rows)) > room:
        report = _fewer(report, room, needed)
        rows = [_row(found, line) for line in report.lines]
    measures = [name for name, _ in _values(found, (), found.totals)]
    return {
        "columns": [
            *(one.value for one in report.by),
            *("hours", "billable_hours", "entries"),
            *measures,
        ],
        "groups": [_row(found, Line((), (), found.totals)), *rows],
        "more": report.more or None,
    }


def _typed(rows: Sequence[Sequence[Any]]) -> int:
    return sum(len(json.dumps(row, separators=(",", ":"))) + 1 for row in rows)


def _row(found: FoundTime, line: Line) -> list[str | int | float | None]:
    by = found.report.by
    names: list[str | int | float | None] = [
        one_line(_name(one, name), _LONGEST_NAME) for one, name in zip(by, line.names, strict=False)
    ]
    sums = line.sums
    return [
        *names,
        *[None] * (len(by) - len(names)),
        round(sums.hours, 2),
        round(sums.billable_hours, 2),
        sums.entries,
        *(value for _, value in _values(found, line.path, sums)),
    ]


def _values(found: FoundTime, path: Path, sums: Sums) -> list[tuple[str, float | None]]:
    """What was asked for beside hours, to be counted with."""
    return [
        (name, value)
        for measure in found.measures
        for name, value in _VALUES[measure](found, path, sums)
    ]


def _cells(found: FoundTime, path: Path, sums: Sums) -> list[tuple[str, str]]:
    """The same, to be read."""
    return [
        (_HEADINGS[name], "" if value is None else _WRITTEN[name](value))
        for name, value in _values(found, path, sums)
    ]


def _utilization(found: FoundTime, path: Path, sums: Sums) -> list[tuple[str, float | None]]:
    hours = found.capacity.of(path) if found.capacity else 0.0
    used = [sums.utilized / hours, sums.billable_hours / hours] if hours else [None, None]
    shares = [None if share is None else round(share, 4) for share in used]
    return [
        ("capacity_hours", round(hours, 2)),
        ("utilization", shares[0]),
        ("billable_utilization", shares[1]),
    ]


def _delay(_found: FoundTime, _path: Path, sums: Sums) -> list[tuple[str, float | None]]:
    late = sums.delay_hours
    return [("delay_hours", None if late is None else round(late, 2))]


_VALUES: dict[Measure, Callable[[FoundTime, Path, Sums], list[tuple[str, float | None]]]] = {
    Measure.BILLED: lambda _found, _path, sums: [
        ("billed_hours", None if sums.billed is None else round(sums.billed, 2))
    ],
    Measure.AMOUNT: lambda _found, _path, sums: [("amount", sums.amount)],
    Measure.UTILIZATION: _utilization,
    Measure.DELAY: _delay,
}
_HEADINGS = {
    "billed_hours": "billed h",
    "amount": "amount",
    "capacity_hours": "capacity h",
    "utilization": "used",
    "billable_utilization": "used billable",
    "delay_hours": "entered after h",
}


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.0%}"


_WRITTEN: dict[str, Callable[[float], str]] = {
    "billed_hours": number,
    "amount": number,
    "capacity_hours": number,
    "utilization": _percent,
    "billable_utilization": _percent,
    "delay_hours": number,
}
