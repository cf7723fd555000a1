"""What takes a write back, or why it cannot be: as it was left, beside how it is now. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from connectwise_time.domain.digests import digest
from connectwise_time.domain.entries import LoggedTime
from connectwise_time.domain.models import TargetKind
from connectwise_time.domain.operations import Change, Operation, Removal
from connectwise_time.domain.planning import check_changeable
from connectwise_time.domain.sheets import unlocking
from connectwise_time.domain.statuses import HANDED_IN, in_words
from connectwise_time.domain.steps import FIELDS, Step, back, plainly, tells, unlike
from connectwise_time.domain.timers import made_by
from connectwise_time.domain.when import local_span
from connectwise_time.errors import Conflict, NotFound, Refused

_A_MINUTE = 1 / 60
_OPEN = "Open"
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
        timer: The stopwatch that it logged.
    """

    source: str
    number: int
    before: LoggedTime | None
    left: LoggedTime | None
    mailed: bool = False
    timer: str | None = None


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
    timer = made_by(operation.id)
    return Deed(operation.id, number, None, left.entry, bool(work.email), timer)


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


def remarks(deed: Deed, zone: ZoneInfo) -> list[str]:
    """What taking it back does not bring back; times are told in a zone."""
    told = ["Mail that was sent stays sent."] if deed.mailed else []
    if deed.before is not None:
        told += _not_brought_back(deed.number, deed.before, deed.left)
    if deed.timer and deed.left is not None:
        told.append(_stopwatch(deed.timer, deed.left, zone))
    return told


def _not_brought_back(number: int, before: LoggedTime, left: LoggedTime | None) -> list[str]:
    """What is ConnectWise's own, and other than it was."""
    told = []
    if left is None and before.status not in {None, _OPEN}:
        told.append(
            f"Entry {number} was {in_words(before.status)}: stored again, it is as any new one."
        )
    elif left is not None and before.status != left.status:
        told.append(
            f"Entry {number} stays {in_words(left.status)}: it was {in_words(before.status)}."
        )
    billed, same = (
        before.hours_billed,
        left is not None and left.hours_billed == before.hours_billed,
    )
    if billed is not None and abs(billed - before.hours) >= _A_MINUTE and not same:
        told.append(
            f"Entry {number} had {before.hours:.4g} h of which {billed:.4g} h were billed:"
            " ConnectWise works that out anew."
        )
    lost = [each.name for each in before.besides if left is None or each not in left.besides]
    if lost:
        told.append(f"Entry {number} had what is not brought back from here: {', '.join(lost)}.")
    return told


def _stopwatch(timer: str, left: LoggedTime, zone: ZoneInfo) -> str:
    """That a stopwatch is gone with its entry, and what it measured."""
    go_on = f" start_timer(ticket={left.ticket.id}) starts a new one." if left.ticket else ""
    when = f"{local_span(left.start, left.end, zone)}, " if left.start else ""
    notes = " ".join(left.notes.split())
    return (
        f"Stopwatch {timer} does not come back: then its {when}{left.hours:.4g} h are logged"
        f' nowhere.{go_on} Its notes: "{notes}"'
    )


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
