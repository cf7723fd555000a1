"""Time itself: what is planned, what is changed, what is logged, and how it is searched."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self

from connectwise_time.domain.models import Named, Target


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
class Draft:
    """An entry as we mean to store it. Instants are aware, in UTC, in whole seconds.

    What is None is left to ConnectWise, which fills it from ticket, agreement and member.

    Attributes:
        exactly: The notes are shown where `add_to` says and nowhere else, whatever the board adds.
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
    location: Named | None = None
    department: Named | None = None
    exactly: bool = False

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
    location: Named | Unset | None = UNSET
    department: Named | Unset | None = UNSET

    def __bool__(self) -> bool:
        return any(getattr(self, name) is not UNSET for name in self.__slots__)


@dataclass(frozen=True, slots=True)
class Besides:
    """Something of an entry that ConnectWise keeps, and that is not set from here.

    Attributes:
        looks: The same for equal values; the value itself is nobody's business here.
    """

    name: str
    looks: str


# Not frozen, though nothing changes one: reports make tens of thousands, and a frozen one costs
# three times as much to make (benchmarks/measures.py pages).
@dataclass(slots=True)
class LoggedTime:
    """An entry as ConnectWise has it.

    Attributes:
        id: None only in a preview, which nothing stored.
        start, end: Aware instants in UTC; end is None on entries that carry only hours.
        hours: `actualHours`, after deductions.
        hours_billed: After the minimum and the rounding of its work type.
        invoice_hours, agreement_hours: How many of them go on an invoice, and on an agreement.
        invoice_amount: What those on an invoice bring; None where the keys may not see it.
        status: ConnectWise's exact word for it.
        updated: When it was last changed, as ConnectWise tells it.
        marker: A mark that whoever made it may have left with it.
        besides: What else it says; only where the entry was read by itself.
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
    marker: str | None = None
    location: Named | None = None
    department: Named | None = None
    invoice_hours: float | None = None
    agreement_hours: float | None = None
    invoice_amount: float | None = None
    besides: tuple[Besides, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """What came of a write: the entry as it reads back, and what ConnectWise ignored of it.

    Attributes:
        ignored: Our names of the fields that do not read back as they were sent.
        read_back: It was read again; otherwise it is what the write's own answer said.
    """

    entry: LoggedTime
    ignored: tuple[str, ...] = ()
    read_back: bool = True


@dataclass(frozen=True, slots=True)
class TimeSearch:
    """Which entries: every given filter must hold. Instants are aware; `until` is exclusive.

    Attributes:
        sheets: Ids of time sheets.
        ids: Ids of entries.
        text: Words of which each must stand in the notes.
        unbilled: Billable and not yet on an invoice.
        sheets_within: The lowest and the highest id of their sheets, both inside.
        changed_since: Last changed at that instant or later, by ConnectWise's clock.
        brief: Notes are not needed.
        parts: Names of the fields of an entry that are needed, where that is less than brief.
        whole: Internal notes, sheet, project and the time of the last change are needed too.
    """

    members: tuple[int, ...] = ()
    sheets: tuple[int, ...] = ()
    ids: tuple[int, ...] = ()
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
    sheets_within: tuple[int, int] | None = None
    changed_since: datetime | None = None
    brief: bool = False
    parts: tuple[str, ...] = ()
    whole: bool = False
