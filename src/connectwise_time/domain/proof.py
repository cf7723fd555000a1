"""What reading back proves of an operation whose answer was lost. Pure.

One that is found is done. One that is not found is absent when the horizon has passed, for
certain, between two looks that missed it: until then ConnectWise may still be working on it.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from connectwise_time.domain.entries import Draft, LoggedTime, Written
from connectwise_time.domain.looks import (
    looks_of_entry,
)
from connectwise_time.domain.moments import Moment, certainly
from connectwise_time.domain.operations import (
    KEPT,
    LONGEST_CALL,
    REPEATABLE,
    UNRESOLVED,
    Change,
    Operation,
    Removal,
    State,
)
from connectwise_time.domain.reading_back import (
    arrived_of_edit,
    ignored_of_draft,
    ignored_of_edit,
    same_target,
)

LATE = "It arrived after it had been told as not stored."
"""Why an operation is worth a look though it is done."""
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(seconds=2), timedelta(seconds=30)
_SHORTEST_PAUSE = timedelta(seconds=1)
_TOLD = frozenset({"member", "target", "start", "end", "hours", "notes"})


def looks_like(draft: Draft, entry: LoggedTime) -> bool:
    """Whether an entry may be what was sent.

    Only what no tenant changes by itself counts: whose it is, on what, and the minute in which it
    begins. Rounded ends and shortened notes must not make a stored entry look absent.
    """
    return (
        entry.start is not None
        and _minute(entry.start) == _minute(draft.start)
        # They were asked for by member: one that does not say whose it is, is the member's.
        and (entry.member is None or entry.member.id == draft.member.id)
        and same_target(draft.target, entry)
    )


def is_twin(draft: Draft, entry: LoggedTime) -> bool:
    """Whether an entry says the same as what is about to be sent."""
    compared = {"end", "hours", "notes", "deduct"}
    return looks_like(draft, entry) and not compared & set(ignored_of_draft(draft, entry))


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def resembles(draft: Draft, entry: LoggedTime) -> bool:
    """Whether an entry may be what was sent, moved meanwhile to another time or target."""
    differs = _TOLD & set(ignored_of_draft(draft, entry))
    return differs <= {"start", "end"} or differs <= {"target"}


def settled(
    operation: Operation,
    found: Sequence[LoggedTime],
    at: Moment,
    *,
    horizon: timedelta,
    taken: frozenset[int] = frozenset(),
    echoes: bool | None = None,
) -> Operation:
    """Where an operation stands after a look.

    Args:
        operation: As it is noted.
        found: Of a new entry, those around its start; of a change or a deletion, the entry
            itself if it is there.
        at: When it was asked.
        horizon: How long after the first look that missed it nothing can come any more.
        taken: Entries that other operations made.
        echoes: Whether this ConnectWise keeps marks; None where that is not known.
    """
    looked = replace(operation, looks=operation.looks + 1)
    if isinstance(operation.work, Removal):
        gone = None if found else Written(operation.work.before)
        after = _judged(looked, gone, at, horizon)
        return replace(after, due=_next_look(after, at, horizon))
    if isinstance(operation.work, Change):
        stored = _changed(operation.work, found, late=_is_over(operation, at, horizon))
        after = _judged(looked, stored, at, horizon)
        return replace(after, due=_next_look(after, at, horizon))
    free = _free(operation, found, taken=taken, echoes=echoes)
    matching = _matching(operation, operation.work, free)
    stored = _chosen(operation, operation.work, matching)
    given_up = operation.state in REPEATABLE or operation.why == LATE
    if stored is not None and given_up:
        # It was told as not stored: whatever was logged in its place counts beside it.
        like = [entry for entry in found if looks_like(operation.work, entry)]
        matching = [entry for entry in like if entry.id not in operation.seen]
        looked = replace(looked, why=LATE)
    if stored is None and operation.state in UNRESOLVED:
        matching = [entry for entry in free if resembles(operation.work, entry)]
        if matching:
            # Perhaps it is one of these, changed meanwhile: nothing is proven by its absence.
            looked = replace(looked, missed=None)
    looked = _with(looked, stored, matching)
    after = _judged(looked, stored, at, horizon)
    return replace(after, due=_next_look(after, at, horizon))


def _next_look(after: Operation, at: Moment, horizon: timedelta) -> datetime | None:
    """As soon as it can be proven, and before that as `due` says."""
    usual = due(after, at.now, horizon)
    waited = certainly(after.missed, at) if after.missed else None
    if usual is None or waited is None or after.state is not State.UNKNOWN:
        return usual
    return min(usual, at.now + max(horizon - waited, _SHORTEST_PAUSE))


def _judged(looked: Operation, stored: Written | None, at: Moment, horizon: timedelta) -> Operation:
    if stored is not None:
        ended = looked.ended or at.now
        return replace(looked, state=State.DONE, outcome=stored, ended=ended, missed=None)
    if looked.state is State.SENDING:
        if not _has_stopped(looked, at):
            return replace(looked, missed=looked.missed or at)
        return replace(looked, state=State.UNKNOWN, ended=at.now, missed=at)
    if looked.state is State.UNKNOWN:
        if _is_over(looked, at, horizon):
            return replace(looked, state=State.ABSENT)
        # Where clocks contradict each other, the wait begins anew.
        waits = looked.missed is not None and certainly(looked.missed, at) is not None
        return looked if waits else replace(looked, missed=at)
    return looked


def _has_stopped(looked: Operation, at: Moment) -> bool:
    """Whether nobody waits for the answer any more: a call is over by then."""
    since = [moment for moment in (looked.sent, looked.missed) if moment is not None]
    waited = [certainly(moment, at) for moment in since]
    return any(time is not None and time >= LONGEST_CALL for time in waited)


def _is_over(looked: Operation, at: Moment, horizon: timedelta) -> bool:
    if looked.state is not State.UNKNOWN or looked.missed is None:
        return False
    waited = certainly(looked.missed, at)
    return waited is not None and waited >= horizon


def _free(
    operation: Operation,
    found: Sequence[LoggedTime],
    *,
    taken: frozenset[int],
    echoes: bool | None,
) -> list[LoggedTime]:
    """The entries that may be the operation's: new, nobody else's, and without another's mark."""
    if ours := [entry for entry in found if _same_mark(entry, operation.marker)]:
        return ours
    own = operation.outcome.entry.id if operation.outcome else None
    not_it = (operation.seen | taken) - {own}
    free = [entry for entry in found if entry.id not in not_it]
    return [entry for entry in free if not (echoes and entry.marker)]


def _matching(operation: Operation, draft: Draft, free: Sequence[LoggedTime]) -> list[LoggedTime]:
    like = [e for e in free if _same_mark(e, operation.marker) or looks_like(draft, e)]
    return sorted(like, key=_number)


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
        case State.SENDING | State.UNKNOWN:
            pause = min(_FIRST_PAUSE * 2.0 ** min(operation.looks, 9), _LONGEST_PAUSE, horizon)
            return now + max(pause, _SHORTEST_PAUSE)
        case State.ABSENT:
            return _swept(operation, now, horizon)
        case State.DONE if isinstance(operation.work, Draft):
            return _swept(operation, now, horizon)
        case State.REJECTED | State.NOT_SENT if operation.attempt > 1:
            return _swept(operation, now, horizon)  # an earlier attempt may still arrive
        case _:
            return None


def _swept(operation: Operation, now: datetime, horizon: timedelta) -> datetime | None:
    since_then = now - operation.ended if operation.ended else horizon
    again = now + max(since_then, horizon)
    return again if again - operation.began <= KEPT else None
