"""What an entry chooses from: work types, work roles, charge codes, periods, the tenant's rules."""

from connectwise_time.sandbox.fields import (
    Field,
    Resource,
    choice,
    day,
    flag,
    flags,
    integer,
    number,
    numbers,
    reference,
    text,
)
from connectwise_time.sandbox.tables.words import BILL_TIME, BILLABLE, RATE_TYPES

WORK_TYPES = Resource(
    "time/workTypes",
    "WorkType",
    "workType",
    "Work Type",
    "work_types",
    (
        integer("id"),
        text("name", maximum=50, required=True),
        choice("billTime", BILL_TIME),
        choice("rateType", RATE_TYPES),
        *numbers("rate", "hoursMin", "hoursMax", "roundBillHoursTo"),
        choice("accrualType", ("Holiday", "PTO", "Sick", "Vacation")),
        *flags("inactiveFlag", "overallDefaultFlag", "activityDefaultFlag", "utilizationFlag"),
        number("costMultiplier"),
        text("integrationXRef", maximum=50),
    ),
    module="Table Setup",
)

WORK_TYPES_INFO = Resource(
    "time/workTypes/info",
    "WorkTypeInfo",
    "workType",
    "Work Type",
    "work_types",
    (
        integer("id"),
        text("name"),
        flag("defaultFlag", column="overall_default_flag"),
        *flags("inactiveFlag", "activityDefaultFlag"),
    ),
)

_ROLES_PLACES = (
    "(SELECT json_group_array(x.location_id) FROM (SELECT location_id FROM work_role_locations "
    "WHERE work_role_id = {t}.id ORDER BY location_id) AS x)"
)

WORK_ROLES = Resource(
    "time/workRoles",
    "WorkRole",
    "workRole",
    "Work Role",
    "work_roles",
    (
        integer("id"),
        text("name", maximum=50, required=True),
        number("hourlyRate"),
        text("integrationXref", maximum=50),
        flag("inactiveFlag"),
        Field("locationIds", "integers", "location_ids", sql=_ROLES_PLACES, writable=False),
    ),
    module="Table Setup",
)

WORK_ROLES_INFO = Resource(
    "time/workRoles/info",
    "WorkRoleInfo",
    "workRole",
    "Work Role",
    "work_roles",
    (integer("id"), text("name"), flag("inactiveFlag")),
)

# Where a role may work, and at which rate there; without any it may work anywhere [?].
WORK_ROLE_LOCATIONS = Resource(
    "time/workRoles/locations",
    "WorkRoleLocation",
    "workRoleLocation",
    "Work Role Location",
    "work_role_locations",
    (
        integer("id"),
        reference("location", required=True),
        number("hourlyRate"),
        reference("workRole"),
    ),
    parent="work_role_id",
    module="Table Setup",
    indexes=("work_role_id",),
)

_CHARGE_CODE_INFO = (
    integer("id"),
    text("name", maximum=50, required=True),
    reference("location"),
    reference("department"),
    *flags("expenseEntryFlag", "allowAllExpenseTypeFlag", "timeEntryFlag"),
    reference("workType"),
    reference("workRole"),
)

CHARGE_CODES = Resource(
    "time/chargeCodes",
    "ChargeCode",
    "chargeCode",
    "Charge Code",
    "charge_codes",
    (
        *_CHARGE_CODE_INFO,
        reference("company", required=True),
        choice("billTime", BILLABLE),
        text("integrationXref", maximum=50),
    ),
    module="Table Setup",
)

CHARGE_CODES_INFO = Resource(
    "time/chargeCodes/info",
    "ChargeCodeInfo",
    "chargeCode",
    "Charge Code",
    "charge_codes",
    _CHARGE_CODE_INFO,
)

PERIOD_SETUPS = Resource(
    "time/timePeriodSetups",
    "TimePeriodSetup",
    "timePeriodSetup",
    "Time Period Setup",
    "period_setups",
    (
        integer("id"),
        choice("periodApplyTo", ("Both", "Expense", "Time")),
        integer("year"),
        integer("numberFuturePeriods"),
        choice("type", ("Weekly", "BiWeekly", "SemiMonthly", "Monthly")),
        text("description", maximum=100),
        day("firstPeriodEndDate"),
        integer("daysPastEndDate"),
    ),
)

PERIODS = Resource(
    "time/timePeriodSetups/periods",
    "TimePeriod",
    "timePeriod",
    "Time Period",
    "periods",
    (
        integer("id"),
        reference("timePeriodSetup", "periodSetup", column="setup_id"),
        integer("period"),
        *(day(name) for name in ("startDate", "endDate", "deadlineDate")),
    ),
    parent="setup_id",
    indexes=("start_date",),
)

TIME_EXPENSE = Resource(
    "system/myCompany/timeExpense",
    "TimeExpense",
    "timeExpense",
    "Time Expense",
    "time_expense",
    (
        integer("id"),
        *flags("tier1ApprovalFlag", "tier2ApprovalFlag", "disableTimeEntryFlag"),
        *flags("requireTimeNoteFlag", "requireExpenseNoteFlag"),
        number("roundingFactor"),
        integer("invoiceStart"),
        reference("internalCompany", "company"),
    ),
    module="Table Setup",
)

ALL = (
    WORK_TYPES,
    WORK_TYPES_INFO,
    WORK_ROLES,
    WORK_ROLES_INFO,
    WORK_ROLE_LOCATIONS,
    CHARGE_CODES,
    CHARGE_CODES_INFO,
    PERIOD_SETUPS,
    PERIODS,
    TIME_EXPENSE,
)
