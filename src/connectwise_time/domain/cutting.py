"""Cut an entry in two: where, which hours each half has, and why it cannot be. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

from connectwise_time.domain.entries import LoggedTime
from connectwise_time.domain.models import Named, Target, TargetKind, Ticket
from connectwise_time.domain.steps import FIELDS, Step
from connectwise_time.domain.when import local_day, local_span
from connectwise_time.domain.words.dates import Calendar
from connectwise_time.domain.words.durations import read_hours
from connectwise_time.domain.words.instants import read_moment
from connectwise_time.errors import Ambiguous, Refused

_CENT = 0.01
_A_MINUTE = 1 / 60
_ELSEWHERE = frozenset({"agreement", "company"})
"""What another ticket brings with it."""


class Half(StrEnum):
    """Which part of an entry that is cut in two."""

    FIRST = "first"
    SECOND = "second"


_OF_A_TICKET = frozenset({"closed_ticket", "agreement_ended"})
_OF_NOTES = frozenset({"weak_notes"})


@dataclass(frozen=True, slots=True)
class Cut:
    """How an entry is cut, as it was said.

    Attributes:
        at: The clock time of the cut, in words.
        hours: Hours of work of the first half, in words or as a number.
        break_in: The half in which the break is.
        notes: Of the second half, where they are others.
    """

    at: str | None = None
    hours: float | str | None = None
    break_in: Half | None = None
    notes: str | None = None

    def asks_about(self, *, elsewhere: bool) -> frozenset[str]:
        """Warnings to be accepted: of what is new in the second half, and not of what was there.

        Args:
            elsewhere: It goes to another ticket.
        """
        ticket = _OF_A_TICKET if elsewhere else frozenset[str]()
        return ticket | (_OF_NOTES if self.notes is not None else frozenset[str]())


def halves(
    entry: LoggedTime, cut: Cut, calendar: Calendar, zone: ZoneInfo
) -> tuple[LoggedTime, LoggedTime]:
    """The entry cut in two.

    Args:
        entry: As it is.
        cut: Where, and which half gets what.
        calendar: The day on which it is said.
        zone: The member's.

    Raises:
        Refused: It is not said where, or no cut there leaves two halves.
        Ambiguous: It can be read in several ways.
    """
    start, end = ends_of(entry)
    breaks = _breaks(entry, cut)
    _check_said(cut)
    if cut.hours is not None:
        moment = start + timedelta(hours=read_hours(cut.hours) + breaks[0])
    else:
        moment = _clock(cut.at or "", start, end, calendar, zone)
    moment = moment.replace(second=0, microsecond=0)
    if not start < moment < end:
        raise Refused(
            f"That is not inside of the entry ({local_span(start, end, zone)}).",
            remedy="Give a time inside of it.",
        )
    first, second = (moment - start) / _HOUR - breaks[0], (end - moment) / _HOUR - breaks[1]
    if min(first, second) < _A_MINUTE:
        raise Refused(
            f"A cut there leaves no work in one of the halves of entry {entry.id}.",
            remedy=f"It is {local_span(start, end, zone)}: cut it inside, beside its break.",
        )
    text = entry.notes if cut.notes is None else cut.notes
    return (
        replace(entry, end=moment, deduct=breaks[0], hours=round(first, 4)),
        replace(entry, id=None, start=moment, deduct=breaks[1], hours=round(second, 4), notes=text),
    )


def ends_of(entry: LoggedTime) -> tuple[datetime, datetime]:
    """From when to when an entry is.

    Raises:
        Refused: It has hours only.
    """
    if entry.start is None or entry.end is None:
        raise Refused(
            f"Entry {entry.id} has no start and end in ConnectWise.",
            remedy="Give it both with update_time_entry first.",
        )
    return entry.start, entry.end


def steps_of(entry: LoggedTime, first: LoggedTime, second: LoggedTime) -> tuple[Step, Step]:
    """The second half is stored, then the first is shortened.

    In this order, so that what breaks off in between leaves hours double, which is seen, and not
    missing, which is not; and so that what is refused mostly, a new entry, is refused first.
    """
    moved = second.target != entry.target
    demanded = tuple(name for name in FIELDS if not (moved and name in _ELSEWHERE))
    fields = ("end", "deduct") if entry.deduct else ("end",)
    return Step(None, second, demanded), Step(entry, first, fields)


def on_ticket(half: LoggedTime, ticket: Ticket, cut: Cut) -> LoggedTime:
    """The half on another ticket, with the company and agreement that ConnectWise fills in.

    What was written for one customer, or for nobody but the house, another one does not read:
    notes are asked for, and internal notes stay with the first half.

    Raises:
        Ambiguous: It is another customer's, and it is not said what was done there.
    """
    elsewhere = _is_elsewhere(half, ticket)
    if elsewhere and half.notes.strip() and cut.notes is None:
        whose = f", which is {ticket.company.name}'s" if ticket.company else ""
        raise Ambiguous(
            f"The notes of the entry were not written for ticket #{ticket.id}{whose}. Nothing was"
            " done.",
            remedy="Ask what was done on that ticket, and give it as notes.",
        )
    return replace(
        half,
        internal_notes="" if elsewhere else half.internal_notes,
        target=Target(ticket.kind, ticket.id, ticket.summary),
        ticket=Named(ticket.id, ticket.summary),
        company=ticket.company,
        agreement=None,
        project=ticket.project if ticket.kind is TargetKind.PROJECT_TICKET else None,
    )


def _is_elsewhere(half: LoggedTime, ticket: Ticket) -> bool:
    """Whether the ticket is another customer's, or the time was no ticket's at all."""
    kind = half.target.kind if half.target else None
    if kind not in {TargetKind.SERVICE_TICKET, TargetKind.PROJECT_TICKET}:
        return True
    was, now = half.company, ticket.company
    return (was and was.id) != (now and now.id)


def stored_hours(before: float, after: tuple[float, ...], step: float) -> tuple[float, ...]:
    """The hours as ConnectWise will store them: as many as there were, to the minute.

    Args:
        before: Of all that there is.
        after: Of each that becomes of it, from start to end without its break.
        step: The tenant's rounding.

    Raises:
        Refused: They do not.
    """
    stored = tuple(_rounded(hours, step) for hours in after)
    if all(stored) and abs(sum(stored) - before) < _A_MINUTE:
        return stored
    told = " + ".join(f"{hours:.4g}" for hours in stored)
    in_steps = f" in steps of {step:.4g} h" if step > _CENT else ""
    raise Refused(
        f"ConnectWise rounds hours{in_steps}: {before:.4g} h would become {told} h. Nothing was"
        " done.",
        remedy="Choose another cut, or correct the entries one by one with update_time_entry.",
    )


_HOUR = timedelta(hours=1)


def _rounded(hours: float, step: float) -> float:
    """To the nearest step, a half upwards, as ConnectWise does."""
    of = Decimal(str(step or _CENT))
    return float((Decimal(str(round(hours, 6))) / of).quantize(Decimal(1), ROUND_HALF_UP) * of)


def _breaks(entry: LoggedTime, cut: Cut) -> tuple[float, float]:
    if not entry.deduct:
        return 0.0, 0.0
    if cut.break_in is None:
        raise Ambiguous(
            f"Entry {entry.id} has a break of {entry.deduct:.4g} h, and it is not said in which"
            " half.",
            remedy='Ask, then give break_in="first" or break_in="second".',
        )
    return (entry.deduct, 0.0) if cut.break_in is Half.FIRST else (0.0, entry.deduct)


def _check_said(cut: Cut) -> None:
    if (cut.at is None) is (cut.hours is None):
        raise Refused(
            "It is not said where to cut." if cut.at is None else "Both at and hours are given.",
            remedy="Give at, such as 12:30 or midnight, or the hours of the first half.",
        )


def _clock(
    words: str, start: datetime, end: datetime, calendar: Calendar, zone: ZoneInfo
) -> datetime:
    when = read_moment(words, calendar)
    days = dict.fromkeys((local_day(start, zone), local_day(end, zone)))
    found = {instant for day in days for instant in when.instants(day, zone)}
    inside = sorted(instant for instant in found if start < instant < end)
    if len(inside) > 1:
        choices = ", ".join(instant.astimezone(zone).isoformat() for instant in inside)
        raise Ambiguous(
            "The entry has that time twice.", remedy=f"Ask which is meant: at={choices}."
        )
    return inside[0] if inside else next(iter(found), start)
