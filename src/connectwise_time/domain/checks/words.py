"""Guards about what it is charged to, and about what is said of it."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date

from connectwise_time.domain.checks.facts import Facts, Timed, day_name, told
from connectwise_time.domain.checks.findings import Finding
from connectwise_time.domain.models import Agreement
from connectwise_time.domain.when import local_day

SAYS_NOTHING = frozenset(
    {
        "as above",
        "as discussed",
        "as per ticket",
        "call with client",
        "did some work",
        "see above",
        "see ticket",
        "see ticket notes",
        "support",
        "troubleshooting",
        "work on ticket",
        "work on the ticket",
        "worked on it",
        "worked on ticket",
        "worked on the ticket",
        "worked on this",
        "working on ticket",
    }
)
"""Notes that tell whoever pays nothing, though they are not short."""
_FEW_WORDS, _FEW_LETTERS = 3, 10
_WIDE = 3  # a sign of a script without letters says about as much


def closed_ticket(_planned: Timed, _others: Sequence[Timed], facts: Facts) -> Iterator[Finding]:
    """The ticket is closed, though its status takes time."""
    ticket = facts.ticket
    if ticket is not None and ticket.closed:
        status = f" ({told(ticket.status.name)})" if ticket.status else ""
        says = f"Ticket #{ticket.id} {told(ticket.summary)} is closed{status}."
        yield Finding("closed_ticket", says, ("give another ticket (find_tickets)",))


def agreement_ended(planned: Timed, _others: Sequence[Timed], facts: Facts) -> Iterator[Finding]:
    """The agreement does not run on that day."""
    agreement = facts.agreement
    if agreement is None or planned.start is None:
        return
    day = local_day(planned.start, facts.zone)
    if agreement.covers(day):
        return
    ran = (
        f"Agreement {told(agreement.name)} {_ran(agreement, day)} and does not cover"
        f" {day_name(day)}."
    )
    if facts.agreement_named:
        step = "Name another agreement, or none: then ConnectWise decides."
        yield Finding("agreement_ended", ran, (step,), hard=True)
    else:
        says = f"{ran} It is the ticket's, and the work may be billed."
        yield Finding("agreement_ended", says, ("give another agreement",))


def _ran(agreement: Agreement, day: date) -> str:
    """Why it covers that day no more, or not yet."""
    if agreement.cancelled is not None and day >= agreement.cancelled:
        return f"was cancelled on {agreement.cancelled}"
    if agreement.until is not None and day > agreement.until:
        return f"ended on {agreement.until}"
    if agreement.since is not None and day < agreement.since:
        return f"begins on {agreement.since}"
    cancelled = (agreement.status or "").casefold() in {"cancelled", "canceled"}
    return "was cancelled" if cancelled else "is not active"


def notes(planned: Timed, _others: Sequence[Timed], facts: Facts) -> Iterator[Finding]:
    """There are none, and the tenant requires them."""
    if facts.requires_notes and not (planned.notes or "").strip():
        says = "This ConnectWise requires notes on time entries."
        yield Finding("notes", says, ("Say what was done in notes.",), hard=True)


def weak_notes(planned: Timed, _others: Sequence[Timed], facts: Facts) -> Iterator[Finding]:
    """They say nothing, where the tenant requires notes or the time is said to be billable."""
    if (facts.requires_notes or facts.says_billable) and says_little(planned.notes):
        says = f"The notes {told(planned.notes or '')} do not tell what was done."
        yield Finding("weak_notes", says, ("say in notes what was done, and to what",))


def says_little(notes: str | None) -> bool:
    """Whether notes are there and tell nothing: a word or two, or a set phrase."""
    plain = re.sub(r"[\W_]+", " ", (notes or "").casefold()).strip()
    if not (notes or "").strip():
        return False
    if plain in SAYS_NOTHING:
        return True
    letters = sum(_WIDE if _is_wide(sign) else 1 for sign in plain if sign != " ")
    return len(plain.split()) < _FEW_WORDS and letters < _FEW_LETTERS


def _is_wide(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) in {"W", "F"}
