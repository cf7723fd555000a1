"""The time of the demo company: two weeks past and this week, in every state."""

# fmt: off  # tables read better as tables

from collections.abc import Iterable
from typing import Any

from connectwise_time.sandbox.seed.planting import Planter

KINDS = {"service": "ServiceTicket", "project": "ProjectTicket", "code": "ChargeCode"}
REMOTE, ONSITE = 5, 6
Row = tuple[str, str, str, str, int, int | None, str]

VPN_WEEK: tuple[Row, ...] = (
    ("jdoe", "08:30", "16:30", "service", 54325, None, "VPN client roll-out"),
)
# Two weeks ago, with project time: Paula has seen Joan's, and John's still waits for her.
PROJECT_WEEK: tuple[Row, ...] = (
    ("joansmith", "09:00", "15:00", "project", 60101, None, "Racks and power, agreed on site"),
    ("jsmith", "08:00", "12:00", "project", 60102, ONSITE, "Labelled the patch panel"),
    ("jsmith", "13:00", "15:00", "service", 54326, ONSITE, "New fuser"),
)
# Jamie's week is full; the others' weeks have gaps.
LAST_WEEK: tuple[Row, ...] = (
    ("jdoe", "08:00", "10:00", "service", 54321, REMOTE, "Relay log: 550 5.7.1 after the move."),
    ("jdoe", "10:00", "12:00", "service", 54330, REMOTE, "Restarted the backup chain."),
    ("jdoe", "12:30", "15:30", "service", 54322, REMOTE, "Scanner used an expired password."),
    ("jdoe", "15:30", "16:30", "code", 1, None, "Stand-up and planning"),
    ("msmith", "09:00", "10:00", "code", 1, None, "Dispatch meeting"),
)
SOME_OF_LAST_WEEK: tuple[Row, ...] = (
    ("jsmith", "08:00", "15:00", "service", 54326, ONSITE, 'Cleaned; "it was like that" – user'),
    ("joansmith", "09:00", "16:00", "project", 60101, None, "Plan:\n- racks\n- power\n- cooling"),
    ("opatel", "09:00", "17:00", "service", 54333, None, "Analysé les requêtes — naïve JOIN ✓"),
)
THIS_WEEK: tuple[Row, ...] = (
    ("jdoe", "08:00", "08:30", "service", 54321, REMOTE, "Checked the relay queue"),
    ("joansmith", "08:00", "09:00", "project", 60102, None, ""),
    ("opatel", "08:00", "09:00", "service", 54334, ONSITE, "UPS ordered"),
)
BEFORE_TODAY: tuple[Row, ...] = (
    ("jdoe", "09:00", "12:00", "service", 54330, REMOTE, "Backup job rebuilt"),
    ("jdoe", "13:00", "16:30", "service", 54348, REMOTE, "Headset firmware"),
    ("jsmith", "10:00", "12:00", "code", 2, None, "Exam practice"),
)
SHEETS = (
    ("jdoe", -14, "ReadyToBill"),
    ("msmith", -7, "ApprovedByTierOne"),
    ("joansmith", -7, "Rejected"),
    ("opatel", -7, "ReadyToBill"),
)


def plant(p: Planter) -> None:
    """Days count from this week's Monday; this week has time only up to today."""
    _enter(p, range(-14, -9), VPN_WEEK, hoursDeduct=0.5)
    _enter(p, range(-7, -2), LAST_WEEK)
    _enter(p, (-7, -6, -4), SOME_OF_LAST_WEEK)
    weekday = p.today.weekday()
    _enter(p, range(min(weekday, 4) + 1), THIS_WEEK)
    _enter(p, range(min(weekday, 5)), BEFORE_TODAY)
    for who, day, status in SHEETS:
        p.sheet_status(who, day, status)
    # On a Monday Jamie has not handed in last week yet, so that yesterday still takes time.
    p.sheet_status("jdoe" if weekday else "jsmith", -7, "PendingApproval")
    # The very first entry was invoiced; Joan's week came back with a reason.
    p.store.update("time_entries", 1, {"status": "Billed", "invoice_id": 41, "invoice_flag": True})
    rejected = p.store.first("time_entries", member_id=4, status="Rejected")
    assert rejected is not None
    reason = "Rejected by msmith: which rack? Please name the room."
    p.store.update("time_entries", rejected["id"], {"internal_notes": reason})
    _enter(p, (-14, -13), PROJECT_WEEK)
    p.sheet_status("joansmith", -14, "PendingProjectApproval")
    p.sheet_status("joansmith", -14, "PendingApproval", by=11)
    p.sheet_status("jsmith", -14, "PendingProjectApproval")


def _enter(p: Planter, days: Iterable[int], rows: tuple[Row, ...], **more: Any) -> None:
    for day in days:
        for who, start, end, kind, target, work_type, notes in rows:
            charge = {"chargeToType": KINDS[kind], "chargeToId": target}
            p.entry(who, day, start, end, **charge, workType=work_type, notes=notes, **more)
