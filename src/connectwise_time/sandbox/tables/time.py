"""Time itself: entries and the sheets that gather them."""

from connectwise_time.sandbox.fields import (
    Field,
    Resource,
    choice,
    computed,
    day,
    flag,
    flags,
    instant,
    integer,
    label,
    number,
    numbers,
    reference,
    text,
    texts,
)
from connectwise_time.sandbox.tables.words import BILLABLE, CHARGE_TO, STATUSES

NOTE_FLAGS = ("addToDetailDescriptionFlag", "addToInternalAnalysisFlag", "addToResolutionFlag")
EMAIL_FLAGS = ("emailResourceFlag", "emailContactFlag", "emailCcFlag")

# What needs the permission to see rates: which properties exactly is assumed [?].
RATES = frozenset(
    {
        "hourlyRate",
        "hourlyCost",
        "overageRate",
        "extendedInvoiceAmount",
        "agreementAmount",
        "agreementAdjustment",
        "adjustment",
    }
)

_SHEET_HOURS = (
    "(SELECT COALESCE(ROUND(SUM(e.actual_hours), 2), 0) FROM time_entries AS e "
    "WHERE e.time_sheet_id = {t}.id)"
)

SHEETS = Resource(
    "time/sheets",
    "TimeSheet",
    "timeSheet",
    "Time Sheet",
    "time_sheets",
    (
        integer("id"),
        reference("member"),
        integer("year"),
        integer("period"),
        day("dateStart"),
        day("dateEnd"),
        choice("status", STATUSES),
        number("hours", sql=_SHEET_HOURS),
        day("deadline"),
        text("name", hidden=True),
        integer("periodId", hidden=True),
    ),
    module="Time Entry",
    owner="member_id",
    indexes=("member_id, period_id",),
)

_WRITTEN = (
    reference("company"),
    integer("chargeToId"),
    choice("chargeToType", CHARGE_TO),
    reference("member"),
    integer("locationId"),
    integer("businessUnitId", column="department_id"),
    reference("location"),
    reference("department", "businessUnit"),
    reference("workType"),
    reference("workRole"),
    reference("agreement"),
    instant("timeStart", required=True),
    instant("timeEnd"),
    number("hoursDeduct"),
    number("actualHours"),
    choice("billableOption", BILLABLE),
    text("notes"),
    text("internalNotes"),
    *flags(*NOTE_FLAGS),
    *flags(*EMAIL_FLAGS),
    text("emailCc"),
    # "may only be Updated, it is defaulted on Create" (connectwise-api.md §2.6 [A])
    number("hourlyRate"),
    Field("mobileGuid", "uuid", "mobile_guid"),
    Field("customFields", "custom", "custom_fields"),
)

_FILLED_IN = (
    integer("id"),
    label("companyType", "company_id", "company", "type"),
    label("businessGroupDesc", "department_id", "businessUnit", "name"),
    label("agreementType", "agreement_id", "agreement", "type"),
    reference("activity"),
    integer("opportunityRecid"),
    text("projectActivity"),
    label("territory", "company_id", "company", "territory"),
    *numbers("hoursBilled", "invoiceHours"),
    *texts("hourlyCost", "enteredBy"),
    instant("dateEntered"),
    reference("invoice"),
    *numbers("overageRate", "agreementHours", "agreementAmount", "agreementAdjustment"),
    number("adjustment"),
    integer("invoiceReady"),
    reference("timeSheet"),
    choice("status", STATUSES),
    reference("ticket"),
    reference("project"),
    reference("phase"),
    label("ticketBoard", "ticket_id", "ticket", "board"),
    label("ticketStatus", "ticket_id", "ticket", "status"),
    label("ticketType", "ticket_id", "ticket", "type"),
    label("ticketSubType", "ticket_id", "ticket", "subType"),
    flag("invoiceFlag"),
    number("extendedInvoiceAmount"),
    label("locationName", "location_id", "location", "name"),
    reference("taxCode"),
)

_ORDER = (  # noqa: SIM905  # sixty words read better than sixty quoted ones
    "id company companyType chargeToId chargeToType member locationId businessUnitId "
    "businessGroupDesc location department workType workRole agreement agreementType activity "
    "opportunityRecid projectActivity territory timeStart timeEnd hoursDeduct actualHours "
    "billableOption notes internalNotes addToDetailDescriptionFlag addToInternalAnalysisFlag "
    "addToResolutionFlag emailResourceFlag emailContactFlag emailCcFlag emailCc hoursBilled "
    "invoiceHours hourlyCost enteredBy dateEntered invoice mobileGuid hourlyRate overageRate "
    "agreementHours agreementAmount agreementAdjustment adjustment invoiceReady timeSheet status "
    "ticket project phase ticketBoard ticketStatus ticketType ticketSubType invoiceFlag "
    "extendedInvoiceAmount locationName taxCode customFields"
).split()


def _in_order(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """As the vendor's schema lists them (connectwise-api.md §2.6 [A])."""
    return tuple(sorted(fields, key=lambda field: _ORDER.index(field.name)))


ENTRIES = Resource(
    "time/entries",
    "TimeEntry",
    "timeEntry",
    "Time Entry",
    "time_entries",
    (
        *_in_order((*(computed(field) for field in _FILLED_IN), *_WRITTEN)),
        # Where a rejected entry waited, so that cancelReject can put it back.
        computed(text("rejectedFrom", hidden=True)),
    ),
    module="Time Entry",
    owner="member_id",
    indexes=(
        "member_id, time_start",
        "time_start",
        "charge_to_id, charge_to_type",
        "ticket_id",
        "company_id",
        "time_sheet_id",
        "status",
        "last_updated",
    ),
)

ALL = (SHEETS, ENTRIES)
