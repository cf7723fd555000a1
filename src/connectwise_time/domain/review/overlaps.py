"""Entries at the same time, of which none deducts the other."""

from collections.abc import Iterator

from connectwise_time.domain.checks import clashing, stretches
from connectwise_time.domain.intervals import hours_of
from connectwise_time.domain.review.duplicates import alike
from connectwise_time.domain.review.facts import Case, Found, Rule, listed
from connectwise_time.domain.when import local_span


def _judge(case: Case) -> Iterator[Found]:
    # Of those that say the same, one stands for all: they are told by a rule of their own.
    repeats = {entry.id for group in alike(case.entries) for entry in group[1:]}
    timed = stretches([entry for entry in case.entries if entry.id not in repeats])
    told, ids = [], []
    for place, mine in enumerate(timed):
        around = [other for other in timed if other is not mine]
        later = [other for other in timed[place + 1 :] if mine.shared(other)]
        clashes = clashing(mine, around) if later else []
        for other in later:
            if other in clashes:
                when = local_span(
                    max(mine.start, other.start), min(mine.end, other.end), case.around.zone
                )
                length = hours_of(mine.shared(other))
                told.append(f"{mine.id} and {other.id} by {length:.4g} h, {when}")
                ids += [mine.id or 0, other.id or 0]
    if told:
        yield Found(f"Entries overlap: {listed(told)}.", tuple(dict.fromkeys(ids)))


OVERLAPS = Rule(
    "overlaps",
    "entries lie at the same time, and none deducts the other",
    "The same minutes are billed twice.",
    "Ask which is right, and correct start, end or deduct with update_time_entry.",
    _judge,
)
