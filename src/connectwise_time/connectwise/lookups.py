"""Answers about people, tables, tickets and companies, in our words. No I/O."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time
from typing import TYPE_CHECKING

from connectwise_time.connectwise.protocol import last_updated, named
from connectwise_time.connectwise.remote_text import cleaned
from connectwise_time.domain.models import (
    Activity,
    Agreement,
    Calendar,
    ChargeCode,
    Company,
    Holiday,
    Member,
    TargetKind,
    Ticket,
    Workday,
    WorkRole,
    WorkType,
)
from connectwise_time.domain.sheets import Reach, Rights, Step, TimeSheet

if TYPE_CHECKING:
    from collections.abc import Iterable

    from connectwise_time.connectwise import wire, wire_settings

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Levels:
    """How far the rights of the keys reach for one function: `None`, `My` or `All` each."""

    add: str
    edit: str
    delete: str
    inquire: str


def levels(row: wire_settings.SecurityRow) -> tuple[str, Levels]:
    """A right's name, such as `Time Entry`, and its levels."""
    name = row.module_function_name or row.module_function_description or ""
    told = (row.add_level, row.edit_level, row.delete_level, row.inquire_level)
    add, edit, delete, inquire = (level or "None" for level in told)
    return name, Levels(add, edit, delete, inquire)


def rights(rows: Iterable[wire_settings.SecurityRow]) -> Rights:
    """What the keys may do to time; None where no row or an unknown word tells it."""
    by_name = {levels(row)[0]: row for row in rows}
    approval, entry = by_name.get("Time Approval"), by_name.get("Time Entry")
    return Rights(
        approve=_reach(approval.edit_level) if approval else None,
        edit=_reach(entry.edit_level) if entry else None,
        delete=_reach(entry.delete_level) if entry else None,
        add=_reach(entry.add_level) if entry else None,
        see=_reach(entry.inquire_level) if entry else None,
    )


def _reach(level: str | None) -> Reach | None:
    return next((reach for reach in Reach if reach == level), None)


def member(body: wire.Member) -> Member:
    """A member; `zone` is the name as this answer has it. `lastName` may be missing (§3)."""
    name = body.full_name or " ".join(p for p in (body.first_name, body.last_name) if p)
    return Member(
        id=body.id,
        identifier=body.identifier,
        name=cleaned(name or body.identifier),
        zone=(body.time_zone.name or None) if body.time_zone else None,
        active=not body.inactive_flag,
        api_only=body.license_class == "A",
        work_type=named(body.work_type),
        work_role=named(body.work_role),
        calendar_id=body.calendar.id if body.calendar else None,
        daily_capacity=body.daily_capacity,
        needs_start_and_end=bool(body.require_start_and_end_time_on_time_entry_flag),
        approver=named(body.time_approver) or named(body.reports_to),
        location=named(body.default_location),
        department=named(body.default_department),
        must_log=body.require_time_sheet_entry_flag,
        since=max(
            filter(None, (_day(body.hire_date), _day(body.time_sheet_start_date))), default=None
        ),
        until=_day(body.inactive_date) if body.inactive_flag else None,
    )


def first_weekday(rows: Iterable[wire_settings.TimePeriodSetup], year: int) -> int:
    """The day behind the last one of a period; Monday where periods are no weeks."""
    weekly = {
        row.year: _day(row.first_period_end_date)
        for row in rows
        if row.type in ("Weekly", "BiWeekly") and row.period_apply_to != "Expense"
    }
    known = {of: end for of, end in weekly.items() if of is not None and end is not None}
    if not known:
        return 0
    end = known.get(year) or known[max(known)]
    return (end.weekday() + 1) % 7


def work_type(body: wire.WorkType) -> WorkType:
    """A work type."""
    return WorkType(
        body.id,
        cleaned(body.name),
        active=not body.inactive_flag,
        bills_as=body.bill_time,
        is_default=bool(body.overall_default_flag),
        higher_rate=_is_higher(body.rate_type, body.rate or 0.0),
    )


def _is_higher(kind: str | None, rate: float) -> bool:
    """A rate by itself, more than the usual one, or something on top of that."""
    return kind == "Custom" or rate > (0 if kind == "AdjAmount" else 1)


def work_role(body: wire.WorkRole) -> WorkRole:
    """A work role."""
    locations = frozenset(body.location_ids or ())
    return WorkRole(body.id, cleaned(body.name), not body.inactive_flag, locations)


def charge_code(body: wire.ChargeCode) -> ChargeCode:
    """A charge code; one that does not say otherwise takes time."""
    return ChargeCode(
        id=body.id,
        name=cleaned(body.name),
        company=named(body.company),
        takes_time=body.time_entry_flag is not False,
        bills_as=body.bill_time,
        work_type=named(body.work_type),
        work_role=named(body.work_role),
        location=named(body.location),
        department=named(body.department),
    )


def company(body: wire.Company) -> Company:
    """A company. It counts as inactive where it is deleted or its status says so by name.

    Statuses are free names of a tenant's; "Inactive" is the one that ConnectWise brings along.
    """
    status = named(body.status)
    stopped = status is not None and "inactive" in status.name.casefold()
    active = not (body.deleted_flag or stopped)
    return Company(body.id, body.identifier, cleaned(body.name or body.identifier), active)


def agreement(body: wire.Agreement) -> Agreement:
    """An agreement; Cancelled, Expired and Inactive ones are not active."""
    active = body.agreement_status in {None, "Active"} and not body.cancelled_flag
    return Agreement(
        id=body.id,
        name=cleaned(body.name),
        company=named(body.company),
        active=active,
        since=_day(body.start_date),
        until=None if body.no_ending_date_flag else _day(body.end_date),
        cancelled=_day(body.date_cancelled) if body.cancelled_flag else None,
        status=body.agreement_status,
        covers_time=body.cover_agreement_time,
    )


def activity(body: wire.Activity) -> Activity:
    """A sales activity."""
    return Activity(body.id, cleaned(body.name), named(body.company))


def ticket(body: wire.Ticket, kind: TargetKind) -> Ticket:
    """A ticket of the kind that its address told; a project issue is a project ticket."""
    return Ticket(
        id=body.id,
        kind=kind,
        summary=cleaned(body.summary),
        company=named(body.company),
        board=named(body.board),
        status=named(body.status),
        project=named(body.project),
        closed=bool(body.closed_flag),
        owner=named(body.owner),
        resources=_resources(body.resources),
        agreement=named(body.agreement),
        work_type=named(body.work_type),
        work_role=named(body.work_role),
        bills_as=body.bill_time,
        updated=last_updated(body.info),
        location=named(body.location),
        department=named(body.department),
    )


def _resources(text: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in re.split(r"[,;]", text or "") if part.strip())


def works_on(body: wire.Ticket, identifier: str) -> bool:
    """Whether the member with the identifier owns the ticket or is among its resources."""
    people = [body.owner.identifier or "" if body.owner else "", *_resources(body.resources)]
    return identifier.casefold() in (person.casefold() for person in people)


def calendar(body: wire_settings.Calendar) -> Calendar:
    """A calendar: the hours of every weekday."""
    holidays = body.holiday_list.id if body.holiday_list else None
    hours = tuple(workday(body, weekday) for weekday in range(len(WEEKDAYS)))
    return Calendar(hours, holidays or None)


def holiday(body: wire_settings.Holiday) -> Holiday | None:
    """A holiday, of the whole day unless it tells its hours; None where it tells no date."""
    day = _day(body.date)
    if day is None:
        return None
    start, end = _clock(body.time_start), _clock(body.time_end)
    if body.all_day_flag is not False or start is None or end is None or start >= end:
        start = end = None
    return Holiday(cleaned(body.name), day, start, end)


def workday(body: wire_settings.Calendar, weekday: int) -> Workday | None:
    """A weekday's hours, which may end on the next day; None on a free day.

    That one has none, or begins when it ends.
    """
    day = WEEKDAYS[weekday]
    start = _clock(getattr(body, f"{day}_start_time"))
    end = _clock(getattr(body, f"{day}_end_time"))
    if start is None or end is None or start == end:
        return None
    return Workday(start, end)


def sheet(body: wire.TimeSheet) -> TimeSheet | None:
    """A time sheet; None where it does not tell its id, whose it is, or its days."""
    owner, first, last = named(body.member), _day(body.date_start), _day(body.date_end)
    if body.id is None or owner is None or first is None or last is None:
        return None
    return TimeSheet(
        id=body.id,
        member=owner,
        first=first,
        last=last,
        status=body.status or "",
        hours=body.hours or 0.0,
        deadline=_day(body.deadline),
        updated=last_updated(body.info),
    )


def _day(text: str | None) -> date | None:
    # The vendor's schema says no more than "string": a date, or a date and time, is both read.
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


def step(body: wire.Audit) -> Step:
    """A line of an audit trail."""
    return Step(
        id=body.id,
        by=named(body.member),
        at=last_updated(body.info),
        message=cleaned(body.message or ""),
        before=cleaned(body.old_value or ""),
        after=cleaned(body.new_value or ""),
        of_status=body.type == "Status",
        of_internal_notes=body.type == "TimeInternalNote",
    )


def _clock(text: str | None) -> time | None:
    try:
        return time.fromisoformat((text or "").rsplit("T", 1)[-1].removesuffix("Z"))
    except ValueError:
        return None
