"""The days of a search as everybody's own calendar shows them. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from connectwise_time.domain.entries import LoggedTime
from connectwise_time.domain.summary import ZoneOf
from connectwise_time.domain.when import day_bounds, local_day


@dataclass(frozen=True, slots=True)
class LocalDays:
    """Days, of which an entry's is the local one of its start where its member is.

    Attributes:
        since: The first day; None where that side is open.
        until: The day behind the last one; None where that side is open.
        zone_of: Members' zones.
    """

    since: date | None
    until: date | None
    zone_of: ZoneOf

    def bounds(self, zones: Iterable[ZoneInfo]) -> tuple[datetime | None, datetime | None]:
        """The instants between which the days lie in any of these zones."""
        every = frozenset(zones)
        since = (
            min((_begin(self.since, zone) for zone in every), default=None) if self.since else None
        )
        until = (
            max((_begin(self.until, zone) for zone in every), default=None) if self.until else None
        )
        return since, until

    def of(self, entries: Iterable[LoggedTime]) -> list[LoggedTime]:
        """Those of the entries that are of these days."""
        return [entry for entry in entries if self._holds(entry)]

    def _holds(self, entry: LoggedTime) -> bool:
        if entry.start is None or (self.since is None and self.until is None):
            return True
        day = local_day(entry.start, self.zone_of(entry.member.id if entry.member else None))
        return (self.since is None or self.since <= day) and (
            self.until is None or day < self.until
        )


def _begin(day: date, zone: ZoneInfo) -> datetime:
    return day_bounds(day, day, zone)[0]
