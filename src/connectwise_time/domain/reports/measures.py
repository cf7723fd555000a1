"""What a report measures of the entries of a group. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from connectwise_time.domain.entries import Billable, LoggedTime
from connectwise_time.domain.models import TargetKind
from connectwise_time.domain.reports.dimensions import TIMES, GroupBy
from connectwise_time.domain.summary import Totals, exactly, hundredths, told


class Measure(StrEnum):
    """What is measured beside entries, hours and billable hours, which always are."""

    BILLED = "billed"
    AMOUNT = "amount"
    UTILIZATION = "utilization"
    DELAY = "delay"


_PARTS = {
    Measure.BILLED: ("hours_billed",),
    Measure.AMOUNT: ("invoice_amount",),
    Measure.UTILIZATION: ("member", "charge"),
    Measure.DELAY: ("entered", "end"),
}


_ROWS = (
    *("target", "member", "start", "end", "hours", "company", "ticket", "work_type", "work_role"),
    *("billable", "status", "invoiced", "notes"),
)


_READ_FROM = {GroupBy.CHARGE_CODE: "charge"}


def parts_for(
    by: Collection[GroupBy], measures: Collection[Measure], *, rows: bool
) -> tuple[str, ...]:
    """The fields of entries that a report is made of, and those of its rows where there are any."""
    parts = list(_ROWS) if rows else ["hours", "billable"]
    for one in by:
        parts += ("start", "member") if one in TIMES else (_READ_FROM.get(one, one.value),)
    for measure in measures:
        parts += _PARTS[measure]
    return tuple(dict.fromkeys(parts))


def _is_for_customers(entry: LoggedTime) -> bool:
    """Whether it counts as utilized: meetings, leave and other charge codes do if billable."""
    if entry.billable == Billable.BILLABLE:
        return True
    return entry.target is None or entry.target.kind is not TargetKind.CHARGE_CODE


@dataclass(slots=True)
class Sums(Totals):
    """What the entries of a group add up to.

    Attributes:
        exact_billed: Hours that are billed, in ten-thousandths.
        exact_amount: What they bring on an invoice, in ten-thousandths.
        billed_of, amount_of: Of how many entries that is known.
        delay: Seconds between the end of work and its being entered, together.
        delays: Of how many entries both are known.
        exact_utilized: Hours of work for customers, in ten-thousandths.
    """

    exact_billed: int = 0
    billed_of: int = 0
    exact_amount: int = 0
    amount_of: int = 0
    delay: int = 0
    delays: int = 0
    exact_utilized: int = 0

    def add(self, entry: LoggedTime) -> None:
        """Count one more entry; what it does not tell is not counted."""
        Totals.add(self, entry)
        if _is_for_customers(entry):
            self.exact_utilized += exactly(entry.hours)
        if entry.hours_billed is not None:
            self.exact_billed += exactly(entry.hours_billed)
            self.billed_of += 1
        if entry.invoice_amount is not None:
            self.exact_amount += exactly(entry.invoice_amount)
            self.amount_of += 1
        if entry.entered is not None and entry.end is not None:
            # What is entered before its end is not late.
            self.delay += max(0, round((entry.entered - entry.end).total_seconds()))
            self.delays += 1

    def join(self, other: "Sums") -> None:
        """Count all that the other ones counted."""
        for name in _ADDED:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def billed(self) -> float | None:
        """Billed hours; None where no entry tells them."""
        return told(self.exact_billed) if self.billed_of else None

    @property
    def amount(self) -> float | None:
        """What goes on the invoice; None where no entry tells it, as to keys without the right."""
        return hundredths(self.exact_amount) if self.amount_of else None

    @property
    def utilized(self) -> float:
        """Hours of work for customers, billable or not."""
        return told(self.exact_utilized)

    @property
    def delay_hours(self) -> float | None:
        """Hours until time was entered, on average; None where that is not known."""
        return self.delay / self.delays / 3600 if self.delays else None


_ADDED = (*Totals.__slots__, *Sums.__slots__)
