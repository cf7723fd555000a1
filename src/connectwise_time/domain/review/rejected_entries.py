"""Entries were sent back and are still to be corrected."""

from collections.abc import Iterator

from connectwise_time.domain.review.facts import Case, Found, Rule, counted, numbers
from connectwise_time.domain.statuses import REJECTED


def _judge(case: Case) -> Iterator[Found]:
    if back := numbers(entry for entry in case.entries if entry.status in REJECTED):
        yield Found(f"{counted(back)} sent back and NOT corrected yet.", back)


REJECTED_ENTRIES = Rule(
    "rejected_entries",
    "entries were sent back",
    "They are neither approved nor billed before.",
    "Correct with update_time_entry as the reason asks, then submit_timesheet again.",
    _judge,
)
