"""ConnectWise's shapes of stopwatches, schedule entries and ticket notes."""

from typing import Any

from pydantic import Field

from connectwise_time.connectwise.wire import Id, Ref, Wire


class Stopwatch(Wire):
    """A stopwatch of any of the three kinds: each names what it is on by a field of its own."""

    id: Id | None = None
    member: Ref | None = None
    status: str | None = None
    start_time: str | None = None
    end_time: str | None = None
    total_pause_time: int | None = None
    work_type: Ref | None = None
    work_role: Ref | None = None
    notes: str | None = None
    ticket: Ref | None = None
    activity_id: Id | None = None
    schedule_id: Id | None = None


class ScheduleEntry(Wire):
    """An entry of a schedule; its type `S` is service, whose object is a ticket."""

    id: Id | None = None
    object_id: Id | None = None
    name: str | None = None
    member: Ref | None = None
    date_start: str | None = None
    date_end: str | None = None
    hours: float | None = None
    type: Ref | None = None


class Note(Wire):
    """A note on a service or project ticket; those of projects lack `dateCreated`."""

    id: Id | None = None
    text: str | None = None
    member: Ref | None = None
    date_created: str | None = None
    internal_analysis_flag: bool | None = None
    internal_flag: bool | None = None
    detail_description_flag: bool | None = None
    info: dict[str, Any] | None = Field(default=None, alias="_info")
