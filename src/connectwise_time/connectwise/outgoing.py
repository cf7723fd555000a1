"""Drafts and edits in the vendor's words, ready to be sent. No I/O."""

from datetime import UTC, datetime

from connectwise_time.connectwise.dialects import REMOVED, Dialect, Json, names_company_as_target
from connectwise_time.domain.entries import Billable, Draft, Edit, Mail, Pane, Unset
from connectwise_time.domain.models import Named, Target, TargetKind

_PANES = {
    Pane.DISCUSSION: "addToDetailDescriptionFlag",
    Pane.INTERNAL: "addToInternalAnalysisFlag",
    Pane.RESOLUTION: "addToResolutionFlag",
}
_MAILS = {
    Mail.RESOURCE: "emailResourceFlag",
    Mail.CONTACT: "emailContactFlag",
    Mail.CC: "emailCcFlag",
}


def stamp(instant: datetime) -> str:
    """An aware instant the way ConnectWise writes it: `2026-11-16T09:30:00Z`.

    In whole seconds of UTC, because it refuses offsets and milliseconds (reference §7, "Dates").
    """
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def entry_body(draft: Draft, dialect: Dialect) -> dict[str, Json]:
    """The body that creates the entry; what the draft leaves open, ConnectWise fills in."""
    body: dict[str, Json] = {
        **_target_body(draft.target, draft.company, names_company=names_company_as_target(dialect)),
        "member": {"id": draft.member.id},
        "timeStart": stamp(draft.start),
        "timeEnd": stamp(draft.end),
        "hoursDeduct": draft.deduct,
        "workType": _reference(draft.work_type),
        "workRole": _reference(draft.work_role),
        "agreement": _reference(draft.agreement),
        **_places(draft.location, draft.department),
        "billableOption": draft.billable.value if draft.billable else None,
        "notes": draft.notes,
        "internalNotes": draft.internal_notes,
        **{
            name: pane in draft.add_to
            for pane, name in _PANES.items()
            if pane in draft.add_to or draft.exactly
        },
        **{_MAILS[mail]: True for mail in sorted(draft.email)},
        "emailCc": draft.email_cc if Mail.CC in draft.email else None,
    }
    return {name: value for name, value in body.items() if value is not None}


def marked(marker: str | None, dialect: Dialect) -> dict[str, Json]:
    """What leaves a mark with a new entry, which ConnectWise may keep (reliability §0.5)."""
    return {"mobileGuid": marker} if marker is not None and dialect is Dialect.PSA else {}


def _reference(thing: Named | None) -> Json:
    return None if thing is None else {"id": thing.id}


def _places(location: Named | None, department: Named | None) -> dict[str, Json]:
    """Office and department by their ids, which every version has (reference §2.5 and §2.6)."""
    return {
        "locationId": location.id if location else None,
        "businessUnitId": department.id if department else None,
    }


def _target_body(target: Target, company: Named | None, *, names_company: bool) -> dict[str, Json]:
    if target.kind is TargetKind.COMPANY:
        on_company: dict[str, Json] = {"company": {"id": target.id}}
        if not names_company:
            return on_company
        return {"chargeToId": target.id, "chargeToType": target.kind.value, **on_company}
    body: dict[str, Json] = {"chargeToId": target.id, "chargeToType": target.kind.value}
    # A ticket has its own company; only time on a charge code is also "for" a company.
    if company is not None and target.kind is TargetKind.CHARGE_CODE:
        body["company"] = {"id": company.id}
    return body


def edit_changes(edit: Edit) -> dict[str, Json]:
    """The fields that an edit changes; None as a value means "make empty".

    Hours are never among them: ConnectWise ignores `actualHours` while start and end exist
    (reference §7), so hours change through `timeEnd`. Texts are emptied by "", a deduction by 0,
    and references by removing them.
    """
    changes: dict[str, Json] = {}
    if not isinstance(edit.target, Unset):
        company = None if isinstance(edit.company, Unset) else edit.company
        # Of an entry that has another target, that target must be overwritten.
        changes |= _target_body(edit.target, company, names_company=True)
    elif not isinstance(edit.company, Unset):
        changes["company"] = _reference(edit.company) or REMOVED
    return changes | _times(edit) | _references(edit) | _texts(edit) | _flags(edit)


def _times(edit: Edit) -> dict[str, Json]:
    changes: dict[str, Json] = {}
    if not isinstance(edit.start, Unset):
        changes["timeStart"] = stamp(edit.start)
    if not isinstance(edit.end, Unset):
        changes["timeEnd"] = stamp(edit.end)
    if not isinstance(edit.deduct, Unset):
        changes["hoursDeduct"] = edit.deduct or 0
    return changes


def _references(edit: Edit) -> dict[str, Json]:
    places = {"locationId": edit.location, "businessUnitId": edit.department}
    ids: dict[str, Json] = {
        name: value.id if value else REMOVED
        for name, value in places.items()
        if not isinstance(value, Unset)
    }
    given = {
        "member": edit.member,
        "workType": edit.work_type,
        "workRole": edit.work_role,
        "agreement": edit.agreement,
    }
    return ids | {
        name: _reference(value) or REMOVED
        for name, value in given.items()
        if not isinstance(value, Unset)
    }


def _texts(edit: Edit) -> dict[str, Json]:
    given = {"notes": edit.notes, "internalNotes": edit.internal_notes, "emailCc": edit.email_cc}
    changes: dict[str, Json] = {
        name: value or "" for name, value in given.items() if not isinstance(value, Unset)
    }
    if isinstance(edit.billable, Billable):
        changes["billableOption"] = edit.billable.value
    return changes


def _flags(edit: Edit) -> dict[str, Json]:
    changes: dict[str, Json] = {}
    if not isinstance(edit.add_to, Unset):
        changes |= {name: pane in edit.add_to for pane, name in _PANES.items()}
    if not isinstance(edit.email, Unset):
        # A flag sends mail when it is set; clearing one would be no wish of anybody's.
        changes |= {_MAILS[mail]: True for mail in sorted(edit.email)}
    return changes
