"""What the desk answers: values with the zone in which they are to be told.

Each carries whether it comes from a sandbox (`sandbox`), which every answer says.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from connectwise_time.domain.billing.previews import NOTHING, Explained
from connectwise_time.domain.clues import Suggestions
from connectwise_time.domain.entries import LoggedTime
from connectwise_time.domain.missing import MissingDay
from connectwise_time.domain.models import Named, Ticket
from connectwise_time.domain.names.ticket_words import Place
from connectwise_time.domain.plans import Kept
from connectwise_time.domain.reports import Capacity, Measure, Report, Sums
from connectwise_time.domain.review import Review
from connectwise_time.domain.sheets import TimeSheet
from connectwise_time.domain.summary import ZoneOf


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry, in its member's zone."""

    entry: LoggedTime
    zone: ZoneInfo
    sandbox: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a write came to.

    Attributes:
        did: What was done, as a verb: "Logged", "Changed", "Would log".
        shown: The entry as it is now (or would be).
        notices: What whoever asked should know: how hours were placed, what was ignored.
        operation_id: Say it again to learn the same outcome without doing it twice.
        replayed: Nothing was done now: it had been done before.
        preview: Nothing was done: this is what would be.
        explained: Why it would be so, or how it was rounded.
    """

    did: str
    shown: Shown
    notices: tuple[str, ...] = ()
    operation_id: str = ""
    replayed: bool = False
    preview: bool = False
    explained: Explained = NOTHING


@dataclass(frozen=True, slots=True)
class FoundTickets:
    """Tickets that fit, the caller's own first, then most recently updated.

    Attributes:
        more: There may be more than were asked for.
        mine: Ids of those that the caller owns or works on.
        places: Where each of the words was found.
        near: Where none fits, those that come near.
        left_out: Words that only fill a sentence, and stand in no ticket with the others.
    """

    tickets: Sequence[Ticket]
    more: bool
    zone: ZoneInfo
    sandbox: bool
    mine: frozenset[int] = frozenset()
    places: Sequence[Place] = ()
    near: Sequence[Ticket] = ()
    left_out: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class FoundTime:
    """Entries that fit: totals over all of them, and the rows of this page.

    Attributes:
        since: The first day that was searched; None where that side is open.
        until: The day behind the last one; None where that side is open.
        filters: What it was narrowed to, as it was understood.
        totals: Over everything that fits; None on later pages.
        report: Totals by group, when asked for.
        measures: What is told of totals beside hours.
        capacity: Hours of work there were, where utilization was asked for.
        notices: What should be known of what is told.
        cursor: Goes on behind the last row; None where there are no more.
        clock: By which the days are counted, in words.
    """

    since: date | None
    until: date | None
    filters: tuple[str, ...]
    totals: Sums | None
    report: Report
    rows: Sequence[LoggedTime]
    cursor: str | None
    zone: ZoneInfo
    zone_of: ZoneOf
    sandbox: bool
    measures: tuple[Measure, ...] = ()
    capacity: Capacity | None = None
    notices: tuple[str, ...] = ()
    clock: str = ""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A sheet in a list.

    Attributes:
        approver: Who approves this member's time; empty where nobody is named.
        waits: What it waits for from whoever asks; empty where it waits for nothing.
    """

    review: Review
    approver: str = ""
    waits: str = ""


@dataclass(frozen=True, slots=True)
class FoundSheets:
    """Sheets that fit.

    Attributes:
        since: The first day that was looked at; None for all of the past.
        until: The day behind the last one; None where that side is open.
        more: How many others fit.
        without: Members who were asked for and have no sheet in these days.
        whom: Whose sheets these are, in words.
        approver: For whom they wait; empty where that was not asked.
        statuses: What they were narrowed to.
        notices: What else should be known.
    """

    since: date | None
    until: date | None
    rows: tuple[SheetRow, ...]
    more: int
    whom: str
    sandbox: bool
    without: tuple[Named, ...] = ()
    approver: str = ""
    statuses: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SentBack:
    """An entry that was sent back: why, by whom and when, as far as ConnectWise tells.

    Attributes:
        see: The entry that has the reason, where this one has none of its own.
    """

    entry: int
    why: str
    see: int | None = None
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One sheet, looked over."""

    review: Review
    approver: str
    sent_back: tuple[SentBack, ...]
    zone: ZoneInfo
    sandbox: bool


@dataclass(frozen=True, slots=True)
class AllSentBack:
    """Time that was sent back and is not corrected, whichever week it is of.

    Attributes:
        whom: Whose it is, in words.
        entries: The oldest of it, by start.
        reasons: Of those.
        sheets: The sheets on which it is, by id.
        hours: Of all of it.
        more: How many other entries were sent back.
    """

    whom: str
    entries: tuple[LoggedTime, ...]
    reasons: tuple[SentBack, ...]
    sheets: Mapping[int, TimeSheet]
    hours: float
    more: int
    zone_of: ZoneOf
    sandbox: bool


@dataclass(frozen=True, slots=True)
class MissingOf:
    """What is missing of a member's working hours.

    Attributes:
        days: Those that lack something.
        assumption: What was assumed of their working hours; empty where these are known.
    """

    member: Named
    zone: ZoneInfo
    days: tuple[MissingDay, ...]
    assumption: str = ""

    @property
    def hours(self) -> float:
        """All that is missing."""
        return sum(day.missing for day in self.days)


@dataclass(frozen=True, slots=True)
class FoundMissing:
    """What is missing of working hours, of whom most is first.

    Attributes:
        since: The first day that was looked at.
        until: The day behind the last one.
        whom: Whose time was asked about, in words.
        asked: How many members that are.
        people: Those of whom something is missing.
        notices: What else should be known.
    """

    since: date
    until: date
    whom: str
    asked: int
    people: tuple[MissingOf, ...]
    notices: tuple[str, ...]
    sandbox: bool


@dataclass(frozen=True, slots=True)
class Proposed:
    """A plan, not carried out yet.

    Attributes:
        took: Seconds that it took to make.
    """

    kept: Kept
    sandbox: bool
    took: float = 0.0


@dataclass(frozen=True, slots=True)
class Carried:
    """A plan, carried out as far as it went in this call.

    Attributes:
        kept: The plan with what became of its items.
        elsewhere: Items that another call is doing at this moment.
        out_of_reach: Why what is left was not tried; empty where that was the time.
        before: It had ended before this call, which did nothing.
        notices: What whoever reads it should know besides, a sentence or two each.
    """

    kept: Kept
    sandbox: bool
    elsewhere: int = 0
    out_of_reach: str = ""
    before: bool = False
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggested:
    """What may be missing of a member's time.

    Attributes:
        until: The day behind the last one.
        assumption: What was assumed of their working hours; empty where these are known.
        shut: Why tickets that tell of work take no time.
        unread: On how many tickets that were touched nobody looked for notes.
    """

    member: Named
    is_me: bool
    since: date
    until: date
    found: Suggestions
    zone: ZoneInfo
    sandbox: bool
    assumption: str = ""
    shut: tuple[str, ...] = ()
    unread: int = 0
