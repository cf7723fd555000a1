"""What ConnectWise ignored of a write: the entry as sent against the entry as it reads back. Pure.

ConnectWise can answer 200 and leave a field as it was (reference §7, "PATCH"), so nothing counts
as stored before it was read back.
"""

from datetime import UTC, datetime, timedelta

from connectwise_time.domain.entries import Billable, Draft, Edit, LoggedTime, Unset
from connectwise_time.domain.models import Named, Target, TargetKind

# Hours come back rounded to hundredths: 20 minutes read 0.33.
_ROUNDING = 0.0101
# Emptied, these are filled in by ConnectWise at once: an entry is done somewhere, for somebody.
_NEVER_EMPTY = frozenset({"location", "department"})
# A tenant may round starts, but not by more.
_FAR = timedelta(minutes=30)


def ignored_of_draft(draft: Draft, entry: LoggedTime) -> tuple[str, ...]:
    """Our names of the draft's fields that do not read back as they were sent."""
    wishes: dict[str, object] = {
        "target": draft.target,
        "member": draft.member,
        "start": draft.start,
        "end": draft.end,
        "deduct": draft.deduct,
        "hours": draft.hours,
        "company": draft.company if draft.target.kind is TargetKind.CHARGE_CODE else None,
        "work_type": draft.work_type,
        "work_role": draft.work_role,
        "billable": draft.billable,
        "agreement": draft.agreement,
        "notes": draft.notes,
        "internal_notes": draft.internal_notes,
        "location": draft.location,
        "department": draft.department,
    }
    stated = {name: wish for name, wish in wishes.items() if wish is not None}
    ignored = [name for name, wish in stated.items() if not _kept(name, wish, entry)]
    # A board may add panes of its own; only a wished one that is missing was ignored.
    return (*ignored, *(() if draft.add_to <= entry.add_to else ("add_to",)))


def ignored_of_edit(edit: Edit, entry: LoggedTime) -> tuple[str, ...]:
    """Our names of the edit's fields that do not read back as they were sent.

    Mail is not among them: asking for it is a command, which leaves nothing to read.
    """
    stated = _stated(edit)
    return tuple(name for name, wish in stated.items() if not _kept(name, wish, entry))


def arrived_of_edit(edit: Edit, before: LoggedTime, entry: LoggedTime) -> tuple[str, ...]:
    """Our names of the edit's fields that read as they were sent, and did not before."""
    missing = ignored_of_edit(edit, before)
    return tuple(name for name in missing if _kept(name, _stated(edit)[name], entry))


def _stated(edit: Edit) -> dict[str, object]:
    names = [name for name in Edit.__slots__ if name not in {"email", "email_cc"}]
    wishes = {name: getattr(edit, name) for name in names}
    return {name: wish for name, wish in wishes.items() if not isinstance(wish, Unset)}


def _kept(name: str, wish: object, entry: LoggedTime) -> bool:
    if isinstance(wish, Target):
        return same_target(wish, entry)
    if wish is Billable.NO_DEFAULT:
        return True  # asks ConnectWise to decide, and may read back as what it decided
    if wish is None and name in _NEVER_EMPTY:
        return True
    return _same(wish, getattr(entry, name))


def _same(wish: object, stored: object) -> bool:
    match wish, stored:
        case None, _:
            return not stored
        case Named(), Named():
            return wish.id == stored.id
        case datetime(), datetime():
            return _second(wish) == _second(stored)
        case float() | int(), float() | int():
            return abs(wish - stored) < _ROUNDING
        case str(), str():
            return _text(wish) == _text(stored)
        case _:
            return wish == stored


def same_target(wish: Target, entry: LoggedTime) -> bool:
    """Whether the entry is charged to the target."""
    stored = entry.target
    if wish.kind is TargetKind.COMPANY:
        on_company = stored is not None and stored.kind is TargetKind.COMPANY
        return on_company and entry.company is not None and entry.company.id == wish.id
    return stored is not None and (stored.kind, stored.id) == (wish.kind, wish.id)


def plausible(draft: Draft, entry: LoggedTime, marker: str | None = None) -> bool:
    """Whether an entry, given as the one that came of the draft, can be that.

    What the entry does not tell contradicts nothing. With the draft's own mark it is that one,
    whatever became of the rest.
    """
    if marker is not None and entry.marker == marker:
        return True
    return not (
        (entry.member is not None and entry.member.id != draft.member.id)
        or (entry.start is not None and abs(entry.start - draft.start) > _FAR)
        or _elsewhere(draft.target, entry)
    )


def _elsewhere(wish: Target, entry: LoggedTime) -> bool:
    if entry.target is None:
        return False
    on_company = wish.kind is entry.target.kind is TargetKind.COMPANY
    return not (on_company and entry.company is None) and not same_target(wish, entry)


def _second(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def _text(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").strip().split("\n"))
