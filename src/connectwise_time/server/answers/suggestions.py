"""The answer that suggests entries: each ready to be logged, with what tells of it."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from mcp.types import CallToolResult
from pydantic import BaseModel

from connectwise_time.desk.results import Suggested
from connectwise_time.domain.clues import Clue, Suggestion, Trace
from connectwise_time.domain.missing import clock_span
from connectwise_time.domain.when import instants_of, local_span
from connectwise_time.server.answers.common import both_faces, counted, name_of
from connectwise_time.server.text import cleaned, number, one_line

_A_DAY = timedelta(days=1)
_MOST = 40
_MOST_OTHERS = 15
_NAME = 50
_NOTE = 120
_NOTES = 1_000


class SuggestionsAnswer(BaseModel):
    """Entries as create_time_entries takes them; what tells of each; the rest in `text`."""

    entries: list[dict[str, Any]]
    because: list[str]
    more: int | None = None
    sandbox: bool | None = None
    text: str


def suggestions_answer(told: Suggested) -> CallToolResult:
    """What may be missing: what can be logged, then what somebody has to be asked about."""
    found, zone = told.found, told.zone
    last = told.until - timedelta(days=1)
    whose = name_of(told.member)
    shown = found.entries[:_MOST]
    hours = sum(each.span.hours for each in found.entries)
    count = counted(len(found.entries), "entry", "entries")
    days = f"{told.since} to {last} ({zone.key})"
    lines = [f"Suggested for {whose}, {days}: {count}, {number(hours)} h. Nothing is logged yet."]
    if not any((found.entries, found.uncharged, found.timers, found.loose, found.lacks)):
        lines = [f"Nothing is missing of {whose}, {days}, until now, and nothing tells of more."]
    lines += [
        f"{place}. {_line(each, zone)}: {_because(each, zone)}"
        for place, each in enumerate(shown, start=1)
    ]
    if len(found.entries) > _MOST:
        lines.append(f"{len(found.entries) - _MOST} more: ask for fewer days.")
    lines += _others(told)
    if told.unread:
        lines.append(f"{told.unread} other tickets changed since: notes there were not read.")
    if told.assumption:
        lines.append(told.assumption)
    if shown:
        lines.append(
            "Ask which are right, for how long, and for notes; then log those with"
            " create_time_entries. GUESS: only that there was work is known, not how long."
        )
    facts = {
        "entries": [_entry(each, told) for each in shown],
        "because": [_because(each, zone) for each in shown],
        "more": max(0, len(found.entries) - _MOST) or None,
    }
    return both_faces(SuggestionsAnswer, facts, lines, sandbox=told.sandbox)


def _entry(each: Suggestion, told: Suggested) -> dict[str, Any]:
    """The arguments that log it."""
    begins, ends = (at.astimezone(told.zone) for at in (each.span.start, each.span.end))
    entry: dict[str, Any] = {"ticket": each.ticket, "date": begins.date().isoformat()}
    walls = (begins.replace(tzinfo=None), ends.replace(tzinfo=None))
    if all(len(instants_of(wall, told.zone)) == 1 for wall in walls) and (
        begins.date() == ends.date()
    ):
        entry |= {"start": f"{begins:%H:%M}", "end": f"{ends:%H:%M}"}
    else:
        entry = {"ticket": each.ticket, "start": begins.isoformat(), "end": ends.isoformat()}
    if not told.is_me:
        entry["member"] = str(told.member.id)
    if each.notes:
        entry["notes"] = cleaned(each.notes)[:_NOTES]
    return entry


def _line(each: Suggestion, zone: ZoneInfo) -> str:
    about = one_line(next((clue.name for clue in each.clues if clue.name), ""), _NAME)
    what = f"#{each.ticket}" if each.ticket else "no ticket"
    when = local_span(each.span.start, each.span.end, zone)
    length = f"{number(each.span.hours)} h{' GUESS' if each.is_guess else ''}"
    return f"{when} ({length}) {what} {about}".rstrip()


def _because(each: Suggestion, zone: ZoneInfo) -> str:
    return "; ".join(_told(clue, zone) for clue in each.clues[:3])


def _told(clue: Clue, zone: ZoneInfo) -> str:
    at = f"{clue.start.astimezone(zone):%H:%M}"
    match clue.trace:
        case Trace.APPOINTMENT if clue.span.length > _A_DAY:
            return f"appointment until {clue.end.astimezone(zone):%a %Y-%m-%d %H:%M}"
        case Trace.APPOINTMENT:
            return f"appointment {clock_span(clue.span, zone)}"
        case Trace.NOTE:
            return f'wrote at {at} "{one_line(clue.notes, _NOTE)}"'
        case Trace.INTERNAL_NOTE:
            return f'wrote internally at {at} "{one_line(clue.notes, _NOTE)}"'
        case Trace.UPDATE:
            return f"updated the ticket at {at}"
        case Trace.TIMER:
            return f"stopwatch {clue.timer} since {at}"


def _others(told: Suggested) -> Iterator[str]:
    found, zone = told.found, told.zone
    yield from _listed("Stopwatches (stop_timer logs one and removes it):", found.timers, zone)
    if found.uncharged:
        yield "Appointments without a ticket; ask for a ticket or charge code:"
        for each in found.uncharged[:_MOST_OTHERS]:
            yield f"- {_line(each, zone)}"
    yield from _listed(
        "Seen without time on that ticket, and not laid into hours that lack time:",
        found.loose,
        zone,
    )
    if told.shut:
        yield "Worked on too, perhaps, but these take no time:"
        yield from (f"- {one_line(why, 200)}" for why in told.shut[:_MOST_OTHERS])
    if found.lacks:
        yield "Missing without any trace; ask what was done:"
        for lack in found.lacks[:_MOST_OTHERS]:
            gaps = ", ".join(clock_span(gap, zone) for gap in lack.gaps[:4])
            yield f"- {lack.day:%a %Y-%m-%d} {number(lack.hours)} h{f' in {gaps}' * bool(gaps)}"
    for rest in (found.uncharged, found.lacks):
        if len(rest) > _MOST_OTHERS:
            yield f"- {len(rest) - _MOST_OTHERS} more: ask for fewer days."


def _listed(heading: str, clues: Sequence[Clue], zone: ZoneInfo) -> Iterator[str]:
    if not clues:
        return
    yield heading
    for clue in clues[:_MOST_OTHERS]:
        yield f"- {_clue(clue, zone)}"
    if len(clues) > _MOST_OTHERS:
        yield f"- {len(clues) - _MOST_OTHERS} more: ask for fewer days."


def _clue(clue: Clue, zone: ZoneInfo) -> str:
    on = f"#{clue.ticket} " if clue.ticket else ""
    about = f"{on}{one_line(clue.name, _NAME)}"
    if clue.trace is not Trace.TIMER:
        return f"{clue.start.astimezone(zone):%a %Y-%m-%d} {about}: {_told(clue, zone)}"
    when = local_span(clue.start, None if clue.open else clue.end, zone)
    ended = ", no end is known: ask when the work ended" if clue.open else ""
    return f"{clue.timer} {about}: {when}{ended}"
