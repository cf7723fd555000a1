"""The nouns of the desk: tickets, people and what time is charged to, in people's words."""

from connectwise_time.domain.models.calendars import Calendar, Holiday, Workday
from connectwise_time.domain.models.customers import Agreement, Company
from connectwise_time.domain.models.lists import ChargeCode, WorkRole, WorkType
from connectwise_time.domain.models.named import Named, Target, TargetKind
from connectwise_time.domain.models.people import Member
from connectwise_time.domain.models.tenant import Tenant
from connectwise_time.domain.models.tickets import Activity, Ticket, TicketSearch

__all__ = [
    "Activity",
    "Agreement",
    "Calendar",
    "ChargeCode",
    "Company",
    "Holiday",
    "Member",
    "Named",
    "Target",
    "TargetKind",
    "Tenant",
    "Ticket",
    "TicketSearch",
    "WorkRole",
    "WorkType",
    "Workday",
]
