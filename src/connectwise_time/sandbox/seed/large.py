"""A big tenant: the demo company with 60 people and 60,000 time entries of the past year."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from connectwise_time.sandbox.entries.hours import spelled
from connectwise_time.sandbox.entries.sheets import open_sheet
from connectwise_time.sandbox.seed import demo
from connectwise_time.sandbox.seed.planting import workdays
from connectwise_time.sandbox.store import Row, Store

DEMO_MEMBERS = (1, 2, 3, 4, 5)
NEW_MEMBERS = range(101, 156)
DAYS = 250
SLOTS = ((8, 2.0), (10, 2.0), (13, 1.5), (15, 2.5))  # local start, hours: 4 × 250 × 60 entries
SHORTENED = (15, 1.0)  # the last of them on a short day
PAID_TIME_OFF = 4
TICKETS = range(70_001, 72_001)
WEEKS_UNDECIDED = 14
DECIDED = {0: "Rejected", 1: "ErrorsCorrected", 2: "ReadyToBill"}
Span = tuple[str, str, float]  # start, end, hours
COLUMNS = [
    "member_id",
    "charge_to_id",
    "charge_to_type",
    "ticket_id",
    "company_id",
    "location_id",
    "department_id",
    "work_type_id",
    "work_role_id",
    "agreement_id",
    "time_start",
    "time_end",
    "actual_hours",
    "billable_option",
    "notes",
    "add_to_detail_description_flag",
    "add_to_internal_analysis_flag",
    "add_to_resolution_flag",
    "email_resource_flag",
    "email_contact_flag",
    "email_cc_flag",
    "hourly_rate",
    "hours_billed",
    "invoice_hours",
    "extended_invoice_amount",
    "agreement_hours",
    "agreement_amount",
    "agreement_adjustment",
    "adjustment",
    "invoice_flag",
    "invoice_ready",
    "entered_by",
    "date_entered",
    "time_sheet_id",
    "status",
    "last_updated",
    "updated_by",
]


def plant(store: Store, today: date, week_starts: int = 0) -> None:
    """Everything follows from ids and days: the same tenant for the same day."""
    demo.company(store, today, week_starts)
    _members(store)
    _tickets(store)
    days = list(workdays(today, DAYS))
    store.insert_many("time_entries", COLUMNS, _entries(store, days))


def _members(store: Store) -> None:
    model = store.one("members", 1)
    assert model is not None
    rows = []
    for key in NEW_MEMBERS:
        who = {"identifier": f"tech{key}", "first_name": "Tech", "last_name": f"Nº {key}"}
        more = {"full_name": f"Tech Nº {key}", "office_email": f"tech{key}@brightwater.example"}
        rows.append({**model, "id": key, **who, **more, "work_role_id": 1 + key % 4})
    _insert_all(store, "members", rows)


def _tickets(store: Store) -> None:
    model = store.one("tickets", 54321)
    assert model is not None
    rows = [
        {
            **model,
            "id": key,
            "summary": f"Request {key} of many",
            "company_id": 2 + key % 6,
            "agreement_id": 1 if key % 6 == 0 else None,
            "owner_id": NEW_MEMBERS[key % len(NEW_MEMBERS)],
        }
        for key in TICKETS
    ]
    _insert_all(store, "tickets", rows)


def _entries(store: Store, days: list[date]) -> Iterator[tuple[Any, ...]]:
    """Deterministic without a random source: everything follows from member, day and slot."""
    periods = store.rows("SELECT * FROM periods")
    week_of = {_monday_in(period): period for period in periods}
    members = {row["id"]: row for row in store.rows("SELECT * FROM members")}
    zones = {row["id"]: row["iana"] for row in store.rows("SELECT id, iana FROM time_zone_setups")}
    last_monday = days[-1] - timedelta(days=days[-1].weekday())
    sheets: dict[tuple[int, str], int] = {}
    for day in days:
        monday = day - timedelta(days=day.weekday())
        weeks_ago = (last_monday - monday).days // 7
        moments = {key: _spans(day, zone) for key, zone in zones.items()}
        for key in (*DEMO_MEMBERS, *NEW_MEMBERS):
            where, status = (key, monday.isoformat()), _status(weeks_ago, key)
            if where not in sheets:
                sheets[where] = open_sheet(store, key, week_of[where[1]])
                store.update("time_sheets", sheets[where], {"status": status})
            slots = moments[members[key]["time_zone_id"]]
            if _is_short(key, day):
                slots = (*slots[: len(SLOTS) - 1], slots[-1])
            for slot, span in enumerate(slots[: len(SLOTS)]):
                ticket = TICKETS[(key * 7 + day.toordinal() * 3 + slot * 11) % len(TICKETS)]
                yield (
                    _absence(members[key], span, status, sheets[where])
                    if _is_off(key, day)
                    else _entry(members[key], (ticket, slot), span, status, sheets[where])
                )


def _monday_in(period: Row) -> str:
    """The Monday of a period's weekdays, on whatever day its weeks begin."""
    start = date.fromisoformat(period["start_date"])
    return str(start + timedelta(days=-start.weekday() % 7))


def _is_off(member: int, day: date) -> bool:
    """A day of paid leave, one in about nine weeks."""
    return (member * 13 + day.toordinal()) % 47 == 0


def _is_short(member: int, day: date) -> bool:
    """A day whose last hour and a half nobody wrote down, one in nine."""
    return (member * 5 + day.toordinal()) % 9 == 0


def _spans(day: date, zone: str) -> tuple[Span, ...]:
    """A day's four spans; the fifth takes the fourth's place on a short day."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
    starts = [(midnight.replace(hour=hour), hours) for hour, hours in (*SLOTS, SHORTENED)]
    return tuple((spelled(at), spelled(at + timedelta(hours=hours)), hours) for at, hours in starts)


def _status(weeks_ago: int, member: int) -> str:
    """This week is open, older weeks are billed; three quarters of the weeks between wait."""
    if weeks_ago == 0:
        return "Open"
    if weeks_ago > WEEKS_UNDECIDED:
        return "ReadyToBill" if weeks_ago <= WEEKS_UNDECIDED + 4 else "Billed"
    return DECIDED.get((member + 3 * weeks_ago) % 12, "PendingApproval")


def _entry(
    member: Row, work: tuple[int, int], span: Span, status: str, sheet: int
) -> tuple[Any, ...]:
    (ticket, slot), (start, end, hours) = work, span
    company, covered = 2 + ticket % 6, ticket % 6 == 0
    rate, billed = 125.0, 0.0 if covered else hours
    place = (member["default_location_id"], 2)
    charge = (ticket, "ServiceTicket", ticket, company, *place, 5, member["work_role_id"])
    money = (rate, hours, billed, billed * rate)
    cover = (hours - billed, (hours - billed) * rate, 0.0, 0.0)
    notes = f"Worked on request {ticket}, step {slot + 1}"
    times = (1 if covered else None, start, end, hours, "Billable", notes)
    flags = (True, False, False, False, False, False)
    tail = _tail(member, end, status, sheet)
    return (member["id"], *charge, *times, *flags, *money, *cover, *tail)


def _absence(member: Row, span: Span, status: str, sheet: int) -> tuple[Any, ...]:
    start, end, hours = span
    place = (member["default_location_id"], 2)
    charge = (PAID_TIME_OFF, "ChargeCode", None, 1, *place, 1, member["work_role_id"])
    times = (None, start, end, hours, "DoNotBill", "Day off")
    money = (0.0,) * 8
    tail = _tail(member, end, status, sheet)
    return (member["id"], *charge, *times, *(False,) * 6, *money, *tail)


def _tail(member: Row, end: str, status: str, sheet: int) -> tuple[Any, ...]:
    who = member["identifier"]
    return (status == "Billed", 0, who, end, sheet, status, end, who)


def _insert_all(store: Store, table: str, rows: list[Row]) -> None:
    columns = list(rows[0])
    store.insert_many(table, columns, (tuple(row.values()) for row in rows))
