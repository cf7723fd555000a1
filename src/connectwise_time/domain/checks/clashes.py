"""Guards against time that is there already: the same again, or at the same time."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from connectwise_time.domain.checks.facts import (
    MINUTE,
    ROUNDING,
    Beside,
    Facts,
    Stretch,
    Timed,
    clock,
    is_at_work,
    stretch_of,
    stretches,
)
from connectwise_time.domain.checks.findings import Finding, Offer
from connectwise_time.domain.entries import Draft
from connectwise_time.domain.intervals import Interval, merged
from connectwise_time.domain.operations import DUPLICATE
from connectwise_time.domain.proof import is_twin
from connectwise_time.domain.when import local_day, local_span

_TOLD = 3


def duplicate(planned: Timed, others: Sequence[Timed], _facts: Facts) -> Iterator[Finding]:
    """Say that the same is there already, whoever made it. What is changed repeats nothing."""
    found = [other for other in others if _is_twin(planned, other)]
    if not found:
        return
    numbers = sorted(o.id or 0 for o in found if not isinstance(o, Draft))
    if numbers:
        listed = ", ".join(map(str, numbers))
        yield Finding(DUPLICATE, f"The same time is logged already: entry {listed}.")
    else:
        which = [f": entry {other.number}" for other in found if isinstance(other, Beside)]
        yield Finding(DUPLICATE, f"The same time is in this call twice{''.join(which[:1])}.")


def overlap(planned: Timed, others: Sequence[Timed], facts: Facts) -> Iterator[Finding]:
    """Say with what it overlaps: ConnectWise stores that, and bills it twice (reference §7).

    An outer entry that deducts the hours of those inside of it overlaps nothing.
    """
    mine = stretch_of(planned)
    around = stretches([other for other in others if not _is_twin(planned, other)])
    met = clashing(mine, around) if mine else []
    if not mine or not met:
        return
    named = [f"{o.called}, {local_span(o.start, o.end, facts.zone)}" for o in met[:_TOLD]]
    if len(met) > _TOLD:
        named.append(f"{len(met) - _TOLD} more")
    common = _common(mine, met)
    own = local_span(mine.start, mine.end, facts.zone)
    says = f"{own} overlaps by {_hours(common)} h with {'; '.join(named)}."
    offers = _offers(planned, met, around, stretches(others), facts)
    with_whom = ", ".join(other.called.partition(" on ")[0] for other in met[:_TOLD])
    more = f" and {len(met) - _TOLD} more" if len(met) > _TOLD else ""
    brief = f"overlaps {with_whom}{more} by {_hours(common)} h"
    yield Finding("overlap", says, offers=tuple(offers), brief=brief)


def _offers(
    planned: Timed,
    clashing: Sequence[Stretch],
    around: Sequence[Stretch],
    there: Sequence[Stretch],
    facts: Facts,
) -> list[Offer]:
    """What may be meant instead, the likeliest first."""
    mine = stretch_of(planned)
    assert mine is not None
    deducted = [
        *_deducted(planned, mine, clashing, facts),
        *_deducted_there(mine, clashing, around),
    ]
    moved = [*_moved(planned, mine, there, facts), *_cut(planned, mine, clashing, facts)]
    # Times that somebody stated may well be right, and those of work that ends now are ours.
    return [*deducted, *moved] if facts.says_clock else [*moved, *deducted]


def _common(mine: Stretch, clashing: Sequence[Stretch]) -> timedelta:
    """How long others lie at the same time; once where several do. They come in the day's order."""
    common, since = timedelta(0), mine.start
    for other in clashing:
        until = min(other.end, mine.end)
        common += max(until - max(other.start, since), timedelta(0))
        since = max(since, until)
    return common


def _is_twin(planned: Timed, other: Timed) -> bool:
    if not isinstance(planned, Draft):
        return False
    if not isinstance(other, Draft):
        return is_twin(planned, other)
    compared = ("member", "target", "start", "end", "deduct", "notes")
    return all(getattr(planned, name) == getattr(other, name) for name in compared)


def clashing(mine: Stretch, around: Sequence[Stretch]) -> list[Stretch]:
    """What lies at the same time, and neither deducts it nor is deducted; in the order given."""
    shared = [other for other in around if mine.shared(other)]
    inside = [other for other in shared if mine.holds(other)]
    if mine.deduct + ROUNDING >= _worked(inside):
        shared = [other for other in shared if other not in inside]
    return [other for other in shared if not _deducts(other, mine, around)]


def _deducts(outer: Stretch, mine: Stretch, around: Sequence[Stretch]) -> bool:
    """Whether an entry around this one takes its hours off, with those of others inside."""
    return outer.holds(mine) and outer.deduct + ROUNDING >= _inside(outer, mine, around)


def _inside(outer: Stretch, mine: Stretch, around: Sequence[Stretch]) -> float:
    """The hours of all that lies inside of an entry: of this one and the others."""
    others = [other for other in around if other is not outer and outer.holds(other)]
    return _worked([mine, *others])


def _worked(found: Sequence[Stretch]) -> float:
    """The hours of work in entries: those of minutes on which several lie count once."""
    minutes = merged(Interval(each.start, each.end) for each in found)
    return min(sum(each.hours for each in found), sum(piece.hours for piece in minutes))


def _moved(
    planned: Timed, mine: Stretch, there: Sequence[Stretch], facts: Facts
) -> Iterator[Offer]:
    """Free times of the same length on the same day, the nearest first."""
    length, day = mine.end - mine.start, local_day(mine.start, facts.zone)
    starts = {*(other.end for other in there), *(other.start - length for other in there)}
    fits = [
        start
        for start in starts
        if start + length <= facts.now and _is_free(start, length, there)
        if {local_day(at, facts.zone) for at in (start, start + length - MINUTE)} == {day}
    ]
    for start in sorted(fits, key=lambda start: _oddness(start, mine, facts)):
        kind = "earlier" if start < mine.start else "later"
        says = f"move it: {_between(start, start + length, facts)}"
        yield Offer(says, _as(planned, start, start + length, mine.deduct), kind)


def _oddness(start: datetime, mine: Stretch, facts: Facts) -> tuple[bool, timedelta, datetime]:
    at_work = is_at_work(start, start + (mine.end - mine.start), facts)
    return not at_work, abs(start - mine.start), start


def _is_free(start: datetime, length: timedelta, there: Sequence[Stretch]) -> bool:
    wanted = Stretch(start, start + length, 0.0, 0.0, "")
    return not any(other.shared(wanted) for other in there)


def _cut(
    planned: Timed, mine: Stretch, clashing: Sequence[Stretch], facts: Facts
) -> Iterator[Offer]:
    """What is free of it, the longest first."""
    for start, end in sorted(_gaps(mine, clashing), key=lambda gap: gap[0] - gap[1]):
        left = _length(start, end) - mine.deduct
        if end - start >= MINUTE and end <= facts.now + MINUTE and left > 0:
            says = f"shorten it: {_between(start, end, facts)}, hours={left:.4g}"
            yield Offer(says, _as(planned, start, end, mine.deduct))


def _gaps(mine: Stretch, clashing: Sequence[Stretch]) -> Iterator[tuple[datetime, datetime]]:
    since = mine.start
    for other in clashing:  # in the order of the day
        yield since, other.start
        since = max(since, other.end)
    yield since, mine.end


def _deducted(
    planned: Timed, mine: Stretch, clashing: Sequence[Stretch], facts: Facts
) -> Iterator[Offer]:
    """Where the others lie inside of it, it can do without their hours, and lasts as long."""
    if not all(mine.holds(other) for other in clashing):
        return
    deduct = mine.deduct + _worked(clashing)
    left = _length(mine.start, mine.end) - deduct
    if left > ROUNDING:
        between = _between(mine.start, mine.end, facts)
        says = f"deduct it: {between}, hours={left:.4g}, deduct={deduct:.4g}"
        yield Offer(says, _as(planned, mine.start, mine.end, deduct))


def _as(planned: Timed, start: datetime, end: datetime, deduct: float) -> Timed:
    """The entry with other times."""
    if isinstance(planned, Draft):
        return replace(planned, start=start, end=end, deduct=deduct or None)
    hours = round(_length(start, end) - deduct, 4)
    return replace(planned, start=start, end=end, deduct=deduct, hours=hours)


def _deducted_there(
    mine: Stretch, clashing: Sequence[Stretch], around: Sequence[Stretch]
) -> Iterator[Offer]:
    """Where it lies inside of another one that can still be changed, that can do without it."""
    if len(clashing) != 1 or not clashing[0].holds(mine) or clashing[0].id is None:
        return
    outer = clashing[0]
    if outer.is_open and not mine.holds(outer):
        # All that lies inside counts, or the choice would be asked about again.
        deduct = max(outer.deduct + mine.hours, _inside(outer, mine, around))
        if deduct + ROUNDING < _length(outer.start, outer.end):
            yield Offer(
                f"deduct it there: update_time_entry(entry={outer.id}, deduct={deduct:.4g})"
            )


def _length(start: datetime, end: datetime) -> float:
    return (end - start) / timedelta(hours=1)


def _between(start: datetime, end: datetime, facts: Facts) -> str:
    day = local_day(start, facts.zone)
    known = {local_day(facts.now, facts.zone)}
    if facts.before and facts.before.start:  # times without a date are those of its day
        known.add(local_day(facts.before.start, facts.zone))
    on = "" if known == {day} else f'date="{day}", '
    return f'{on}start="{clock(start, facts.zone)}", end="{clock(end, facts.zone)}"'


def _hours(time: timedelta) -> str:
    return f"{time / timedelta(hours=1):.2f}".rstrip("0").rstrip(".")
