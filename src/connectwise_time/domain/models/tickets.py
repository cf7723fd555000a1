"""What is worked on."""

from dataclasses import dataclass, field
from datetime import datetime

from connectwise_time.domain.models.named import Named, TargetKind


@dataclass(frozen=True, slots=True)
class Ticket:
    """A service or project ticket.

    Attributes:
        kind: SERVICE_TICKET or PROJECT_TICKET (a project issue is charged as the latter).
        no_time_because: Why ConnectWise will take no time on it (its status or board forbids
            it), None where nothing forbids it or where it was not asked.
    """

    id: int
    kind: TargetKind
    summary: str
    company: Named | None = None
    board: Named | None = None
    status: Named | None = None
    project: Named | None = None
    closed: bool = False
    owner: Named | None = None
    resources: tuple[str, ...] = ()
    agreement: Named | None = None
    work_type: Named | None = None
    work_role: Named | None = None
    bills_as: str | None = None
    updated: datetime | None = None
    no_time_because: str | None = None
    location: Named | None = None
    department: Named | None = None


@dataclass(frozen=True, slots=True)
class Activity:
    """A sales activity that time can be charged to."""

    id: int
    name: str
    company: Named | None = None


@dataclass(frozen=True, slots=True)
class TicketSearch:
    """Which tickets: every given filter must hold.

    Attributes:
        words: Each must stand in the summary or in the company's name.
        loosely: One of the words, or a part of one, is enough, and so is one of the companies:
            the answer is sorted out by whoever asked.
        companies: Other companies whose tickets are wanted where it is asked loosely.
        resource: Identifier of a member who owns the ticket or works on it.
        open: Only open ones (True), only closed ones (False), or both (None).
    """

    words: tuple[str, ...] = ()
    company: int | None = None
    resource: str | None = None
    open: bool | None = True
    limit: int = field(default=10)
    loosely: bool = False
    companies: tuple[int, ...] = ()
