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
from connectwise_time.domain.clues import Clue, Trace, of_appointment, of_note, of_timer, within
from connectwise_time.domain.entries import LoggedTime, TimeSearch
from connectwise_time.domain.missing import missing_days
from connectwise_time.domain.models import Member
from connectwise_time.domain.planning import check_takes_time
from connectwise_time.domain.review import Worth
from connectwise_time.domain.suggesting import suggested
from connectwise_time.domain.timers import Timer, TimerRules
from connectwise_time.domain.traces import Appointment, TicketNote, TouchedTicket
from connectwise_time.domain.when import day_bounds, local_day
from connectwise_time.errors import NotFound, Refused

MOST_DAYS = 31
"""A month: further back nobody remembers."""
_MOST_TICKETS = 100
_MOST_READ = 20
_MOST_CHECKED = 20
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
        left = await self._left_by(whose, begins, ends)
        tenant = await self._catalog.tenant()
        working = await self._working.of(whose)
        days = [since + number * _A_DAY for number in range((until - since).days)]
        clues = within(self._clues(left, whose, now), begins, min(ends, now))
        shut = await self._shut(clues)
        found = suggested(
            left.entries,
            [clue for clue in clues if clue.ticket not in shut or clue.trace is Trace.TIMER],
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
            shut=tuple(reason for reason in shut.values() if reason),
            unread=max(0, len(left.touched) - _MOST_READ),
            sandbox=await self._catalog.is_sandbox(),
        )

    async def _left_by(self, member: Member, begins: datetime, ends: datetime) -> _Left:
        left = _Left()

        async def entries() -> None:
            search = TimeSearch(members=(member.id,), since=begins - _A_DAY, until=ends, brief=True)
            async for batch in self._backend.entries(search):
                left.entries += batch

        async def timers() -> None:
            seen = await self._backend.timers([member.id])
            left.timers = seen.timers if seen else ()

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
        # What was changed since may have been written on then; what was not, comes first.
        left.touched = sorted(left.touched, key=lambda one: (one.ticket.updated or ends) >= ends)
        await self._crew.together(left.touched[:_MOST_READ], notes)
        return left

    async def _shut(self, clues: Sequence[Clue]) -> dict[int, str]:
        """Why a ticket takes no time, by its number; empty where it is not told."""
        numbers = sorted({c.ticket for c in clues if c.ticket and c.trace is not Trace.TIMER})
        found: dict[int, str] = {}

        async def check(number: int) -> None:
            try:
                check_takes_time(await self._catalog.ticket(number, rules=True))
            except (Refused, NotFound) as refusal:
                found[number] = refusal.problem

        await self._crew.together(numbers[:_MOST_CHECKED], check)
        return found

    def _clues(self, left: _Left, member: Member, now: datetime) -> list[Clue]:
        names = {one.ticket.id: one.ticket.summary for one in left.touched}
        return [
            *(
                of_timer(timer, now, self._rules)
                for timer in left.timers
                if timer.since and timer.measures
            ),
            *map(of_appointment, left.appointments),
            *(of_note(note, names.get(note.ticket, "")) for note in left.notes),
            *(
                Clue(Trace.UPDATE, at, at, one.ticket.id, one.ticket.summary)
                for one in left.touched
                if one.by == member.identifier and (at := one.ticket.updated) is not None
            ),
        ]


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
