"""Totals of logged time, taken in one pass over entries that may be many."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from heapq import heappop, heappush
from zoneinfo import ZoneInfo

from connectwise_time.domain.entries import Billable, LoggedTime
from connectwise_time.domain.when import local_day

ZoneOf = Callable[[int | None], ZoneInfo]
"""The zone of a member by id: an entry's day is the day of whoever did the work."""


class GroupBy(StrEnum):
    """What totals can be split by."""

    DAY = "day"
    MEMBER = "member"
    COMPANY = "company"
    TICKET = "ticket"
    WORK_TYPE = "work_type"
    WORK_ROLE = "work_role"
    BILLABLE = "billable"
    STATUS = "status"


def parts_for(by: GroupBy | None) -> tuple[str, ...]:
    """The fields of entries that totals are made of."""
    split = ("start", "member") if by is GroupBy.DAY else (by.value,) if by else ()
    return ("hours", "billable", *split)


@dataclass(slots=True)
class Totals:
    """Hours and how many of them are billable (option Billable)."""

    entries: int = 0
    hours: float = 0.0
    billable_hours: float = 0.0

    def add(self, entry: LoggedTime) -> None:
        """Count one more entry."""
        self.entries += 1
        self.hours += entry.hours
        if entry.billable == Billable.BILLABLE:
            self.billable_hours += entry.hours

    @property
    def billable_share(self) -> float | None:
        """Billable hours as a part of all hours; None without hours."""
        return self.billable_hours / self.hours if self.hours else None


Group = tuple[str, str]
"""What tells a group from others, and what it is called: two people may share a name."""


def group_of(entry: LoggedTime, by: GroupBy, zone_of: ZoneOf) -> Group:
    """The group that an entry falls into; empty where it has none."""
    match by:
        case GroupBy.DAY:
            day = day_of(entry, zone_of)
            return (f"{day:%Y-%m-%d %a}",) * 2 if day else ("", "")
        case GroupBy.TICKET:
            ticket = entry.ticket
            return (str(ticket.id), f"#{ticket.id} {ticket.name}") if ticket else ("", "")
        case GroupBy.BILLABLE:
            return (entry.billable or "",) * 2
        case GroupBy.STATUS:
            return (entry.status or "",) * 2
        case GroupBy.MEMBER | GroupBy.COMPANY | GroupBy.WORK_TYPE | GroupBy.WORK_ROLE:
            named = getattr(entry, by.value)
            return (str(named.id), named.name) if named else ("", "")


def day_of(entry: LoggedTime, zone_of: ZoneOf) -> date | None:
    """The local day of the entry's start, in its member's zone."""
    if entry.start is None:
        return None
    return local_day(entry.start, zone_of(entry.member.id if entry.member else None))


@dataclass(slots=True)
class Tally:
    """Totals, totals by group, and the earliest entries, of a stream of entries.

    Holds at most `keep` entries and one total a group, however many pass by.
    """

    zone_of: ZoneOf
    by: GroupBy | None = None
    keep: int = 0
    totals: Totals = field(default_factory=Totals)
    _groups: dict[Group, Totals] = field(default_factory=dict)
    _kept: list[tuple[float, int, LoggedTime]] = field(default_factory=list)

    def add(self, entries: Iterable[LoggedTime]) -> None:
        """Count entries."""
        for entry in entries:
            self.totals.add(entry)
            if self.by is not None:
                group = group_of(entry, self.by, self.zone_of)
                self._groups.setdefault(group, Totals()).add(entry)
            self._keep(entry)

    def _keep(self, entry: LoggedTime) -> None:
        if not self.keep:
            return
        start, number = place_of(entry)
        # A heap of the latest of those kept, so that it is the one to go.
        heappush(self._kept, (-start.timestamp(), -number, entry))
        if len(self._kept) > self.keep:
            heappop(self._kept)

    @property
    def groups(self) -> dict[str, Totals]:
        """Totals by the name of each group; where two share a name, with what tells them apart."""
        names = Counter(name for _, name in self._groups)
        return {
            name if names[name] == 1 else f"{name} ({key})": totals
            for (key, name), totals in self._groups.items()
        }

    @property
    def earliest(self) -> list[LoggedTime]:
        """The earliest entries, at most `keep`, in order."""
        return [entry for _, _, entry in sorted(self._kept, key=lambda k: (-k[0], -k[1]))]


EPOCH = datetime.fromisoformat("1900-01-01T00:00:00+00:00")


def place_of(entry: LoggedTime) -> tuple[datetime, int]:
    """Where an entry stands in the order of answers: by start, then by id."""
    return entry.start or EPOCH, entry.id or 0
