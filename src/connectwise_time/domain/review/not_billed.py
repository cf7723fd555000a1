"""Customers' work of a billable type that is not billed."""

from collections.abc import Iterator

from connectwise_time.domain.entries import Billable, LoggedTime
from connectwise_time.domain.models import TargetKind
from connectwise_time.domain.review.facts import Around, Case, Found, Rule, counted, numbers


def _judge(case: Case) -> Iterator[Found]:
    found = numbers(entry for entry in case.entries if _is_odd(entry, case.around))
    if found:
        yield Found(f"{counted(found)} DoNotBill, though the work type is billable.", found)


def _is_odd(entry: LoggedTime, around: Around) -> bool:
    kind = around.type_of(entry)
    internal = entry.target is None or entry.target.kind is TargetKind.CHARGE_CODE
    return (
        entry.billable == Billable.DO_NOT_BILL
        and not internal
        and kind is not None
        and kind.bills_as == Billable.BILLABLE
    )


NOT_BILLED = Rule(
    "not_billed",
    "entries for customers are DoNotBill, and their work type is billable",
    "The work earns nothing.",
    "Ask whether that is meant; else give billable or work_type with update_time_entry.",
    _judge,
)
