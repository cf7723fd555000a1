"""Billable work outside of working hours that is logged as usual work."""

from collections.abc import Iterator
from datetime import timedelta

from connectwise_time.domain.checks import days_of, stretch_of
from connectwise_time.domain.entries import Billable, LoggedTime
from connectwise_time.domain.intervals import Interval, without
from connectwise_time.domain.review.facts import Around, Case, Found, Rule, counted, numbers
from connectwise_time.domain.review.kinds_of_work import is_after_hours


def _judge(case: Case) -> Iterator[Found]:
    around = case.around
    if not any(kind.active and is_after_hours(kind) for kind in around.work_types.values()):
        return  # there is no other type to choose
    found = numbers(entry for entry in case.entries if _is_odd(entry, around))
    if found:
        yield Found(f"{counted(found)} outside of working hours, as a usual work type.", found)


def _is_odd(entry: LoggedTime, around: Around) -> bool:
    kind = around.type_of(entry)
    if kind is None or is_after_hours(kind) or entry.billable != Billable.BILLABLE:
        return False
    return _outside(entry, around) > timedelta(minutes=around.worth.outside_minutes)


def _outside(entry: LoggedTime, around: Around) -> timedelta:
    """How much of it lies outside of the calendar's hours; nothing where these are not known."""
    stretch = stretch_of(entry)
    working = around.working
    if stretch is None or working is None or working.calendar is None:
        return timedelta(0)
    hours = [
        piece for day in days_of(stretch, around.zone) for piece in working.whole(day, around.zone)
    ]
    left = without([Interval(stretch.start, stretch.end)], hours)
    return sum((piece.length for piece in left), timedelta(0))


AFTER_HOURS = Rule(
    "after_hours",
    "billable entries lie more than `outside_minutes` outside of the calendar's hours, and their"
    " work type is neither named for that nor has a higher rate, though there are such types",
    "It may be billed at the usual rate by mistake.",
    "Check start and end (am, pm?); else ask, and give another work_type with update_time_entry.",
    _judge,
)
