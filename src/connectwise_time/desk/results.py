"""What the desk answers: values with the zone in which they are to be told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from connectwise_time.domain.entries import LoggedTime
from connectwise_time.domain.models import Tenant, Ticket
from connectwise_time.domain.summary import GroupBy, Totals, ZoneOf


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry, in its member's zone."""

    entry: LoggedTime
    zone: ZoneInfo
    tenant: Tenant


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
    """

    did: str
    shown: Shown
    notices: tuple[str, ...] = ()
    operation_id: str = ""
    replayed: bool = False
    preview: bool = False


@dataclass(frozen=True, slots=True)
class FoundTickets:
    """Tickets that fit, most recently updated first.

    Attributes:
        more: There may be more than were asked for.
    """

    tickets: Sequence[Ticket]
    more: bool
    zone: ZoneInfo
    tenant: Tenant


@dataclass(frozen=True, slots=True)
class FoundTime:
    """Entries that fit: totals over all of them, and the rows of this page.

    Attributes:
        since: The first day that was searched; None where that side is open.
        until: The day behind the last one; None where that side is open.
        filters: What it was narrowed to, as it was understood.
        totals: Over everything that fits; None on later pages.
        groups: Totals by group, when asked for.
        cursor: Goes on behind the last row; None where there are no more.
    """

    since: date | None
    until: date | None
    filters: tuple[str, ...]
    totals: Totals | None
    by: GroupBy | None
    groups: dict[str, Totals]
    rows: Sequence[LoggedTime]
    cursor: str | None
    zone: ZoneInfo
    zone_of: ZoneOf
    tenant: Tenant
