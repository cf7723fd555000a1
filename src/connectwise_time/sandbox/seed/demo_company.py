"""The demo company itself: lists, catalogue, people and what they may do."""

# fmt: off  # tables read better as tables

from connectwise_time.sandbox.seed import demo_places
from connectwise_time.sandbox.seed.planting import Planter
from connectwise_time.sandbox.tables.traces import SCHEDULING

MODULES = (
    "Time Entry",
    "Time Entry Billable Option",
    "Time Approval",
    "Member Maintenance",
    "Table Setup",
    "Companies",
    "Service Tickets",
    "Project Tickets",
    "Agreements",
    "Activities",
)
# Rows of their own, after the others, so that those keep their ids.
LATER_MODULES = ("Billing View Time",)
LATEST_MODULES = (SCHEDULING,)
WITHOUT_SCHEDULES = frozenset({9})
WITHOUT_RATES = frozenset({9, 10})
LOOKING = "None None None All"


def plant(p: Planter) -> None:
    """In the order in which one thing refers to another."""
    for part in (_lists, demo_places.plant, _catalogue, _people, _security):
        part(p)


def _lists(p: Planter) -> None:
    p.names("companyStatus", "Active", "Inactive")
    p.names("companyType", "Customer", "Owner", "Prospect")
    p.names("contact", "Ana Ruiz", "Ben Lund", "Cho Park", "Dev Rao", "Eva Stein", "Finn Cole")
    p.names("site", "Main", "Warehouse")
    p.names("priority", "Priority 1 - Critical", "Priority 2 - High", "Priority 3 - Normal")
    p.names("ticketType", "Incident", "Request")
    p.names("ticketSubType", "E-mail", "Network", "Hardware", "Accounts")
    p.names("agreementType", "Managed Services", "Block Time")
    p.names("activityType", "Call", "Meeting")
    p.names("activityStatus", "Open", "Closed")
    p.names("memberType", "Employee", "Contractor")
    p.names("scheduleType", "S", "C")
    p.names("scheduleStatus", "Firm", "Tentative", "Completed")
    p.names("scheduleSpan", "HOURS", "DAYS")
    p.names(
        "securityRole", "Technician", "Manager", "API", "Read only", "Dispatcher", "PM", "Owner"
    )
    p.names("structureLevel", "Office")
    p.names("phase", "Preparation", "Migration", "Refresh")
    p.names("invoice", "INV-1041", "INV-1042", first=41)


def _catalogue(p: Planter) -> None:
    p.rows(
        "time/workTypes",
        "id name billTime rateType rate hoursMin roundBillHoursTo inactiveFlag overallDefaultFlag",
        (1, "Regular", "Billable", "Multiplier", 1, None, None, False, True),
        (2, "Overtime", "Billable", "Multiplier", 1.5, None, None, False, False),
        (3, "Training", "DoNotBill", "Multiplier", 1, None, None, False, False),
        (4, "Travel", "NoCharge", "Multiplier", 1, None, None, False, False),
        (5, "Remote", "Billable", "Multiplier", 1, None, 0.25, False, False),
        (6, "On-site", "Billable", "Multiplier", 1, 1, 0.25, False, False),
        (7, "Administrative", "DoNotBill", "Multiplier", 1, None, None, False, False),
        (8, "Emergency Remote", "Billable", "Multiplier", 2, 1, 0.25, False, False),
        (9, "Emergency On-site", "Billable", "Multiplier", 2, 2, 0.25, False, False),
        (10, "After Hours (old)", "Billable", "Multiplier", 1.5, None, None, True, False),
        activityDefaultFlag=False,
        utilizationFlag=True,
        costMultiplier=1,
    )
    p.rows(
        "time/workRoles",
        "id name hourlyRate inactiveFlag",
        (1, "Level 1 Tech", 95, False),
        (2, "Level 2 Tech", 125, False),
        (3, "Level 3 Tech", 150, False),
        (4, "Engineer", 165, False),
        (5, "Consultant", 195, False),
        (6, "Project Manager", 175, False),
        (7, "Field Tech (old)", 80, True),
    )
    new_york, london, consultant = 1, 2, 5
    for role in range(1, 8):
        for office in (london,) if role == consultant else (new_york, london):
            p.row("time/workRoles/locations", workRole=role, location=office)
    p.rows(
        "time/chargeCodes",
        "id name billTime timeEntryFlag workType",
        (1, "MTNG - Meetings", "DoNotBill", True, 7),
        (2, "TRNG - Training", "DoNotBill", True, 3),
        (3, "ADMIN - Administration", "DoNotBill", True, 7),
        (4, "PTO - Paid time off", "DoNotBill", True, 1),
        (5, "PROJ - Project work", "Billable", True, None),
        (6, "ONCALL - On call", "NoDefault", True, None),
        (7, "MILES - Mileage only", "DoNotBill", False, None),
        company=1,
        expenseEntryFlag=False,
        allowAllExpenseTypeFlag=False,
    )
    p.row(
        "system/myCompany/timeExpense",
        id=1,
        tier1ApprovalFlag=True,
        tier2ApprovalFlag=False,
        disableTimeEntryFlag=False,
        requireTimeNoteFlag=False,
        requireExpenseNoteFlag=False,
        roundingFactor=0.01,
        invoiceStart=1000,
        internalCompany=1,
    )


def _people(p: Planter) -> None:
    p.rows(
        "system/members",
        "id identifier firstName lastName title timeZone workRole securityRole hourlyCost",
        (1, "jdoe", "Jamie", "Doe", "Technician", 1, 2, 1, 42),
        (2, "msmith", "Morgan", "Smith", "Service Manager", 1, 6, 2, 68),
        (3, "jsmith", "John", "Smith", "Technician", 1, 1, 1, 35),
        (4, "joansmith", "Joan", "Smith", "Engineer", 1, 4, 1, 55),
        (5, "opatel", "Olivia", "Patel", "Engineer", 2, 4, 1, 52),
        (6, "timebot", "Time", "Bot", "Integration", 1, 1, 3, 0),
        (7, "lfox", "Lee", "Fox", "Former technician", None, 1, 1, 30),
        (8, "temp1", "Robin", None, "Contractor", 1, 5, 1, 28),
        (9, "rwatts", "Rita", "Watts", "Auditor", 1, 1, 4, 40),
        (10, "dpatch", "Dana", "Patch", "Dispatcher", 1, 1, 5, 38),
        (11, "phart", "Paula", "Hart", "Project Manager", 1, 6, 6, 60),
        (12, "nbrooks", "Nora", "Brooks", "Owner", 1, 6, 7, 90),
        (13, "qokafor", "Quinn", "Okafor", "Technician", 1, 1, 1, 40),
        type=1,
        licenseClass="F",
        inactiveFlag=False,
        defaultEmail="Office",
        defaultPhone="Office",
        hireDate="2020-01-06T00:00:00Z",
        adminFlag=False,
        defaultLocation=1,
        defaultDepartment=2,
        workType=1,
        dailyCapacity=8,
        billableForecast=75,
        calendar=1,
        reportsTo=2,
        timeApprover=2,
        expenseApprover=2,
        requireExpenseEntryFlag=False,
        requireTimeSheetEntryFlag=True,
        requireStartAndEndTimeOnTimeEntryFlag=False,
        allowInCellEntryOnTimeSheet=True,
        enterTimeAgainstCompanyFlag=False,
        daysTolerance=3,
        minimumHours=40,
    )
    p.store.update("members", 5, {"default_location_id": 2, "calendar_id": 4})
    p.store.update("members", 6, {"license_class": "A", "require_time_sheet_entry_flag": False})
    p.store.update("members", 7, {"inactive_flag": True, "calendar_id": None})
    p.store.update("members", 10, {"calendar_id": 3, "daily_capacity": 4, "minimum_hours": 12})
    p.store.update("members", 13, {"calendar_id": 5})
    p.store.update("members", 2, {"enter_time_against_company_flag": True, "reports_to_id": None})
    _approvers(p)
    for key, identifier, first, last in p.store.all(
        "SELECT id, identifier, first_name, last_name FROM members"
    ):
        name, email = " ".join(filter(None, (first, last))), f"{identifier}@brightwater.example"
        p.store.update("members", key, {"full_name": name, "office_email": email})


def _approvers(p: Planter) -> None:
    """Morgan approves Jamie, Joan and (by reportsTo) John; Nora approves Morgan and the others."""
    for key in (2, 5):
        p.store.update("members", key, {"time_approver_id": 12})
    for key in (*range(6, 12), 13):
        p.store.update("members", key, {"time_approver_id": 12, "reports_to_id": 12})
    for key in (3, 12):
        p.store.update("members", key, {"time_approver_id": None})
    p.store.update("members", 12, {"reports_to_id": None})


def _security(p: Planter) -> None:
    """Add, edit, delete, inquire of each key's member; what is not named may be looked at."""
    own, everything = "My My My All", "All All All All"
    levels = {
        1: {"Time Entry": own, MODULES[1]: everything, "Time Approval": "None None None None"},
        2: {**dict.fromkeys(MODULES, everything), "Time Approval": own},
        6: {"Time Entry": everything, MODULES[1]: everything, "Time Approval": everything},
        9: dict.fromkeys(("Time Approval", "Member Maintenance", "Table Setup"), "None " * 4),
        10: {"Time Entry": everything, "Time Approval": "None None None None"},
        11: {"Time Entry": own, "Time Approval": own},
        12: dict.fromkeys(MODULES, everything),
        13: {"Time Entry": own, MODULES[1]: everything, "Time Approval": "None None None None"},
    }
    for member, named in levels.items():
        for order, module in enumerate(MODULES):
            _level(p, member, module, order, named.get(module, LOOKING))
    for member in levels:
        for order, module in enumerate(LATER_MODULES, len(MODULES)):
            _level(p, member, module, order, "None " * 4 if member in WITHOUT_RATES else LOOKING)
    for member in levels:
        for order, module in enumerate(LATEST_MODULES, len(MODULES) + len(LATER_MODULES)):
            unseen = member in WITHOUT_SCHEDULES
            _level(p, member, module, order, "None " * 4 if unseen else LOOKING)


def _level(p: Planter, member: int, module: str, order: int, levels: str) -> None:
    verbs = ("addLevel", "editLevel", "deleteLevel", "inquireLevel")
    area = "Time & Expense" if module.startswith("Time") else "System"
    p.row(
        "system/mySecurity",
        **dict(zip(verbs, levels.split(), strict=True)),
        moduleFunctionName=module,
        moduleFunctionIdentifier=module.replace(" ", ""),
        moduleName="Finance" if module in LATER_MODULES else area,
        member=member,
        sortOrder=order,
    )
