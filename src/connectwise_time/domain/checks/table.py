"""The table of guards: each with its name, what it is about, and its choices."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from connectwise_time.domain.checks import clashes, days, words
from connectwise_time.domain.checks.facts import Facts, Timed
from connectwise_time.domain.checks.findings import Finding
from connectwise_time.domain.entries import Edit, LoggedTime, Unset

Judge: TypeAlias = Callable[[Timed, Sequence[Timed], Facts], Iterator[Finding]]

_TIMES = frozenset({"start", "end", "deduct", "member"})
_WHAT = frozenset({"target"})


@dataclass(frozen=True, slots=True)
class Guard:
    """One question that is asked before time is stored.

    Attributes:
        name: What `accept` calls it.
        asks: What it is about, for people.
        choices: What may be meant instead.
        judge: What it finds of an entry, among the member's others.
        about: Changes of these fields are guarded; none for what only new entries can be.
        hard: It is never accepted; None where that depends.
    """

    name: str
    asks: str
    choices: str
    judge: Judge
    about: frozenset[str]
    hard: bool = False


GUARDS: tuple[Guard, ...] = (
    Guard(
        "closed_period",
        "the timesheet of that day was handed in, approved or billed",
        "reopen_timesheet, reject_entries",
        days.closed_period,
        frozenset({"start", "member"}),
        hard=True,
    ),
    Guard(
        "day_full",
        "more than 24 hours in one local day",
        "correct the times",
        days.day_full,
        _TIMES,
        hard=True,
    ),
    Guard(
        "notes",
        "notes are missing where the tenant requires them",
        "say what was done",
        words.notes,
        frozenset({"notes"}),
        hard=True,
    ),
    Guard(
        "duplicate",
        "the same time is logged already",
        "leave it, keep both",
        clashes.duplicate,
        frozenset(),
    ),
    Guard(
        "overlap",
        "other time of the member lies at the same time, and none deducts the other",
        "move (start, end), shorten (end or start), deduct, keep",
        clashes.overlap,
        _TIMES,
    ),
    Guard(
        "day_total",
        "more than 12 hours in one local day",
        "correct the times, keep",
        days.day_total,
        _TIMES,
    ),
    Guard(
        "outside_hours",
        "start or end, as said, lies more than 30 minutes outside of the member's working hours",
        "correct the times, keep",
        days.outside_hours,
        frozenset({"start", "end"}),
    ),
    Guard(
        "day_off",
        "the day, as said, is free in the member's calendar, or a weekend where that is not seen",
        "another date, keep",
        days.day_off,
        frozenset({"start", "end"}),
    ),
    Guard(
        "holiday",
        "the day, as said, is a holiday of the member's calendar",
        "another date, keep",
        days.holiday,
        frozenset({"start", "end"}),
    ),
    Guard(
        "closed_ticket",
        "the ticket is closed, though its status takes time",
        "another ticket, keep",
        words.closed_ticket,
        _WHAT,
    ),
    Guard(
        "agreement_ended",
        "the ticket's agreement does not run on that day (refused where it was named)",
        "another agreement, keep",
        words.agreement_ended,
        frozenset({"start", "target", "agreement"}),
    ),
    Guard(
        "weak_notes",
        "notes that tell nothing, where they are required or the time was said to be billable",
        "better notes, keep",
        words.weak_notes,
        frozenset({"notes", "billable"}),
    ),
)

WARNINGS = tuple(guard.name for guard in GUARDS if not guard.hard)
"""What can be accepted."""


def findings(
    planned: Timed,
    others: Sequence[Timed],
    facts: Facts,
    change: Edit | None = None,
) -> tuple[Finding, ...]:
    """All that the guards find of an entry.

    Args:
        planned: The entry as it is meant, or as it would be after a change.
        others: Time around it: stored, and of the same call. Other members' does not count.
        facts: What else is known.
        change: What is changed of it, where it is stored already: the rest is not judged anew.
    """
    around = [other for other in others if _is_the_same_members(planned, other)]
    off = facts.thresholds.off
    return tuple(
        finding
        for guard in GUARDS
        if guard.hard or guard.name not in off
        if change is None or _touches(change, guard)
        for finding in guard.judge(planned, around, facts)
    )


def judges(change: Edit) -> bool:
    """Whether any guard is about what is changed."""
    return any(_touches(change, guard) for guard in GUARDS)


def concerns_others(change: Edit) -> bool:
    """Whether the entries around it matter for what is changed."""
    return any(not isinstance(getattr(change, name), Unset) for name in _TIMES)


def _touches(change: Edit, guard: Guard) -> bool:
    return any(not isinstance(getattr(change, name), Unset) for name in guard.about)


def _is_the_same_members(planned: Timed, other: Timed) -> bool:
    number = _number(planned)
    if other is planned or (number is not None and number == _number(other)):
        return False
    # They were asked for by member: one that does not say whose it is, is the member's.
    return other.member is None or planned.member is None or other.member.id == planned.member.id


def _number(time: Timed) -> int | None:
    return time.id if isinstance(time, LoggedTime) else None
