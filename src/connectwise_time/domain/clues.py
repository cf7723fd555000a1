"""What may have been worked without being logged, told by what people left behind. Pure.

A clue with a length (an appointment, a stopwatch) tells when the work was. A clue of one moment
(a note, an update of a ticket) tells only that there was some: it is placed where working hours
lack time, and its length is a guess that only a person can mend.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from connectwise_time.domain.entries import LoggedTime
from connectwise_time.domain.intervals import Interval, hours_of, without
from connectwise_time.domain.missing import LEAST, MissingDay, logged_by_day, taken_by
from connectwise_time.domain.models import TargetKind
from connectwise_time.domain.when import local_day, whole_minutes

_MINUTE = timedelta(minutes=1)
_AN_HOUR = timedelta(hours=1)
_TICKETS = frozenset({TargetKind.SERVICE_TICKET, TargetKind.PROJECT_TICKET})


class Trace(StrEnum):
    """What a clue is."""

    TIMER = "stopwatch"
    APPOINTMENT = "appointment"
    NOTE = "note"
    UPDATE = "update"


_MOMENTS = frozenset({Trace.NOTE, Trace.UPDATE})


@dataclass(frozen=True, slots=True)
class Clue:
    """Something that tells of work.

    Attributes:
        start, end: When; one moment where nothing tells a length.
        ticket: The number of its ticket; None where it tells none.
        name: What it is about, as ConnectWise has it.
        notes: What the person wrote there about the work.
        timer: The name of the stopwatch that it is.
        open: It goes on, so that nothing tells its end.
    """

    trace: Trace
    start: datetime
    end: datetime
    ticket: int | None = None
    name: str = ""
    notes: str = ""
    timer: str = ""
    open: bool = False

    @property
    def is_moment(self) -> bool:
        """Whether it tells no length."""
        return self.end <= self.start

    @property
    def span(self) -> Interval:
        """From when to when."""
        return Interval(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An entry that may be missing.

    Attributes:
        clues: What tells of it, the first of them by what it is charged to.
        is_guess: Its length is one.
    """

    span: Interval
    clues: tuple[Clue, ...]
    is_guess: bool = False

    @property
    def ticket(self) -> int | None:
        """What it is charged to."""
        return self.clues[0].ticket

    @property
    def notes(self) -> str:
        """What the person wrote about it already."""
        return next((clue.notes for clue in self.clues if clue.notes), "")


@dataclass(frozen=True, slots=True)
class Lack:
    """Hours of a day of which nothing tells anything."""

    day: date
    hours: float
    gaps: tuple[Interval, ...] = ()


@dataclass(slots=True)
class Suggestions:
    """What may be missing.

    Attributes:
        entries: What could be logged as it is, by start; they overlap nothing, nor each other.
        uncharged: Time of which nothing tells what it is charged to.
        timers: Stopwatches: stopping one logs it, and takes it away.
        lacks: Missing hours for which there is no clue.
        loose: Moments on a ticket on which nothing is logged that day, where no hours are missing.
    """

    entries: list[Suggestion] = field(default_factory=list)
    uncharged: list[Suggestion] = field(default_factory=list)
    timers: list[Clue] = field(default_factory=list)
    lacks: list[Lack] = field(default_factory=list)
    loose: list[Clue] = field(default_factory=list)


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
    case = _Case(entries, zone, step or _MINUTE)
    case.keep_timers([clue for clue in told if clue.trace is Trace.TIMER])
    for clue in told:
        if clue.trace is Trace.APPOINTMENT and not clue.is_moment:
            case.place(clue)
    moments = case.unlogged(clue for clue in told if clue.trace in _MOMENTS)
    for day in missing:
        case.fill(day, [clue for clue in moments if local_day(clue.start, zone) == day.day])
    return case.ended(moments)


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
        self._found = Suggestions()

    def keep_timers(self, timers: Sequence[Clue]) -> None:
        """Stopwatches are logged by stopping them; their time is taken where its end is told."""
        self._found.timers = list(timers)
        self._taken += [timer.span for timer in timers if not timer.open and not timer.is_moment]

    def place(self, clue: Clue) -> None:
        """An appointment, where there is no time yet."""
        if self._is_logged(clue):
            return
        found = self._found
        for piece in without([clue.span], self._taken):
            span = _in_steps(piece, self._step)
            if span.length < LEAST:
                continue
            self._taken.append(span)
            where = found.entries if clue.ticket is not None else found.uncharged
            where.append(Suggestion(span, (clue,)))

    def _is_logged(self, clue: Clue) -> bool:
        """Whether as much time is on its ticket that day: people do not keep to the minute."""
        if clue.ticket is None:
            return False  # what overlaps it is logged; the rest of it is not
        mine = [entry for entry in self._entries if _ticket_of(entry) == clue.ticket]
        there = logged_by_day(mine, self._zone).get(local_day(clue.start, self._zone), 0.0)
        return there + hours_of(LEAST) >= clue.span.hours

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
        """Hours of a day that will be there."""
        spans = [each.span for each in (*self._found.entries, *self._found.uncharged)]
        spans += [timer.span for timer in self._found.timers if not timer.open]
        return sum(span.hours for span in spans if local_day(span.start, self._zone) == day)

    def ended(self, moments: Iterable[Clue]) -> Suggestions:
        """All of it, in order."""
        found = self._found
        used = {clue for each in found.entries for clue in each.clues}
        found.loose = [clue for clue in moments if clue not in used]
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
