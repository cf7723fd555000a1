"""The vendor's enumerations that several resources share (connectwise-api.md §2.4 [A])."""

STATUSES = (
    "Open",
    "Rejected",
    "PendingApproval",
    "ErrorsCorrected",
    "PendingProjectApproval",
    "ApprovedByTierOne",
    "RejectBySecondTier",
    "ApprovedByTierTwo",
    "ReadyToBill",
    "Billed",
    "WrittenOff",
    "BilledAgreement",
)
BILLABLE = ("Billable", "DoNotBill", "NoCharge", "NoDefault")
BILL_TIME = ("Billable", "DoNotBill", "NoCharge")
RATE_TYPES = ("AdjAmount", "Custom", "Multiplier")
CHARGE_TO = ("Company", "ServiceTicket", "ProjectTicket", "ChargeCode", "Activity")
RECORD_TYPES = ("ProjectIssue", "ProjectTicket", "ServiceTicket")
BILLING_METHODS = ("ActualRates", "FixedFee", "NotToExceed", "OverrideRate")
APPROVAL_TYPES = (
    "DataEntry",
    "Tier1Update",
    "Tier2Update",
    "Billing",
    "Service",
    "Project",
    "MonthlySummary",
    "SalesActivity",
    "Schedule",
)
AUDIT_SOURCES = (
    "None",
    "Member",
    "API",
    "Workflow",
    "Portal",
    "Mobile",
    "Network",
    "EmailConnector",
    "MassMaintenance",
    "Application",
    "SystemAPI",
    "Conversion",
)
CYCLES = (
    "Contract2Weeks",
    "Contract4Weeks",
    "ContractYear",
    "CalendarMonth",
    "CalendarQuarter",
    "CalendarWeek",
    "ContractQuarter",
    "CalendarYear",
)
LEVELS = ("None", "My", "All")
LICENSES = ("A", "C", "F", "X")
CONTACT_WAYS = ("Office", "Mobile", "Home")
