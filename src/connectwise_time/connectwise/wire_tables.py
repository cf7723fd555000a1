"""ConnectWise's shapes of what time is logged as: work types, work roles, charge codes."""

from typing import Any

from pydantic import Field

from connectwise_time.connectwise.wire import Ref, Wire


class WorkType(Wire):
    """All 18 fields of a work type."""

    id: int
    name: str = ""
    bill_time: str | None = None
    rate_type: str | None = None
    rate: float | None = None
    hours_min: float | None = None
    hours_max: float | None = None
    round_bill_hours_to: float | None = None
    accrual_type: str | None = None
    inactive_flag: bool | None = None
    overall_default_flag: bool | None = None
    activity_default_flag: bool | None = None
    utilization_flag: bool | None = None
    cost_multiplier: float | None = None
    integration_x_ref: str | None = None
    add_all_agreement_exclusions: bool | None = None
    connect_wise_id: str | None = None
    info: dict[str, Any] | None = Field(default=None, alias="_info")


class WorkRole(Wire):
    """All 11 fields of a work role."""

    id: int
    name: str = ""
    hourly_rate: float | None = None
    integration_xref: str | None = None
    inactive_flag: bool | None = None
    add_all_locations: bool | None = None
    remove_all_locations: bool | None = None
    add_all_agreement_exclusions: bool | None = None
    location_ids: list[int] | None = None
    connect_wise_id: str | None = None
    info: dict[str, Any] | None = Field(default=None, alias="_info")


class ChargeCode(Wire):
    """All 15 fields of a charge code."""

    id: int
    name: str = ""
    company: Ref | None = None
    location: Ref | None = None
    department: Ref | None = None
    bill_time: str | None = None
    expense_entry_flag: bool | None = None
    allow_all_expense_type_flag: bool | None = None
    time_entry_flag: bool | None = None
    work_type: Ref | None = None
    work_role: Ref | None = None
    integration_xref: str | None = None
    expense_type_ids: list[int] | None = None
    connect_wise_id: str | None = None
    info: dict[str, Any] | None = Field(default=None, alias="_info")
