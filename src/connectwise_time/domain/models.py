"""The nouns of the desk: tickets, people and what time is charged to, in people's words."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Named:
    """A reference: an id with the name that people know it by."""

    id: int
    name: str


class TargetKind(StrEnum):
    """What time is charged to. The values are ConnectWise's, which people use too."""

    SERVICE_TICKET = "ServiceTicket"
    PROJECT_TICKET = "ProjectTicket"
    CHARGE_CODE = "ChargeCode"
    ACTIVITY = "Activity"
    COMPANY = "Company"


@dataclass(frozen=True, slots=True)
class Target:
    """What an entry is charged to."""

    kind: TargetKind
    id: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """A person who logs time.

    Attributes:
        zone: The name of the member's time zone as ConnectWise has it, often a Windows name;
            None where it was not told (the short member list leaves it out).
        api_only: An API member: it has no time sheet of its own.
        needs_start_and_end: ConnectWise requires start and end from this member.
        approver: Who approves this member's time: the time approver, else whom the member
            reports to; None where there is nobody or it was not told.
        must_log: ConnectWise expects time sheets of this member; None where it was not told.
        since, until: The first and the last day of which time is expected; None where that side
            is open or was not told.
    """

    id: int
    identifier: str
    name: str
    zone: str | None = None
    active: bool = True
    api_only: bool = False
    work_type: Named | None = None
    work_role: Named | None = None
    calendar_id: int | None = None
    daily_capacity: float | None = None
    needs_start_and_end: bool = False
    approver: Named | None = None
    location: Named | None = None
    department: Named | None = None
    must_log: bool | None = None
    since: date | None = None
    until: date | None = None

    @property
    def named(self) -> Named:
        """The reference to this member."""
        return Named(self.id, self.name or self.identifier)


@dataclass(frozen=True, slots=True)
class WorkType:
    """A kind of work, which may decide whether and how time is billed.

    Attributes:
        is_default: The tenant's own default for time.
        higher_rate: It is billed at more than the usual rate, or at one of its own.
    """

    id: int
    name: str
    active: bool = True
    bills_as: str | None = None
    is_default: bool = False
    higher_rate: bool = False

    @property
    def named(self) -> Named:
        """The reference to this work type."""
        return Named(self.id, self.name)


@dataclass(frozen=True, slots=True)
class WorkRole:
    """A role in which work is done; the rate follows it.

    Attributes:
        locations: Ids of the locations where it is valid; empty where that is not told.
    """

    id: int
    name: str
    active: bool = True
    locations: frozenset[int] = frozenset()

    @property
    def named(self) -> Named:
        """The reference to this work role."""
        return Named(self.id, self.name)


@dataclass(frozen=True, slots=True)
class ChargeCode:
    """A code for internal time, such as meetings.

    Attributes:
        takes_time: Whether time (not only expenses) may be charged to it.
    """

    id: int
    name: str
    company: Named | None = None
    takes_time: bool = True
    bills_as: str | None = None
    work_type: Named | None = None
    work_role: Named | None = None
    location: Named | None = None
    department: Named | None = None

    @property
    def named(self) -> Named:
        """The reference to this charge code."""
        return Named(self.id, self.name)


@dataclass(frozen=True, slots=True)
class Company:
    """A customer, or the service provider itself."""

    id: int
    identifier: str
    name: str
    active: bool = True

    @property
    def named(self) -> Named:
        """The reference to this company."""
        return Named(self.id, self.name)


@dataclass(frozen=True, slots=True)
class Agreement:
    """A contract of a company that may cover time.

    Attributes:
        since, until: Its first and its last day; None where that side is open or was not told.
        cancelled: The day from which on it was cancelled.
        status: ConnectWise's word for it today; None where it was not told.
        covers_time: Time may be taken from it; None where it was not told.
    """

    id: int
    name: str
    company: Named | None = None
    active: bool = True
    since: date | None = None
    until: date | None = None
    cancelled: date | None = None
    status: str | None = None
    covers_time: bool | None = None

    @property
    def named(self) -> Named:
        """The reference to this agreement."""
        return Named(self.id, self.name)

    def covers(self, day: date) -> bool:
        """Whether it ran on that day, by its dates; one that ended without a date covers none."""
        if not self.active and self.until is None and self.cancelled is None:
            return False
        return not (
            (self.since is not None and day < self.since)
            or (self.until is not None and day > self.until)
            or (self.cancelled is not None and day >= self.cancelled)
        )


@dataclass(frozen=True, slots=True)
class Activity:
    """A sales activity that time can be charged to."""

    id: int
    name: str
    company: Named | None = None


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
class Workday:
    """The hours of one weekday in a member's calendar, in local time."""

    start: time
    end: time


@dataclass(frozen=True, slots=True)
class Calendar:
    """When somebody works.

    Attributes:
        workdays: The hours of Monday to Sunday; None for a free day.
        holiday_list: Id of the list of its holidays.
    """

    workdays: tuple[Workday | None, ...]
    holiday_list: int | None = None


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day, or in local time some hours of it, on which nobody has to work.

    Attributes:
        start, end: None for the whole day.
    """

    name: str
    day: date
    start: time | None = None
    end: time | None = None


@dataclass(frozen=True, slots=True)
class Tenant:
    """What we know of the ConnectWise that we talk to.

    Attributes:
        dialect: `psa` or `documented` (BRIEF, "Two dialects").
        version: ConnectWise's version, empty where it is not told.
        sandbox: It said itself that it is a sandbox.
        requires_notes: Time entries must carry notes.
        rounding_hours: Entered time is rounded to this many hours; 0 for none.
        internal_company: The company that the provider itself is.
        first_tier, second_tier: Submitted time waits for these approvals.
    """

    dialect: str
    version: str = ""
    sandbox: bool = False
    requires_notes: bool = False
    first_tier: bool = True
    second_tier: bool = False
    rounding_hours: float = 0.0
    internal_company: Named | None = None

    @property
    def decides_by_entry(self) -> bool:
        """Time is approved and rejected entry by entry (documented), not by sheet (psa)."""
        return self.dialect == "documented"


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
