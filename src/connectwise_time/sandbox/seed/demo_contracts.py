"""Customers with names that a keyboard lacks, and agreements of every kind between them.

They stand beside the customers of demo_work.py, with ids after theirs: nothing there moves.
"""

# fmt: off  # tables read better as tables

from datetime import timedelta

from connectwise_time.sandbox.seed.demo_work import TICKET
from connectwise_time.sandbox.seed.planting import Planter

MUELLER, ZOE, OBRIEN, SMITH = 9, 10, 11, 12
MANAGED, BLOCK = 1, 2


def plant(p: Planter) -> None:
    """In the order in which one thing refers to another."""
    for part in (_customers, _agreements, _rules_of_agreements, _tickets):
        part(p)


def _customers(p: Planter) -> None:
    people = ("Jürgen Müller", "Zoë Lefèvre", "Siân O'Brien", "Bob Smith")
    p.names("contact", *people, first=7)
    p.rows(
        "company/companies",
        "id identifier name city defaultContact",
        (MUELLER, "MuellerSoehne", "Müller & Söhne GmbH", "München", 7),
        (ZOE, "CafeZoe", "Café Zoë", "Montréal", 8),
        (OBRIEN, "OBrienDental", "O'Brien Dental", "Galway", 9),
        (SMITH, "SmithSons", "Smith and Sons, Inc.", "Albany", 10),
        status=1,
        types=[1],
        territory=1,
        timeZoneSetup=1,
        deletedFlag=False,
    )


def _agreements(p: Planter) -> None:
    """Numbers 5 to 11; the limits are small, so that a day's work meets them."""
    month_ended = p.today.replace(day=1) - timedelta(days=1)
    ended, soon = f"{month_ended}T00:00:00Z", p.instant(30)
    common = {"location": 1, "department": 2, "billTime": "NoDefault", "coverAgreementTime": True}
    for key, name, kind, company, more in (
        (
            5,
            "Müller Block 10 h a month",
            BLOCK,
            MUELLER,
            {"applicationLimit": 10, "applicationCycle": "CalendarMonth"},
        ),
        (
            6,
            "Müller Migration",
            MANAGED,
            MUELLER,
            {"endDate": ended, "agreementStatus": "Expired", "applicationUnlimitedFlag": True},
        ),
        (7, "Café Zoë Remote Care", MANAGED, ZOE, {"applicationUnlimitedFlag": True}),
        (8, "O'Brien Care", MANAGED, OBRIEN, {"endDate": soon, "applicationUnlimitedFlag": True}),
        (9, "O'Brien Block 2 h", BLOCK, OBRIEN, {"applicationLimit": 2, "allowOverruns": True}),
        (
            10,
            "Smith Retainer (cancelled)",
            MANAGED,
            SMITH,
            {
                "cancelledFlag": True,
                "dateCancelled": p.instant(-20),
                "agreementStatus": "Cancelled",
                "reasonCancelled": "Moved to a block",
                "applicationUnlimitedFlag": True,
            },
        ),
        (
            11,
            "Smith Block of 500",
            BLOCK,
            SMITH,
            {
                "applicationUnits": "Amount",
                "applicationLimit": 500,
                "applicationCycle": "ContractYear",
            },
        ),
    ):
        unlimited = more.get("applicationUnlimitedFlag", False)
        fields = {"agreementStatus": "Active", "cancelledFlag": False, "allowOverruns": False}
        p.row(
            "finance/agreements",
            **{**common, **fields, "applicationUnits": "Hours", **more},
            **({} if unlimited else {"applicationUnlimitedFlag": False}),
            id=key,
            name=name,
            type=kind,
            company=company,
            contact=company - 2,
            startDate=p.instant(-120),
            noEndingDateFlag="endDate" not in more,
        )


def _rules_of_agreements(p: Planter) -> None:
    """Café Zoë pays for visits and for project managers; its training is free."""
    onsite, emergency_onsite, project_manager, training = 6, 9, 6, 3
    for kind in (onsite, emergency_onsite):
        p.row("finance/agreements/workTypeExclusions", workType=kind, agreementId=7)
    p.row("finance/agreements/workRoleExclusions", workRole=project_manager, agreementId=7)
    p.row(
        "finance/agreements/worktypes",
        workType=training,
        rateType="Multiplier",
        rate=1,
        billTime="NoCharge",
        agreement=7,
    )


def _tickets(p: Planter) -> None:
    doing, closed = 12, 15
    for key, summary, company, agreement, owner, status in (
        (56101, "Büro 2: Drucker macht aus Umlauten Fragezeichen", MUELLER, 5, 3, doing),
        (56102, "Umzug der Postfächer nach München", MUELLER, 6, 4, doing),
        (56103, "Résumé upload fails on the careers page", ZOE, 7, 3, doing),
        (56104, "Café Wi-Fi: guests see the till", ZOE, 7, 5, doing),
        (56105, "X-ray viewer can't reach the archive", OBRIEN, 8, 4, doing),
        (56106, "Hygienist's tablet won't charge", OBRIEN, 9, 3, doing),
        (56107, "Payroll export for Smith & Sons", SMITH, 10, 4, doing),
        (56108, "Fax line to the new number", SMITH, 11, 5, doing),
        (56109, "Old tills wiped and recycled", ZOE, None, 3, closed),
    ):
        p.row(
            "service/tickets",
            **TICKET,
            id=key,
            summary=summary,
            recordType="ServiceTicket",
            company=company,
            board=1,
            status=status,
            owner=owner,
            resources={3: "jsmith", 4: "joansmith", 5: "opatel"}[owner],
            agreement=agreement,
            closedFlag=status == closed,
            closedDate=p.instant(-4) if status == closed else None,
        )
