"""What a person asked for, as it was said: the input of planning, before anything is looked up."""

import hashlib
import json
from dataclasses import asdict, dataclass, field

from connectwise_time.domain.entries import Billable, Mail, Pane
from connectwise_time.domain.reports import GroupBy, Measure


@dataclass(frozen=True, slots=True)
class Times:
    """The words for when: local times, or exact instants with an offset.

    Attributes:
        hours: Hours of work, after `deduct`: a number, or words.
        deduct: Hours of breaks inside.
    """

    date: str | None = None
    start: str | None = None
    end: str | None = None
    hours: float | str | None = None
    deduct: float | str | None = None

    @property
    def words(self) -> tuple[str | None, ...]:
        """The words that may name a day."""
        return self.date, self.start, self.end

    def __bool__(self) -> bool:
        return any(
            v is not None for v in (self.date, self.start, self.end, self.hours, self.deduct)
        )


@dataclass(frozen=True, slots=True)
class Wish:
    """What to log, or what to change, in the words that were given; None is "not said".

    Attributes:
        clear: Names of fields to empty (only in changes).
        measured: Which of the times a stopwatch told, and nobody said.
    """

    ticket: int | None = None
    charge_code: str | None = None
    activity: int | None = None
    company: str | None = None
    times: Times = field(default_factory=Times)
    member: str | None = None
    work_type: str | None = None
    work_role: str | None = None
    billable: Billable | None = None
    agreement: str | None = None
    notes: str | None = None
    internal_notes: str | None = None
    add_to: tuple[Pane, ...] | None = None
    email: tuple[Mail, ...] | None = None
    email_cc: str | None = None
    location: str | None = None
    department: str | None = None
    clear: tuple[str, ...] = ()
    measured: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchWish:
    """Which time to find, in the words that were given; None is "not said".

    Attributes:
        period: Words for days; or `since` and `until`, both days inside.
        group_by: What totals are split by, the outermost first.
        measures: What is told of each group beside hours.
        limit: How many rows; None for as many as suit.
        cursor: Goes on where an earlier answer stopped.
    """

    member: str | None = None
    ticket: int | None = None
    company: str | None = None
    charge_code: str | None = None
    work_type: str | None = None
    work_role: str | None = None
    status: str | None = None
    billable: Billable | None = None
    unbilled: bool = False
    text: str | None = None
    period: str | None = None
    since: str | None = None
    until: str | None = None
    group_by: tuple[GroupBy, ...] = ()
    measures: tuple[Measure, ...] = ()
    limit: int | None = None
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class TicketWish:
    """Which tickets to find, in the words that were given."""

    text: str | None = None
    company: str | None = None
    mine: bool = False
    open: bool | None = True
    limit: int = 10


# Not said, these leave no trace: what was noted before there were such words stays the same wish.
_NEW = frozenset({"location", "department", "measured"})


def fingerprint(kind: str, wish: Wish, entry: int | None = None) -> str:
    """A digest of the wish as it was given: the same wish said again has the same one."""
    words = {name: value for name, value in asdict(wish).items() if name not in _NEW or value}
    said = json.dumps([kind, entry, words], sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class SheetsWish:
    """Which time sheets somebody asks for, as it was said.

    Attributes:
        member: A member's name; None for me, "everybody" for all.
        team: The members whose time I approve, instead.
        limit: The most sheets of the answer.
    """

    member: str | None = None
    period: str | None = None
    status: str | None = None
    team: bool = False
    limit: int = 20


@dataclass(frozen=True, slots=True)
class DecisionWish:
    """Which time somebody decides about, as it was said: one of the three ways.

    Attributes:
        entries: Ids of entries.
        timesheets: Ids of time sheets.
        member, period: A member's sheets of a period.
    """

    entries: tuple[int, ...] = ()
    timesheets: tuple[int, ...] = ()
    member: str | None = None
    period: str | None = None


@dataclass(frozen=True, slots=True)
class MissingWish:
    """Whose missing time somebody asks about, as it was said.

    Attributes:
        member: A member's name; None for me, "everybody" for all.
        team: The members whose time I approve, instead.
    """

    member: str | None = None
    team: bool = False
    period: str | None = None
