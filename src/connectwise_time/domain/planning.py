"""Decide what to store: resolved facts and a wish → a Draft or an Edit, or why not."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from connectwise_time.domain.entries import UNSET, Draft, Edit, LoggedTime, Mail, Unset
from connectwise_time.domain.models import ChargeCode, Named, Target, TargetKind, Ticket
from connectwise_time.domain.retiming import new_times
from connectwise_time.domain.spans import Span
from connectwise_time.domain.statuses import ON_AN_INVOICE
from connectwise_time.domain.wishes import Wish
from connectwise_time.domain.words.dates import Calendar
from connectwise_time.errors import Refused

T = TypeVar("T")

_SHOWN_FIELDS = (
    *("target", "company", "member", "start", "end", "deduct", "work_type", "work_role"),
    *("billable", "agreement", "notes", "internal_notes", "add_to", "location", "department"),
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the wish's names turned out to mean; None is "not said".

    Attributes:
        ticket, code: What the target is, as it was looked up.
    """

    target: Target | None = None
    company: Named | None = None
    member: Named | None = None
    work_type: Named | None = None
    work_role: Named | None = None
    agreement: Named | None = None
    location: Named | None = None
    department: Named | None = None
    ticket: Ticket | None = None
    code: ChargeCode | None = None


def check_one_target(wish: Wish) -> None:
    """Exactly one of ticket, charge code and activity is named.

    Raises:
        Refused: None is, or more than one.
    """
    if not check_target_once(wish):
        raise Refused(
            "It is not said what to charge the time to.",
            remedy="Give ticket (find_tickets looks one up by words), charge_code or activity.",
        )


def check_target_once(wish: Wish) -> bool:
    """Whether a ticket, charge code or activity is named.

    Raises:
        Refused: More than one is.
    """
    named = [n for n in ("ticket", "charge_code", "activity") if getattr(wish, n) is not None]
    if len(named) > 1:
        raise Refused(
            f"Both {' and '.join(named)} are given.",
            remedy="Time is charged to one: give just one.",
        )
    return bool(named)


def check_takes_time(ticket: Ticket) -> None:
    """The ticket takes new time.

    Args:
        ticket: The ticket, with `no_time_because` looked up.

    Raises:
        Refused: Its status or board forbids time.
    """
    if ticket.no_time_because:
        raise Refused(
            f"Ticket #{ticket.id} takes no time: {ticket.no_time_because.rstrip('.')}.",
            remedy="Have that changed in ConnectWise, or use another ticket.",
        )


def draft(wish: Wish, chosen: Chosen, span: Span) -> Draft:
    """The entry that the wish means.

    Raises:
        Refused: Addresses for mail are given, and none is to be sent.
    """
    assert chosen.target is not None
    assert chosen.member is not None
    check_mail(wish)
    return Draft(
        target=chosen.target,
        member=chosen.member,
        start=span.start,
        end=span.end,
        deduct=span.deduct,
        company=chosen.company,
        work_type=chosen.work_type,
        work_role=chosen.work_role,
        billable=wish.billable,
        agreement=chosen.agreement,
        notes=wish.notes,
        internal_notes=wish.internal_notes,
        add_to=frozenset(wish.add_to or ()),
        email=frozenset(wish.email or ()),
        email_cc=wish.email_cc,
        location=chosen.location,
        department=chosen.department,
    )


def check_notes(wish: Wish, *, requires_notes: bool) -> None:
    """Notes are there where the tenant requires them.

    Raises:
        Refused: They are missing.
    """
    if requires_notes and not says_what_was_done(wish):
        raise Refused(
            "This ConnectWise requires notes on time entries.", remedy="Say what was done in notes."
        )


def says_what_was_done(wish: Wish) -> bool:
    """Whether the wish has notes."""
    return bool((wish.notes or "").strip())


def check_changeable(entry: LoggedTime, doing: str) -> None:
    """The entry is not on an invoice.

    Args:
        entry: The entry as it is.
        doing: What is refused otherwise, such as "deleted".

    Raises:
        Refused: It was billed or written off.
    """
    if entry.status not in ON_AN_INVOICE and entry.invoice is None and not entry.invoiced:
        return
    state = entry.status or "on an invoice"
    invoice = f" on invoice {entry.invoice.name}" if entry.invoice else ""
    raise Refused(
        f"Entry {entry.id} cannot be {doing}: it is {state}{invoice}.",
        remedy="Whoever does the billing must take it off the invoice in ConnectWise first.",
    )


def edit(
    wish: Wish,
    chosen: Chosen,
    entry: LoggedTime,
    *,
    now: datetime,
    zone: ZoneInfo,
    calendar: Calendar | None = None,
) -> Edit:
    """What the wish changes of the entry.

    Args:
        wish: What is to be different.
        chosen: What its names mean.
        entry: The entry as it is.
        now: The present.
        zone: The member's zone.
        calendar: How weeks go; from Monday on if not given.

    Raises:
        Refused: Nothing is to change, a field is both set and cleared, or the times do not fit.
    """
    _check_clear(wish)
    check_mail(wish)
    before = replace(entry, deduct=0.0) if "deduct" in wish.clear else entry
    start, end, deduct = new_times(wish.times, before, now=now, zone=zone, calendar=calendar)
    change = Edit(
        target=chosen.target or UNSET,
        company=chosen.company or UNSET,
        member=chosen.member or UNSET,
        start=start,
        end=end,
        deduct=_or_clear(deduct, wish, "deduct"),
        work_type=_or_clear(chosen.work_type, wish, "work_type"),
        work_role=_or_clear(chosen.work_role, wish, "work_role"),
        billable=wish.billable if wish.billable is not None else UNSET,
        agreement=_or_clear(chosen.agreement, wish, "agreement"),
        notes=_or_clear(wish.notes, wish, "notes"),
        internal_notes=_or_clear(wish.internal_notes, wish, "internal_notes"),
        add_to=frozenset(wish.add_to) if wish.add_to is not None else UNSET,
        email=frozenset(wish.email) if wish.email else UNSET,
        email_cc=_or_clear(wish.email_cc, wish, "email_cc"),
        location=_or_clear(chosen.location, wish, "location"),
        department=_or_clear(chosen.department, wish, "department"),
    )
    if not change:
        raise Refused("Nothing is to change.", remedy="Give the fields that should be different.")
    return change


def check_mail(wish: Wish) -> None:
    """Addresses for a copy go with the wish to send it.

    Raises:
        Refused: They are given alone, and nothing would be sent to them.
    """
    if wish.email_cc is not None and Mail.CC not in (wish.email or ()):
        raise Refused(
            "email_cc alone sends nothing.", remedy='Give email=["cc"] as well, or leave it out.'
        )


def foreseen(change: Edit, entry: LoggedTime) -> LoggedTime:
    """The entry as it should read after the change, rates and rounding aside."""
    new = {name: value for name in _SHOWN_FIELDS if (value := getattr(change, name)) is not UNSET}
    for name in ("notes", "internal_notes", "deduct"):
        if name in new:
            new[name] = new[name] or type(getattr(entry, name))()
    after = replace(entry, **new)
    if isinstance(change.target, Target):
        is_ticket = change.target.kind in (TargetKind.SERVICE_TICKET, TargetKind.PROJECT_TICKET)
        ticket = Named(change.target.id, change.target.name) if is_ticket else None
        after = replace(after, ticket=ticket)
    if after.start and after.end and {"start", "end", "deduct"} & new.keys():
        worked = (after.end - after.start).total_seconds() / 3600 - after.deduct
        after = replace(after, hours=round(worked, 4))
    return after


def _check_clear(wish: Wish) -> None:
    for name in wish.clear:
        said = wish.times.deduct if name == "deduct" else getattr(wish, name)
        if said is not None:
            raise Refused(f"{name} is both given and cleared.", remedy="Do one of them.")


def _or_clear(value: T | Unset | None, wish: Wish, name: str) -> T | Unset | None:
    if name in wish.clear:
        return None
    return UNSET if value is None else value
