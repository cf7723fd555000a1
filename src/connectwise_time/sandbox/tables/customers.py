"""Whom work is for: companies, their agreements with own rates, sales activities."""

from connectwise_time.sandbox.fields import (
    Field,
    Resource,
    choice,
    flag,
    flags,
    instant,
    integer,
    number,
    numbers,
    reference,
    text,
)
from connectwise_time.sandbox.tables.words import BILLABLE, CYCLES, RATE_TYPES

COMPANIES = Resource(
    "company/companies",
    "Company",
    "company",
    "Company",
    "companies",
    (
        integer("id"),
        text("identifier", maximum=25, required=True),
        text("name", maximum=50, required=True),
        reference("status", "companyStatus"),
        text("city"),
        text("state"),
        reference("territory", "location"),
        reference("defaultContact", "contact"),
        reference("timeZoneSetup", "timeZone"),
        flag("deletedFlag"),
        instant("dateDeleted"),
        Field("types", "references", "type_ids", target="companyType"),
    ),
    module="Companies",
)

AGREEMENTS = Resource(
    "finance/agreements",
    "Agreement",
    "agreement",
    "Agreement",
    "agreements",
    (
        integer("id"),
        text("name", maximum=100, required=True),
        reference("type", "agreementType"),
        reference("company"),
        reference("contact"),
        reference("location"),
        reference("department"),
        instant("startDate"),
        instant("endDate"),
        *flags("noEndingDateFlag", "cancelledFlag"),
        instant("dateCancelled"),
        text("reasonCancelled", maximum=100),
        choice("applicationUnits", ("Amount", "Hours", "Incidents")),
        number("applicationLimit"),
        choice("applicationCycle", CYCLES),
        *flags("applicationUnlimitedFlag", "oneTimeFlag"),
        *flags("coverAgreementTime", "coverAgreementProduct", "coverAgreementExpense"),
        *flags("carryOverUnused", "allowOverruns", "expireWhenZero"),
        integer("expiredDays"),
        reference("workRole"),
        reference("workType"),
        choice("billTime", BILLABLE),
        choice("agreementStatus", ("Active", "Cancelled", "Expired", "Inactive")),
    ),
    module="Agreements",
    indexes=("company_id",),
)

_WHERE_AND_WHEN = (
    reference("location"),
    integer("locationId"),
    instant("effectiveDate"),
    instant("endingDate"),
)

AGREEMENT_WORK_TYPES = Resource(
    "finance/agreements/worktypes",
    "AgreementWorkType",
    "agreementWorkType",
    "Agreement Work Type",
    "agreement_work_types",
    (
        integer("id"),
        reference("workType"),
        choice("rateType", RATE_TYPES),
        choice("billTime", BILLABLE),
        *_WHERE_AND_WHEN,
        *numbers("rate", "hoursMax", "hoursMin", "roundBillHours"),
        reference("agreement"),
        integer("agreementId"),
    ),
    parent="agreement_id",
    module="Agreements",
)

AGREEMENT_WORK_ROLES = Resource(
    "finance/agreements/workroles",
    "AgreementWorkRole",
    "agreementWorkRole",
    "Agreement Work Role",
    "agreement_work_roles",
    (
        integer("id"),
        reference("workRole"),
        *_WHERE_AND_WHEN,
        choice("rateType", RATE_TYPES),
        number("rate"),
        reference("agreement"),
        integer("agreementId"),
    ),
    parent="agreement_id",
    module="Agreements",
)

# What an agreement does not cover; these have lists and counts only (openapi-time.json).
AGREEMENT_WORK_TYPE_EXCLUSIONS = Resource(
    "finance/agreements/workTypeExclusions",
    "AgreementWorkTypeExclusion",
    "agreementWorkTypeExclusion",
    "Agreement Work Type Exclusion",
    "agreement_work_type_exclusions",
    (integer("id"), reference("workType", required=True), integer("agreementId")),
    parent="agreement_id",
    module="Agreements",
)

AGREEMENT_WORK_ROLE_EXCLUSIONS = Resource(
    "finance/agreements/workRoleExclusions",
    "AgreementWorkRoleExclusion",
    "agreementWorkRoleExclusion",
    "Agreement Work Role Exclusion",
    "agreement_work_role_exclusions",
    (integer("id"), reference("workRole", required=True), integer("agreementId")),
    parent="agreement_id",
    module="Agreements",
)

ACTIVITIES = Resource(
    "sales/activities",
    "Activity",
    "activity",
    "Activity",
    "activities",
    (
        integer("id"),
        text("name", maximum=100, required=True),
        reference("type", "activityType"),
        reference("company"),
        reference("contact"),
        reference("status", "activityStatus"),
        reference("ticket"),
        reference("agreement"),
        text("notes"),
        instant("dateStart"),
        instant("dateEnd"),
        reference("assignedBy", "member"),
        reference("assignTo", "member", required=True),
        flag("closeFlag"),
    ),
    module="Activities",
)

ALL = (
    COMPANIES,
    AGREEMENTS,
    AGREEMENT_WORK_TYPES,
    AGREEMENT_WORK_ROLES,
    AGREEMENT_WORK_TYPE_EXCLUSIONS,
    AGREEMENT_WORK_ROLE_EXCLUSIONS,
    ACTIVITIES,
)
