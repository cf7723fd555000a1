"""Notes that tell nobody what was done, where somebody pays for it or notes are required."""

from collections.abc import Iterator

from connectwise_time.domain.checks import says_little
from connectwise_time.domain.entries import Billable, LoggedTime
from connectwise_time.domain.review.facts import Case, Found, Rule, counted, numbers


def _judge(case: Case) -> Iterator[Found]:
    required = case.around.requires_notes
    weak = numbers(entry for entry in case.entries if _is_weak(entry, required=required))
    if weak:
        yield Found(f"The notes of {counted(weak).lower()} do not tell what was done.", weak)


def _is_weak(entry: LoggedTime, *, required: bool) -> bool:
    billable = entry.billable == Billable.BILLABLE
    if not entry.notes.strip():
        return billable and not required  # required ones are missed by a rule of their own
    return (billable or required) and says_little(entry.notes)


WEAK_NOTES = Rule(
    "weak_notes",
    "notes of billable time are empty or tell nothing, such as fewer than three words with fewer"
    " than ten letters; of any time where notes are required",
    "Customers dispute what an invoice does not explain.",
    "Ask what was done, and say it in notes with update_time_entry.",
    _judge,
)
