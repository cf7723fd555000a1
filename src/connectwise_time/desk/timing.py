"""Start stopwatches, list them, and make entries of what they measured."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from math import ceil
from zoneinfo import ZoneInfo

from connectwise_time.desk.catalog import Catalog
from connectwise_time.desk.people import People
from connectwise_time.desk.ports import Backend, Clock, Crew, Journal
from connectwise_time.desk.results import Outcome
from connectwise_time.desk.sent_back import EVERYBODY
from connectwise_time.desk.writing import Writing
from connectwise_time.domain import stopping, timers
from connectwise_time.domain.models import Member
from connectwise_time.domain.operations import REPEATABLE, Asked, Operation, State
from connectwise_time.domain.planning import check_takes_time
from connectwise_time.domain.timers import (
    NewTimer,
    SeenTimers,
    StopWish,
    Timer,
    TimerKind,
    TimerRules,
)
from connectwise_time.errors import OutcomeUnknown, Refused, TimeDeskError

_REMOVE_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Started:
    """A stopwatch that runs on a ticket.

    Attributes:
        is_new: It was started now; else it was there.
        others: What else of the same member goes on.
    """

    timer: Timer
    others: tuple[Timer, ...]
    zone: ZoneInfo
    sandbox: bool
    is_new: bool = True


@dataclass(frozen=True, slots=True)
class Stopped:
    """A stopwatch whose time is an entry, or was discarded.

    Attributes:
        outcome: What was stored; None where it was discarded.
        at: When that was.
        trouble: Why the stopwatch is still there; empty where it is gone.
    """

    timer: Timer
    outcome: Outcome | None
    at: datetime
    zone: ZoneInfo
    sandbox: bool
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class FoundTimers:
    """Stopwatches, those that began first before the others.

    Attributes:
        whose: In words.
        unseen: Kinds that these keys may not see.
        forgotten: Keys of those that go on for longer than anybody works.
        at: When they were looked at.
    """

    timers: Sequence[Timer]
    whose: str
    forgotten: frozenset[str]
    at: datetime
    zone: ZoneInfo
    sandbox: bool
    unseen: tuple[TimerKind, ...] = ()


class Timing:
    """The stopwatches of ConnectWise.

    Args:
        backend: Where they are.
        writing: Makes the entries.
        journal: Knows which were made.
        people: Who is who.
        catalog: Looks tickets up.
        clock: Tells the present.
        caller: Whose operations these are.
        rules: What counts as forgotten.
        crew: Has one call start a stopwatch at a time.
        horizon: How long after a lost start the stopwatch may still arrive.
    """

    def __init__(
        self,
        backend: Backend,
        writing: Writing,
        journal: Journal,
        *,
        people: People,
        catalog: Catalog,
        clock: Clock,
        caller: str,
        rules: TimerRules,
        crew: Crew,
        horizon: timedelta,
    ) -> None:
        self._backend = backend
        self._writing = writing
        self._journal = journal
        self._people = people
        self._catalog = catalog
        self._clock = clock
        self._caller = caller
        self._rules = rules
        self._crew = crew
        self._horizon = horizon
        self._lost: dict[tuple[int, int], float] = {}

    async def start(self, ticket: int) -> Started:
        """Have a stopwatch run on a ticket; one that goes on there already is that.

        Raises:
            Refused: The ticket takes no time, or there are no stopwatches.
        """
        me = await self._people.author(None)
        check_takes_time(await self._catalog.ticket(ticket, rules=True))
        zone, sandbox = await self._people.zone(me), await self._catalog.is_sandbox()
        # Looked at in one's turn: of two calls at once, the second one finds what the first made.
        async with self._crew.turn(f"stopwatch of {me.id} on {ticket}"):
            return await self._started(ticket, me, zone, sandbox=sandbox)

    async def _started(self, ticket: int, me: Member, zone: ZoneInfo, *, sandbox: bool) -> Started:
        going = [timer for timer in await self._of(me) if timer.goes_on]
        there = [timer for timer in going if timer.ticket == ticket]
        which = (me.id, ticket)
        if there:
            self._lost.pop(which, None)
            return Started(there[0], _without(going, there[0]), zone, sandbox, is_new=False)
        self._check_not_lost(which)
        new = NewTimer(ticket, me.id, self._clock())
        try:
            timer = await self._backend.start_timer(new)
        except OutcomeUnknown:
            self._lost[which] = self._crew.seconds()
            raise
        return Started(timer, tuple(going), zone, sandbox)

    def _check_not_lost(self, which: tuple[int, int]) -> None:
        """None is on its way whose answer was lost: it may still arrive, and would be a second."""
        sent = self._lost.get(which)
        left = 0.0
        if sent is not None:
            left = self._horizon.total_seconds() - (self._crew.seconds() - sent)
        if left <= 0:
            self._lost.pop(which, None)
            return
        raise OutcomeUnknown(
            f"A stopwatch on ticket {which[1]} was started a moment ago and the answer was lost: it"
            " is not there yet, and may still arrive. None was started now.",
            remedy=f"Look with list_timers, and call again in {ceil(left / 60)} min if there is"
            " none.",
        )

    async def stop(self, wish: StopWish, accept: frozenset[str]) -> Stopped:
        """Store what a stopwatch measured as an entry, and then remove the stopwatch.

        Said again, it stores nothing twice: it removes what is still to be removed. With no hours
        at all it is removed, and nothing stored.
        """
        discards = stopping.discards(wish)
        me, now = await self._people.me(), self._clock()
        timer = await self._meant(wish, me)
        zone, sandbox = await self._zone_of(timer, me), await self._catalog.is_sandbox()
        asked, was_stored = await self._asked(timer, wish, accept)
        if discards and not was_stored:
            await self._backend.remove_timer(timer, within=_REMOVE_SECONDS)
            return Stopped(timer, None, now, zone, sandbox)
        # What was noted when it was stored counts, whatever is said now.
        entry = (
            stopping.charged(timer)
            if was_stored
            else stopping.entry_of(timer, wish, now, self._rules, mine=me.id, zone=zone)
        )
        outcome = await self._writing.log_as(entry, asked)
        return Stopped(timer, outcome, now, zone, sandbox, await self._remove(timer))

    async def _zone_of(self, timer: Timer, me: Member) -> ZoneInfo:
        if timer.member.id == me.id:
            return await self._people.zone(me)
        return (await self._people.zones())(timer.member.id)

    async def listed(self, member: str | None) -> FoundTimers:
        """The stopwatches of a member, mine where nobody is named, or everybody's."""
        me = await self._people.me()
        at, zone = self._clock(), await self._people.zone(me)
        if member is not None and member.strip().casefold() in EVERYBODY:
            whose, seen = "everybody", _there(await self._backend.timers(None))
        else:
            who = me if member is None else await self._people.find(member)
            whose, seen = who.name, _there(await self._backend.timers([who.id]))
        measuring = sorted(
            (timer for timer in seen.timers if timer.measures), key=lambda timer: timer.since or at
        )
        forgotten = {timer.key for timer in measuring if timer.is_forgotten(at, self._rules)}
        sandbox = await self._catalog.is_sandbox()
        return FoundTimers(
            measuring, whose, frozenset(forgotten), at, zone, sandbox, unseen=seen.unseen
        )

    async def _of(self, member: Member) -> Sequence[Timer]:
        return _there(await self._backend.timers([member.id])).timers

    async def _meant(self, wish: StopWish, me: Member) -> Timer:
        mine = await self._of(me)
        if wish.timer is not None and wish.timer not in {timer.key for timer in mine}:
            other = await self._backend.timer(*timers.named_by(wish.timer))
            mine = [] if other is None else [other]
        return timers.meant(mine, wish)

    async def _asked(
        self, timer: Timer, wish: StopWish, accept: frozenset[str]
    ) -> tuple[Asked, bool]:
        """The operation that stores it, and whether it was sent before and may be stored.

        Its id follows from the stopwatch, so that no second call stores it again. What was
        certainly not stored, or was deleted since, may be said anew, in other words.
        """
        said = timers.said(timer, wish)
        for attempt in count(1):
            number = timers.operation_id(timer, attempt)
            known = await self._journal.find(self._caller, number)
            if known is None:
                break
            if known.state not in REPEATABLE:
                if await self._is_gone(known):
                    continue
                return Asked(known.fingerprint, number, accept), True
            if known.fingerprint == said:
                break
        return Asked(said, number, accept), False

    async def _is_gone(self, known: Operation) -> bool:
        """Whether its entry was stored and deleted: then its time is not logged."""
        if known.state is not State.DONE or known.entry is None:
            return False
        return await self._backend.entry(known.entry) is None

    async def _remove(self, timer: Timer) -> str:
        """Remove it; why that failed, in a sentence or two."""
        try:
            await self._backend.remove_timer(timer, within=_REMOVE_SECONDS)
        except TimeDeskError as error:
            return error.problem
        return ""


def _there(found: SeenTimers | None) -> SeenTimers:
    if found is None:
        raise Refused(
            "This ConnectWise has no stopwatches, or these keys may not see them.",
            remedy="Log the time with create_time_entry when the work is done.",
        )
    return found


def _without(some: Sequence[Timer], one: Timer) -> tuple[Timer, ...]:
    return tuple(timer for timer in some if timer is not one)
