"""What an entry would bill, by what ConnectWise told of it; not certain where it did not. Pure."""

from dataclasses import dataclass
from enum import Enum, auto

from connectwise_time.domain.billing.coverage import Coverage
from connectwise_time.domain.billing.origins import Source
from connectwise_time.domain.entries import Billable, LoggedTime
from connectwise_time.domain.models import Named

_FREE = frozenset({Billable.DO_NOT_BILL, Billable.NO_CHARGE})
_LITTLE = 0.005  # hours come in hundredths


class Bills(Enum):
    """What becomes of an entry on the invoice."""

    COVERED = auto()
    COVERED_WITHIN_LIMIT = auto()
    PARTLY = auto()
    BILLED = auto()
    UNLESS_COVERED = auto()
    NOT_BILLED = auto()
    NOT_TOLD = auto()


@dataclass(frozen=True, slots=True)
class Bill:
    """What an entry would bill.

    Attributes:
        hours: That are billed, where any are.
        rate: For an hour; None where ConnectWise does not tell it.
        agreement: That covers it, or may.
        covered: Hours that it covers, where that is a part of them.
        option: The billing option, where nothing is billed for it.
        source: What brought the option; None where that is not known.
    """

    what: Bills
    hours: float = 0.0
    rate: float | None = None
    agreement: Named | None = None
    covered: float = 0.0
    option: str = ""
    source: Source | None = None


def is_free(billable: str | None) -> bool:
    """Whether nothing is charged, by the billing option."""
    return billable in _FREE


def bill(
    entry: LoggedTime, covers: Coverage | None, source: Source | None, *, told: bool = True
) -> Bill:
    """What an entry would bill.

    Args:
        entry: The entry as ConnectWise would have it.
        covers: Whether an agreement covers it; None where none has a say.
        source: What brought its billing option.
        told: ConnectWise worked the entry out.
    """
    if is_free(entry.billable):
        return Bill(Bills.NOT_BILLED, option=entry.billable or "", source=source)
    if not told or entry.billable != Billable.BILLABLE:
        return Bill(Bills.NOT_TOLD)
    hours = entry.hours if entry.hours_billed is None else entry.hours_billed
    billed = Bill(Bills.BILLED, hours, entry.hourly_rate)
    if covers is None or not covers.applied or covers.covers is False:
        return billed
    agreement, taken = covers.agreement, entry.agreement_hours or 0.0
    if covers.covers is None:
        return Bill(Bills.UNLESS_COVERED, hours, entry.hourly_rate, agreement)
    if 0 < taken < hours - _LITTLE:
        return Bill(Bills.PARTLY, hours - taken, entry.hourly_rate, agreement, taken)
    what = Bills.COVERED if covers.certain else Bills.COVERED_WITHIN_LIMIT
    return Bill(what, agreement=agreement)
