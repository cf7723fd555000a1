"""For whom work is done."""

from dataclasses import dataclass
from datetime import date

from connectwise_time.domain.models.named import Named


@dataclass(frozen=True, slots=True)
class Company:
    """A customer, or the service provider itself."""

    id: int
    identifier: str
    name: str
    active: bool = True

    @property
    def named(self) -> Named:
        """The reference to this company."""
        return Named(self.id, self.name)


@dataclass(frozen=True, slots=True)
class Agreement:
    """A contract of a company that may cover time.

    Attributes:
        since, until: Its first and its last day; None where that side is open or was not told.
        cancelled: The day from which on it was cancelled.
        status: ConnectWise's word for it today; None where it was not told.
        covers_time: Time may be taken from it; None where it was not told.
    """

    id: int
    name: str
    company: Named | None = None
    active: bool = True
    since: date | None = None
    until: date | None = None
    cancelled: date | None = None
    status: str | None = None
    covers_time: bool | None = None

    @property
    def named(self) -> Named:
        """The reference to this agreement."""
        return Named(self.id, self.name)

    def covers(self, day: date) -> bool:
        """Whether it ran on that day, by its dates; one that ended without a date covers none."""
        if not self.active and self.until is None and self.cancelled is None:
            return False
        return not (
            (self.since is not None and day < self.since)
            or (self.until is not None and day > self.until)
            or (self.cancelled is not None and day >= self.cancelled)
        )
