"""Operations as rows of the journal, and back."""

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime

from pydantic import TypeAdapter
from typing_extensions import TypedDict  # pydantic wants this one before Python 3.12

from connectwise_time.domain.entries import (
    UNSET,
    Billable,
    Draft,
    Edit,
    LoggedTime,
    Mail,
    Pane,
    Written,
)
from connectwise_time.domain.models import Named, Target
from connectwise_time.domain.moments import Moment
from connectwise_time.domain.operations import Change, Operation, Removal, State, Work


class _Edited(TypedDict, total=False):
    """The fields of an edit that are set."""

    target: Target
    company: Named | None
    member: Named
    start: datetime
    end: datetime
    deduct: float | None
    work_type: Named | None
    work_role: Named | None
    billable: Billable
    agreement: Named | None
    notes: str | None
    internal_notes: str | None
    add_to: frozenset[Pane]
    email: frozenset[Mail]
    email_cc: str | None
    location: Named | None
    department: Named | None


@dataclass(frozen=True, slots=True)
class _Changed:
    number: int
    edit: _Edited
    before: LoggedTime


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is not asked for by the database itself."""

    draft: Draft | None
    change: _Changed | None
    seen: frozenset[int]
    minted: bool
    ended: datetime | None
    outcome: Written | None
    why: str
    others: tuple[int, ...]
    looks: int
    sent: Moment | None = None
    missed: Moment | None = None
    removal: Removal | None = None


_FACTS: TypeAdapter[_Facts] = TypeAdapter(_Facts)


def packed(operation: Operation) -> dict[str, object]:
    """The values of a row, by the names of its columns."""
    draft, change = _halves(operation.work)
    facts = _Facts(
        draft=draft,
        change=change,
        seen=operation.seen,
        minted=operation.minted,
        ended=operation.ended,
        outcome=operation.outcome,
        why=operation.why,
        others=operation.others,
        looks=operation.looks,
        sent=operation.sent,
        missed=operation.missed,
        removal=operation.work if isinstance(operation.work, Removal) else None,
    )
    return {
        "caller": operation.caller,
        "id": operation.id,
        "site": operation.site,
        "target": operation.target,
        "fingerprint": operation.fingerprint,
        "state": operation.state.value,
        "attempt": operation.attempt,
        "began": operation.began.timestamp(),
        "here": operation.here.timestamp(),
        "due": operation.due.timestamp() if operation.due else None,
        "entry": operation.entry,
        "facts": _FACTS.dump_json(facts).decode(),
    }


def unpacked(row: sqlite3.Row) -> Operation:
    """The operation that a row holds."""
    facts = _FACTS.validate_json(row["facts"])
    return Operation(
        id=row["id"],
        caller=row["caller"],
        site=row["site"],
        fingerprint=row["fingerprint"],
        work=_whole(facts),
        began=_instant(row["began"]),
        seen=facts.seen,
        minted=facts.minted,
        attempt=row["attempt"],
        state=State(row["state"]),
        ended=facts.ended,
        outcome=facts.outcome,
        why=facts.why,
        others=facts.others,
        looks=facts.looks,
        due=_instant(row["due"]) if row["due"] is not None else None,
        sent=facts.sent,
        missed=facts.missed,
    )


def _halves(work: Work) -> tuple[Draft | None, _Changed | None]:
    if isinstance(work, Draft):
        return work, None
    if isinstance(work, Removal):
        return None, None
    stated = {name: getattr(work.edit, name) for name in Edit.__slots__}
    edited = {name: value for name, value in stated.items() if value is not UNSET}
    return None, _Changed(work.number, _Edited(**edited), work.before)  # type: ignore[typeddict-item]  # its names are the edit's: a test compares them


def _whole(facts: _Facts) -> Work:
    if facts.draft is not None:
        return facts.draft
    if facts.removal is not None:
        return facts.removal
    assert facts.change is not None
    return Change(facts.change.number, Edit(**facts.change.edit), facts.change.before)


def _instant(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
