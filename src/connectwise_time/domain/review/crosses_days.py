"""Entries that end on another day than they begin."""

from collections.abc import Iterator

from connectwise_time.domain.checks import days_of, stretch_of
from connectwise_time.domain.entries import LoggedTime
from connectwise_time.domain.review.facts import Case, Found, Rule, listed, numbers
from connectwise_time.domain.when import local_span


def _judge(case: Case) -> Iterator[Found]:
    found = [entry for entry in case.entries if _crosses(entry, case)]
    if found:
        told = [f"{e.id}, {_span(e, case)}" for e in found]
        yield Found(f"Over midnight: {listed(told)}.", numbers(found))


def _crosses(entry: LoggedTime, case: Case) -> bool:
    stretch = stretch_of(entry)
    return stretch is not None and len(days_of(stretch, case.around.zone)) > 1


def _span(entry: LoggedTime, case: Case) -> str:
    assert entry.start is not None
    return local_span(entry.start, entry.end, case.around.zone)


CROSSES_DAYS = Rule(
    "crosses_days",
    "entries end on another local day than they begin",
    "All of it counts for the day it began on; am and pm may be mixed up.",
    "If the times are wrong, correct start or end with update_time_entry.",
    _judge,
)
