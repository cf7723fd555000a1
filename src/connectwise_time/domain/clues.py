"""What tells of work that may not be logged, and what it comes to as suggestions. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from connectwise_time.domain.intervals import Interval
from connectwise_time.domain.missing import LEAST
from connectwise_time.domain.timers import Timer, TimerRules, TimerState
from connectwise_time.domain.traces import Appointment, TicketNote


class Trace(StrEnum):
    """What a clue is."""

    TIMER = "stopwatch"
    APPOINTMENT = "appointment"
    NOTE = "note"
    INTERNAL_NOTE = "internal note"
    UPDATE = "update"


@dataclass(frozen=True, slots=True)
class Clue:
    """Something that tells of work.

    Attributes:
        start, end: When; one moment where nothing tells a length.
        ticket: The number of its ticket; None where it tells none.
        name: What it is about, as ConnectWise has it.
        notes: What the person wrote there about the work.
        timer: The name of the stopwatch that it is.
        paused: How much of it was none.
        open: It goes on, so that nothing tells its end.
        is_guess: Its length is planned, and where that lies between start and end is not told.
    """

    trace: Trace
    start: datetime
    end: datetime
    ticket: int | None = None
    name: str = ""
    notes: str = ""
    timer: str = ""
    paused: timedelta = timedelta()
    open: bool = False
    is_guess: bool = False

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
        """What the person wrote about it already; not what is not for the customer."""
        told = (clue.notes for clue in self.clues if clue.trace is not Trace.INTERNAL_NOTE)
        return next((notes for notes in told if notes), "")


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
        loose: What tells of work on a ticket on which nothing is logged that day, and was not laid
            anywhere: no hours are missing there, or it goes on for days.
    """

    entries: list[Suggestion] = field(default_factory=list)
    uncharged: list[Suggestion] = field(default_factory=list)
    timers: list[Clue] = field(default_factory=list)
    lacks: list[Lack] = field(default_factory=list)
    loose: list[Clue] = field(default_factory=list)


def of_timer(timer: Timer, now: datetime, rules: TimerRules) -> Clue:
    """A stopwatch. Where it seems forgotten, or rests, nothing tells its end."""
    since = timer.since or now
    until = timer.until
    if until is None and timer.state is TimerState.RUNNING:
        until = None if timer.is_forgotten(now, rules) else now
    return Clue(
        Trace.TIMER,
        since,
        max(since, until or since),
        timer.ticket,
        timer.on.name,
        timer.notes,
        timer.key,
        paused=timer.paused,
        open=until is None,
    )


def of_appointment(one: Appointment) -> Clue:
    """An appointment, from its start on as long as was planned, where that is less than its end."""
    end, is_guess = one.end, False
    if one.hours > 0 and one.start + timedelta(hours=one.hours) < one.end - LEAST:
        end, is_guess = one.start + timedelta(hours=one.hours), True
    return Clue(Trace.APPOINTMENT, one.start, end, one.ticket, one.name, is_guess=is_guess)


def of_note(note: TicketNote, name: str) -> Clue:
    """A note, on a ticket of that name."""
    trace = Trace.INTERNAL_NOTE if note.internal else Trace.NOTE
    return Clue(trace, note.at, note.at, note.ticket, name, note.text)


def within(clues: Iterable[Clue], begins: datetime, ends: datetime) -> list[Clue]:
    """What of them lies between two instants; stopwatches stay whole."""
    found = []
    for clue in clues:
        last = ends if clue.open else clue.end
        if clue.start >= ends or last < begins or (last == begins and not clue.is_moment):
            continue
        if clue.is_moment or clue.trace is Trace.TIMER:
            found.append(clue)
        else:
            found.append(replace(clue, start=max(clue.start, begins), end=min(clue.end, ends)))
    return found
