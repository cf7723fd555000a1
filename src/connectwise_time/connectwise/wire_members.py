"""ConnectWise's shape of members."""

from typing import Any

from pydantic import Field, SecretStr

from connectwise_time.connectwise.wire import Ref, Wire


class Member(Wire):
    """A member: all fields of `/system/members`, `/system/myMembers` and their short lists.

    The last of them are only in the latter two. What opens doors is secret, and in no repr.
    """

    id: int
    identifier: str = ""
    password: SecretStr | None = None
    disable_online_flag: bool | None = None
    license_class: str | None = None
    notes: str | None = None
    employee_identifer: str | None = None
    vendor_number: str | None = None
    enable_mobile_gps_flag: bool | None = None
    inactive_date: str | None = None
    inactive_flag: bool | None = None
    last_login: str | None = None
    client_id: SecretStr | None = None
    token: SecretStr | None = None
    first_name: str | None = None
    middle_initial: str | None = None
    last_name: str | None = None
    hire_date: str | None = None
    country: Ref | None = None
    photo: Ref | None = None
    office_email: str | None = None
    mobile_email: str | None = None
    home_email: str | None = None
    default_email: str | None = None
    primary_email: str | None = None
    office_phone: str | None = None
    office_extension: str | None = None
    mobile_phone: str | None = None
    mobile_extension: str | None = None
    home_phone: str | None = None
    home_extension: str | None = None
    default_phone: str | None = None
    security_role: Ref | None = None
    office365: dict[str, Any] | None = None
    mapi_name: str | None = None
    calendar_sync_integration_flag: bool | None = None
    authentication_service_type: str | None = None
    timebased_one_time_password_activated: bool | None = None
    enable_ldap_authentication_flag: bool | None = None
    ldap_configuration: Ref | None = None
    ldap_user_name: str | None = None
    directional_sync: Ref | None = None
    sso_settings: dict[str, Any] | None = None
    signature: str | None = None
    phone_integration_type: str | None = None
    use_browser_language_flag: bool | None = None
    title: str | None = None
    report_card: Ref | None = None
    enable_mobile_flag: bool | None = None
    type: Ref | None = None
    time_zone: Ref | None = None
    partner_portal_flag: bool | None = None
    sts_user_admin_url: str | None = None
    toast_notification_flag: bool | None = None
    member_personas: list[int] | None = None
    admin_flag: bool | None = None
    structure_level: Ref | None = None
    security_location: Ref | None = None
    default_location: Ref | None = None
    default_department: Ref | None = None
    reports_to: Ref | None = None
    restrict_location_flag: bool | None = None
    restrict_department_flag: bool | None = None
    work_role: Ref | None = None
    work_type: Ref | None = None
    time_approver: Ref | None = None
    expense_approver: Ref | None = None
    billable_forecast: float | None = None
    daily_capacity: float | None = None
    hourly_cost: float | None = None
    hourly_rate: float | None = None
    include_in_utilization_reporting_flag: bool | None = None
    require_expense_entry_flag: bool | None = None
    require_time_sheet_entry_flag: bool | None = None
    require_start_and_end_time_on_time_entry_flag: bool | None = None
    allow_in_cell_entry_on_time_sheet: bool | None = None
    enter_time_against_company_flag: bool | None = None
    allow_expenses_entered_against_companies_flag: bool | None = None
    time_reminder_email_flag: bool | None = None
    days_tolerance: int | None = None
    minimum_hours: float | None = None
    time_sheet_start_date: str | None = None
    service_default_location: Ref | None = None
    service_default_department: Ref | None = None
    service_default_board: Ref | None = None
    restrict_service_default_location_flag: bool | None = None
    restrict_service_default_department_flag: bool | None = None
    excluded_service_board_ids: list[int] | None = None
    teams: list[int] | None = None
    service_board_team_ids: list[int] | None = None
    project_default_location: Ref | None = None
    project_default_department: Ref | None = None
    project_default_board: Ref | None = None
    restrict_project_default_location_flag: bool | None = None
    restrict_project_default_department_flag: bool | None = None
    excluded_project_board_ids: list[int] | None = None
    schedule_default_location: Ref | None = None
    schedule_default_department: Ref | None = None
    schedule_capacity: float | None = None
    service_location: Ref | None = None
    restrict_schedule_flag: bool | None = None
    hide_member_in_dispatch_portal_flag: bool | None = None
    calendar: Ref | None = None
    sales_default_location: Ref | None = None
    restrict_default_sales_territory_flag: bool | None = None
    warehouse: Ref | None = None
    warehouse_bin: Ref | None = None
    restrict_default_warehouse_flag: bool | None = None
    restrict_default_warehouse_bin_flag: bool | None = None
    company_activity_tab_format: str | None = None
    invoice_time_tab_format: str | None = None
    invoice_screen_default_tab_format: str | None = None
    invoicing_display_options: str | None = None
    agreement_invoicing_display_options: str | None = None
    auto_start_stopwatch: bool | None = None
    auto_popup_quick_notes_with_stopwatch: bool | None = None
    global_search_default_ticket_filter: str | None = None
    global_search_default_sort: str | None = None
    phone_source: str | None = None
    copy_pod_layouts: bool | None = None
    copy_shared_default_views: bool | None = None
    copy_column_layouts_and_filters: bool | None = None
    from_member_rec_id: int | None = None
    from_member_template_rec_id: int | None = None
    corelytics_username: str | None = None
    corelytics_password: SecretStr | None = None
    sso_session_flag: bool | None = None
    sso_client_id: str | None = None
    full_name: str | None = None
    info: dict[str, Any] | None = Field(default=None, alias="_info")
    custom_fields: list[dict[str, Any]] | None = None
