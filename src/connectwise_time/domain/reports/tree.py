"""The groups of a report in the order in which they are read, cut to the largest. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from connectwise_time.domain.reports.dimensions import TIMES, Group, GroupBy, Path
from connectwise_time.domain.reports.measures import Sums
from connectwise_time.domain.summary import exactly, told


@dataclass(frozen=True, slots=True)
class Line:
    """A group of a report.

    Attributes:
        names: What it is called, the outermost first; fewer than the report is split by where it
            is the total of an outer group.
        path: What tells it from others.
    """

    names: tuple[str, ...]
    path: Path
    sums: Sums


@dataclass(frozen=True, slots=True)
class Report:
    """Groups, each outer one before those inside of it; larger or earlier ones first.

    Attributes:
        by: What totals are split by, the outermost first.
        given_up: What they were to be split by, too, and had too many groups.
        more: How many innermost groups are left out, and their hours; totals hold them.
    """

    by: tuple[GroupBy, ...]
    lines: tuple[Line, ...] = ()
    given_up: tuple[GroupBy, ...] = ()
    more: int = 0
    more_hours: float = 0.0

    @property
    def is_of_time(self) -> bool:
        """Whether it is split by nothing but time: then the latest matters, and not the largest."""
        return all(one in TIMES for one in self.by)


def shortened(report: Report, most: int) -> Report:
    """The same with at most `most` lines.

    Totals of outer groups stay before what is inside of them, and large groups before small
    ones, or late before early.
    """
    if len(report.lines) <= most:
        return report
    kept = set(_first(((line.path, line.sums) for line in report.lines), report, most))
    gone = [line for line in report.lines if line.path not in kept]
    inner = [line for line in gone if len(line.path) == len(report.by)]
    hours = exactly(report.more_hours) + sum(line.sums.exact_hours for line in inner)
    return replace(
        report,
        lines=tuple(line for line in report.lines if line.path in kept),
        more=report.more + len(inner),
        more_hours=told(hours),
    )


def _first(groups: Iterable[tuple[Path, Sums]], report: Report, most: int) -> list[Path]:
    """The `most` groups that matter most: of the outermost ones, then of those inside."""
    # Keys decide among equals, so that the same report is always cut the same way.
    ordered = sorted(groups, key=lambda group: _keys(group[0]), reverse=report.is_of_time)
    if not report.is_of_time:
        ordered.sort(key=lambda group: -group[1].exact_hours)
    return [path for path, _ in sorted(ordered, key=lambda group: len(group[0]))[:most]]


def _keys(path: Path) -> list[str]:
    return [key for key, _ in path]


def report_of(
    groups: Mapping[Path, Sums],
    by: tuple[GroupBy, ...],
    given_up: tuple[GroupBy, ...] = (),
    *,
    most: int,
) -> Report:
    """The report of a tally's groups with at most `most` innermost ones.

    Those of most hours, or the latest where nothing but time splits it; and as many outer ones
    besides, and those around what is told.
    """
    report = Report(by, given_up=given_up)
    if not by:
        return report
    names = _names(groups, by)
    sums = {**_outer_totals(groups), **groups}
    shown: set[Path] = set()
    for depth in range(1, len(by) + 1):
        level = ((path, sums[path]) for path in sums if len(path) == depth)
        for path in _first(level, report, most):
            shown |= {path[:upto] for upto in range(1, depth + 1)}
    order = sorted(shown, key=lambda path: _place(path, by, sums))
    hidden = [sums for path, sums in groups.items() if path not in shown]
    return replace(
        report,
        lines=tuple(Line(_called(path, names), path, sums[path]) for path in order),
        more=len(hidden),
        more_hours=told(sum(each.exact_hours for each in hidden)),
    )


def _outer_totals(groups: Mapping[Path, Sums]) -> dict[Path, Sums]:
    totals: dict[Path, Sums] = {}
    for path, sums in groups.items():
        for depth in range(1, len(path)):
            totals.setdefault(path[:depth], Sums()).join(sums)
    return totals


def _place(
    path: Path, by: tuple[GroupBy, ...], sums: Mapping[Path, Sums]
) -> list[tuple[int, str, str]]:
    """By time what is time, and by hours what is not."""
    return [
        (0, group[0], "")
        if one in TIMES
        else (-sums[path[: depth + 1]].exact_hours, group[1].casefold(), group[0])
        for depth, (one, group) in enumerate(zip(by, path, strict=False))
    ]


def _called(path: Path, names: list[dict[Group, str]]) -> tuple[str, ...]:
    return tuple(names[depth][group] for depth, group in enumerate(path))


def _names(groups: Mapping[Path, Sums], by: tuple[GroupBy, ...]) -> list[dict[Group, str]]:
    """What groups are called; where two share a name, with what tells them apart."""
    found = []
    for depth in range(len(by)):
        there = {path[depth] for path in groups}
        often = Counter(name for _, name in there)
        found.append(
            {(key, name): name if often[name] == 1 else f"{name} ({key})" for key, name in there}
        )
    return found
