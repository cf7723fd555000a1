"""ConnectWise's own shapes in its own words, checked by pydantic; no judgement and no I/O.

Unknown fields are ignored, and what ConnectWise leaves out (it omits nulls) is None or absent.
Time entries come by the thousand, so they stay plain dicts with the vendor's keys; all else are
models, whose names are the vendor's in snake case and whose aliases are the vendor's exactly.
"""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, with_config
from pydantic.alias_generators import to_camel
from typing_extensions import TypedDict  # pydantic wants this one before Python 3.12

_LENIENT = ConfigDict(extra="ignore", defer_build=True, coerce_numbers_to_str=True)


@with_config(_LENIENT)
class EntryRef(TypedDict, total=False):
    """A reference within an entry: an id with the name, identifier or summary of its kind."""

    id: int | None
    name: str | None
    identifier: str | None
    summary: str | None


@with_config(_LENIENT)
class ListedEntry(TypedDict, total=False):
    """The fields of a time entry that totals and tables show; instants are left as text.

    They are asked for, and judged, apart from the rest: rows come by ten thousands.
    """

    id: int | None
    company: EntryRef | None
    chargeToId: int | None
    chargeToType: str | None
    member: EntryRef | None
    workType: EntryRef | None
    workRole: EntryRef | None
    timeStart: str | None
    timeEnd: str | None
    hoursDeduct: float | None
    actualHours: float | None
    billableOption: str | None
    notes: str | None
    status: str | None
    ticket: EntryRef | None
    invoiceFlag: bool | None


@with_config(_LENIENT)
class TimeEntry(ListedEntry, total=False):
    """All 62 fields of a time entry (2026.4), under the vendor's own names."""

    companyType: str | None
    locationId: int | None
    businessUnitId: int | None
    businessGroupDesc: str | None
    location: EntryRef | None
    department: EntryRef | None
    agreement: EntryRef | None
    agreementType: str | None
    activity: EntryRef | None
    opportunityRecid: int | None
    projectActivity: str | None
    territory: str | None
    internalNotes: str | None
    addToDetailDescriptionFlag: bool | None
    addToInternalAnalysisFlag: bool | None
    addToResolutionFlag: bool | None
    emailResourceFlag: bool | None
    emailContactFlag: bool | None
    emailCcFlag: bool | None
    emailCc: str | None
    hoursBilled: float | None
    invoiceHours: float | None
    hourlyCost: str | None
    enteredBy: str | None
    dateEntered: str | None
    invoice: EntryRef | None
    mobileGuid: str | None
    hourlyRate: float | None
    overageRate: float | None
    agreementHours: float | None
    agreementAmount: float | None
    agreementAdjustment: float | None
    adjustment: float | None
    invoiceReady: int | None
    timeSheet: EntryRef | None
    project: EntryRef | None
    phase: EntryRef | None
    ticketBoard: str | None
    ticketStatus: str | None
    ticketType: str | None
    ticketSubType: str | None
    extendedInvoiceAmount: float | None
    locationName: str | None
    taxCode: EntryRef | None
    _info: dict[str, Any] | None
    customFields: list[dict[str, Any]] | None


class Wire(BaseModel):
    """What all models share; schemas are built at first use, so that importing stays cheap."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, **_LENIENT)


class Ref(Wire):
    """A reference: an id with whichever of name, identifier or summary its kind carries."""

    id: int | None = None
    name: str | None = None
    identifier: str | None = None
    summary: str | None = None


class TimeSheet(Wire):
    """All 10 fields of a time sheet; its dates are plain strings in the vendor's schema."""

    id: int | None = None
    member: Ref | None = None
    year: int | None = None
    period: int | None = None
    date_start: str | None = None
    date_end: str | None = None
    status: str | None = None
    hours: float | None = None
    deadline: str | None = None
    info: dict[str, Any] | None = Field(default=None, alias="_info")


class WorkType(Wire):
    """A work type: those of its 18 fields that say how time is billed and whether it is in use."""

    id: int
    name: str = ""
    bill_time: str | None = None
    rate_type: str | None = None
    rate: float | None = None
    hours_min: float | None = None
    hours_max: float | None = None
    round_bill_hours_to: float | None = None
    inactive_flag: bool | None = None
    overall_default_flag: bool | None = None
    activity_default_flag: bool | None = None
    utilization_flag: bool | None = None


class WorkRole(Wire):
    """A work role."""

    id: int
    name: str = ""
    hourly_rate: float | None = None
    inactive_flag: bool | None = None
    location_ids: list[int] | None = None


class ChargeCode(Wire):
    """A charge code."""

    id: int
    name: str = ""
    company: Ref | None = None
    location: Ref | None = None
    department: Ref | None = None
    bill_time: str | None = None
    expense_entry_flag: bool | None = None
    time_entry_flag: bool | None = None
    work_type: Ref | None = None
    work_role: Ref | None = None


class Ticket(Wire):
    """A service or project ticket: what logging time needs of its fields."""

    id: int
    summary: str = ""
    record_type: str | None = None
    is_issue_flag: bool | None = None
    board: Ref | None = None
    status: Ref | None = None
    company: Ref | None = None
    owner: Ref | None = None
    resources: str | None = None
    agreement: Ref | None = None
    project: Ref | None = None
    phase: Ref | None = None
    bill_time: str | None = None
    work_type: Ref | None = None
    work_role: Ref | None = None
    location: Ref | None = None
    department: Ref | None = None
    closed_flag: bool | None = None
    closed_date: str | None = None
    info: dict[str, Any] | None = Field(default=None, alias="_info")


class Member(Wire):
    """A member as `/system/members`, `/system/myMembers` or `/system/info/members` tells it."""

    id: int
    identifier: str = ""
    first_name: str | None = None
    last_name: str | None = None
    full_name: str | None = None
    time_zone: Ref | None = None
    license_class: str | None = None
    inactive_flag: bool | None = None
    work_role: Ref | None = None
    work_type: Ref | None = None
    calendar: Ref | None = None
    daily_capacity: float | None = None
    minimum_hours: float | None = None
    days_tolerance: int | None = None
    time_approver: Ref | None = None
    default_location: Ref | None = None
    default_department: Ref | None = None
    require_time_sheet_entry_flag: bool | None = None
    require_start_and_end_time_on_time_entry_flag: bool | None = None
    enter_time_against_company_flag: bool | None = None


class Company(Wire):
    """A company."""

    id: int
    identifier: str = ""
    name: str = ""
    status: Ref | None = None
    deleted_flag: bool | None = None


class Agreement(Wire):
    """An agreement."""

    id: int
    name: str = ""
    company: Ref | None = None
    agreement_status: str | None = None
    cancelled_flag: bool | None = None
    end_date: str | None = None
    no_ending_date_flag: bool | None = None


class Activity(Wire):
    """A sales activity."""

    id: int
    name: str = ""
    company: Ref | None = None
    close_flag: bool | None = None
