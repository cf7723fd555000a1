"""What a sheet is judged by, and what a rule finds of it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

from connectwise_time.domain.entries import LoggedTime
from connectwise_time.domain.models import Agreement, WorkType
from connectwise_time.domain.sheets import FilledSheet
from connectwise_time.domain.summary import Totals
from connectwise_time.domain.when import local_day
from connectwise_time.domain.working import WorkingTime


@dataclass(frozen=True, slots=True)
class Worth:
    """From where on something is worth telling; a house may set its own.

    Attributes:
        days_late: Time that is entered more days than these after the work is late.
        missing_minutes: Less than these is not missing, neither of a day nor as a gap.
        capacity_hours: Of a day, for members of whom ConnectWise tells no capacity.
        outside_minutes: So much outside of working hours is usual.
        off: Names of rules that find nothing.
    """

    days_late: float = 3
    missing_minutes: float = 15
    capacity_hours: float = 8
    outside_minutes: float = 30
    off: frozenset[str] = frozenset()

    @property
    def least(self) -> timedelta:
        """What is missing at the least where something is."""
        return timedelta(minutes=self.missing_minutes)


@dataclass(frozen=True, slots=True)
class Around:
    """What is known around a sheet. What is not known is found fault with by no rule.

    Attributes:
        zone: Of the sheet's member, whose days count.
        now: The present.
        requires_notes: The tenant requires notes on entries.
        working: When the member works; None where nobody expects their time.
        agreements: Those of the entries, by id.
        work_types: All of the tenant's, by id.
        worth: From where on something is worth telling.
    """

    zone: ZoneInfo
    now: datetime
    requires_notes: bool = False
    working: WorkingTime | None = None
    agreements: Mapping[int, Agreement] = field(default_factory=dict)
    work_types: Mapping[int, WorkType] = field(default_factory=dict)
    worth: Worth = field(default_factory=Worth)

    @property
    def today(self) -> date:
        """In the member's zone."""
        return local_day(self.now, self.zone)

    def type_of(self, entry: LoggedTime) -> WorkType | None:
        """The work type of an entry, whole; None where it is not known."""
        return self.work_types.get(entry.work_type.id) if entry.work_type else None


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a sheet: its totals and its entries by start."""

    day: date
    totals: Totals
    entries: tuple[LoggedTime, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A sheet that is looked over.

    Attributes:
        days: Every day of the period, and any other on which one of the entries starts.
    """

    filled: FilledSheet
    days: tuple[Day, ...]
    around: Around

    @property
    def entries(self) -> tuple[LoggedTime, ...]:
        """All that is on it."""
        return self.filled.entries


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule found, in a sentence without text from ConnectWise.

    Attributes:
        entries: The entries that it is about.
        remedy: What to do about it, where that is not what the rule says.
    """

    says: str
    entries: tuple[int, ...] = ()
    remedy: str = ""


Judge: TypeAlias = Callable[[Case], Iterator[Found]]


@dataclass(frozen=True, slots=True)
class Rule:
    """Something that a sheet is looked over for.

    Attributes:
        name: Which stays the same; a house turns the rule off by it.
        finds: What it finds, for people.
        why: Why that matters, in a short sentence; empty where that goes without saying.
        remedy: What to do about it, with the next call.
        judge: Finds it.
    """

    name: str
    finds: str
    why: str
    remedy: str
    judge: Judge


def numbers(entries: Iterable[LoggedTime]) -> tuple[int, ...]:
    """The ids of entries."""
    return tuple(entry.id for entry in entries if entry.id is not None)


_TOLD = 10
_TOLD_IN_WORDS = 4


def counted(ids: Sequence[int]) -> str:
    """`Entry 7`, `Entries 7, 8`; of many, the first ones."""
    shown = ", ".join(map(str, ids[:_TOLD]))
    more = f" and {len(ids) - _TOLD} more" if len(ids) > _TOLD else ""
    return f"{'Entry' if len(ids) == 1 else 'Entries'} {shown}{more}"


def listed(parts: Sequence[str]) -> str:
    """The first few, and how many more there are."""
    more = f"; and {len(parts) - _TOLD_IN_WORDS} more" if len(parts) > _TOLD_IN_WORDS else ""
    return "; ".join(parts[:_TOLD_IN_WORDS]) + more
