"""Asking ConnectWise about an entry as about a new one, and taking over what it tells. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from connectwise_time.domain.billing.origins import PARTS
from connectwise_time.domain.entries import UNSET, Billable, Draft, Edit, LoggedTime, Unset
from connectwise_time.domain.models import Target, TargetKind

_PRICED_BY = ("target", "member", "work_type", "work_role", "agreement")
_BILLED_BY = (*_PRICED_BY, "start", "end", "deduct", "billable")


@dataclass(frozen=True, slots=True)
class WorkedOut:
    """An entry as ConnectWise would fill it in.

    Attributes:
        untold: Why ConnectWise did not work it out; empty where it did.
    """

    entry: LoggedTime
    untold: str = ""


def as_drafted(draft: Draft) -> LoggedTime:
    """The entry that a draft says, where ConnectWise does not tell what it would fill in."""
    return LoggedTime(
        id=None,
        target=draft.target,
        member=draft.member,
        start=draft.start,
        end=draft.end,
        hours=draft.hours,
        deduct=draft.deduct or 0.0,
        company=draft.company,
        work_type=draft.work_type,
        work_role=draft.work_role,
        billable=draft.billable.value if draft.billable else None,
        agreement=draft.agreement,
        notes=draft.notes or "",
        internal_notes=draft.internal_notes or "",
        add_to=draft.add_to,
        location=draft.location,
        department=draft.department,
    )


def as_new(after: LoggedTime, change: Edit) -> Draft | None:
    """A changed entry as a new one, to ask ConnectWise about; None where it lacks what one needs.

    What the change leaves alone is as it is stored; an entry that is moved gets company and
    agreement anew, as ConnectWise gives them.
    """
    if after.target is None or after.member is None or after.start is None:
        return None
    moved = isinstance(change.target, Target)
    takes_company = after.target.kind is TargetKind.CHARGE_CODE
    return Draft(
        target=after.target,
        member=after.member,
        start=after.start,
        end=after.end or after.start + timedelta(hours=after.hours + after.deduct),
        deduct=after.deduct or None,
        company=after.company if takes_company else None,
        work_type=after.work_type,
        work_role=after.work_role,
        billable=next((option for option in Billable if option == after.billable), None),
        agreement=None if moved and isinstance(change.agreement, Unset) else after.agreement,
        notes=after.notes or None,
        internal_notes=after.internal_notes or None,
        add_to=after.add_to,
        location=after.location,
        department=after.department,
    )


def as_changed(after: LoggedTime, told: LoggedTime, change: Edit) -> LoggedTime:
    """A changed entry, with what ConnectWise told of it as a new one.

    A rate may have been set by hand: it stays where nothing changes that a rate follows from.
    """
    repriced = _changes(change, _PRICED_BY)
    parts = (*PARTS, "company", "billable", "hours", "hours_billed")
    return replace(
        after,
        **{part: getattr(told, part) for part in (*parts, "invoice_hours", "agreement_hours")},
        project=told.project,
        hourly_rate=told.hourly_rate if repriced else after.hourly_rate,
    )


def as_foreseen(after: LoggedTime, change: Edit) -> LoggedTime:
    """A changed entry of which ConnectWise tells nothing: without what it would decide anew."""
    moved = isinstance(change.target, Target)
    if moved and isinstance(change.company, Unset):
        after = replace(after, company=None)
    if moved and isinstance(change.agreement, Unset):
        after = replace(after, agreement=None)
    if _changes(change, _PRICED_BY):
        after = replace(after, hourly_rate=None)
    if _changes(change, _BILLED_BY):
        after = replace(after, hours_billed=None, invoice_hours=None, agreement_hours=None)
    return after


def _changes(change: Edit, names: Iterable[str]) -> bool:
    return any(getattr(change, name) is not UNSET for name in names)
