"""ConnectWise's shapes of settings and of errors: boards, calendars, zones, rules, refusals."""

from typing import Any

from pydantic import Field

from connectwise_time.connectwise.wire import Ref, Wire


class Info(Wire):
    """`/system/info`."""

    version: str | None = None
    is_cloud: bool | None = None
    server_time_zone: str | None = None
    cloud_region: str | None = None


class CompanyInfo(Wire):
    """`/login/companyinfo/{company}`, whose keys are written with capitals."""

    codebase: str | None = Field(default=None, alias="Codebase")


class TimeExpense(Wire):
    """The tenant's rules for time, all 11 fields but `_info`."""

    id: int | None = None
    tier1_approval_flag: bool | None = Field(default=None, alias="tier1ApprovalFlag")
    tier2_approval_flag: bool | None = Field(default=None, alias="tier2ApprovalFlag")
    disable_time_entry_flag: bool | None = None
    require_time_note_flag: bool | None = None
    require_expense_note_flag: bool | None = None
    rounding_factor: float | None = None
    invoice_start: int | None = None
    default_special_invoice_type: str | None = None
    internal_company: Ref | None = None


class Calendar(Wire):
    """A calendar of working hours, in local time, as strings such as `08:00:00`."""

    id: int | None = None
    name: str = ""
    holiday_list: Ref | None = None
    monday_start_time: str | None = None
    monday_end_time: str | None = None
    tuesday_start_time: str | None = None
    tuesday_end_time: str | None = None
    wednesday_start_time: str | None = None
    wednesday_end_time: str | None = None
    thursday_start_time: str | None = None
    thursday_end_time: str | None = None
    friday_start_time: str | None = None
    friday_end_time: str | None = None
    saturday_start_time: str | None = None
    saturday_end_time: str | None = None
    sunday_start_time: str | None = None
    sunday_end_time: str | None = None


class Holiday(Wire):
    """A holiday; one for specific hours carries them, in local time."""

    id: int | None = None
    name: str = ""
    all_day_flag: bool | None = None
    date: str | None = None
    time_start: str | None = None
    time_end: str | None = None


class Board(Wire):
    """A service or project board: whether it takes time at all."""

    id: int | None = None
    name: str = ""
    time_entry_locked_flag: bool | None = None


class BoardStatus(Wire):
    """A ticket status of a board."""

    id: int
    name: str = ""
    time_entry_not_allowed: bool | None = None
    closed_status: bool | None = None


class ProjectStatus(Wire):
    """A status of projects."""

    id: int
    name: str = ""
    no_time_flag: bool | None = None


class Project(Wire):
    """A project: only its status and who approves its time are of interest here."""

    id: int | None = None
    status: Ref | None = None
    time_approver: Ref | None = None


class TimeZoneSetup(Wire):
    """A time zone as the tenant set it up, with the zone behind it."""

    id: int | None = None
    name: str = ""
    time_zone: Ref | None = None


class SecurityRow(Wire):
    """A row of `/system/mySecurity`: how far the key's rights reach for one function."""

    module_name: str | None = None
    module_function_name: str | None = None
    module_function_description: str | None = None
    add_level: str | None = None
    edit_level: str | None = None
    delete_level: str | None = None
    inquire_level: str | None = None


class TimePeriodSetup(Wire):
    """A year's time periods: how long one is, and when the first one ends."""

    period_apply_to: str | None = None
    year: int | None = None
    type: str | None = None
    first_period_end_date: str | None = None


class Count(Wire):
    """The answer of `/count`."""

    count: int


class ValidationItem(Wire):
    """One nested reason of a refusal."""

    code: str | None = None
    message: str | None = None
    resource: str | None = None
    field: str | None = None
    details: Any = None


class ErrorBody(Wire):
    """A refusal: `code`/`message`/`errors`, or the 429's `error`/`message` (reference §6)."""

    code: str | None = None
    error: str | None = None
    message: str | None = None
    errors: list[ValidationItem | None] | None = None
