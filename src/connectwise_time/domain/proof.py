"""What reading back proves of an operation whose answer was lost. Pure.

One that is found is done. One that is not found is absent only after two looks, the last of them
the horizon after it ended: until then ConnectWise may still be working on it.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from connectwise_time.domain.entries import Draft, LoggedTime, Written
from connectwise_time.domain.operations import (
    KEPT,
    LONGEST_CALL,
    UNRESOLVED,
    Change,
    Operation,
    State,
)
from connectwise_time.domain.plans import looks_of_entry
from connectwise_time.domain.reading_back import (
    arrived_of_edit,
    ignored_of_draft,
    ignored_of_edit,
    same_target,
)

LATE = "It arrived later than the horizon, after it had been given up."
"""Why an operation is worth a look though it is done."""
_LEAST_LOOKS = 2
# Two processes may differ by so much in what they take for ConnectWise's present.
_ROUGH = timedelta(seconds=1)
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(seconds=2), timedelta(seconds=30)


def looks_like(draft: Draft, entry: LoggedTime) -> bool:
    """Whether an entry may be what was sent.

    Only what no tenant changes by itself counts: whose it is, on what, and the minute in which it
    begins. Rounded ends and shortened notes must not make a stored entry look absent.
    """
    return (
        entry.start is not None
        and _minute(entry.start) == _minute(draft.start)
        and entry.member is not None
        and entry.member.id == draft.member.id
        and same_target(draft.target, entry)
    )


def is_twin(draft: Draft, entry: LoggedTime) -> bool:
    """Whether an entry says the same as what is about to be sent."""
    compared = {"end", "hours", "notes", "deduct"}
    return looks_like(draft, entry) and not compared & set(ignored_of_draft(draft, entry))


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def settled(
    operation: Operation,
    found: Sequence[LoggedTime],
    now: datetime,
    *,
    horizon: timedelta,
    taken: frozenset[int] = frozenset(),
    echoes: bool | None = None,
) -> Operation:
    """Where an operation stands after a look.

    Args:
        operation: As it is noted.
        found: Of a new entry, those around its start; of a change, the entry itself if it is
            there.
        now: The instant of the look, by ConnectWise's clock.
        horizon: How long after its end nothing can come any more.
        taken: Entries that other operations stored.
        echoes: Whether this ConnectWise keeps marks; None where that is not known.
    """
    looked = replace(operation, looks=operation.looks + 1)
    if operation.state is State.SENDING and now - operation.began < LONGEST_CALL:
        gone = None  # whoever sent it may still be waiting for the answer
    else:
        gone = operation.ended or now
    if isinstance(operation.work, Change):
        late = looked.state in UNRESOLVED and _is_late(looked, gone, now, horizon)
        stored = _changed(operation.work, found, late=late)
    else:
        matching = _matching(operation, operation.work, found, taken=taken, echoes=echoes)
        stored = _chosen(operation, operation.work, matching)
        if stored is not None and (operation.state is State.ABSENT or operation.why == LATE):
            # It had been given up: whatever was logged in its place counts beside it.
            like = [entry for entry in found if looks_like(operation.work, entry)]
            matching = [entry for entry in like if entry.id not in operation.seen]
            looked = replace(looked, why=LATE)
        looked = _with(looked, stored, matching)
    after = _judged(looked, stored, gone, now, horizon)
    return replace(after, due=due(after, now, horizon))


def _judged(
    looked: Operation,
    stored: Written | None,
    gone: datetime | None,
    now: datetime,
    horizon: timedelta,
) -> Operation:
    if stored is not None:
        ended = looked.ended or now
        return replace(looked, state=State.DONE, outcome=stored, ended=ended)
    if looked.state not in UNRESOLVED or gone is None:
        return looked
    if _is_late(looked, gone, now, horizon):
        return replace(looked, state=State.ABSENT, ended=gone)
    return replace(looked, state=State.UNKNOWN, ended=gone)


def _is_late(looked: Operation, gone: datetime | None, now: datetime, horizon: timedelta) -> bool:
    if gone is None or looked.looks < _LEAST_LOOKS:
        return False
    return now - gone >= horizon + _ROUGH


def _matching(
    operation: Operation,
    draft: Draft,
    found: Sequence[LoggedTime],
    *,
    taken: frozenset[int],
    echoes: bool | None,
) -> list[LoggedTime]:
    marked = [entry for entry in found if _same_mark(entry, operation.marker)]
    if marked:
        return sorted(marked, key=_number)
    own = operation.outcome.entry.id if operation.outcome else None
    not_it = (operation.seen | taken) - {own}
    like = [entry for entry in found if entry.id not in not_it and looks_like(draft, entry)]
    # Where marks are kept, one with another mark is another operation's.
    return sorted((e for e in like if not (echoes and e.marker)), key=_number)


def _same_mark(entry: LoggedTime, marker: str) -> bool:
    return entry.marker is not None and entry.marker.casefold() == marker


def _number(entry: LoggedTime) -> int:
    return entry.id or 0


def _chosen(operation: Operation, draft: Draft, matching: Sequence[LoggedTime]) -> Written | None:
    if operation.outcome is not None:
        return operation.outcome  # it is known; whatever else is there comes beside it
    if not matching:
        return None
    best = min(matching, key=lambda entry: (len(ignored_of_draft(draft, entry)), _number(entry)))
    return Written(best, ignored_of_draft(draft, best))


def _with(looked: Operation, stored: Written | None, matching: Sequence[LoggedTime]) -> Operation:
    """More than one that looks like it is reported, never mended."""
    own = stored.entry.id if stored else None
    numbers = [entry.id for entry in matching if entry.id is not None]
    return replace(looked, others=tuple(sorted(number for number in numbers if number != own)))


def _changed(change: Change, found: Sequence[LoggedTime], *, late: bool) -> Written | None:
    """The entry where it reads as wished; late, also where part of the wish arrived."""
    entry = next((entry for entry in found if entry.id == change.number), None)
    if entry is None:
        return None
    ignored = ignored_of_edit(change.edit, entry)
    if not ignored:
        return Written(entry)
    if not late or looks_of_entry(entry) == looks_of_entry(change.before):
        return None
    arrived = arrived_of_edit(change.edit, change.before, entry)
    return Written(entry, ignored) if arrived else None


def due(operation: Operation, now: datetime, horizon: timedelta) -> datetime | None:
    """When to look at it next; None where nothing can come any more.

    Once it is resolved, what was lost once is looked at again and again, more and more seldom: a
    commit later than the horizon, which nothing can prevent, must be noticed.
    """
    match operation.state:
        case State.SENDING:
            return operation.began + LONGEST_CALL
        case State.UNKNOWN:
            proven = (operation.ended or now) + horizon + _ROUGH
            pause = min(_FIRST_PAUSE * 2.0 ** min(operation.looks, 9), _LONGEST_PAUSE)
            return min(now + pause, max(proven, now + _FIRST_PAUSE))
        case State.ABSENT:
            return _swept(operation, now, horizon)
        case State.DONE if isinstance(operation.work, Draft):
            return _swept(operation, now, horizon)
        case _:
            return None


def _swept(operation: Operation, now: datetime, horizon: timedelta) -> datetime | None:
    since_then = now - operation.ended if operation.ended else horizon
    again = now + max(since_then, horizon)
    return again if again - operation.began <= KEPT else None
