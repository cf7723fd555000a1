"""Lay what people left behind into the hours that lack time. Pure.

A clue with a length (an appointment, a stopwatch) tells when the work was. A clue of one moment
(a note, an update of a ticket) tells only that there was some: it is placed where working hours
lack time, and its length is a guess that only a person can mend.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from connectwise_time.domain.clues import Clue, Lack, Suggestion, Suggestions, Trace
from connectwise_time.domain.entries import LoggedTime
from connectwise_time.domain.intervals import Interval, hours_of, without
from connectwise_time.domain.missing import LEAST, MissingDay, taken_by
from connectwise_time.domain.models import TargetKind
from connectwise_time.domain.when import day_bounds, local_day, whole_minutes

_MINUTE = timedelta(minutes=1)
_AN_HOUR = timedelta(hours=1)
_A_DAY = timedelta(days=1)
_TICKETS = frozenset({TargetKind.SERVICE_TICKET, TargetKind.PROJECT_TICKET})
_MOMENTS = frozenset({Trace.NOTE, Trace.INTERNAL_NOTE, Trace.UPDATE})
_LONGEST = timedelta(hours=14)  # who is planned for longer is on call, or away


def suggested(
    entries: Sequence[LoggedTime],
    clues: Iterable[Clue],
    missing: Sequence[MissingDay],
    zone: ZoneInfo,
    *,
    step: timedelta = _MINUTE,
) -> Suggestions:
    """What may be missing.

    Args:
        entries: The member's time of these days, and of the days around.
        clues: The member's, of these days.
        missing: The days that lack hours.
        zone: The member's.
        step: To so much the tenant rounds what is logged; whatever is suggested is a multiple.
    """
    told = sorted(clues, key=lambda clue: (clue.start, clue.end, clue.ticket or 0))
    case = _Case(entries, zone, max(_MINUTE, -(-step // _MINUTE) * _MINUTE))
    case.keep_timers([clue for clue in told if clue.trace is Trace.TIMER])
    planned = [clue for clue in told if clue.trace is Trace.APPOINTMENT and not clue.is_moment]
    case.place([clue for clue in planned if not _is_for_days(clue)])
    moments = case.unlogged(clue for clue in told if clue.trace in _MOMENTS)
    for day in missing:
        case.fill(day, [clue for clue in moments if local_day(clue.start, zone) == day.day])
    return case.ended([*filter(_is_for_days, planned), *moments])


def _is_for_days(clue: Clue) -> bool:
    return clue.span.length > _LONGEST


class _Case:
    """The days of somebody, while what may be missing is laid into them.

    Attributes:
        taken: When there is time already, or will be.
    """

    def __init__(self, entries: Sequence[LoggedTime], zone: ZoneInfo, step: timedelta) -> None:
        self._entries = entries
        self._zone = zone
        self._step = step
        self._taken = list(taken_by(entries))
        self._appointments: Sequence[Clue] = ()
        self._elsewhere: dict[tuple[date, int], timedelta] = {}
        self._found = Suggestions()

    def keep_timers(self, timers: Sequence[Clue]) -> None:
        """Stopwatches are logged by stopping them; their time is taken where its end is told."""
        self._found.timers = list(timers)
        self._taken += [timer.span for timer in timers if not timer.open and not timer.is_moment]

    def place(self, appointments: Sequence[Clue]) -> None:
        """Appointments, where there is no time yet."""
        self._appointments = appointments
        for clue in appointments:
            self._place(clue)

    def _place(self, clue: Clue) -> None:
        left, found = self._left_of(clue), self._found
        for piece in without([clue.span], self._taken):
            span = _in_steps(replace(piece, end=min(piece.end, piece.start + left)), self._step)
            if span.length < LEAST:
                continue
            left -= span.length
            self._taken.append(span)
            where = found.entries if clue.ticket is not None else found.uncharged
            where.append(Suggestion(span, (clue,), is_guess=clue.is_guess))

    def _left_of(self, clue: Clue) -> timedelta:
        """How much of an appointment is not logged.

        People do not keep to the minute: what is logged on its ticket at another hour of its day
        counts, unless that is another appointment's. Too little to be asked about is none.
        """
        free = sum((piece.length for piece in without([clue.span], self._taken)), timedelta())
        if clue.ticket is not None:
            day = local_day(clue.start, self._zone)
            if (day, clue.ticket) not in self._elsewhere:
                self._elsewhere[day, clue.ticket] = self._outside(day, clue.ticket)
            used = min(self._elsewhere[day, clue.ticket], free)
            self._elsewhere[day, clue.ticket] -= used
            free -= used
        return free if free >= LEAST else timedelta()

    def _outside(self, day: date, ticket: int) -> timedelta:
        """How long a ticket was worked on at a day, outside of all appointments on it."""
        mine = [entry for entry in self._entries if _ticket_of(entry) == ticket]
        planned = [one.span for one in self._appointments if one.ticket == ticket]
        pieces = without(taken_by(mine), planned)
        on_day = (p.length for p in pieces if local_day(p.start, self._zone) == day)
        return sum(on_day, timedelta())

    def unlogged(self, moments: Iterable[Clue]) -> list[Clue]:
        """Those on whose ticket there is no time that day, nor will be."""
        zone, found = self._zone, self._found
        there = {(local_day(e.start, zone), _ticket_of(e)) for e in self._entries if e.start}
        there |= {(local_day(each.span.start, zone), each.ticket) for each in found.entries}
        there |= {(local_day(timer.start, zone), timer.ticket) for timer in found.timers}
        return [clue for clue in moments if (local_day(clue.start, zone), clue.ticket) not in there]

    def fill(self, day: MissingDay, moments: Sequence[Clue]) -> None:
        """The missing hours of a day: shared out evenly to the tickets of each gap."""
        lacks = timedelta(hours=max(0.0, day.missing - self._laid_into(day.day)))
        gaps = [gap for gap in without(day.gaps, self._taken) if gap.length >= LEAST]
        for gap, clues in _by_gap(moments, gaps).items():
            for span, group in _shared(_last(gap, lacks), _by_ticket(clues), self._step):
                self._found.entries.append(Suggestion(span, group, is_guess=True))
                self._taken.append(span)
                lacks -= span.length
        if lacks >= LEAST:
            left = tuple(gap for gap in without(gaps, self._taken) if gap.length >= LEAST)
            self._found.lacks.append(Lack(day.day, round(lacks / _AN_HOUR, 2), left))

    def _laid_into(self, day: date) -> float:
        """Hours of a day that will be there, and are not."""
        found = self._found
        timers = [timer for timer in found.timers if not timer.open]
        suggested = [each.span for each in (*found.entries, *found.uncharged)]
        spans = [*suggested, *(timer.span for timer in timers)]
        begins, ends = day_bounds(day, day + _A_DAY, self._zone)
        of_day = [
            Interval(max(span.start, begins), min(span.end, ends))
            for span in spans
            if span.start < ends and span.end > begins
        ]
        paused = sum(
            hours_of(timer.paused) for timer in timers if local_day(timer.start, self._zone) == day
        )
        new = sum(piece.hours for piece in without(of_day, taken_by(self._entries)))
        return max(0.0, new - paused)

    def ended(self, others: Iterable[Clue]) -> Suggestions:
        """All of it, in order."""
        found = self._found
        used = {clue for each in found.entries for clue in each.clues}
        found.loose = [clue for clue in others if clue not in used]
        found.entries.sort(key=lambda each: each.span)
        found.uncharged.sort(key=lambda each: each.span)
        return found


def _ticket_of(entry: LoggedTime) -> int | None:
    if entry.ticket is not None:
        return entry.ticket.id
    target = entry.target
    return target.id if target is not None and target.kind in _TICKETS else None


def _by_gap(moments: Iterable[Clue], gaps: Sequence[Interval]) -> dict[Interval, list[Clue]]:
    """Each with the gap in which it lies, or the last one before: notes are written afterwards."""
    found: dict[Interval, list[Clue]] = {}
    for clue in moments:
        before = [gap for gap in gaps if gap.start <= clue.start]
        if before and clue.ticket is not None:
            found.setdefault(before[-1], []).append(clue)
    return found


def _by_ticket(clues: Iterable[Clue]) -> list[tuple[Clue, ...]]:
    """The clues of each ticket; what was written on it comes before that it was changed."""
    groups: dict[int | None, list[Clue]] = {}
    for clue in clues:
        groups.setdefault(clue.ticket, []).append(clue)
    return [tuple(sorted(g, key=lambda clue: clue.trace is Trace.UPDATE)) for g in groups.values()]


def _last(gap: Interval, hours: timedelta) -> Interval:
    """The last so many hours of a gap: a break that belongs to the day comes first."""
    return replace(gap, start=max(gap.start, gap.end - hours))


def _shared(
    room: Interval, groups: Sequence[tuple[Clue, ...]], step: timedelta
) -> Iterator[tuple[Interval, tuple[Clue, ...]]]:
    """A room divided evenly, in the order of what happened; where it is small, not for all."""
    start = room.start
    for number, group in enumerate(groups):
        share = max((room.end - start) / (len(groups) - number), LEAST)
        span = _in_steps(Interval(start, min(start + share, room.end)), step)
        if span.length >= LEAST:
            yield span, group
            start = span.end


def _in_steps(piece: Interval, step: timedelta) -> Interval:
    """As much of it, from its beginning, as rounding does not make longer."""
    minute = whole_minutes(piece.start)
    start = minute if minute == piece.start else minute + _MINUTE
    return Interval(start, start + max(0, (piece.end - start) // step) * step)
