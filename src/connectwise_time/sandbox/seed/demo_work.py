"""Whom the demo company works for: customers, agreements, boards, tickets, projects."""

# fmt: off  # tables read better as tables

from connectwise_time.sandbox.seed.planting import Planter


def plant(p: Planter) -> None:
    """In the order in which one thing refers to another."""
    for part in (_customers, _boards, _projects, _tickets, _project_tickets, _sales):
        part(p)


def _customers(p: Planter) -> None:
    p.rows(
        "company/companies",
        "id identifier name city status types defaultContact",
        (1, "BrightwaterIT", "Brightwater IT", "New York", 1, [2], None),
        (2, "ContosoLtd", "Contoso Ltd", "Boston", 1, [1], 1),
        (3, "ContosoLog", "Contoso Logistics", "Newark", 1, [1], 2),
        (4, "FabrikamInc", "Fabrikam Inc", "Hartford", 1, [1], 3),
        (5, "FabrikamRes", "Fabrikam Residences", "Albany", 1, [1], 4),
        (6, "AdventureWorks", "Adventure Works", "London", 1, [1], 5),
        (7, "TailspinToys", "Tailspin Toys", "Philadelphia", 1, [1, 3], 6),
        (8, "Northwind", "Northwind Traders", "Boston", 2, [1], None),
        territory=1,
        timeZoneSetup=1,
        deletedFlag=False,
    )
    p.rows(
        "finance/agreements",
        "id name type company contact startDate endDate cancelledFlag coverAgreementTime "
        "agreementStatus",
        (1, "Contoso Managed Services", 1, 2, 1, p.instant(-400), None, False, True, "Active"),
        (2, "Fabrikam Block Hours", 2, 4, 3, p.instant(-200), None, False, False, "Active"),
        (
            3,
            "Adventure Works Support",
            1,
            6,
            5,
            p.instant(-800),
            p.instant(-30),
            False,
            True,
            "Expired",
        ),
        (4, "Tailspin Managed Services", 1, 7, 6, p.instant(-300), None, True, True, "Cancelled"),
        applicationUnits="Hours",
        billTime="NoDefault",
        location=1,
        department=2,
        allowOverruns=True,
        applicationUnlimitedFlag=True,
        noEndingDateFlag=True,
    )
    p.store.update("agreements", 3, {"no_ending_date_flag": False})
    p.row(
        "finance/agreements/worktypes",
        workType=2,
        rateType="Custom",
        rate=210,
        billTime="Billable",
        agreement=1,
    )
    p.row("finance/agreements/workroles", workRole=2, rateType="Custom", rate=110, agreement=2)


def _boards(p: Planter) -> None:
    p.rows(
        "service/boards",
        "id name projectFlag timeEntryLockedFlag timeEntryDiscussionFlag",
        (1, "Help Desk", False, False, True),
        (2, "Field Service", False, False, True),
        (3, "Projects", True, False, False),
        (4, "Monitoring (locked)", False, True, False),
        location=1,
        department=2,
        inactiveFlag=False,
        billTime="NoDefault",
        timeEntryResolutionFlag=False,
        timeEntryInternalAnalysisFlag=False,
    )
    for board in (1, 2, 3, 4):
        p.rows(
            "service/boards/statuses",
            "id name closedStatus timeEntryNotAllowed",
            (board * 10 + 1, "New", False, False),
            (board * 10 + 2, "In Progress", False, False),
            (board * 10 + 3, "Waiting Customer", False, False),
            (board * 10 + 4, "On Hold - No Time", False, True),
            (board * 10 + 5, "Closed", True, False),
            board=board,
            displayOnBoard=True,
            inactive=False,
            defaultFlag=False,
            saveTimeAsNote=False,
        )


def _projects(p: Planter) -> None:
    p.rows(
        "project/statuses",
        "id name noTimeFlag closedFlag defaultFlag",
        (1, "Open", False, False, True),
        (2, "On Hold", True, False, False),
        (3, "Closed", True, True, False),
        inactiveFlag=False,
    )
    p.rows(
        "project/projects",
        "id name company status manager",
        (1, "Contoso office move", 2, 1, 11),
        (2, "Tailspin server refresh", 7, 2, 2),
        billingMethod="ActualRates",
        billTime="NoDefault",
        board=3,
        estimatedStart=p.instant(-60),
        estimatedEnd=p.instant(90),
        location=1,
        department=1,
        closedFlag=False,
        timeApprover=2,
    )
    p.store.update("projects", 1, {"time_approver_id": 11})


TICKET = {
    "site": 1,
    "priority": 3,
    "type": 1,
    "subType": 1,
    "billTime": "NoDefault",
    "location": 1,
    "department": 2,
    "automaticEmailContactFlag": False,
    "automaticEmailResourceFlag": False,
    "automaticEmailCcFlag": False,
}


def _tickets(p: Planter) -> None:
    new, doing, waiting, held, closed = 1, 2, 3, 4, 5
    tickets = (
        (54321, "Mail relay rejects outgoing messages", 2, 1, doing, "jdoe"),
        (54322, "Mail delivery delayed from the scanner", 4, 1, doing, "jdoe"),
        (54323, "Outlook mail profile asks for the password", 3, 1, new, "joansmith"),
        (54324, "New laptop for the sales team", 2, 1, waiting, "jsmith"),
        (54325, "VPN drops every hour", 2, 1, doing, "joansmith"),
        (54326, "Printer on floor 3 jams", 3, 2, doing, "jsmith"),
        (54327, "Wi-Fi survey of the warehouse", 3, 2, new, "opatel"),
        (54328, "File server out of space", 4, 1, doing, "joansmith"),
        (54329, "Onboard two new employees", 4, 1, new, "jsmith"),
        (54330, "Backup failed three nights in a row", 5, 1, doing, "jdoe"),
        (54331, "Door controller offline", 5, 2, waiting, "jdoe"),
        (54332, "Tenant portal certificate expired", 5, 1, closed, "opatel"),
        (54333, "Slow ERP reports", 6, 1, doing, "opatel"),
        (54334, "Replace the UPS in London", 6, 2, new, "opatel"),
        (54335, "Phishing message reported", 6, 1, closed, "joansmith"),
        (54336, "Label printer will not pair", 7, 2, doing, "jsmith"),
        (54337, "Shared calendar not visible", 7, 1, new, "jdoe"),
        (54338, "Reset MFA for the owner", 7, 1, closed, "jdoe"),
        (54339, "Waiting for licences: no time yet", 2, 1, held, "jdoe"),
        (54340, "Disk alert on CONTOSO-DC1", 2, 4, new, "jdoe"),
        (54341, "Monthly maintenance", 2, 1, doing, "jsmith"),
        (54342, "Monthly maintenance", 4, 1, doing, "jsmith"),
        (54343, "Conference room display flickers", 2, 2, closed, "jsmith"),
        (54344, "Change the DNS provider", 3, 1, doing, "joansmith"),
        (54345, "Audit of admin accounts", 4, 1, waiting, "joansmith"),
        (54346, "Old archive mailbox", 8, 1, new, "jsmith"),
        (54347, "Set up the new scanner", 4, 2, new, "jsmith"),
        (54348, "Teams calls have echo", 5, 1, doing, "jdoe"),
        (54349, "Move phones to the new building", 3, 2, waiting, "opatel"),
        (54350, "Firewall rule for the vendor", 7, 1, closed, "joansmith"),
        (54351, "Quote for 20 monitors", 7, 1, closed, "msmith"),
        (54352, "Internal: patch our own servers", 1, 1, doing, "joansmith"),
    )
    agreements = {2: 1, 4: 2, 6: 3, 7: 4}
    for key, summary, company_id, board, status, owner in tickets:
        member = p.store.first("members", identifier=owner)
        assert member is not None
        p.row(
            "service/tickets",
            id=key,
            summary=summary,
            recordType="ServiceTicket",
            company=company_id,
            board=board,
            status=board * 10 + status,
            owner=member["id"],
            resources=owner,
            agreement=agreements.get(company_id),
            closedFlag=status == closed,
            closedDate=p.instant(-3) if status == closed else None,
            **TICKET,
        )
    p.store.update("tickets", 54352, {"bill_time": "DoNotBill"})
    p.store.update("tickets", 54350, {"billing_method": "OverrideRate", "hourly_rate": 99})


def _project_tickets(p: Planter) -> None:
    tickets = (
        (60101, "Plan the move of the server room", 1, 2, "ProjectTicket", 1),
        (60102, "Move the mail server", 1, 2, "ProjectTicket", 2),
        (60103, "Cabling of the new office", 1, 2, "ProjectTicket", 2),
        (60104, "Racks do not fit through the door", 1, 2, "ProjectIssue", 2),
        (60201, "Order the new hosts", 2, 7, "ProjectTicket", 3),
        (60202, "Migrate the virtual machines", 2, 7, "ProjectTicket", 3),
    )
    for key, summary, project, company_id, kind, phase in tickets:
        p.row(
            "project/tickets",
            id=key,
            summary=summary,
            project=project,
            phase=phase,
            company=company_id,
            board=3,
            status=32,
            owner=4,
            resources="joansmith,jdoe",
            isIssueFlag=kind == "ProjectIssue",
            closedFlag=False,
            **TICKET,
        )
        p.store.update("tickets", key, {"record_type": kind})


def _sales(p: Planter) -> None:
    p.rows(
        "sales/activities",
        "id name company assignTo agreement",
        (1, "Quarterly review with Contoso", 2, 2, 1),
        (2, "Renewal call with Fabrikam", 4, 2, None),
        type=2,
        status=1,
        assignedBy=2,
        closeFlag=False,
        dateStart=p.instant(1),
        dateEnd=p.instant(1),
    )
