"""ConnectWise's own shapes in its own words, checked by pydantic; no judgement and no I/O.

Unknown fields are ignored, and what ConnectWise leaves out (it omits nulls) is None or absent.
Time entries come by the thousand, so they stay plain dicts with the vendor's keys; all else are
models, whose names are the vendor's in snake case and whose aliases are the vendor's exactly.
They have a module for each subject, and all of them but settings can be had from here.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, with_config
from pydantic.alias_generators import to_camel
from typing_extensions import TypedDict  # pydantic wants this one before Python 3.12

if TYPE_CHECKING:
    from connectwise_time.connectwise.wire_companies import Activity, Agreement, Company
    from connectwise_time.connectwise.wire_members import Member
    from connectwise_time.connectwise.wire_sheets import Audit, Bulk, Success, TimeSheet
    from connectwise_time.connectwise.wire_tables import ChargeCode, WorkRole, WorkType
    from connectwise_time.connectwise.wire_tickets import Ticket

__all__ = [
    "Activity",
    "Agreement",
    "Audit",
    "Bulk",
    "ChargeCode",
    "Company",
    "EntryRef",
    "ListedEntry",
    "Member",
    "Ref",
    "Success",
    "Ticket",
    "TimeEntry",
    "TimeSheet",
    "Wire",
    "WorkRole",
    "WorkType",
]

_LENIENT = ConfigDict(
    extra="ignore", defer_build=True, coerce_numbers_to_str=True, allow_inf_nan=False
)
LARGEST_ID = 2**31 - 1
# What is no id counts as absent, and so does 0: `true` would be read as the id 1.
Id: TypeAlias = Annotated[int, Field(strict=True, ge=0, le=LARGEST_ID)]


@with_config(_LENIENT)
class EntryRef(TypedDict, total=False):
    """A reference within an entry: an id with the name, identifier or summary of its kind."""

    id: Id | None
    name: str | None
    identifier: str | None
    summary: str | None


@with_config(_LENIENT)
class ListedEntry(TypedDict, total=False):
    """The fields of a time entry that totals and tables show; instants are left as text.

    They are asked for, and judged, apart from the rest: rows come by ten thousands.
    """

    id: Id | None
    company: EntryRef | None
    chargeToId: Id | None
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

    id: Id | None = None
    name: str | None = None
    identifier: str | None = None
    summary: str | None = None


_MODULES = {
    "Activity": "wire_companies",
    "Agreement": "wire_companies",
    "Audit": "wire_sheets",
    "Bulk": "wire_sheets",
    "ChargeCode": "wire_tables",
    "Company": "wire_companies",
    "Member": "wire_members",
    "Success": "wire_sheets",
    "Ticket": "wire_tickets",
    "TimeSheet": "wire_sheets",
    "WorkRole": "wire_tables",
    "WorkType": "wire_tables",
}

if not TYPE_CHECKING:  # a checker would take every name for one that is here

    def __getattr__(name: str) -> Any:
        """A model of another module, imported at first use.

        For each field pydantic takes 0.1 ms at import, and they have hundreds: a start that
        asks ConnectWise nothing should not wait for them.
        """
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"{__package__}.{_MODULES[name]}"), name)
