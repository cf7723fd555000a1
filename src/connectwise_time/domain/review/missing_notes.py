"""Entries have no notes, where the tenant requires them."""

from collections.abc import Iterator

from connectwise_time.domain.review.facts import Case, Found, Rule, counted, numbers


def _judge(case: Case) -> Iterator[Found]:
    silent = numbers(entry for entry in case.entries if not entry.notes.strip())
    if silent and case.around.requires_notes:
        yield Found(f"{counted(silent)} without notes, which this ConnectWise requires.", silent)


MISSING_NOTES = Rule(
    "missing_notes",
    "entries have no notes, where ConnectWise's settings require them",
    "",
    "Add notes with update_time_entry.",
    _judge,
)
