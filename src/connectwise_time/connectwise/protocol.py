"""Answers about time entries in our words: the vendor's stop here, and in `outgoing`. No I/O."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from connectwise_time.connectwise.wire import EntryRef, Ref, TimeEntry
from connectwise_time.domain.models import LoggedTime, Named, Pane, Target, TargetKind

# All that LoggedTime shows but the texts, for searches that need no notes. References are asked
# for by their parts, as the Guide does ("fields=id,company/name,timeStart"): whole ones carry
# links that are half of an answer's bytes.
BRIEF_FIELDS = (
    "id,chargeToId,chargeToType,company/id,company/name,member/id,member/name,ticket/id,"
    "ticket/summary,project/id,project/name,timeStart,timeEnd,actualHours,hoursDeduct,"
    "workType/id,workType/name,workRole/id,workRole/name,billableOption,agreement/id,"
    "agreement/name,status,timeSheet/id,timeSheet/name,invoice/id,invoiceFlag,hourlyRate,"
    "hoursBilled,enteredBy,dateEntered,_info/lastUpdated"
)

_KINDS = {kind.value: kind for kind in TargetKind}
_NO_PANES: frozenset[Pane] = frozenset()


def named(ref: Ref | None) -> Named | None:
    """A reference with its name, None where it points at nothing."""
    if ref is None or ref.id is None:
        return None
    return Named(ref.id, ref.name or ref.summary or ref.identifier or "")


def instant(text: str | None) -> datetime | None:
    """The instant that the text means; ConnectWise's own are UTC where no zone is written.

    None where there is no text, or none that means an instant.
    """
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is UTC:
            return moment
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def last_updated(info: Mapping[str, Any] | None) -> datetime | None:
    """When a record was last changed, as its `_info` tells; None where it does not."""
    told = info.get("lastUpdated") if info else None
    return instant(told) if isinstance(told, str) else None


def logged(entry: TimeEntry) -> LoggedTime:
    """An entry as ConnectWise told it, in our words."""
    start, end = instant(entry.get("timeStart")), instant(entry.get("timeEnd"))
    hours, deduct = entry.get("actualHours"), entry.get("hoursDeduct") or 0.0
    invoice = _ref(entry.get("invoice"))
    return LoggedTime(
        id=entry.get("id"),
        target=_target(entry),
        member=_ref(entry.get("member")),
        start=start,
        end=end,
        hours=_span(start, end, deduct) if hours is None else hours,
        deduct=deduct,
        company=_ref(entry.get("company")),
        ticket=_ref(entry.get("ticket")),
        project=_ref(entry.get("project")),
        work_type=_ref(entry.get("workType")),
        work_role=_ref(entry.get("workRole")),
        billable=entry.get("billableOption"),
        agreement=_ref(entry.get("agreement")),
        notes=entry.get("notes") or "",
        internal_notes=entry.get("internalNotes") or "",
        status=entry.get("status"),
        sheet=_ref(entry.get("timeSheet")),
        invoice=invoice,
        invoiced=bool(entry.get("invoiceFlag") or invoice),
        hourly_rate=entry.get("hourlyRate"),
        hours_billed=entry.get("hoursBilled"),
        add_to=_panes(entry),
        entered_by=entry.get("enteredBy"),
        entered=instant(entry.get("dateEntered")),
        updated=last_updated(entry.get("_info")),
    )


@lru_cache(maxsize=4096)
def _thing(number: int, name: str) -> Named:
    # Thousands of entries name the same few people and tickets: one value serves them all.
    return Named(number, name)


@lru_cache(maxsize=4096)
def _charged(kind: TargetKind, number: int, name: str) -> Target:
    return Target(kind, number, name)


def _ref(ref: EntryRef | None) -> Named | None:
    if not ref or (number := ref.get("id")) is None:
        return None
    return _thing(number, ref.get("name") or ref.get("summary") or ref.get("identifier") or "")


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


def _target(entry: TimeEntry) -> Target | None:
    kind, number = entry.get("chargeToType"), entry.get("chargeToId")
    if number and kind in _KINDS:
        return _charged(_KINDS[kind], number, _target_name(entry, kind))
    # "If chargeToId is not specified, we asume you enter time against the company specified."
    company = _ref(entry.get("company"))
    if number or company is None or kind not in {None, "Company"}:
        return None
    return _charged(TargetKind.COMPANY, company.id, company.name)


def _target_name(entry: TimeEntry, kind: str) -> str:
    match kind:
        case "Activity":
            found = _ref(entry.get("activity"))
        case "Company":
            found = _ref(entry.get("company"))
        case "ChargeCode":
            found = None  # an entry does not tell its charge code's name
        case _:
            found = _ref(entry.get("ticket"))
    return found.name if found else ""
