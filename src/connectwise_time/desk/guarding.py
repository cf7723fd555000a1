"""Look up what guards decide on, as little of it as needed, and let them judge."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import partial

from connectwise_time.desk.calendars import Calendars
from connectwise_time.desk.catalog import Catalog
from connectwise_time.desk.drafting import Changed, Drafted
from connectwise_time.desk.looking_back import LOOK_SECONDS, LookingBack
from connectwise_time.desk.people import People
from connectwise_time.desk.ports import Clock, Crew
from connectwise_time.domain.checks import (
    Facts,
    Finding,
    Thresholds,
    Timed,
    concerns_others,
    findings,
    foretold,
    judges,
    refusal,
    says_little,
)
from connectwise_time.domain.entries import UNSET, Billable, Draft, LoggedTime
from connectwise_time.domain.models import Named, Ticket
from connectwise_time.domain.operations import Change
from connectwise_time.domain.planning import foreseen
from connectwise_time.domain.wishes import Wish
from connectwise_time.errors import TimeDeskError

_BY_CALENDAR = frozenset({"outside_hours", "day_off", "holiday"})


@dataclass(frozen=True, slots=True)
class _Question:
    """What is to be judged, with what is known of it already.

    Attributes:
        said: What was asked for.
        changes_notes: Notes are changed, and may be missing now.
        offers: Other times are offered, which have to suit the calendar.
    """

    planned: Timed
    said: Wish
    ticket: Ticket | None
    changes_notes: bool = False
    offers: bool = False


class Guarding:
    """Asks what should be asked before time is stored.

    A look-up that fails, or may not be made, raises no question: facts that are not known never
    keep anybody from logging time.

    Args:
        people: Whose calendar it is.
        catalog: Knows the tenant's rules.
        calendars: Working hours, holidays and agreements.
        back: Reads the entries around one that is changed.
        crew: Keeps the time.
        clock: Tells the present.
        thresholds: From where on something is worth a question.
    """

    def __init__(
        self,
        people: People,
        catalog: Catalog,
        calendars: Calendars,
        back: LookingBack,
        *,
        crew: Crew,
        clock: Clock,
        thresholds: Thresholds,
    ) -> None:
        self._people = people
        self._catalog = catalog
        self._calendars = calendars
        self._back = back
        self._crew = crew
        self._clock = clock
        self._thresholds = thresholds

    async def of_new(
        self, drafted: Drafted, others: Sequence[Timed] | None = None
    ) -> tuple[Finding, ...]:
        """What there is to ask about a new entry.

        Args:
            drafted: The entry as it was understood.
            others: Time around it, stored and of the same call; None where that is not read yet.
        """
        if others is None:
            others = await self._back.days_around(drafted.draft)
        question = _Question(drafted.draft, drafted.wish, drafted.chosen.ticket)
        return await self._found(question, others)

    async def meanwhile(self, draft: Draft, stored: Sequence[Timed]) -> tuple[Finding, ...]:
        """What there is to ask about an entry that was judged before, beside what is stored now."""
        return await self._found(_Question(draft, Wish(), None), stored)

    async def of_part(
        self,
        part: Timed,
        before: LoggedTime | None,
        *,
        without: Collection[int],
        ticket: Ticket | None = None,
    ) -> tuple[Finding, ...]:
        """What there is to ask about what becomes of an entry that is cut, joined or put back.

        Args:
            part: It, as it is to be.
            before: The entry, as it is: hours of its day are no more than they were; None where
                it is not there.
            without: Ids of the entries whose time it is.
            ticket: The ticket that it moves to.
        """
        others = [e for e in await self._back.days_around(part) if e.id not in without]
        facts = await self._facts(_Question(part, Wish(), ticket))
        return findings(part, others, replace(facts, before=before))

    async def of_change(self, changed: Changed) -> tuple[Finding, ...]:
        """What there is to ask about a change: of what it changes, and of nothing else."""
        edit, before = changed.change.edit, changed.change.before
        if not judges(edit):
            return ()
        after = foreseen(edit, before)
        others = await self._back.days_around(after) if concerns_others(edit) else ()
        question = _Question(after, changed.wish, changed.chosen.ticket, edit.notes is not UNSET)
        return await self._found(question, others, changed.change)

    async def _found(
        self, question: _Question, others: Sequence[Timed], change: Change | None = None
    ) -> tuple[Finding, ...]:
        edit, before = (change.edit, change.before) if change else (None, None)
        facts = replace(await self._facts(question), before=before)
        found = findings(question.planned, others, facts, edit)
        if facts.says_day or not any(finding.offers for finding in found):
            return found
        facts = replace(await self._facts(replace(question, offers=True)), before=before)
        return findings(question.planned, others, facts, edit)

    async def _facts(self, question: _Question) -> Facts:
        member = question.planned.member
        now, times = self._clock(), question.said.times
        clocks = {"start": times.start, "end": times.end}
        # What a stopwatch told, nobody can have misread either.
        says_clock = any(clocks[name] for name in clocks if name not in question.said.measured)
        known = Facts(
            zone=await self._people.zone_of(member.id if member else None),
            now=now,
            # What ends now was placed by the clock: nobody can have misread the day.
            says_day=says_clock or times.date is not None,
            says_clock=says_clock,
            start_measured="start" in question.said.measured,
            says_billable=question.said.billable is Billable.BILLABLE,
            ticket=question.ticket,
            agreement_named=question.said.agreement is not None,
            thresholds=self._thresholds,
        )
        try:
            return await self._crew.at_most(LOOK_SECONDS, partial(self._asked, question, known))
        except TimeDeskError:
            return known

    async def _asked(self, question: _Question, known: Facts) -> Facts:
        """With what has to be looked up: calendars only for times that somebody stated.

        Nothing is looked up for what the house does not ask.
        """
        off = self._thresholds.off
        if (known.says_day or question.offers) and not off >= _BY_CALENDAR:
            known = await self._with_calendar(question, known)
        agreement = _agreement(question)
        if agreement is not None and "agreement_ended" not in off:
            terms = await self._calendars.agreements.get(agreement.id)
            known = replace(known, agreement=terms)
        notes = question.planned.notes or ""
        weak = says_little(notes) and "weak_notes" not in off
        if weak or (question.changes_notes and not notes.strip()):
            rules = await self._catalog.tenant()
            known = replace(known, requires_notes=rules.requires_notes)
        return known

    async def _with_calendar(self, question: _Question, known: Facts) -> Facts:
        named = question.planned.member
        member = await self._people.by_id(named.id) if named else None
        if member is None or member.calendar_id is None:
            return known
        calendar = await self._calendars.calendar(member.calendar_id)
        if calendar is None:
            return known
        holidays = await self._calendars.holidays(calendar)
        return replace(known, calendar=calendar, holidays=holidays or ())


def _agreement(question: _Question) -> Named | None:
    """The agreement that it falls under: the one that was named, or the ticket's."""
    if question.said.agreement is None and question.ticket is not None:
        return question.ticket.agreement
    return question.planned.agreement


def judged(found: Sequence[Finding]) -> list[str]:
    """What is told of it in a plan, which a person says yes or no to.

    Raises:
        Refused: It cannot be stored, whatever anybody says.
    """
    _stop(found)
    return [finding.says for finding in found]


def notices(found: Sequence[Finding], accepted: frozenset[str]) -> list[str]:
    """What a preview tells of it.

    Raises:
        Refused: It cannot be stored, whatever is accepted.
    """
    _stop(found)
    return foretold(found, accepted)


def _stop(found: Sequence[Finding]) -> None:
    stopped = refusal([finding for finding in found if finding.hard], ())
    if stopped is not None:
        raise stopped
