"""An entry before and after: made into what is written, and turned round to take it back. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from connectwise_time.domain.entries import UNSET, Billable, Draft, Edit, LoggedTime, Written
from connectwise_time.domain.operations import Change, Removal, Work
from connectwise_time.domain.reading_back import ignored_of_edit
from connectwise_time.errors import Refused

FIELDS = tuple(name for name in Edit.__slots__ if name not in {"email", "email_cc"})
"""What of an entry can be set, and read back: mail is a command, and leaves nothing to read."""
_PLAIN = {
    "add_to": "where the notes are shown",
    "work_type": "work type",
    "work_role": "work role",
    "internal_notes": "internal notes",
    "deduct": "break",
    "target": "what it is charged to",
}


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of one entry.

    Attributes:
        before: The entry; None where it is stored anew.
        after: What it is to be; None where it is deleted.
        fields: Of an entry that is changed: what is set. Of a new one: in what it has to be as
            wanted, if not in everything.
    """

    before: LoggedTime | None
    after: LoggedTime | None
    fields: tuple[str, ...] = ()

    @property
    def work(self) -> Work:
        """What is written for it.

        Raises:
            Refused: The entry is as no entry can be stored.
        """
        if self.before is None:
            assert self.after is not None
            return draft_of(self.after)
        assert self.before.id is not None
        if self.after is None:
            return Removal(self.before.id, self.before)
        return Change(self.before.id, edit_to(self.after, self.fields), self.before)


def draft_of(entry: LoggedTime) -> Draft:
    """A new entry that is like this one in all that can be set; nobody is mailed.

    Raises:
        Refused: It lacks what every new entry needs.
    """
    if entry.target is None or entry.member is None or entry.start is None:
        raise Refused(
            "The entry has no start, no member, or nothing that it is charged to: it cannot be"
            " stored again.",
            remedy="Log it with create_time_entry.",
        )
    deduct = entry.deduct or None
    return Draft(
        target=entry.target,
        member=entry.member,
        start=entry.start,
        end=entry.end or entry.start + timedelta(hours=entry.hours + entry.deduct),
        deduct=deduct,
        company=entry.company,
        work_type=entry.work_type,
        work_role=entry.work_role,
        billable=_billable(entry.billable),
        agreement=entry.agreement,
        notes=entry.notes or None,
        internal_notes=entry.internal_notes or None,
        add_to=entry.add_to,
        location=entry.location,
        department=entry.department,
        exactly=True,
    )


def edit_to(entry: LoggedTime, fields: Iterable[str]) -> Edit:
    """What sets these fields as they are in this entry."""
    values: dict[str, Any] = {name: _value(entry, name) for name in fields}
    return Edit(**values)


def unlike(entry: LoggedTime, wanted: LoggedTime, fields: Iterable[str] = FIELDS) -> list[str]:
    """Names of the fields in which an entry is not as wanted."""
    comparable = [name for name in fields if tells(wanted, name)]
    return list(ignored_of_edit(edit_to(wanted, comparable), entry))


def unpriced(entry: LoggedTime, wanted: LoggedTime) -> list[str]:
    """The rate and the like, where they are other than is wanted; they cannot be set from here."""
    rates = (entry.hourly_rate, wanted.hourly_rate)
    rate = ["hourly_rate"] if None not in rates and rates[0] != rates[1] else []
    return [*rate, *(each.name for each in wanted.besides if each not in entry.besides)]


def back(now: LoggedTime, before: LoggedTime, fields: Iterable[str]) -> Step:
    """The step by which these fields become again what they were before."""
    names = tuple(fields)
    also = ("hourly_rate", "besides", *("hours",) * bool({"start", "end", "deduct"} & {*names}))
    values = {name: getattr(before, name) for name in (*names, *also)}
    return Step(now, replace(now, **values), names)


def tells(entry: LoggedTime, name: str) -> bool:
    """Whether the entry tells the field at all; what it does not tell, nothing contradicts."""
    return name not in {"target", "member", "start", "end", "billable"} or bool(_value(entry, name))


def plainly(fields: Iterable[str]) -> str:
    """Fields in people's words."""
    return ", ".join(_PLAIN.get(name, name) for name in fields)


def changed_as(change: Change, written: Written) -> str:
    """What is told of an entry that was changed."""
    stated = [name for name in FIELDS if getattr(change.edit, name) is not UNSET]
    told = f"{written.entry.hours:.4g} h, set: {plainly(stated)}"
    if written.ignored:
        told += f"; ConnectWise did not take over: {plainly(written.ignored)}"
    return told


def _value(entry: LoggedTime, name: str) -> Any:
    return _billable(entry.billable) if name == "billable" else getattr(entry, name)


def _billable(word: str | None) -> Billable | None:
    return Billable(word) if word in set(Billable) else None
