"""What a request is for, in people's words, and which right of a security role it needs.

The rights are those of reference §5 ("Permissions").
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a request is for.

    Attributes:
        doing: Completes "ConnectWise refused to …".
        right: The right of the member's security role that it needs; empty where none is known.
        look: For a write: how to find out whether it was carried out.
    """

    doing: str
    right: str = ""
    look: str = ""

    def looking(self, look: str) -> "Purpose":
        """The same purpose, with a way to find out whether it was carried out."""
        return Purpose(self.doing, self.right, look)


_TIME = "Time & Expense › Time Entry"
_TABLES = "System › Table Setup: Inquire = All"

CONNECT = Purpose("say which version it runs")
TENANT = Purpose("tell its rules for time", "System › My Company: Inquire")
ME = Purpose("say whose keys these are", "System › Member Maintenance: Inquire = My")
MEMBERS = Purpose("list its members", "System › Member Maintenance: Inquire = All")
TABLES = Purpose("list work types, work roles or charge codes", _TABLES)
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
    f"{_TIME}: Add (My for one's own, All to log for others); "
    "choosing the billable option also needs Time Entry Billable Option",
)
PREVIEW = Purpose("work out an entry before it is stored", f"{_TIME}: Add")
CHANGE_TIME = Purpose(
    "change a time entry",
    f"{_TIME}: Edit (My for one's own, All for other people's); "
    "changing the billable option also needs Time Entry Billable Option",
)
DELETE_TIME = Purpose(
    "delete a time entry", f"{_TIME}: Delete (My for one's own, All for other people's)"
)
