"""Stopwatches: what they measured, which of them were forgotten, and which of them is meant."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from connectwise_time.domain.digests import digest
from connectwise_time.domain.models import Named, Target, TargetKind
from connectwise_time.errors import Ambiguous, NotFound, Refused

_HOUR = timedelta(hours=1)


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


@dataclass(frozen=True, slots=True)
class SeenTimers:
    """Stopwatches, as far as these keys may see them.

    Attributes:
        unseen: Kinds of which none may be seen, so that there may be more.
    """

    timers: tuple[Timer, ...]
    unseen: tuple[TimerKind, ...] = ()


_KEY = re.compile(rf"({'|'.join(TimerKind)})-(\d{{1,9}})", re.ASCII)
_OPERATION = re.compile(rf"timer-((?:{'|'.join(TimerKind)})-\d+)-(?:\w+|no-start)-\d+", re.ASCII)
_TICKETS = frozenset({TargetKind.SERVICE_TICKET, TargetKind.PROJECT_TICKET})


@dataclass(frozen=True, slots=True)
class StopWish:
    """How somebody wants a stopwatch stopped, in the words that were given.

    Attributes:
        ticket, timer: Which one; neither where there is but one.
        notes: In place of the stopwatch's own.
        end, hours: When the work ended, or how long it was; no hours at all discard the stopwatch.
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
    return digest(["stop", timer.key, _began(timer), [wish.notes, wish.end, wish.hours]])


def operation_id(timer: Timer, attempt: int) -> str:
    """The id of the operation that logs it: as long as it is not reset, it is logged once."""
    return f"timer-{timer.key}-{_began(timer)}-{attempt}"


def made_by(operation: str) -> str | None:
    """The key of the stopwatch that an operation logged; None where it logged none."""
    found = _OPERATION.fullmatch(operation)
    return found[1] if found else None


def _began(timer: Timer) -> str:
    return f"{timer.since.astimezone(UTC):%Y%m%dT%H%M%SZ}" if timer.since else "no-start"
