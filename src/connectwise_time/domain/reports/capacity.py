"""How many hours of work there were, in the groups of a report. Pure.

A group has the capacity of its member, or of all members of the report where it is nobody's in
particular, on its days: what is no person and no time (billable, company …) has no capacity of
its own, so that its utilization is a share of the same hours.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from connectwise_time.domain.reports.dimensions import TIMES, GroupBy, Means, Path, group_of_day
from connectwise_time.domain.summary import exactly, told


@dataclass(frozen=True, slots=True)
class Workday:
    """The hours that a member works on a day."""

    member: int
    day: date
    hours: float


_Slots = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Capacity:
    """Hours of work by group."""

    by: tuple[GroupBy, ...]
    exact: dict[_Slots, int]

    def of(self, path: Path) -> float:
        """The capacity of a group; of the whole report where the path is empty."""
        telling = [one is GroupBy.MEMBER or one in TIMES for one in self.by]
        slots = tuple(
            group[0] if tells else None for group, tells in zip(path, telling, strict=False)
        )
        return told(self.exact.get(slots, 0))


def capacity_of(workdays: Iterable[Workday], by: tuple[GroupBy, ...], means: Means) -> Capacity:
    """The capacities of all groups that these working days can fall into."""
    exact: dict[_Slots, int] = {}
    for work in workdays:
        hours = exactly(work.hours)
        slots = tuple([_slot(work, one, means) for one in by])
        for depth in range(len(by) + 1):
            exact[slots[:depth]] = exact.get(slots[:depth], 0) + hours
    return Capacity(by, exact)


def _slot(work: Workday, by: GroupBy, means: Means) -> str | None:
    if by is GroupBy.MEMBER:
        return str(work.member)
    return group_of_day(work.day, by, means)[0] if by in TIMES else None
