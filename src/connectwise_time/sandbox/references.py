"""The kinds of things that a reference can point at, and how each is labelled and linked."""

from dataclasses import dataclass, field

NAME = (("name", "r.name"),)
IDENTIFIER = (("identifier", "r.identifier"),)
BOTH = (("identifier", "r.identifier"), ("name", "r.name"))


@dataclass(frozen=True)
class Target:
    """What a reference of one kind shows, and where its rows are.

    ``labels`` are (key in the reference, SQL over the row ``r``); ``more`` are labels that only
    fields of other resources show, such as the board of a ticket.
    """

    table: str
    title: str
    href: str
    word: str
    labels: tuple[tuple[str, str], ...] = NAME
    more: dict[str, str] = field(default_factory=dict)
    where: str = ""

    @property
    def expressions(self) -> dict[str, str]:
        """Every label, by name."""
        return {"id": "r.id", **dict(self.labels), **self.more}


def _one_of(table: str, column: str) -> str:
    return f"(SELECT x.name FROM {table} AS x WHERE x.id = r.{column})"  # noqa: S608  # our own names


def _named(kind: str, column: str) -> str:
    return f"(SELECT x.name FROM names AS x WHERE x.kind = '{kind}' AND x.id = r.{column})"  # noqa: S608  # our own names


def _small(kind: str, title: str, href: str, labels: tuple[tuple[str, str], ...] = NAME) -> Target:
    """A list that the sandbox keeps only names of, such as priorities and contacts."""
    return Target("names", title, href, kind, labels, where=f"r.kind = '{kind}'")


def _company_type() -> str:
    first = "json_extract(r.type_ids, '$[0]')"
    return f"(SELECT x.name FROM names AS x WHERE x.kind = 'companyType' AND x.id = {first})"  # noqa: S608  # our own names


MEMBER_LABELS = (("identifier", "r.identifier"), ("name", "r.full_name"))
TICKET_MORE = {
    "board": _one_of("service_boards", "board_id"),
    "status": _one_of("board_statuses", "status_id"),
    "type": _named("ticketType", "type_id"),
    "subType": _named("ticketSubType", "sub_type_id"),
}
COMPANY_MORE = {"type": _company_type(), "territory": _one_of("locations", "territory_id")}

TARGETS: dict[str, Target] = {
    "company": Target(
        "companies", "Company", "company/companies", "company", BOTH, more=COMPANY_MORE
    ),
    "member": Target("members", "Member", "system/members", "member", MEMBER_LABELS),
    # The href of a work type points at /system/workTypes (connectwise-api.md §2.5 [B]).
    "workType": Target(
        "work_types",
        "Work Type",
        "system/workTypes",
        "workType",
        (("name", "r.name"), ("utilizationFlag", "r.utilization_flag")),
    ),
    "workRole": Target("work_roles", "Work Role", "time/workRoles", "workRole"),
    "chargeCode": Target("charge_codes", "Charge Code", "time/chargeCodes", "chargeCode"),
    "agreement": Target(
        "agreements",
        "Agreement",
        "finance/agreements",
        "agreement",
        (("name", "r.name"), ("type", _named("agreementType", "type_id"))),
    ),
    "timeSheet": Target("time_sheets", "Time Sheet", "time/sheets", "timeSheet"),
    "ticket": Target(
        "tickets",
        "Ticket",
        "service/tickets",
        "ticket",
        (("summary", "r.summary"),),
        more=TICKET_MORE,
    ),
    "project": Target("projects", "Project", "project/projects", "project"),
    "activity": Target("activities", "Activity", "sales/activities", "activity"),
    "board": Target("service_boards", "Service Board", "service/boards", "board"),
    "projectBoard": Target("service_boards", "Project Board", "service/boards", "projectBoard"),
    "status": Target("board_statuses", "Service Status", "service/boards/statuses", "status"),
    "projectStatus": Target("project_statuses", "Project Status", "project/statuses", "status"),
    "location": Target("locations", "Location", "system/locations", "location"),
    "department": Target("departments", "Department", "system/departments", "department", BOTH),
    "businessUnit": Target("departments", "Department", "system/departments", "department"),
    "timeZone": Target(
        "time_zone_setups", "Time Zone Setup", "system/timeZoneSetups", "timeZoneSetup"
    ),
    "cwTimeZone": Target("cw_time_zones", "Time Zone", "system/cwTimeZones", "timeZone"),
    "calendar": Target("calendars", "Calendar", "schedule/calendars", "calendar"),
    "holidayList": Target("holiday_lists", "Holiday List", "schedule/holidayLists", "holidayList"),
    "periodSetup": Target(
        "period_setups", "Time Period Setup", "time/timePeriodSetups", "timePeriodSetup", ()
    ),
    "phase": _small("phase", "Project Phase", "project/projects/phases"),
    "invoice": _small("invoice", "Invoice", "finance/invoices", (("identifier", "r.identifier"),)),
    "contact": _small("contact", "Contact", "company/contacts"),
    "site": _small("site", "Site", "company/companies/sites"),
    "priority": _small("priority", "Priority", "service/priorities"),
    "ticketType": _small("ticketType", "Type", "service/boards/types"),
    "ticketSubType": _small("ticketSubType", "Sub Type", "service/boards/subtypes"),
    "companyStatus": _small("companyStatus", "Company Status", "company/companies/statuses"),
    "companyType": _small("companyType", "Company Type", "company/companies/types"),
    "agreementType": _small("agreementType", "Agreement Type", "finance/agreements/types"),
    "activityType": _small("activityType", "Activity Type", "sales/activities/types"),
    "activityStatus": _small("activityStatus", "Activity Status", "sales/activities/statuses"),
    "memberType": _small("memberType", "Member Type", "system/members/types"),
    "securityRole": _small("securityRole", "Security Role", "system/securityRoles"),
    "structureLevel": _small(
        "structureLevel", "Level", "system/myCompany/corporateStructureLevels"
    ),
    "scheduleType": _small("scheduleType", "Schedule Type", "schedule/types", IDENTIFIER),
    "scheduleStatus": _small("scheduleStatus", "Schedule Status", "schedule/statuses"),
    "scheduleSpan": _small("scheduleSpan", "Schedule Span", "schedule/spans", IDENTIFIER),
    "taxCode": _small("taxCode", "Tax Code", "finance/taxCodes"),
}
