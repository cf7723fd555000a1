"""Totals of logged time, added without an error of rounding."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from connectwise_time.domain.entries import Billable, LoggedTime

ZoneOf = Callable[[int | None], ZoneInfo]
"""The zone of a member by id: an entry's day is the day of whoever did the work."""

_PARTS = 10_000
_HUNDREDTH = Decimal("0.01")


def exactly(value: float) -> int:
    """Hours or money as whole ten-thousandths, which add up exactly.

    ConnectWise tells decimals; as binary fractions ten times 0.1 h would not be 1 h, and people
    sign for the sum.
    """
    return round(value * _PARTS)


def told(parts: int) -> float:
    """Ten-thousandths as the number that they are."""
    return parts / _PARTS


def hundredths(parts: int) -> float:
    """Ten-thousandths to the hundredth, halves up, as amounts of money are told."""
    return float((Decimal(parts) / _PARTS).quantize(_HUNDREDTH, ROUND_HALF_UP))


@dataclass(slots=True)
class Totals:
    """Hours and how many of them are billable (option Billable); both in ten-thousandths inside."""

    entries: int = 0
    exact_hours: int = 0
    exact_billable: int = 0

    def add(self, entry: LoggedTime) -> None:
        """Count one more entry."""
        hours = exactly(entry.hours)
        self.entries += 1
        self.exact_hours += hours
        if entry.billable == Billable.BILLABLE:
            self.exact_billable += hours

    @property
    def hours(self) -> float:
        """Hours."""
        return told(self.exact_hours)

    @property
    def billable_hours(self) -> float:
        """Billable hours."""
        return told(self.exact_billable)

    @property
    def billable_share(self) -> float | None:
        """Billable hours as a part of all hours; None without hours."""
        return self.exact_billable / self.exact_hours if self.exact_hours else None


EPOCH = datetime.fromisoformat("1900-01-01T00:00:00+00:00")


def place_of(entry: LoggedTime) -> tuple[datetime, int]:
    """Where an entry stands in the order of answers: by start, then by id."""
    return entry.start or EPOCH, entry.id or 0
