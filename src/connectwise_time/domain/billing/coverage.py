"""Whether an agreement covers work: its own terms against an entry, and never a guess. Pure."""

from dataclasses import dataclass, field
from datetime import date

from connectwise_time.domain.billing.origins import Brings
from connectwise_time.domain.entries import Billable, LoggedTime
from connectwise_time.domain.models import Agreement, Named

_LITTLE = 0.005  # hours come in hundredths
_OVER = frozenset({"Cancelled", "Inactive"})


@dataclass(frozen=True, slots=True)
class Limit:
    """How much an agreement covers.

    Attributes:
        amount: Of `units`, in each `cycle`.
        units: `Hours`, `Amount` (of money) or `Incidents`.
        cycle: Such as `CalendarMonth`; empty where there is none.
        may_be_overrun: What goes beyond it is covered too.
    """

    amount: float
    units: str
    cycle: str = ""
    may_be_overrun: bool = False


@dataclass(frozen=True, slots=True)
class Terms:
    """An agreement with all that decides whether it covers time.

    Attributes:
        brings: What it brings to entries.
        excluded: Ids of work types, and of work roles, that it does not cover.
        bills_types: How it bills single work types, by their ids.
        limit: None where it is unlimited, or no limit was told.
        unlimited: None where that was not told.
    """

    agreement: Agreement
    brings: Brings = field(default_factory=Brings)
    excluded_types: frozenset[int] = frozenset()
    excluded_roles: frozenset[int] = frozenset()
    bills_types: tuple[tuple[int, str], ...] = ()
    limit: Limit | None = None
    unlimited: bool | None = None

    def bills(self, work_type: Named | None) -> str | None:
        """How it bills a work type that it has a setting for."""
        return dict(self.bills_types).get(work_type.id) if work_type else None


@dataclass(frozen=True, slots=True)
class Coverage:
    """Whether an agreement covers an entry.

    Attributes:
        covers: None where that cannot be told.
        why: What follows "it" in a sentence; empty where there is nothing to say.
        applied: The entry is under the agreement; otherwise ConnectWise left it out.
        certain: It covers all of it, whatever was taken of its limit before.
    """

    agreement: Named
    why: str = ""
    covers: bool | None = None
    applied: bool = True
    certain: bool = True


def coverage(agreement: Named, terms: Terms | None, entry: LoggedTime, day: date) -> Coverage:
    """Whether an agreement covers an entry, as ConnectWise filled it in.

    Args:
        agreement: The entry's own; or the one of its ticket, which ConnectWise left out.
        terms: None where they could not be read.
        entry: The entry.
        day: The local day of the work.
    """
    applied = entry.agreement is not None and entry.agreement.id == agreement.id
    if terms is None:
        return Coverage(agreement, "could not be looked up", applied=applied)
    against = _against(terms, entry, day)
    if against:
        return Coverage(agreement, against, covers=False, applied=applied)
    if terms.agreement.covers_time is None:
        return Coverage(agreement, "is not told to cover time or not", applied=applied)
    if not applied:
        return Coverage(agreement, applied=applied)
    return _by_hours(agreement, terms, entry)


def _against(terms: Terms, entry: LoggedTime, day: date) -> str:
    """What of its terms speaks against it; empty where nothing does."""
    return (
        _out_of_time(terms.agreement, day)
        or _not_this_work(terms, entry)
        or _not_billed(entry.billable)
    )


def _out_of_time(agreement: Agreement, day: date) -> str:
    if agreement.cancelled is not None and day >= agreement.cancelled:
        return f"was cancelled on {agreement.cancelled}"
    if agreement.since is not None and day < agreement.since:
        return f"begins on {agreement.since}"
    if agreement.until is not None and day > agreement.until:
        return f"ended on {agreement.until}"
    # "Expired" says that it has ended by today; whether it had by that day, its dates tell.
    dated = agreement.until is not None or agreement.cancelled is not None
    status = agreement.status or ""
    if agreement.active or (dated and status not in _OVER) or agreement.cancelled is not None:
        return ""
    return f"is {status.casefold() or 'not active'}"


def _not_this_work(terms: Terms, entry: LoggedTime) -> str:
    if terms.agreement.covers_time is False:
        return "does not cover time"
    if entry.work_type and entry.work_type.id in terms.excluded_types:
        return f"excludes the work type {entry.work_type.name}"
    if entry.work_role and entry.work_role.id in terms.excluded_roles:
        return f"excludes the work role {entry.work_role.name}"
    return ""


def _not_billed(billable: str | None) -> str:
    if billable in {None, Billable.BILLABLE, Billable.NO_DEFAULT}:
        return ""
    return f"is not billed ({billable})"


def _by_hours(agreement: Named, terms: Terms, entry: LoggedTime) -> Coverage:
    """What ConnectWise itself told about the hours, where it did."""
    billed, taken, left = entry.hours_billed, entry.agreement_hours, entry.invoice_hours
    if not taken and left and (terms.limit or terms.unlimited is False):
        limit = f", within {_said(terms.limit)}" if terms.limit else ": it has no hours"
        return Coverage(agreement, f"takes none of it{limit}", covers=False)
    why = ""
    if taken and billed and taken < billed - _LITTLE:
        why = f"takes {taken:g} h of it; {billed - taken:g} h are billed"
    elif terms.limit and terms.limit.may_be_overrun:
        why = f"is limited to {_said(terms.limit)}, and may be overrun"
    elif terms.limit:
        why = f"is limited to {_said(terms.limit)}; what is left of that is not told"
        return Coverage(agreement, why, covers=True, certain=False)
    return Coverage(agreement, why, covers=True)


def _said(limit: Limit) -> str:
    cycle = "".join(f" {c.lower()}" if c.isupper() else c for c in limit.cycle)
    return f"{limit.amount:g} {limit.units.casefold()}{f' per{cycle}' if cycle else ''}"
