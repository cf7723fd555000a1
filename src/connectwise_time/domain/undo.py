"""What takes a write back, or why it cannot be: as it was left, beside how it is now. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from connectwise_time.domain.digests import digest
from connectwise_time.domain.entries import LoggedTime
from connectwise_time.domain.models import TargetKind
from connectwise_time.domain.operations import Change, Operation, Removal
from connectwise_time.domain.planning import check_changeable
from connectwise_time.domain.sheets import unlocking
from connectwise_time.domain.statuses import HANDED_IN, in_words
from connectwise_time.domain.steps import FIELDS, Step, back, plainly, tells, unlike
from connectwise_time.errors import Conflict, NotFound, Refused

RESTS = ("rest", "deduct")
"""Endings of the ids of operations that another one entails, to set what was ignored at first."""


def undoing_of(source: str, number: int) -> str:
    """The fingerprint of what takes back what was done to an entry, by whichever plan."""
    return digest(["undo", source, number])


@dataclass(frozen=True, slots=True)
class Deed:
    """A write that was done.

    Attributes:
        source: The id by which it is known.
        number: The entry's.
        before: The entry as it was; None where it was stored anew.
        left: The entry as it was left; None where it was deleted.
        mailed: It sent mail.
    """

    source: str
    number: int
    before: LoggedTime | None
    left: LoggedTime | None
    mailed: bool = False


def deed_of(operation: Operation, rest: Operation | None = None) -> Deed:
    """What an operation that is done came to.

    Args:
        operation: The operation.
        rest: The one that it entailed, where that is done.
    """
    assert operation.outcome is not None
    assert operation.entry is not None
    work, number = operation.work, operation.entry
    if isinstance(work, Removal):
        return Deed(operation.id, number, work.before, None)
    left = (rest or operation).outcome or operation.outcome
    if isinstance(work, Change):
        return Deed(operation.id, number, work.before, left.entry, bool(work.edit.email))
    return Deed(operation.id, number, None, left.entry, bool(work.email))


def way_back(deed: Deed, now: LoggedTime | None) -> Step:
    """The step that takes it back.

    Args:
        deed: What was done.
        now: The entry as it is; None where it is not there.

    Raises:
        Refused: Its status does not allow it any more, or somebody changed it since.
    """
    if deed.left is None:
        if now is not None:
            raise Conflict(
                f"Entry {deed.number} is there: nothing of its deletion is left to undo.",
                remedy="Look at it with get_time_entry.",
            )
        return Step(None, deed.before)
    if now is None:
        raise NotFound(
            f"Entry {deed.number} is not there any more: nothing of it is left to undo.",
            remedy="If it was deleted by this server, undo that: give the id of its plan.",
        )
    _check_open(now)
    if deed.before is None:
        _check_as_left(now, deed.left, FIELDS)
        return Step(now, None)
    fields = _changed(deed.before, deed.left)
    _check_as_left(now, deed.left, fields)
    return back(now, deed.before, fields)


def remarks(deed: Deed) -> list[str]:
    """What taking it back does not bring back."""
    told = ["Mail that was sent stays sent."] if deed.mailed else []
    before, left = deed.before, deed.left
    if before is not None and left is not None and before.status != left.status:
        told.append(
            f"Entry {deed.number} stays {in_words(left.status)}: it was {in_words(before.status)}."
        )
    return told


def said(step: Step) -> str:
    """What a step does, in few words."""
    if step.after is None:
        return "delete it"
    return f"put back {plainly(step.fields)}" if step.before else "store it again"


def _check_open(now: LoggedTime) -> None:
    check_changeable(now, "taken back")
    if now.status in HANDED_IN:
        raise Refused(
            f"What was done to entry {now.id} cannot be undone: it is {in_words(now.status)}.",
            remedy=unlocking(now.status),
        )


def _check_as_left(now: LoggedTime, left: LoggedTime, fields: Sequence[str]) -> None:
    if differs := unlike(now, left, fields):
        raise Conflict(
            f"Entry {now.id} was changed since: {plainly(differs)} read otherwise than they were"
            " left. Nothing was done.",
            remedy="Look at it with get_time_entry, and correct it with update_time_entry, or"
            " undo the later change first.",
        )


def _changed(before: LoggedTime, left: LoggedTime) -> tuple[str, ...]:
    """The fields that it changed, as far as ConnectWise took them over."""
    lost = [name for name in FIELDS if tells(left, name) and not tells(before, name)]
    if lost:
        raise Refused(
            f"The entry had no {plainly(lost)} before, which cannot be brought back.",
            remedy="Correct it with update_time_entry.",
        )
    fields = unlike(left, before)
    if not fields:
        raise Refused(
            f"The change of entry {left.id} left nothing that can be put back.",
            remedy="Look at it with get_time_entry. Mail that was sent stays sent.",
        )
    if "target" in fields:
        # With another target ConnectWise fills these in anew.
        is_code = before.target is not None and before.target.kind is TargetKind.CHARGE_CODE
        also = ("company",) * is_code + ("agreement",) * (before.agreement is not None)
        fields += [name for name in also if name not in fields]
    return tuple(fields)
