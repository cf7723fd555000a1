"""Quinn's last week, which is still to be put right, and what tells how: appointments and notes.

Two gaps (Tuesday's has an appointment, Thursday's a note), an overlap on Thursday, a note that
says nothing, an entry that came back, a day off, and a stopwatch that runs since Friday evening.
"""

# fmt: off  # tables read better as tables

from datetime import datetime
from functools import partial
from typing import Any

from connectwise_time.sandbox.approval.trail import Trail
from connectwise_time.sandbox.entries.hours import spelled
from connectwise_time.sandbox.seed.planting import Planter

QUINN, NORA, OLIVIA = 13, 12, 5
WHO = "qokafor"
KINDS = {"ticket": "ServiceTicket", "code": "ChargeCode"}
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = range(-7, -2)
REMOTE, ONSITE = 5, 6
SERVICE, CALENDAR = 1, 2
FIRM, COMPLETED = 1, 3
ONBOARDING, SURVEY, SCANNER, FILE_SERVER, DNS = 54329, 54327, 54347, 54328, 54344
Row = tuple[int, str, str, str, int, int | None, str]

REASON = "Rejected by nbrooks: which of the two employees? Please name the account."

FIRST: Row = (MONDAY, "08:00", "11:00", "ticket", ONBOARDING, REMOTE, "Created an account")
WEEK: tuple[Row, ...] = (
    (MONDAY, "11:00", "12:00", "code", 1, None, "Dispatch meeting"),
    (MONDAY, "13:00", "17:00", "ticket", 54336, ONSITE, "Printer paired; driver 4.2 on both PCs."),
    (TUESDAY, "08:00", "12:00", "ticket", FILE_SERVER, REMOTE, "Moved old profiles to the archive"),
    (TUESDAY, "13:00", "15:00", "ticket", 54341, REMOTE, "Patched both hosts, rebooted, no alert."),
    (THURSDAY, "08:00", "10:30", "ticket", DNS, REMOTE, "Compared the zones record by record."),
    (
        THURSDAY,
        "10:00",
        "12:00",
        "ticket",
        54345,
        REMOTE,
        "Listed admin accounts of three sites",
    ),
    (THURSDAY, "13:00", "15:00", "ticket", FILE_SERVER, REMOTE, "worked on ticket"),
    (FRIDAY, "08:00", "12:00", "ticket", 54345, REMOTE, "Removed four stale admin accounts."),
    (
        FRIDAY,
        "13:00",
        "17:00",
        "ticket",
        54341,
        REMOTE,
        "Restored both hosts' backups as a test.",
    ),
)


def plant(p: Planter) -> None:
    """After all other time, so that nothing there moves."""
    for part in (_rejected, _week, _appointments, _notes, _stopwatches):
        part(p)


def _rejected(p: Planter) -> None:
    """Handed in on Monday evening by mistake, with one entry; on Tuesday it came back."""
    key = _enter(p, FIRST)
    entry = p.store.one("time_entries", key)
    assert entry is not None
    for who, by, day, clock, old, new in (
        (WHO, QUINN, MONDAY, "17:30", "Open", "PendingApproval"),
        ("nbrooks", NORA, TUESDAY, "09:00", "PendingApproval", "Rejected"),
    ):
        when = p.moment(who, day, clock)
        trail = Trail(p.store, by, partial(p.moment, who, day, clock), "Member")
        stamp = {"status": new, "last_updated": spelled(when), "updated_by": who}
        if new == "Rejected":
            changed = "internalNotes changed"
            trail.note("entry", key, "TimeInternalNote", changed, new=REASON)
            p.store.update("time_entries", key, {"internal_notes": REASON})
        trail.status("sheet", entry["time_sheet_id"], "Status changed", old, new)
        trail.status("entry", key, "Status changed", old, new)
        p.store.update("time_sheets", entry["time_sheet_id"], stamp)
        p.store.update("time_entries", key, stamp)


def _week(p: Planter) -> None:
    for row in WEEK:
        _enter(p, row)
    paid_time_off = 4
    off = {"chargeToType": "ChargeCode", "chargeToId": paid_time_off, "hoursDeduct": 1}
    p.entry(WHO, WEDNESDAY, "08:00", "17:00", notes="Day off", **off)


def _enter(p: Planter, row: Row) -> int:
    day, start, end, kind, target, work_type, notes = row
    charge = {"chargeToType": KINDS[kind], "chargeToId": target}
    return p.entry(WHO, day, start, end, **charge, workType=work_type, notes=notes)


def _appointments(p: Planter) -> None:
    """Monday's are logged; Tuesday's afternoon on site is not, and its to-do takes no time."""
    for name, kind, on, day, start, end, is_done in (
        ("Label printer will not pair", SERVICE, 54336, MONDAY, "13:00", "17:00", True),
        ("Dispatch meeting", CALENDAR, None, MONDAY, "11:00", "12:00", True),
        ("Wi-Fi survey of the warehouse", SERVICE, SURVEY, TUESDAY, "15:00", "17:00", False),
        ("Call the landlord about the roof", SERVICE, SURVEY, TUESDAY, "12:30", "12:30", False),
    ):
        span = (p.moment(WHO, day, start), p.moment(WHO, day, end))
        _appointment(p, QUINN, name, span, type=kind, objectId=on, doneFlag=is_done)


def _appointment(
    p: Planter, member: int, name: str, span: tuple[datetime, datetime], **fields: Any
) -> int:
    start, end = span
    return p.row(
        "schedule/entries",
        **fields,
        name=name,
        member=member,
        dateStart=spelled(start),
        dateEnd=spelled(end),
        hours=(end - start).total_seconds() / 3600,
        status=COMPLETED if fields["doneFlag"] else FIRM,
        span=1,
        acknowledgedFlag=True,
        ownerFlag=True,
        meetingFlag=fields["type"] == CALENDAR,
    )


def _notes(p: Planter) -> None:
    """Thursday's afternoon went to the scanner: a note on it is all that tells."""
    for ticket, member, day, clock, text in (
        (
            SCANNER,
            QUINN,
            THURSDAY,
            "16:40",
            "Scanner mounted; mail waits for the password.",
        ),
        (SCANNER, 3, MONDAY, "09:10", "Customer asks for Thursday afternoon."),
        (60103, 4, MONDAY, "14:00", "Cable trays arrive next week."),
    ):
        author = p.store.one("members", member) or {}
        when = spelled(p.moment(WHO, day, clock))
        stamp = {"last_updated": when, "updated_by": author["identifier"]}
        note = p.row(
            "service/tickets/notes",
            ticketId=ticket,
            text=text,
            member=member,
            dateCreated=when,
            createdBy=author["identifier"],
            detailDescriptionFlag=True,
            internalAnalysisFlag=False,
            resolutionFlag=False,
            issueFlag=False,
            customerUpdatedFlag=False,
            internalFlag=False,
            externalFlag=True,
        )
        p.store.update("ticket_notes", note, stamp)
        before = p.store.one("tickets", ticket) or {}
        if before["last_updated"] < when:
            p.store.update("tickets", ticket, stamp)
    p.store.update("tickets", SCANNER, {"resources": "jsmith,qokafor"})


def _stopwatches(p: Planter) -> None:
    """Quinn's still runs; Olivia has one of each of the other kinds, at rest."""
    since = spelled(p.moment(WHO, FRIDAY, "17:10"))
    p.row(
        "time/ticketstopwatches",
        ticket=DNS,
        member=QUINN,
        status="Running",
        startTime=since,
        dateEntered=since,
        totalPauseTime=0,
        workType=REMOTE,
        notes="Provider switched at ten past five, watching the propagation",
    )
    span = (p.moment("opatel", FRIDAY, "09:00"), p.moment("opatel", FRIDAY, "10:00"))
    visit = _appointment(p, OLIVIA, "UPS visit", span, type=SERVICE, objectId=54334, doneFlag=True)
    for path, on in (
        ("time/activitystopwatches", {"activityId": 1}),
        ("time/schedulestopwatches", {"scheduleId": visit}),
    ):
        p.row(
            path,
            **on,
            member=OLIVIA,
            status="Stopped",
            startTime=spelled(span[0]),
            endTime=spelled(span[1]),
            dateEntered=spelled(span[0]),
            totalPauseTime=0,
        )
