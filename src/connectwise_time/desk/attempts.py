"""The first attempt of an operation, and the next one after proof that it is not stored."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from connectwise_time.desk.looking_back import LookingBack
from connectwise_time.domain.entries import Draft, LoggedTime
from connectwise_time.domain.operations import LONGEST_CALL, Asked, Operation, State, Work


def first(
    asked: Asked,
    work: Work,
    alike: Sequence[LoggedTime],
    back: LookingBack,
    new_id: Callable[[], str],
) -> Operation:
    """The operation that writes what was asked for.

    Args:
        asked: What was asked for.
        work: What it means.
        alike: Entries that a new one could be mistaken for.
        back: Tells the present.
        new_id: Mints an id where none was given.
    """
    sent = back.moment()
    return Operation(
        id=asked.operation_id or new_id(),
        caller=back.caller,
        site=back.site,
        fingerprint=asked.fingerprint,
        work=work,
        began=sent.now,
        seen=frozenset(entry.id for entry in alike if entry.id is not None),
        minted=asked.operation_id is None,
        due=sent.now + LONGEST_CALL,
        sent=sent,
    )


def again(known: Operation, found: Sequence[LoggedTime], back: LookingBack) -> Operation:
    """The next attempt of an operation that is certainly not stored.

    Args:
        known: As it is noted.
        found: What was read of it just now.
        back: Tells the present.
    """
    work, sent = known.work, back.moment()
    if not isinstance(work, Draft) and found:
        work = replace(work, before=found[0])
    return replace(
        known,
        work=work,
        began=sent.now,
        attempt=known.attempt + 1,
        state=State.SENDING,
        ended=None,
        why="",
        looks=0,
        due=sent.now + LONGEST_CALL,
        sent=sent,
        missed=None,
    )
