"""Entries that were handed in, approved or billed."""

from collections import Counter
from collections.abc import Iterator

from connectwise_time.domain.entries import LoggedTime
from connectwise_time.domain.review.facts import Case, Found, Rule, counted, numbers
from connectwise_time.domain.sheets import stage_of
from connectwise_time.domain.statuses import HANDED_IN, ON_AN_INVOICE, in_words


def _judge(case: Case) -> Iterator[Found]:
    fixed = [e for e in case.entries if e.status in HANDED_IN or e.status in ON_AN_INVOICE]
    if not fixed:
        return
    statuses = Counter(entry.status for entry in fixed)
    told = ", ".join(
        f"{number} {in_words(status)}" for status, number in sorted(statuses.items(), key=str)
    )
    ids = numbers(fixed)
    yield Found(f"{counted(ids)} locked: {told}.", ids, _remedy(fixed))


def _remedy(fixed: list[LoggedTime]) -> str:
    if any(entry.status in ON_AN_INVOICE for entry in fixed):
        return "Billed time changes only through billing."
    if any(stage_of(entry.status) for entry in fixed):
        return "To change one, reopen_timesheet or have it sent back with reject_entries."
    return "To change one, have whoever approved it reopen_timesheet."


LOCKED_ENTRIES = Rule(
    "locked_entries",
    "entries were submitted, approved or billed",
    "",
    "Reopen the timesheet, or have them sent back; billed time changes through billing alone.",
    _judge,
)
