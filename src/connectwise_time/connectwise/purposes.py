"""What a request is for, in people's words, and which right of a security role it needs.

The rights are those of reference §5 ("Permissions").
"""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a request is for.

    Attributes:
        doing: Completes "ConnectWise refused to …".
        right: The right of the member's security role that it needs; empty where none is known.
        look: For a write: how to find out whether it was carried out.
        refused: For a decision on time: what to do where ConnectWise refused it for its state.
    """

    doing: str
    right: str = ""
    look: str = ""
    refused: str = ""

    def looking(self, look: str) -> "Purpose":
        """The same purpose, with a way to find out whether it was carried out."""
        return replace(self, look=look)

    def choosing_billing(self, chosen: bool) -> "Purpose":  # noqa: FBT001 - reads as it is meant
        """The same purpose; where a billing option is chosen, with the right that this needs."""
        return replace(self, right=f"{self.right}; {_BILLING}") if chosen else self


_BILLING = "choosing the billable option also needs Time Entry Billable Option"
_TIME = "Time & Expense › Time Entry"
_APPROVAL = (
    "Time & Expense › Time Approval: Edit (My for the time that one approves, All for everybody's)"
)
_TABLES = "System › Table Setup: Inquire = All"

CONNECT = Purpose("say which version it runs")
TENANT = Purpose("tell its rules for time", "System › My Company: Inquire")
ME = Purpose("say whose keys these are", "System › Member Maintenance: Inquire = My")
MEMBERS = Purpose("list its members", "System › Member Maintenance: Inquire = All")
TABLES = Purpose("list work types, work roles or charge codes", _TABLES)
PLACES = Purpose("list locations or departments", _TABLES)
PERIODS = Purpose("list its time periods", _TABLES)
CALENDAR = Purpose("show a calendar", _TABLES)
ZONE = Purpose("show a time zone", _TABLES)
RIGHTS = Purpose("tell the rights of these keys")
COMPANIES = Purpose("look up companies", "Companies › Company Maintenance: Inquire = All")
AGREEMENTS = Purpose("look up agreements", "Finance › Agreements: Inquire = All")
ACTIVITY = Purpose("look up an activity", "Sales › Sales Activity: Inquire = All")
SERVICE_TICKETS = Purpose(
    "look up service tickets", "Service Desk › Service Tickets: Inquire = All"
)
PROJECT_TICKETS = Purpose("look up project tickets", "Project › Project Tickets: Inquire = All")
BOARDS = Purpose("tell the rules of a board", _TABLES)
READ_TIME = Purpose(
    "show time entries", f"{_TIME}: Inquire (My for one's own, All for everybody's)"
)
LOG_TIME = Purpose(
    "log time",
    f"{_TIME}: Add (My for one's own, All to log for others)",
)
PREVIEW = Purpose(
    "work out an entry before it is stored",
    f"{_TIME}: Add (My for one's own, All to log for others)",
)
CHANGE_TIME = Purpose(
    "change a time entry",
    f"{_TIME}: Edit (My for one's own, All for other people's)",
)
DELETE_TIME = Purpose(
    "delete a time entry", f"{_TIME}: Delete (My for one's own, All for other people's)"
)
READ_SHEETS = Purpose(
    "show timesheets", f"{_TIME}: Inquire (My for one's own, All for everybody's)"
)
TRAIL = Purpose("show an audit trail", f"{_TIME}: Inquire")
PROJECTS = Purpose("look up projects", "Project › Project Headers: Inquire = All")
SUBMIT = Purpose(
    "submit a timesheet",
    f"{_TIME}: Edit (My for one's own, All for other people's)",
    refused="Look at it with review_timesheet: only an open, rejected or corrected sheet that has "
    "time can be handed in.",
)
APPROVE = Purpose(
    "approve time",
    _APPROVAL,
    refused="Look with review_timesheet at what it waits for: only time that was handed in can "
    "be approved, one approval after the other.",
)
REJECT = Purpose(
    "reject time",
    _APPROVAL,
    refused="Look at it with review_timesheet: only time that waits for an approval can be "
    "rejected.",
)
GIVE_REASON = Purpose(
    "write the reason of a rejection into an entry's internal notes",
    f"{_APPROVAL}, and {_TIME}: Edit = All",
    refused="So it was not rejected. Look at it with get_time_entry: time that is approved or "
    "billed is locked.",
)
REVERSE = Purpose(
    "take a timesheet one step back",
    _APPROVAL,
    refused="Look at it with review_timesheet: only a sheet that was handed in and holds no "
    "billed time can be taken back.",
)
TIMERS = Purpose("show stopwatches", f"{_TIME}: Inquire (My for one's own, All for everybody's)")
START_TIMER = Purpose(
    "start a stopwatch",
    f"{_TIME}: Add (My for one's own, All for everybody's)",
    look="Ask list_timers whether it runs before it is started again.",
)
REMOVE_TIMER = Purpose(
    "remove a stopwatch",
    f"{_TIME}: Delete, or Edit (My for one's own, All for everybody's)",
    look="Ask list_timers whether it is still there.",
)
SCHEDULE = Purpose("show schedules", "Service Desk › Resource Scheduling: Inquire")
TICKET_NOTES = Purpose("show notes on a ticket", "Service Desk › Service Tickets: Inquire = All")
