"""Answers about time entries in our words: the vendor's stop here, and in `outgoing`. No I/O."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Literal
from uuid import UUID

from connectwise_time.connectwise.remote_text import cleaned
from connectwise_time.connectwise.wire import EntryRef, ListedEntry, Ref, TimeEntry
from connectwise_time.domain.digests import digest
from connectwise_time.domain.entries import Besides, LoggedTime, Pane
from connectwise_time.domain.models import Named, Target, TargetKind

# What totals and tables of entries show; one entry is read whole. References are asked for by
# their parts, as the Guide does ("fields=id,company/name,timeStart"): whole ones carry links
# that are half of an answer's bytes.
BRIEF_FIELDS = (
    "id,chargeToId,chargeToType,company/id,company/name,member/id,member/name,ticket/id,"
    "ticket/summary,timeStart,timeEnd,actualHours,hoursDeduct,workType/id,workType/name,"
    "workRole/id,workRole/name,billableOption,status,invoiceFlag"
)
LISTED_FIELDS = f"{BRIEF_FIELDS},notes"
SHEET_FIELDS = "timeSheet/id,timeSheet/name"
# `_info` comes only where it is named (reference §4): it tells when the entry was last changed.
WHOLE_FIELDS = (
    f"{LISTED_FIELDS},{SHEET_FIELDS},internalNotes,project/id,project/name,agreement/id,"
    "agreement/name,mobileGuid,dateEntered,_info"
)

_KINDS = {kind.value: kind for kind in TargetKind}
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_NO_PANES: frozenset[Pane] = frozenset()


def named(ref: Ref | None) -> Named | None:
    """A reference with its name, None where it points at nothing."""
    if ref is None or not ref.id:
        return None
    return Named(ref.id, cleaned(ref.name or ref.summary or ref.identifier or ""))


def instant(text: str | None) -> datetime | None:
    """The instant that the text means; ConnectWise's own are UTC where no zone is written.

    None where there is no text, or none that means an instant: .NET's for "never" is in the year 1.
    """
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        elif moment.tzinfo is not UTC:
            moment = moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if _FIRST_YEAR <= moment.year <= _LAST_YEAR else None


def last_updated(info: Mapping[str, Any] | None) -> datetime | None:
    """When a record was last changed, as its `_info` tells; None where it does not."""
    told = info.get("lastUpdated") if info else None
    return instant(told) if isinstance(told, str) else None


def listed(entry: ListedEntry) -> LoggedTime:
    """An entry as a list of many tells it, in our words."""
    start, end = instant(entry.get("timeStart")), instant(entry.get("timeEnd"))
    hours, deduct = entry.get("actualHours"), entry.get("hoursDeduct") or 0.0
    ticket, company = _ref(entry.get("ticket")), _ref(entry.get("company"))
    return LoggedTime(
        id=entry.get("id") or None,
        target=_target(entry, ticket, company),
        member=_ref(entry.get("member")),
        start=start,
        end=end,
        hours=_span(start, end, deduct) if hours is None else hours,
        deduct=deduct,
        company=company,
        ticket=ticket,
        work_type=_ref(entry.get("workType")),
        work_role=_ref(entry.get("workRole")),
        billable=entry.get("billableOption"),
        notes=entry.get("notes") or "",
        status=entry.get("status"),
        invoiced=bool(entry.get("invoiceFlag")),
    )


def logged(entry: TimeEntry) -> LoggedTime:
    """An entry as ConnectWise told it, in our words."""
    found = listed(entry)
    invoice = _ref(entry.get("invoice"))
    activity = _ref(entry.get("activity"))
    if found.target and found.target.kind is TargetKind.ACTIVITY and activity:
        found.target = _charged(TargetKind.ACTIVITY, found.target.id, activity.name)
    found.project = _ref(entry.get("project"))
    found.agreement = _ref(entry.get("agreement"))
    found.internal_notes = entry.get("internalNotes") or ""
    found.sheet = _ref(entry.get("timeSheet"))
    found.invoice = invoice
    found.invoiced = found.invoiced or invoice is not None
    found.hourly_rate = entry.get("hourlyRate")
    found.hours_billed = entry.get("hoursBilled")
    found.invoice_hours = entry.get("invoiceHours")
    found.agreement_hours = entry.get("agreementHours")
    found.invoice_amount = entry.get("extendedInvoiceAmount")
    found.location = _place(entry.get("location"), entry.get("locationId"), "locationName", entry)
    found.department = _place(
        entry.get("department"), entry.get("businessUnitId"), "businessGroupDesc", entry
    )
    found.add_to = _panes(entry)
    found.entered_by = entry.get("enteredBy")
    found.entered = instant(entry.get("dateEntered"))
    found.updated = last_updated(entry.get("_info"))
    found.marker = _mark(entry.get("mobileGuid"))
    found.besides = _besides(entry)
    return found


def _besides(entry: TimeEntry) -> tuple[Besides, ...]:
    """What was set of it by hand, or by the house's own fields, and is not set from here."""
    custom = [each for each in entry.get("customFields") or () if each.get("value")]
    values = {
        "adjustment": entry.get("adjustment"),
        "overage rate": entry.get("overageRate"),
        "custom fields": custom,
    }
    return tuple(Besides(name, digest(value)) for name, value in values.items() if value)


def _mark(text: str | None) -> str | None:
    """A mark as we write them; .NET writes a GUID in several ways."""
    try:
        return str(UUID(text)) if text else None
    except ValueError:
        return text


@lru_cache(maxsize=4096)
def _thing(number: int | None, name: str | None) -> Named | None:
    # Thousands of entries name the same few people and tickets: one value serves them all.
    # Cleaned here, so that no name can break a sentence in which it stands.
    return None if not number else Named(number, cleaned(name or ""))


@lru_cache(maxsize=4096)
def _charged(kind: TargetKind, number: int, name: str) -> Target:
    return Target(kind, number, cleaned(name))


def _ref(ref: EntryRef | None) -> Named | None:
    if not ref:
        return None
    try:
        return _thing(ref["id"], ref["name"])  # by far the most usual form
    except KeyError:
        number = ref.get("id")
    if number is None:
        return None
    return _thing(number, ref.get("name") or ref.get("summary") or ref.get("identifier") or "")


def _place(
    ref: EntryRef | None,
    number: int | None,
    name: Literal["locationName", "businessGroupDesc"],
    entry: TimeEntry,
) -> Named | None:
    """An office or a department; older versions tell an id and a name instead of a reference."""
    return _ref(ref) or _thing(number, entry.get(name))


def _span(start: datetime | None, end: datetime | None, deduct: float) -> float:
    if start is None or end is None:
        return 0.0
    return (end - start).total_seconds() / 3600 - deduct


def _panes(entry: TimeEntry) -> frozenset[Pane]:
    discussion = entry.get("addToDetailDescriptionFlag")
    internal = entry.get("addToInternalAnalysisFlag")
    resolution = entry.get("addToResolutionFlag")
    if not (discussion or internal or resolution):
        return _NO_PANES
    flags = (
        (Pane.DISCUSSION, discussion),
        (Pane.INTERNAL, internal),
        (Pane.RESOLUTION, resolution),
    )
    return frozenset(pane for pane, flag in flags if flag)


def _target(entry: ListedEntry, ticket: Named | None, company: Named | None) -> Target | None:
    kind, number = entry.get("chargeToType"), entry.get("chargeToId")
    if number and kind in _KINDS:
        # An entry does not tell its charge code's name, and a listed one not its activity's.
        named_by = company if kind == "Company" else ticket
        return _charged(_KINDS[kind], number, named_by.name if named_by else "")
    # "If chargeToId is not specified, we asume you enter time against the company specified."
    if number or company is None or kind not in {None, "Company"}:
        return None
    return _charged(TargetKind.COMPANY, company.id, company.name)
