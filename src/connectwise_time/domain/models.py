"""The nouns of the desk: tickets, people, drafts and logged time, in people's words."""

from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum
from typing import Self


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


class Billable(StrEnum):
    """How an entry is billed (BRIEF, "Billing options")."""

    BILLABLE = "Billable"
    DO_NOT_BILL = "DoNotBill"
    NO_CHARGE = "NoCharge"
    NO_DEFAULT = "NoDefault"


class Pane(StrEnum):
    """Where on the ticket the notes are shown as well."""

    DISCUSSION = "discussion"
    INTERNAL = "internal"
    RESOLUTION = "resolution"


class Mail(StrEnum):
    """Whom ConnectWise mails about the entry. Asking for it sends mail: it is not a state."""

    RESOURCE = "resource"
    CONTACT = "contact"
    CC = "cc"


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

    @property
    def named(self) -> Named:
        """The reference to this member."""
        return Named(self.id, self.name or self.identifier)


@dataclass(frozen=True, slots=True)
class WorkType:
    """A kind of work, which may decide whether and how time is billed."""

    id: int
    name: str
    active: bool = True
    bills_as: str | None = None

    @property
    def named(self) -> Named:
        """The reference to this work type."""
        return Named(self.id, self.name)


@dataclass(frozen=True, slots=True)
class WorkRole:
    """A role in which work is done; the rate follows it."""

    id: int
    name: str
    active: bool = True

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
    """A contract of a company that may cover time."""

    id: int
    name: str
    company: Named | None = None
    active: bool = True

    @property
    def named(self) -> Named:
        """The reference to this agreement."""
        return Named(self.id, self.name)


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


@dataclass(frozen=True, slots=True)
class Workday:
    """The hours of one weekday in a member's calendar, in local time."""

    start: time
    end: time


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
    """

    dialect: str
    version: str = ""
    sandbox: bool = False
    requires_notes: bool = False
    rounding_hours: float = 0.0
    internal_company: Named | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry as we mean to store it. Instants are aware, in UTC, in whole seconds.

    What is None is left to ConnectWise, which fills it from ticket, agreement and member.
    """

    target: Target
    member: Named
    start: datetime
    end: datetime
    deduct: float | None = None
    company: Named | None = None
    work_type: Named | None = None
    work_role: Named | None = None
    billable: Billable | None = None
    agreement: Named | None = None
    notes: str | None = None
    internal_notes: str | None = None
    add_to: frozenset[Pane] = frozenset()
    email: frozenset[Mail] = frozenset()
    email_cc: str | None = None

    @property
    def hours(self) -> float:
        """Hours of work: end − start − deduct."""
        return (self.end - self.start).total_seconds() / 3600 - (self.deduct or 0.0)


class Unset:
    """The type of UNSET: in an Edit, "leave as it is" (None means "make empty")."""

    _only: "Unset | None" = None

    def __new__(cls) -> Self:
        """There is one such value, so that it can be compared by identity."""
        if cls._only is None:
            cls._only = super().__new__(cls)
        return cls._only  # type: ignore[return-value]  # the one instance is of this class

    def __repr__(self) -> str:
        return "UNSET"

    def __bool__(self) -> bool:
        return False


UNSET = Unset()


@dataclass(frozen=True, slots=True)
class Edit:
    """What to change of an entry: UNSET leaves a field as it is, None empties it."""

    target: Target | Unset = UNSET
    company: Named | Unset | None = UNSET
    member: Named | Unset = UNSET
    start: datetime | Unset = UNSET
    end: datetime | Unset = UNSET
    deduct: float | Unset | None = UNSET
    work_type: Named | Unset | None = UNSET
    work_role: Named | Unset | None = UNSET
    billable: Billable | Unset = UNSET
    agreement: Named | Unset | None = UNSET
    notes: str | Unset | None = UNSET
    internal_notes: str | Unset | None = UNSET
    add_to: frozenset[Pane] | Unset = UNSET
    email: frozenset[Mail] | Unset = UNSET
    email_cc: str | Unset | None = UNSET

    def __bool__(self) -> bool:
        return any(getattr(self, name) is not UNSET for name in self.__slots__)


# Not frozen, though nothing changes one: reports make tens of thousands, and a frozen one costs
# three times as much to make (benchmarks/measures.py pages).
@dataclass(slots=True)
class LoggedTime:
    """An entry as ConnectWise has it.

    Attributes:
        id: None only in a preview, which nothing stored.
        start, end: Aware instants in UTC; end is None on entries that carry only hours.
        hours: `actualHours`, after deductions.
        status: ConnectWise's exact word for it.
        updated: When it was last changed, as ConnectWise tells it.
    """

    id: int | None
    target: Target | None
    member: Named | None
    start: datetime | None
    end: datetime | None
    hours: float
    deduct: float = 0.0
    company: Named | None = None
    ticket: Named | None = None
    project: Named | None = None
    work_type: Named | None = None
    work_role: Named | None = None
    billable: str | None = None
    agreement: Named | None = None
    notes: str = ""
    internal_notes: str = ""
    status: str | None = None
    sheet: Named | None = None
    invoice: Named | None = None
    invoiced: bool = False
    hourly_rate: float | None = None
    hours_billed: float | None = None
    add_to: frozenset[Pane] = frozenset()
    entered_by: str | None = None
    entered: datetime | None = None
    updated: datetime | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """What came of a write: the entry as it reads back, and what ConnectWise ignored of it.

    Attributes:
        ignored: Our names of the fields that do not read back as they were sent.
    """

    entry: LoggedTime
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TimeSearch:
    """Which entries: every given filter must hold. Instants are aware; `until` is exclusive.

    Attributes:
        text: Words of which each must stand in the notes.
        unbilled: Billable and not yet on an invoice.
        brief: Notes are not needed.
    """

    members: tuple[int, ...] = ()
    ticket: int | None = None
    company: int | None = None
    charge_code: int | None = None
    work_type: int | None = None
    work_role: int | None = None
    statuses: tuple[str, ...] = ()
    billable: tuple[Billable, ...] = ()
    unbilled: bool = False
    text: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    brief: bool = False


@dataclass(frozen=True, slots=True)
class TicketSearch:
    """Which tickets: every given filter must hold.

    Attributes:
        words: Each must stand in the summary.
        resource: Identifier of a member who owns the ticket or works on it.
        open: Only open ones (True), only closed ones (False), or both (None).
    """

    words: tuple[str, ...] = ()
    company: int | None = None
    resource: str | None = None
    open: bool | None = True
    limit: int = field(default=10)
