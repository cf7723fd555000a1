"""Suggest what may have been forgotten: gather what somebody left behind, beside their time."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from connectwise_time.desk.catalog import Catalog
from connectwise_time.desk.people import People
from connectwise_time.desk.ports import Backend, Clock, Crew
from connectwise_time.desk.results import Suggested
from connectwise_time.desk.sheets import Sheets
from connectwise_time.desk.working import Working
from connectwise_time.domain.clues import Clue, Trace, suggested
from connectwise_time.domain.entries import LoggedTime, TimeSearch
from connectwise_time.domain.missing import missing_days
from connectwise_time.domain.models import Member
from connectwise_time.domain.review import Worth
from connectwise_time.domain.timers import Timer, TimerRules, TimerState
from connectwise_time.domain.traces import Appointment, TicketNote, TouchedTicket
from connectwise_time.domain.when import day_bounds, local_day
from connectwise_time.errors import Refused

MOST_DAYS = 31
"""A month: further back nobody remembers."""
_MOST_TICKETS = 25
_MOST_READ = 12
_A_DAY = timedelta(days=1)


@dataclass(slots=True)
class _Left:
    """What somebody left behind."""

    entries: list[LoggedTime] = field(default_factory=list)
    timers: Sequence[Timer] = ()
    appointments: Sequence[Appointment] = ()
    touched: Sequence[TouchedTicket] = ()
    notes: list[TicketNote] = field(default_factory=list)


class CatchingUp:
    """Suggests entries.

    Args:
        backend: Where people leave traces.
        people: Whose.
        sheets: Reads the words for days.
        working: Knows when people work.
        crew: Asks several things at once.
        worth: From where on something is worth telling.
        rules: Which stopwatches count as forgotten.
    """

    def __init__(
        self,
        backend: Backend,
        *,
        people: People,
        catalog: Catalog,
        sheets: Sheets,
        working: Working,
        crew: Crew,
        clock: Clock,
        worth: Worth,
        rules: TimerRules,
    ) -> None:
        self._backend = backend
        self._people = people
        self._catalog = catalog
        self._sheets = sheets
        self._working = working
        self._crew = crew
        self._clock = clock
        self._worth = worth
        self._rules = rules

    async def suggest(self, member: str | None, period: str | None) -> Suggested:
        """What may be missing of somebody's time, and what tells so.

        Args:
            member: A name; None for me.
            period: Words for days; None for this and last week.

        Raises:
            Refused: The days are too many, or have not begun.
        """
        me = await self._people.me()
        whose = me if member is None else await self._people.find(member)
        zone, now = await self._people.zone(whose), self._clock()
        since, until = await self._sheets.days(period)
        until = min(until, local_day(now, zone) + _A_DAY)
        _check(since, until)
        begins, ends = day_bounds(since, until, zone)
        left = await self._left_by(whose, begins, min(ends, now))
        tenant = await self._catalog.tenant()
        working = await self._working.of(whose)
        days = [since + number * _A_DAY for number in range((until - since).days)]
        found = suggested(
            left.entries,
            [clue for clue in self._clues(left, whose, now) if begins <= clue.start < ends],
            missing_days(left.entries, days, working, zone, now, least=self._worth.least),
            zone,
            step=timedelta(hours=tenant.rounding_hours),
        )
        return Suggested(
            member=whose.named,
            is_me=whose.id == me.id,
            since=since,
            until=until,
            found=found,
            zone=zone,
            assumption=working.assumption,
            sandbox=await self._catalog.is_sandbox(),
        )

    async def _left_by(self, member: Member, begins: datetime, ends: datetime) -> _Left:
        left = _Left()

        async def entries() -> None:
            search = TimeSearch(members=(member.id,), since=begins - _A_DAY, until=ends, brief=True)
            async for batch in self._backend.entries(search):
                left.entries += batch

        async def timers() -> None:
            left.timers = await self._backend.timers([member.id]) or ()

        async def appointments() -> None:
            left.appointments = await self._backend.appointments([member.id], begins, ends)

        async def touched() -> None:
            left.touched = await self._backend.touched_tickets(
                member.identifier, begins, _MOST_TICKETS
            )

        async def notes(ticket: TouchedTicket) -> None:
            left.notes += await self._backend.notes_on(ticket.ticket, [member.id], begins, ends)

        questions: list[Callable[[], Awaitable[None]]] = [entries, timers, appointments, touched]
        await self._crew.together(questions, lambda ask: ask())
        await self._crew.together(left.touched[:_MOST_READ], notes)
        return left

    def _clues(self, left: _Left, member: Member, now: datetime) -> list[Clue]:
        names = {one.ticket.id: one.ticket.summary for one in left.touched}
        return [
            *(
                self._of_timer(timer, now)
                for timer in left.timers
                if timer.since and timer.measures
            ),
            *(_of_appointment(one) for one in left.appointments if one.start < now),
            *(_of_note(note, names.get(note.ticket, "")) for note in left.notes),
            *(
                Clue(Trace.UPDATE, at, at, one.ticket.id, one.ticket.summary)
                for one in left.touched
                if one.by == member.identifier and (at := one.ticket.updated) is not None
            ),
        ]

    def _of_timer(self, timer: Timer, now: datetime) -> Clue:
        since = timer.since or now
        until = timer.until
        if until is None and timer.state is TimerState.RUNNING:
            until = None if timer.is_forgotten(now, self._rules) else now
        return Clue(
            Trace.TIMER,
            since,
            max(since, until or since),
            timer.ticket,
            timer.on.name,
            timer.notes,
            timer.key,
            open=until is None,
        )


def _of_appointment(one: Appointment) -> Clue:
    return Clue(Trace.APPOINTMENT, one.start, one.end, one.ticket, one.name)


def _of_note(note: TicketNote, name: str) -> Clue:
    return Clue(Trace.NOTE, note.at, note.at, note.ticket, name, note.text)


def _check(since: date, until: date) -> None:
    if since >= until:
        raise Refused(
            "These days have not begun.", remedy="Ask for days up to today: this week, yesterday."
        )
    if until - since > timedelta(days=MOST_DAYS):
        raise Refused(
            f"These are more than {MOST_DAYS} days: {since} to {until - _A_DAY}.",
            remedy="Ask for a week or a month.",
        )
