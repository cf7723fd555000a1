"""ConnectWise's shape of tickets."""

from typing import Any

from pydantic import Field

from connectwise_time.connectwise.wire import Ref, Wire


class Ticket(Wire):
    """A ticket: all fields of a service ticket, then those that only a project's has."""

    id: int
    summary: str = ""
    record_type: str | None = None
    board: Ref | None = None
    status: Ref | None = None
    work_role: Ref | None = None
    work_type: Ref | None = None
    company: Ref | None = None
    site: Ref | None = None
    site_name: str | None = None
    address_line1: str | None = None
    address_line2: str | None = None
    city: str | None = None
    state_identifier: str | None = None
    zip: str | None = None
    country: Ref | None = None
    contact: Ref | None = None
    contact_name: str | None = None
    contact_phone_number: str | None = None
    contact_phone_extension: str | None = None
    contact_email_address: str | None = None
    type: Ref | None = None
    sub_type: Ref | None = None
    item: Ref | None = None
    team: Ref | None = None
    owner: Ref | None = None
    priority: Ref | None = None
    service_location: Ref | None = None
    source: Ref | None = None
    required_date: str | None = None
    budget_hours: float | None = None
    opportunity: Ref | None = None
    agreement: Ref | None = None
    agreement_type: str | None = None
    severity: str | None = None
    impact: str | None = None
    external_x_ref: str | None = None
    po_number: str | None = None
    knowledge_base_category_id: int | None = None
    knowledge_base_sub_category_id: int | None = None
    allow_all_clients_portal_view: bool | None = None
    customer_updated_flag: bool | None = None
    automatic_email_contact_flag: bool | None = None
    automatic_email_resource_flag: bool | None = None
    automatic_email_cc_flag: bool | None = None
    automatic_email_cc: str | None = None
    initial_description: str | None = None
    initial_internal_analysis: str | None = None
    initial_resolution: str | None = None
    initial_description_from: str | None = None
    contact_email_lookup: str | None = None
    process_notifications: bool | None = None
    skip_callback: bool | None = None
    closed_date: str | None = None
    closed_by: str | None = None
    closed_flag: bool | None = None
    actual_hours: float | None = None
    approved: bool | None = None
    estimated_expense_cost: float | None = None
    estimated_expense_revenue: float | None = None
    estimated_product_cost: float | None = None
    estimated_product_revenue: float | None = None
    estimated_time_cost: float | None = None
    estimated_time_revenue: float | None = None
    billing_method: str | None = None
    billing_amount: float | None = None
    hourly_rate: float | None = None
    sub_billing_method: str | None = None
    sub_billing_amount: float | None = None
    sub_date_accepted: str | None = None
    date_resolved: str | None = None
    date_resplan: str | None = None
    date_responded: str | None = None
    resolve_minutes: int | None = None
    res_plan_minutes: int | None = None
    respond_minutes: int | None = None
    respond_by_goal_utc: str | None = Field(default=None, alias="respondByGoalUTC")
    resplan_goal_utc: str | None = Field(default=None, alias="resplanGoalUTC")
    resolution_goal_utc: str | None = Field(default=None, alias="resolutionGoalUTC")
    escalation_last_update_minutes: int | None = None
    is_in_sla: bool | None = None
    knowledge_base_link_id: int | None = None
    resources: str | None = None
    parent_ticket_id: int | None = None
    has_child_ticket: bool | None = None
    has_merged_child_ticket_flag: bool | None = None
    knowledge_base_link_type: str | None = None
    bill_time: str | None = None
    bill_expenses: str | None = None
    bill_products: str | None = None
    predecessor_type: str | None = None
    predecessor_id: int | None = None
    predecessor_closed_flag: bool | None = None
    lag_days: int | None = None
    lag_nonworking_days_flag: bool | None = None
    estimated_start_date: str | None = None
    duration: int | None = None
    location: Ref | None = None
    department: Ref | None = None
    mobile_guid: str | None = None
    sla: Ref | None = None
    sla_status: str | None = None
    request_for_change_flag: bool | None = None
    currency: Ref | None = None
    merged_parent_ticket: Ref | None = None
    integrator_tags: list[str] | None = None
    escalation_start_date_utc: str | None = Field(default=None, alias="escalationStartDateUTC")
    escalation_level: int | None = None
    minutes_before_waiting: int | None = None
    responded_skipped_minutes: int | None = None
    resplan_skipped_minutes: int | None = None
    responded_hours: float | None = None
    responded_by: str | None = None
    resplan_hours: float | None = None
    resplan_by: str | None = None
    resolution_hours: float | None = None
    resolved_by: str | None = None
    minutes_waiting: int | None = None
    is_issue_flag: bool | None = None
    project: Ref | None = None
    phase: Ref | None = None
    wbs_code: str | None = None
    schedule_start_date: str | None = None
    schedule_end_date: str | None = None
    tasks: list[dict[str, Any]] | None = None
    info: dict[str, Any] | None = Field(default=None, alias="_info")
    custom_fields: list[dict[str, Any]] | None = None
