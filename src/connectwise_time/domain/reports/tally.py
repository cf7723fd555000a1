"""Totals, totals by group, and the earliest entries, in one pass over entries that may be many."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from heapq import heappop, heappush

from connectwise_time.domain.entries import LoggedTime
from connectwise_time.domain.reports.dimensions import GroupBy, Means, Path, path_of
from connectwise_time.domain.reports.measures import Sums
from connectwise_time.domain.summary import place_of

MOST_GROUPS = 10_000


@dataclass(slots=True)
class Tally:
    """Totals of a stream of entries.

    Holds at most `keep` entries and `most` groups, however many pass by: where there are more
    groups, what totals are split by last is given up, and those of the outer groups stay right.

    Attributes:
        by: What totals are still split by, the outermost first.
        given_up: What they were to be split by, too, the outermost first.
        groups: Totals of the innermost groups.
        members: Whose entries came, by id.
    """

    means: Means
    by: tuple[GroupBy, ...] = ()
    keep: int = 0
    most: int = MOST_GROUPS
    given_up: tuple[GroupBy, ...] = ()
    groups: dict[Path, Sums] = field(default_factory=dict)
    members: set[int] = field(default_factory=set)
    _kept: list[tuple[float, int, LoggedTime]] = field(default_factory=list)

    def add(self, entries: Iterable[LoggedTime]) -> None:
        """Count entries."""
        for entry in entries:
            path = path_of(entry, self.by, self.means)
            sums = self.groups.get(path)
            if sums is None:
                sums = self.groups[path] = Sums()
            sums.add(entry)
            if entry.member is not None:
                self.members.add(entry.member.id)
            while len(self.groups) > self.most:
                self._give_up_one()
            self._keep(entry)

    def _give_up_one(self) -> None:
        groups: dict[Path, Sums] = {}
        for path, sums in self.groups.items():
            groups.setdefault(path[:-1], Sums()).join(sums)
        self.groups = groups
        self.given_up = (self.by[-1], *self.given_up)
        self.by = self.by[:-1]

    def _keep(self, entry: LoggedTime) -> None:
        if not self.keep:
            return
        start, number = place_of(entry)
        # A heap of the latest of those kept, so that it is the one to go.
        heappush(self._kept, (-start.timestamp(), -number, entry))
        if len(self._kept) > self.keep:
            heappop(self._kept)

    @property
    def totals(self) -> Sums:
        """Over all entries."""
        totals = Sums()
        for sums in self.groups.values():
            totals.join(sums)
        return totals

    @property
    def earliest(self) -> list[LoggedTime]:
        """The earliest entries, at most `keep`, in order."""
        return [entry for _, _, entry in sorted(self._kept, key=lambda k: (-k[0], -k[1]))]
