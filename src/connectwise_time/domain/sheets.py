"""Time sheets: a member's time of one period, what it waits for, and the trail of its steps."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from connectwise_time.domain.entries import LoggedTime
from connectwise_time.domain.models import Named, Tenant


class Stage(StrEnum):
    """An approval that time waits for, in the order in which they come.

    The values are people's words. A tenant asks for the first tier, the second, both or none;
    time of a project with an approver of its own waits for that person before.
    """

    PROJECT = "project approval"
    FIRST = "first approval"
    SECOND = "second approval"


_WAITS_FOR: dict[str, Stage] = {
    "PendingProjectApproval": Stage.PROJECT,
    "PendingApproval": Stage.FIRST,
    "Submitted": Stage.FIRST,  # the documented dialect's one word for it
    "ApprovedByTierOne": Stage.SECOND,
}
WAITING = tuple(_WAITS_FOR)
"""Statuses of both dialects in which somebody's approval is waited for."""


def stage_of(status: str | None) -> Stage | None:
    """The approval that time in this status waits for; None where it waits for none."""
    return _WAITS_FOR.get(status or "")


def unlocking(status: str | None) -> str:
    """What makes time that was handed in changeable again."""
    if stage_of(status):
        return "First have it sent back with reject_entries, or reopen_timesheet."
    return "First have whoever approved it take that back with reopen_timesheet."


def undone_by(status: str, tenant: Tenant) -> Stage:
    """The approval that a step back from this status takes away, or that it waits for."""
    second = status == "ApprovedByTierTwo" or (status == "ReadyToBill" and tenant.second_tier)
    return Stage.SECOND if second else Stage.FIRST


def earliest_stage(statuses: Iterable[str | None]) -> Stage | None:
    """The first approval that any of these wait for: the one whose turn it is."""
    waiting = {stage_of(status) for status in statuses}
    return next((stage for stage in Stage if stage in waiting), None)


@dataclass(frozen=True, slots=True)
class TimeSheet:
    """A member's sheet of one period.

    Attributes:
        first, last: The days of the period, both inside, in the member's own calendar.
        status: ConnectWise's exact word for it.
        hours: As the sheet itself tells them.
        deadline: The last day on which it should be handed in.
        updated: When it was last changed, as ConnectWise tells it.
    """

    id: int
    member: Named
    first: date
    last: date
    status: str
    hours: float = 0.0
    deadline: date | None = None
    updated: datetime | None = None


@dataclass(frozen=True, slots=True)
class SheetSearch:
    """Which sheets: every given filter must hold.

    Attributes:
        since, until: Sheets with a day inside; `until` is exclusive.
        within: The lowest and the highest id, both inside.
    """

    ids: tuple[int, ...] = ()
    members: tuple[int, ...] = ()
    statuses: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    within: tuple[int, int] | None = None


class Reach(StrEnum):
    """How far a right goes: to nobody's time, one's own (or one's team's), or everybody's."""

    NONE = "None"
    MY = "My"
    ALL = "All"


@dataclass(frozen=True, slots=True)
class Rights:
    """What the keys may do, as ConnectWise tells it; None where it does not tell.

    Attributes:
        add: Log time.
        approve: Approve and reject time.
        edit: Change time, which is also what submitting a sheet needs.
        delete: Delete time.
        see: Read time.
    """

    approve: Reach | None = None
    edit: Reach | None = None
    delete: Reach | None = None
    add: Reach | None = None
    see: Reach | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One line of an audit trail.

    Attributes:
        by: Who did it.
        before, after: The values of what changed, such as two statuses; empty where not told.
        of_status: The status changed.
        of_internal_notes: The internal notes changed.
    """

    id: int
    by: Named | None
    at: datetime | None
    message: str = ""
    before: str = ""
    after: str = ""
    of_status: bool = False
    of_internal_notes: bool = False


@dataclass(frozen=True, slots=True)
class FilledSheet:
    """A sheet with its entries."""

    sheet: TimeSheet
    entries: tuple[LoggedTime, ...] = ()
