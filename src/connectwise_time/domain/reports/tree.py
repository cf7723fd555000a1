"""The groups of a report in the order in which they are read, cut to the largest. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from heapq import nlargest

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


def shortened(report: Report, most: int) -> Report:
    """The same with at most `most` lines, those of outer groups among them.

    The smallest innermost groups go first, and outer ones of which nothing is left.
    """
    inner = [line for line in report.lines if len(line.path) == len(report.by)]
    outer_of = Counter(line.path[:depth] for line in inner for depth in range(1, len(report.by)))
    left, more, hours = len(report.lines), report.more, exactly(report.more_hours)
    gone: set[Path] = set()
    # Of those with equal hours, the last ones of the report.
    smallest = sorted(enumerate(inner), key=lambda at: (at[1].sums.exact_hours, -at[0]))
    for _, line in smallest:
        if left <= most:
            break
        gone.add(line.path)
        left, more, hours = left - 1, more + 1, hours + line.sums.exact_hours
        for depth in range(1, len(report.by)):
            outer_of[line.path[:depth]] -= 1
            if not outer_of[line.path[:depth]]:
                gone.add(line.path[:depth])
                left -= 1
    lines = tuple(line for line in report.lines if line.path not in gone)
    return replace(report, lines=lines, more=more, more_hours=told(hours))


def report_of(
    groups: Mapping[Path, Sums],
    by: tuple[GroupBy, ...],
    given_up: tuple[GroupBy, ...] = (),
    *,
    most: int,
) -> Report:
    """The report of a tally's groups with at most `most` innermost ones, those of most hours."""
    if not by:
        return Report(by, given_up=given_up)
    names = _names(groups, by)
    totals = _outer_totals(groups)
    largest = nlargest(most, groups.items(), key=lambda group: group[1].exact_hours)
    shown = dict(largest)
    hidden = sum(sums.exact_hours for path, sums in groups.items() if path not in shown)
    order = sorted(shown, key=lambda path: _place(path, by, {**totals, **shown}))
    lines = tuple(_lines(order, shown, totals, names))
    return Report(by, lines, given_up, len(groups) - len(shown), told(hidden))


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
        for depth, (one, group) in enumerate(zip(by, path, strict=True))
    ]


def _lines(
    order: list[Path],
    shown: Mapping[Path, Sums],
    totals: Mapping[Path, Sums],
    names: list[dict[Group, str]],
) -> Iterator[Line]:
    before: Path = ()
    for path in order:
        for depth in range(1, len(path)):
            outer = path[:depth]
            if outer != before[:depth]:
                yield Line(_called(outer, names), outer, totals[outer])
        yield Line(_called(path, names), path, shown[path])
        before = path


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
