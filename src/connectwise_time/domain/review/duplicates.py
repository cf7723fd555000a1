"""Entries that say the same."""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence

from connectwise_time.domain.entries import LoggedTime
from connectwise_time.domain.review.facts import Case, Found, Rule, listed, numbers


def alike(entries: Sequence[LoggedTime]) -> list[list[LoggedTime]]:
    """Entries by what they say: those of which there are several."""
    groups: dict[Hashable, list[LoggedTime]] = defaultdict(list)
    for entry in entries:
        if entry.start is not None and entry.id is not None:
            target = (entry.target.kind, entry.target.id) if entry.target else None
            times = (entry.start, entry.end, entry.hours, entry.deduct)
            groups[(target, *times, entry.notes.strip())].append(entry)
    return [group for group in groups.values() if len(group) > 1]


def _judge(case: Case) -> Iterator[Found]:
    if groups := [numbers(group) for group in alike(case.entries)]:
        told = listed([" = ".join(map(str, sorted(group))) for group in groups])
        every = tuple(number for group in groups for number in sorted(group))
        yield Found(f"Entries say the same: {told}.", every)


DUPLICATES = Rule(
    "duplicates",
    "entries have the same target, times, hours and notes",
    "The same work is billed twice.",
    "Ask, and delete the second with delete_time_entry.",
    _judge,
)
