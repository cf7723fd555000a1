"""The audit trails of time sheets and time entries (connectwise-api.md §2.6 [A])."""

from connectwise_time.sandbox.fields import Resource, choice, integer, reference, text, texts
from connectwise_time.sandbox.tables.words import AUDIT_SOURCES

AUDIT_TYPES = tuple(
    (  # noqa: SIM905  # a hundred words read better than a hundred quoted ones
        "Activity CloseDate Company Contact Conversion Document Forecast Note Notes Opportunity "
        "Products Stage Status Surveys Team Tracks Configuration ConfigurationQuestions "
        "DeviceBackupDetails Tickets Subject ActivityOverview Schedule Resources ExpenseEntry "
        "Member Date Classification Amount ExpenseType WorkType WorkRole Mileage Billing "
        "ExpenseHeader Project TimeEntry TicketStatus DateTime DeductHours ActualHours Invoice "
        "CompanyFinance Billable SalesOrder Shipping Profile Group GroupContact GroupCompany "
        "Options Site Agreement Addition Adjustment Microsoft365 API ProjectFinance CompanyProfile "
        "CompanyTeam CompanyMgmt InvoiceTotal BillingInformation ShippingInformation BillingStatus "
        "Location Department Territory Payment Credit SubcontractorInformation InvoicingParameters "
        "ApplicationParameters Finance Invoicing Email Batching KnowledgeBase KbArticle "
        "KnowledgeBaseApproval KnowledgeBaseTicket ManageNetwork Tasks CustomField ScreenConnect "
        "SLA Ticket Workflow Record CombinedTickets Template PurchaseOrder Meeting RmaOverview "
        "ReturnedBy PurchasedFromVendor WarrantyVendor RepairVendor AdditionalDetails "
        "TicketTemplate AutoGeneration TimeInternalNote TimeDiscussion TimeInternal TimeResolution "
        "MemberTemplate Delegation Skill Certification Accrual ApiKey Login Notifications System "
        "ServiceBoard ProjectBoard Scheduling TimeBillingExpense CRM Procurement JobRole Details "
        "Authentication"
    ).split()
)

_AUDIT = (
    integer("id"),
    reference("member"),
    choice("source", AUDIT_SOURCES),
    choice("type", AUDIT_TYPES),
    *texts("message", "oldValue", "newValue"),
    text("value"),
    integer("parentId", hidden=True),
)

SHEET_AUDITS = Resource(
    "time/sheets/audits",
    "TimeSheetAudit",
    "timeSheetAudit",
    "Time Sheet Audit",
    "time_sheet_audits",
    _AUDIT,
    parent="parent_id",
    module="Time Entry",
    indexes=("parent_id",),
)

ENTRY_AUDITS = Resource(
    "time/entries/audits",
    "TimeEntryAudit",
    "timeEntryAudit",
    "Time Entry Audit",
    "time_entry_audits",
    _AUDIT,
    parent="parent_id",
    module="Time Entry",
    indexes=("parent_id",),
)

ALL = (SHEET_AUDITS, ENTRY_AUDITS)
