"""The table of guards: each with its name, what it is about, and its choices."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from connectwise_time.domain.checks import clashes, days, words
from connectwise_time.domain.checks.facts import Facts, Timed
from connectwise_time.domain.checks.findings import Finding, Offer
from connectwise_time.domain.entries import UNSET, Edit, LoggedTime, Unset

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
    case = _Case(around, facts, change)
    found = case.judged(planned)
    return tuple(
        replace(each, choices=case.passing(each.offers, planned, found)) if each.offers else each
        for each in found
    )


@dataclass(frozen=True, slots=True)
class _Case:
    """What an entry is judged by."""

    around: Sequence[Timed]
    facts: Facts
    change: Edit | None

    def judged(self, planned: Timed) -> tuple[Finding, ...]:
        off = self.facts.thresholds.off
        return tuple(
            finding
            for guard in GUARDS
            if guard.hard or guard.name not in off
            if self.change is None or _touches(self.change, guard)
            for finding in guard.judge(planned, self.around, self.facts)
        )

    def passing(
        self, offers: Sequence[Offer], planned: Timed, found: Sequence[Finding]
    ) -> tuple[str, ...]:
        """Those choices about which nothing is asked that is not asked, or odd, already.

        What is odd about the entry too, and was not asked because its times were not stated, is
        accepted with the choice, which states them.
        """
        asked = {finding.name for finding in found} - {"overlap"}
        already = asked | (self._odd(planned) - {"overlap"})
        told: list[str] = []
        kinds: set[str] = set()
        for offer in offers:
            names = self._odd(offer.planned) if offer.planned else set()
            if offer.kind in kinds or not names <= already:
                continue
            kinds |= {offer.kind} - {""}
            more = ",".join(f'"{name}"' for name in WARNINGS if name in names - asked)
            told.append(f"{offer.says}, accept=[{more}]" if more else offer.says)
        return tuple(told)

    def _odd(self, time: Timed) -> set[str]:
        """What would be asked about it, had somebody stated its times."""
        facts = replace(self.facts, says_day=True, says_clock=True)
        edit = _with_times(self.change, time, facts) if self.change else None
        return {finding.name for finding in _Case(self.around, facts, edit).judged(time)}


def _with_times(change: Edit, time: Timed, facts: Facts) -> Edit:
    before = facts.before
    start = UNSET if before and before.start == time.start else time.start or UNSET
    end = UNSET if before and before.end == time.end else time.end or UNSET
    return replace(change, start=start, end=end)


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
