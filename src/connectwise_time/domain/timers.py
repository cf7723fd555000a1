"""Stopwatches: what they measured, which of them were forgotten, and how their time is logged."""

import hashlib
import json
import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from connectwise_time.domain.models import Named, Target, TargetKind
from connectwise_time.domain.wishes import Times, Wish
from connectwise_time.errors import Ambiguous, NotFound, Refused

_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_SECONDS_AN_HOUR = 3600


class TimerKind(StrEnum):
    """What a stopwatch is on: a ticket, a sales activity, or an entry of the schedule."""

    TICKET = "ticket"
    ACTIVITY = "activity"
    SCHEDULE = "schedule"


class TimerState(StrEnum):
    """Whether it runs. One that was reset measures nothing."""

    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    RESET = "reset"


@dataclass(frozen=True, slots=True)
class TimerRules:
    """What the house says of stopwatches.

    Attributes:
        forgotten_hours: One that runs longer counts as forgotten.
    """

    forgotten_hours: float = 10.0


@dataclass(frozen=True, slots=True)
class NewTimer:
    """A stopwatch that is to run from now on."""

    ticket: int
    member: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Timer:
    """A stopwatch.

    Attributes:
        on: What it is on: a ticket, an activity, an entry of the schedule.
        charge: What its time is charged to; None where that is not told.
        until: When it ended; None as long as nothing tells that.
        paused: How long it rested, pauses that are over.
    """

    id: int
    kind: TimerKind
    member: Named
    on: Named
    state: TimerState
    since: datetime | None = None
    until: datetime | None = None
    paused: timedelta = timedelta()
    charge: Target | None = None
    work_type: Named | None = None
    work_role: Named | None = None
    notes: str = ""

    @property
    def key(self) -> str:
        """How people and tools name it: the kinds number theirs each for itself."""
        return f"{self.kind}-{self.id}"

    @property
    def ticket(self) -> int | None:
        """The ticket that its time goes to."""
        on_ticket = self.charge is not None and self.charge.kind in _TICKETS
        return self.charge.id if on_ticket and self.charge else None

    @property
    def measures(self) -> bool:
        """Whether there is time on it that may be logged."""
        return self.state is not TimerState.RESET

    @property
    def goes_on(self) -> bool:
        """Whether it was begun and not stopped."""
        return self.state in {TimerState.RUNNING, TimerState.PAUSED}

    def measured(self, now: datetime) -> timedelta:
        """Its time so far without pauses; nothing where it was reset or began nowhere."""
        if self.since is None or not self.measures:
            return timedelta()
        return max(timedelta(), (self.until or now) - self.since - self.paused)

    def is_forgotten(self, now: datetime, rules: TimerRules) -> bool:
        """Whether it goes on for longer than anybody works."""
        return self.goes_on and self.measured(now) > rules.forgotten_hours * _HOUR


_KEY = re.compile(rf"({'|'.join(TimerKind)})-(\d{{1,9}})", re.ASCII)
_TICKETS = frozenset({TargetKind.SERVICE_TICKET, TargetKind.PROJECT_TICKET})


@dataclass(frozen=True, slots=True)
class StopWish:
    """How somebody wants a stopwatch stopped, in the words that were given.

    Attributes:
        ticket, timer: Which one; neither where there is but one.
        notes: In place of the stopwatch's own.
    """

    ticket: int | None = None
    timer: str | None = None
    notes: str | None = None
    end: str | None = None
    hours: float | str | None = None


def named_by(key: str) -> tuple[TimerKind, int]:
    """The kind and the number that a key tells; see `Timer.key`.

    Raises:
        Refused: It is no such key.
    """
    found = _KEY.fullmatch(key.strip().casefold())
    if found is None:
        raise Refused(
            "That names no stopwatch.", remedy="Name it as list_timers does, such as ticket-12."
        )
    return TimerKind(found[1]), int(found[2])


def meant(timers: Collection[Timer], wish: StopWish) -> Timer:
    """The one stopwatch of somebody's own that is meant.

    Raises:
        NotFound: There is none such.
        Ambiguous: There are several.
    """
    fitting = [
        timer
        for timer in timers
        if timer.measures
        and wish.ticket in {None, timer.ticket}
        and wish.timer in {None, timer.key}
    ]
    match fitting:
        case [only]:
            return only
        case []:
            which = f" on ticket {wish.ticket}" if wish.ticket else ""
            raise NotFound(
                f"You have no stopwatch{which} that could be stopped.",
                remedy="Perhaps it was logged already: look with search_time. Time without a "
                "stopwatch is logged with create_time_entry.",
            )
        case _:
            named = ", ".join(f"{timer.key} ({named_on(timer)})" for timer in fitting)
            raise Ambiguous(f"You have several: {named}.", remedy="Name one of them in timer.")


def named_on(timer: Timer) -> str:
    """What it is on, in a few words."""
    number = f"#{timer.ticket}" if timer.ticket else f"{timer.kind} {timer.on.id}"
    return f"{number} {timer.on.name}".strip()


def said(timer: Timer, wish: StopWish) -> str:
    """A digest of the wish for this stopwatch: the same wish said again has the same one."""
    words = [wish.notes, wish.end, wish.hours]
    told = json.dumps(["stop", timer.key, _began(timer), words], default=str)
    return hashlib.sha256(told.encode()).hexdigest()


def operation_id(timer: Timer, attempt: int) -> str:
    """The id of the operation that logs it: as long as it is not reset, it is logged once."""
    return f"timer-{timer.key}-{_began(timer)}-{attempt}"


def _began(timer: Timer) -> str:
    return f"{timer.since.astimezone(UTC):%Y%m%dT%H%M%SZ}" if timer.since else "no-start"


def entry_of(timer: Timer, wish: StopWish, now: datetime, rules: TimerRules, mine: int) -> Wish:
    """The entry that its time becomes.

    Pauses become the deduction, so that start and end stay those of the work; a started minute
    counts from its beginning, and ConnectWise rounds as it does with any entry.

    Args:
        timer: What was measured.
        wish: What was said about it.
        now: The present.
        rules: What counts as forgotten.
        mine: Who asks.

    Raises:
        Refused: When the work ended has to be said, or what it is charged to is not known.
    """
    return replace(
        charged(timer),
        times=_times(timer, wish, now, rules),
        member=None if timer.member.id == mine else str(timer.member.id),
        work_type=_number(timer.work_type),
        work_role=_number(timer.work_role),
        notes=wish.notes if wish.notes is not None else timer.notes or None,
    )


def charged(timer: Timer) -> Wish:
    """A wish that only names what its time is charged to.

    Raises:
        Refused: Nothing tells that.
    """
    if timer.ticket is not None:
        return Wish(ticket=timer.ticket)
    if timer.charge is not None and timer.charge.kind is TargetKind.ACTIVITY:
        return Wish(activity=timer.charge.id)
    raise Refused(
        f"What {timer.key} ({timer.on.name}) is charged to is not told.",
        remedy="Log its time with create_time_entry, and remove the stopwatch in ConnectWise.",
    )


def _times(timer: Timer, wish: StopWish, now: datetime, rules: TimerRules) -> Times:
    told = wish.end is not None or wish.hours is not None
    if timer.since is None and wish.hours is None:
        raise Refused(f"{timer.key} does not tell when it began.", remedy="Give hours.")
    if not told and timer.until is None:
        _check_end(timer, now, rules)
    start = timer.since.replace(second=0, microsecond=0) if timer.since else None
    minutes = round(timer.paused / _MINUTE)
    return Times(
        start=_iso(start) if start else None,
        end=wish.end if told else _iso(_end(start, timer.until or now, minutes)),
        hours=wish.hours,
        deduct=f"{minutes} min" if minutes else None,
    )


def _check_end(timer: Timer, now: datetime, rules: TimerRules) -> None:
    remedy = "Say when the work ended: end (such as 17:30) or hours."
    if timer.state is TimerState.PAUSED:
        problem = f"{timer.key} is paused, and ConnectWise does not tell since when."
        raise Refused(problem, remedy=remedy)
    if timer.is_forgotten(now, rules):
        hours = timer.measured(now).total_seconds() / _SECONDS_AN_HOUR
        raise Refused(
            f"{timer.key} ({named_on(timer)}) runs for {hours:.1f} hours: it seems forgotten.",
            remedy=remedy,
        )


def _end(start: datetime | None, end: datetime, minutes: int) -> datetime:
    """In whole minutes, and never so early that nothing is left of the entry."""
    whole = end.replace(second=0, microsecond=0)
    return whole if start is None else max(whole, start + (minutes + 1) * _MINUTE)


def _iso(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _number(named: Named | None) -> str | None:
    return str(named.id) if named else None
