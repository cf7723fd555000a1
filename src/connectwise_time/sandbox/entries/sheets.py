"""The sheet an entry lands in: one per member and period, by the member's local date."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from connectwise_time.sandbox.approval.machine import EDITABLE
from connectwise_time.sandbox.approval.trail import Trail
from connectwise_time.sandbox.entries.charge import NOWHERE
from connectwise_time.sandbox.entries.hours import moment, spelled
from connectwise_time.sandbox.errors import Flaw, invalid
from connectwise_time.sandbox.store import Row, Store


def sheet_for(
    store: Store, member: Row, time_start: str, trail: Trail, *, closed_are_shut: bool = False
) -> int:
    """The id of the sheet, made when needed. A submitted one takes no more time [?]."""
    period = _period(store, local_day(store, member, time_start))
    if closed_are_shut:
        must_be_open(store, member, str(period["deadline_date"]), trail.now())
    sheet = store.first("time_sheets", member_id=member["id"], period_id=period["id"])
    if sheet is None:
        stamp = {"last_updated": spelled(trail.now()), "updated_by": member["identifier"]}
        key = open_sheet(store, int(member["id"]), {**period, **stamp})
        trail.note("sheet", key, "Record", "Time sheet created", new="Open")
        return key
    if sheet["status"] not in EDITABLE:
        message = f"The time sheet {sheet['name']} is {sheet['status']} and cannot be changed."
        raise invalid("timeEntry", Flaw("InvalidStatus", message, "timeSheet"))
    return int(sheet["id"])


def open_sheet(store: Store, member_id: int, period: Row) -> int:
    """A new sheet of this member for this period."""
    start, end = period["start_date"], period["end_date"]
    values = {
        "member_id": member_id,
        "period_id": period["id"],
        "year": int(end[:4]),
        "period": period["period"],
        "date_start": start,
        "date_end": end,
        "deadline": period["deadline_date"],
        "name": f"{start} to {end}",  # connectwise-api.md §2.5 [B]
        "status": "Open",
        "last_updated": period["last_updated"],
        "updated_by": period["updated_by"],
    }
    return store.insert("time_sheets", values)


def must_be_open(store: Store, member: Row, deadline: str, now: datetime) -> None:
    """Past the deadline and the member's days of tolerance a period is closed [?]."""
    last = date.fromisoformat(deadline[:10]) + timedelta(days=member["days_tolerance"] or 0)
    if local_day(store, member, spelled(now)) > last:
        message = f"The time period is closed since {last}."
        raise invalid("timeEntry", Flaw("PeriodClosed", message, "timeStart"))


def local_day(store: Store, member: Row, time_start: str) -> date:
    """The sheet's period is decided by local date (connectwise-api.md §7 "Dates" [?])."""
    zone = store.one("time_zone_setups", member["time_zone_id"]) or NOWHERE
    return moment(time_start).astimezone(ZoneInfo(zone.get("iana") or "UTC")).date()


def _period(store: Store, day: date) -> Row:
    """No period for the date: an error about "report periods" (peers.md §0.9 [B])."""
    found = store.rows(
        "SELECT * FROM periods WHERE start_date <= ? AND end_date >= ? LIMIT 1",
        (day.isoformat(), day.isoformat()),
    )
    if not found:
        message = f"There are no report periods set up for {day}."
        raise invalid("timeEntry", Flaw("NotFound", message, "timeStart"))
    return found[0]
