"""ConnectWise's shapes of time sheets, of audit trails, and of what decisions answer."""

from typing import Any

from pydantic import Field

from connectwise_time.connectwise.wire import Ref, Wire


class TimeSheet(Wire):
    """All 10 fields of a time sheet; its dates are plain strings in the vendor's schema."""

    id: int | None = None
    member: Ref | None = None
    year: int | None = None
    period: int | None = None
    date_start: str | None = None
    date_end: str | None = None
    status: str | None = None
    hours: float | None = None
    deadline: str | None = None
    info: dict[str, Any] | None = Field(default=None, alias="_info")


class Audit(Wire):
    """All 9 fields of a line of an entry's or a sheet's audit trail."""

    id: int
    member: Ref | None = None
    source: str | None = None
    type: str | None = None
    message: str | None = None
    old_value: str | None = None
    new_value: str | None = None
    value: str | None = None
    info: dict[str, Any] | None = Field(default=None, alias="_info")


class Success(Wire):
    """What an action on a sheet answers: it may be a refusal, with HTTP 200."""

    success: bool | None = None
    message: str | None = None


class BulkResult(Wire):
    """What became of one entry of many.

    Only the sandbox assumes more of it (docs/reference/sandbox.md), so its status and its error
    may be anything.
    """

    id: int | None = None
    success: bool | None = None
    status: Any = None
    error: Any = None


class Bulk(Wire):
    """What a decision on many entries answers (documented only)."""

    success: bool | None = None
    message: str | None = None
    results: list[BulkResult | None] | None = None
