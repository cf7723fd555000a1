"""Time on an agreement that did not run on that day."""

from collections.abc import Iterator

from connectwise_time.domain.entries import LoggedTime
from connectwise_time.domain.review.facts import Around, Case, Found, Rule, counted, numbers
from connectwise_time.domain.when import local_day


def _judge(case: Case) -> Iterator[Found]:
    found = numbers(entry for entry in case.entries if _is_uncovered(entry, case.around))
    if found:
        yield Found(f"{counted(found)} on an agreement that did not run that day.", found)


def _is_uncovered(entry: LoggedTime, around: Around) -> bool:
    agreement = around.agreements.get(entry.agreement.id) if entry.agreement else None
    if agreement is None or entry.start is None:
        return False
    return not agreement.covers(local_day(entry.start, around.zone))


AGREEMENT_ENDED = Rule(
    "agreement_ended",
    "entries are on an agreement that is cancelled, expired, or had not begun",
    "It may be billed wrongly, or not at all.",
    "Ask, and give another agreement with update_time_entry (clear empties it).",
    _judge,
)
