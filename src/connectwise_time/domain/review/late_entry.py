"""Time that was entered long after the work."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from connectwise_time.domain.entries import LoggedTime
from connectwise_time.domain.review.facts import Case, Found, Rule, listed, numbers


def _judge(case: Case) -> Iterator[Found]:
    most = timedelta(days=case.around.worth.days_late)
    late = [entry for entry in case.entries if (by := delay_of(entry)) is not None and by > most]
    if late:
        told = [
            f"{e.id} by {(delay_of(e) or timedelta()) / timedelta(days=1):.0f} days" for e in late
        ]
        yield Found(f"Entered late: {listed(told)}.", numbers(late))


def delay_of(entry: LoggedTime) -> timedelta | None:
    """How long after the work it was entered; None where that is not told."""
    ended = _ended(entry)
    return entry.entered - ended if entry.entered is not None and ended is not None else None


def _ended(entry: LoggedTime) -> datetime | None:
    if entry.end is not None or entry.start is None:
        return entry.end
    return entry.start + timedelta(hours=entry.hours + entry.deduct)


LATE_ENTRY = Rule(
    "late_entry",
    "entries were entered more than `days_late` days after the work",
    "Hours from memory are seldom exact.",
    "Check them against the tickets; correct with update_time_entry.",
    _judge,
)
