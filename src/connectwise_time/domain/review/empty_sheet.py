"""Nothing is logged on the sheet."""

from collections.abc import Iterator

from connectwise_time.domain.review.facts import Case, Found, Rule


def _judge(case: Case) -> Iterator[Found]:
    if not case.entries:
        yield Found("No time is logged on it.")


EMPTY_SHEET = Rule(
    "empty_sheet",
    "no time is on it",
    "It cannot be submitted.",
    "Log the time with create_time_entry.",
    _judge,
)
