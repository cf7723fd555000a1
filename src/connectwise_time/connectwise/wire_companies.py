"""ConnectWise's shapes of companies, and of what goes on with them: agreements, activities."""

from typing import Any

from pydantic import Field

from connectwise_time.connectwise.wire import Ref, Wire


class Company(Wire):
    """All 72 fields of a company."""

    id: int
    identifier: str = ""
    name: str = ""
    status: Ref | None = None
    address_line1: str | None = None
    address_line2: str | None = None
    city: str | None = None
    state: str | None = None
    zip: str | None = None
    country: Ref | None = None
    phone_number: str | None = None
    fax_number: str | None = None
    website: str | None = None
    territory: Ref | None = None
    market: Ref | None = None
    account_number: str | None = None
    default_contact: Ref | None = None
    date_acquired: str | None = None
    sic_code: Ref | None = None
    parent_company: Ref | None = None
    annual_revenue: float | None = None
    credit_limit: float | None = None
    additional_debt: float | None = None
    number_of_employees: int | None = None
    year_established: int | None = None
    revenue_year: int | None = None
    ownership_type: Ref | None = None
    time_zone_setup: Ref | None = None
    lead_source: str | None = None
    lead_flag: bool | None = None
    unsubscribe_flag: bool | None = None
    calendar: Ref | None = None
    user_defined_field1: str | None = None
    user_defined_field2: str | None = None
    user_defined_field3: str | None = None
    user_defined_field4: str | None = None
    user_defined_field5: str | None = None
    user_defined_field6: str | None = None
    user_defined_field7: str | None = None
    user_defined_field8: str | None = None
    user_defined_field9: str | None = None
    user_defined_field10: str | None = None
    vendor_identifier: str | None = None
    tax_identifier: str | None = None
    tax_code: Ref | None = None
    billing_terms: Ref | None = None
    invoice_template: Ref | None = None
    pricing_schedule: Ref | None = None
    company_entity_type: Ref | None = None
    bill_to_company: Ref | None = None
    billing_site: Ref | None = None
    billing_contact: Ref | None = None
    invoice_delivery_method: Ref | None = None
    email_template: Ref | None = None
    invoice_to_email_address: str | None = None
    invoice_cc_email_address: str | None = Field(default=None, alias="invoiceCCEmailAddress")
    deleted_flag: bool | None = None
    date_deleted: str | None = None
    deleted_by: str | None = None
    mobile_guid: str | None = None
    facebook_url: str | None = None
    twitter_url: str | None = None
    linked_in_url: str | None = None
    currency: Ref | None = None
    territory_manager: Ref | None = None
    reseller_identifier: str | None = None
    is_vendor_flag: bool | None = None
    types: list[Ref] | None = None
    site: Ref | None = None
    integrator_tags: list[str] | None = None
    info: dict[str, Any] | None = Field(default=None, alias="_info")
    custom_fields: list[dict[str, Any]] | None = None


class Agreement(Wire):
    """All 83 fields of an agreement."""

    id: int
    name: str = ""
    type: Ref | None = None
    company: Ref | None = None
    contact: Ref | None = None
    site: Ref | None = None
    sub_contract_company: Ref | None = None
    sub_contract_contact: Ref | None = None
    parent_agreement: Ref | None = None
    customer_po: str | None = Field(default=None, alias="customerPO")
    location: Ref | None = None
    department: Ref | None = None
    restrict_location_flag: bool | None = None
    restrict_department_flag: bool | None = None
    start_date: str | None = None
    end_date: str | None = None
    no_ending_date_flag: bool | None = None
    opportunity: Ref | None = None
    cancelled_flag: bool | None = None
    date_cancelled: str | None = None
    reason_cancelled: str | None = None
    sla: Ref | None = None
    work_order: str | None = None
    internal_notes: str | None = None
    application_units: str | None = None
    application_limit: float | None = None
    application_cycle: str | None = None
    application_unlimited_flag: bool | None = None
    one_time_flag: bool | None = None
    cover_agreement_time: bool | None = None
    cover_agreement_product: bool | None = None
    cover_agreement_expense: bool | None = None
    cover_sales_tax: bool | None = None
    carry_over_unused: bool | None = None
    allow_overruns: bool | None = None
    expired_days: int | None = None
    limit: int | None = None
    expire_when_zero: bool | None = None
    charge_to_firm: bool | None = None
    employee_comp_rate: str | None = None
    employee_comp_not_exceed: str | None = None
    comp_hourly_rate: float | None = None
    comp_limit_amount: float | None = None
    billing_cycle: Ref | None = None
    bill_one_time_flag: bool | None = None
    billing_terms: Ref | None = None
    invoicing_cycle: str | None = None
    bill_to_company: Ref | None = None
    bill_to_contact: Ref | None = None
    bill_to_site: Ref | None = None
    bill_amount: float | None = None
    taxable: bool | None = None
    prorate_first_bill: float | None = None
    bill_start_date: str | None = None
    tax_code: Ref | None = None
    restrict_down_payment: bool | None = None
    prorate_flag: bool | None = None
    invoice_prorated_additions_flag: bool | None = None
    invoice_description: str | None = None
    top_comment: bool | None = None
    bottom_comment: bool | None = None
    work_role: Ref | None = None
    work_type: Ref | None = None
    project_type: Ref | None = None
    invoice_template: Ref | None = None
    bill_time: str | None = None
    bill_expenses: str | None = None
    bill_products: str | None = None
    billable_time_invoice: bool | None = None
    billable_expense_invoice: bool | None = None
    billable_product_invoice: bool | None = None
    currency: Ref | None = None
    period_type: str | None = None
    auto_invoice_flag: bool | None = None
    bill_zero_amount_flag: bool | None = None
    next_invoice_date: str | None = None
    company_location: Ref | None = None
    ship_to_company: Ref | None = None
    ship_to_contact: Ref | None = None
    ship_to_site: Ref | None = None
    agreement_status: str | None = None
    info: dict[str, Any] | None = Field(default=None, alias="_info")
    custom_fields: list[dict[str, Any]] | None = None


class Activity(Wire):
    """All 29 fields of a sales activity."""

    id: int
    name: str = ""
    type: Ref | None = None
    company: Ref | None = None
    contact: Ref | None = None
    phone_number: str | None = None
    phone_extension: str | None = None
    email: str | None = None
    status: Ref | None = None
    opportunity: Ref | None = None
    ticket: Ref | None = None
    agreement: Ref | None = None
    campaign: Ref | None = None
    notes: str | None = None
    date_start: str | None = None
    date_end: str | None = None
    date_end_utc: str | None = None
    date_closed_utc: str | None = None
    assigned_by: Ref | None = None
    assign_to: Ref | None = None
    schedule_status: Ref | None = None
    reminder: Ref | None = None
    where: Ref | None = None
    notify_flag: bool | None = None
    close_flag: bool | None = None
    mobile_guid: str | None = None
    currency: Ref | None = None
    info: dict[str, Any] | None = Field(default=None, alias="_info")
    custom_fields: list[dict[str, Any]] | None = None
