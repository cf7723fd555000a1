"""The answer about what is missing of working hours: people and days, only where something is."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby, pairwise
from typing import Any
from zoneinfo import ZoneInfo

from mcp.types import CallToolResult
from pydantic import BaseModel

from connectwise_time.desk.results import FoundMissing, MissingOf
from connectwise_time.domain.missing import MissingDay, clock_span
from connectwise_time.server.answers.common import TABLE_CHARACTERS, both_faces, counted, name_of
from connectwise_time.server.text import number, one_line

_MOST_GAPS = 4
_MOST_DAYS = 31
_NAMES = 5
_ROUNDING = 0.02  # hours are told in hundredths


class MissingAnswer(BaseModel):
    """What is missing of working hours."""

    whom: str
    since: str
    until: str
    hours: float
    people: list[dict[str, Any]]
    more: int | None = None
    sandbox: bool | None = None
    text: str


def missing_answer(found: FoundMissing) -> CallToolResult:
    """People of whom something is missing, most first; as many as an answer holds."""
    last = found.until - timedelta(days=1)
    hours = sum(person.hours for person in found.people)
    days = f"{found.since} to {last}"
    whom = one_line(found.whom, 200)
    of_many = f" of {counted(len(found.people), 'member')}" if found.asked != 1 else ""
    of_all = f" ({found.asked} looked at)" if found.asked != 1 else ""
    lines = [f"Missing of {whom}, {days}: {number(hours)} h{of_many}{of_all}."]
    if not found.people:
        lines = [f"Nothing is missing of {whom}, {days}, until now{of_all}."]
    shown = _fitting(found.people)
    lines += [_line(person) for person in shown]
    more = len(found.people) - len(shown)
    if more:
        lines.append(f"{more} more members lack time: give member or a shorter period.")
    if any(_has_a_break(day) for person in shown for day in person.days[:_MOST_DAYS]):
        lines.append(
            "Where gaps are longer than what is missing, a break lies among them: when is not told."
        )
    lines += _assumed(found.people)
    lines += [one_line(notice, 300) for notice in found.notices]
    if found.people:
        lines.append(
            "Ask what was done, or have draft_time suggest it, and log it with create_time_entry;"
            " time off goes on its charge code."
        )
    facts = {
        "whom": whom,
        "since": found.since.isoformat(),
        "until": found.until.isoformat(),
        "hours": round(hours, 2),
        "people": [_facts(person) for person in shown],
        "more": more or None,
    }
    return both_faces(MissingAnswer, facts, lines, sandbox=found.sandbox)


def _fitting(people: Sequence[MissingOf]) -> list[MissingOf]:
    """The first of them, whose lines come to no more than a table may have."""
    shown: list[MissingOf] = []
    room = TABLE_CHARACTERS // 2  # typed, they take as much again
    for person in people:
        room -= len(_line(person)) + 1
        if room < 0 and shown:
            break
        shown.append(person)
    return shown


def _line(person: MissingOf) -> str:
    told = [_told(run, person.zone) for run in _runs(person.days[:_MOST_DAYS])]
    if len(person.days) > _MOST_DAYS:
        told.append(f"and {len(person.days) - _MOST_DAYS} more days")
    return (
        f"{name_of(person.member)} ({person.zone.key}) {number(person.hours)} h: {'; '.join(told)}"
    )


def _runs(days: Sequence[MissingDay]) -> list[list[MissingDay]]:
    """Days in a row on which all of the same hours are missing are one."""
    starts = [True] + [not _goes_on(a, b) for a, b in pairwise(days)]
    number_of_run = 0
    numbered = []
    for day, begins in zip(days, starts, strict=True):
        number_of_run += begins
        numbered.append((number_of_run, day))
    return [[day for _, day in run] for _, run in groupby(numbered, key=lambda pair: pair[0])]


def _goes_on(before: MissingDay, day: MissingDay) -> bool:
    apart = (day.day - before.day).days
    over_weekend = apart <= 3 and day.day.weekday() < before.day.weekday()  # noqa: PLR2004  # Friday to Monday
    nothing = not before.logged and not day.logged
    return nothing and before.missing == day.missing and (apart == 1 or over_weekend)


def _told(run: Sequence[MissingDay], zone: ZoneInfo) -> str:
    first, last = run[0], run[-1]
    if len(run) > 1:
        each = f"{first.day:%a %m-%d} to {last.day:%a %m-%d} {number(first.missing)} h each"
        return f"{each}, nothing logged"
    lacks = f"{first.day:%a %m-%d} {number(first.missing)} h"
    if not first.logged:
        return f"{lacks}, nothing logged"
    gaps = _gaps(first, zone)
    more = " …" if len(first.gaps) > _MOST_GAPS else ""
    return f"{lacks} in {', '.join(gaps)}{more}" if gaps else f"{lacks} of {number(first.expected)}"


def _has_a_break(day: MissingDay) -> bool:
    gaps = sum(gap.hours for gap in day.gaps)
    return bool(day.logged) and gaps > day.missing + _ROUNDING


def _gaps(day: MissingDay, zone: ZoneInfo) -> list[str]:
    return [clock_span(gap, zone) for gap in day.gaps[:_MOST_GAPS]]


def _facts(person: MissingOf) -> dict[str, Any]:
    return {
        "id": person.member.id,
        "name": name_of(person.member),
        "zone": person.zone.key,
        "hours": round(person.hours, 2),
        "days": [_day(day, person.zone) for day in person.days[:_MOST_DAYS]],
    }


def _day(day: MissingDay, zone: ZoneInfo) -> dict[str, Any]:
    told: dict[str, Any] = {"date": day.day.isoformat(), "hours": day.missing}
    if day.logged:
        told |= {"logged": day.logged, "gaps": _gaps(day, zone)}
    return told


def _assumed(people: Sequence[MissingOf]) -> list[str]:
    """What was assumed of whose working hours."""
    of: dict[str, list[str]] = {}
    for person in people:
        if person.assumption:
            of.setdefault(person.assumption, []).append(name_of(person.member))
    return [
        f"{', '.join(names[:_NAMES])}"
        + (f" and {len(names) - _NAMES} more" if len(names) > _NAMES else "")
        + f": {assumption}"
        for assumption, names in of.items()
    ]
