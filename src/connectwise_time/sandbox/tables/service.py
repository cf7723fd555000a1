"""Where work happens: boards and their statuses, tickets of both kinds, projects."""

from connectwise_time.sandbox.fields import (
    Resource,
    choice,
    flag,
    flags,
    instant,
    integer,
    number,
    reference,
    text,
)
from connectwise_time.sandbox.tables.words import BILLABLE, BILLING_METHODS, RECORD_TYPES

BOARDS = Resource(
    "service/boards",
    "Board",
    "board",
    "Service Board",
    "service_boards",
    (
        integer("id"),
        text("name", maximum=50, required=True),
        reference("location"),
        reference("department"),
        *flags("inactiveFlag", "projectFlag"),
        reference("workRole"),
        reference("workType"),
        choice("billTime", BILLABLE),
        *flags("timeEntryLockedFlag", "timeEntryDiscussionFlag", "timeEntryResolutionFlag"),
        flag("timeEntryInternalAnalysisFlag"),
    ),
    module="Table Setup",
)

BOARD_STATUSES = Resource(
    "service/boards/statuses",
    "BoardStatus",
    "boardStatus",
    "Service Status",
    "board_statuses",
    (
        integer("id"),
        text("name", maximum=50, required=True),
        reference("board"),
        integer("sortOrder"),
        *flags("displayOnBoard", "inactive", "closedStatus", "timeEntryNotAllowed"),
        *flags("defaultFlag", "saveTimeAsNote"),
    ),
    parent="board_id",
    module="Table Setup",
)

_TICKET_HOURS = (
    "(SELECT ROUND(SUM(e.actual_hours), 2) FROM time_entries AS e WHERE e.ticket_id = {t}.id)"
)

# Service and project tickets share one id space, so they share a table (connectwise-api.md §3 [B]).
_TICKET = (
    integer("id"),
    text("summary", maximum=100, required=True),
    reference("board"),
    reference("status"),
    reference("workRole"),
    reference("workType"),
    reference("company", required=True),
    reference("site"),
    reference("contact"),
    reference("type", "ticketType"),
    reference("subType", "ticketSubType"),
    reference("owner", "member"),
    reference("priority"),
    number("budgetHours"),
    reference("agreement"),
    flag("automaticEmailContactFlag"),
    flag("automaticEmailResourceFlag"),
    flag("automaticEmailCcFlag"),
    text("automaticEmailCc"),
    instant("closedDate"),
    text("closedBy"),
    flag("closedFlag"),
    number("actualHours", sql=_TICKET_HOURS),
    text("resources"),
    choice("billTime", BILLABLE),
    reference("location"),
    reference("department"),
)

TICKETS = Resource(
    "service/tickets",
    "Ticket",
    "ticket",
    "Ticket",
    "tickets",
    (
        *_TICKET,
        choice("recordType", RECORD_TYPES),
        choice("billingMethod", BILLING_METHODS),
        number("billingAmount"),
        number("hourlyRate"),
    ),
    where="{t}.record_type = 'ServiceTicket'",
    module="Service Tickets",
    indexes=("company_id", "record_type"),
)

PROJECT_TICKETS = Resource(
    "project/tickets",
    "ProjectTicket",
    "projectTicket",
    "Project Ticket",
    "tickets",
    (
        *_TICKET,
        flag("isIssueFlag"),
        reference("project"),
        reference("phase"),
        text("wbsCode"),
    ),
    where="{t}.record_type IN ('ProjectTicket', 'ProjectIssue')",
    module="Project Tickets",
)

PROJECTS = Resource(
    "project/projects",
    "Project",
    "project",
    "Project",
    "projects",
    (
        integer("id"),
        text("name", maximum=100, required=True),
        reference("agreement"),
        choice("billingMethod", BILLING_METHODS),
        choice("billTime", BILLABLE),
        reference("board", "projectBoard"),
        reference("company"),
        instant("estimatedStart"),
        instant("estimatedEnd"),
        number("estimatedHours"),
        reference("location"),
        reference("department"),
        reference("manager", "member"),
        reference("status", "projectStatus"),
        flag("closedFlag"),
        reference("timeApprover", "member"),
    ),
    module="Project Tickets",
)

_STATUS_INFO = (
    integer("id"),
    text("name", maximum=30, required=True),
    *flags("defaultFlag", "inactiveFlag", "noTimeFlag", "closedFlag"),
)

PROJECT_STATUSES = Resource(
    "project/statuses",
    "ProjectStatus",
    "projectStatus",
    "Project Status",
    "project_statuses",
    _STATUS_INFO,
    module="Table Setup",
)

PROJECT_STATUSES_INFO = Resource(
    "project/statuses/info",
    "ProjectStatusInfo",
    "projectStatus",
    "Project Status",
    "project_statuses",
    _STATUS_INFO,
)

ALL = (
    BOARDS,
    BOARD_STATUSES,
    TICKETS,
    PROJECT_TICKETS,
    PROJECTS,
    PROJECT_STATUSES,
    PROJECT_STATUSES_INFO,
)
