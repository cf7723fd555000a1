"""What an agreement pays for: its days, what it excludes, and how much of its limit is left.

After connectwise-api.md §7 "Rates" and its source S11 [C]; how overruns and cycles count is [?].
"""

from calendar import monthrange
from datetime import date, timedelta
from typing import Literal

from connectwise_time.sandbox.entries.charge import NOWHERE, Charge
from connectwise_time.sandbox.store import Row, Store, phrase

WEEKS = {"CalendarWeek": 1, "Contract2Weeks": 2, "Contract4Weeks": 4}
MONTHS = {
    "CalendarMonth": 1,
    "CalendarQuarter": 3,
    "CalendarYear": 12,
    "ContractQuarter": 3,
    "ContractYear": 12,
}
FIRST_OF_ALL = date(2001, 1, 1)  # a Monday on which a year began: calendar cycles count from it
NEVER_IN_FORCE = frozenset({"Cancelled", "Inactive"})


def runs_on(agreement: Row, day: str) -> bool:
    """Whether an agreement is in force on a day, ``YYYY-MM-DD``. What expired later was [?]."""
    if agreement["cancelled_flag"] or agreement["agreement_status"] in NEVER_IN_FORCE:
        return False
    begins, end = str(agreement["start_date"] or "")[:10], str(agreement["end_date"] or "")[:10]
    if end and not agreement["no_ending_date_flag"]:
        return begins <= day <= end
    return begins <= day and agreement["agreement_status"] != "Expired"


def excludes(store: Store, agreement: Row, entry: Row) -> bool:
    """Whether the work type or the work role is one that the agreement does not cover."""
    return any(
        store.first(f"agreement_{kind}_exclusions", agreement_id=agreement["id"], **{column: key})
        for kind, column in (("work_type", "work_type_id"), ("work_role", "work_role_id"))
        if (key := entry[column])
    )


def terms(store: Store, kind: Literal["work_type", "work_role"], entry: Row) -> Row:
    """What the agreement of an entry says about its work type or role; what is nearest wins.

    Terms without a type are for all of them, terms without a location for all of those, and they
    hold from their first to their last day (connectwise-api.md §0 S11 [C]).
    """
    found = store.rows(
        phrase(
            "SELECT * FROM",
            f"agreement_{kind}s",
            f"WHERE agreement_id = ? AND IFNULL({kind}_id, ?) = ? AND IFNULL(location_id, ?) = ?",
            "AND IFNULL(SUBSTR(effective_date, 1, 10), '') <= ?",
            "AND IFNULL(SUBSTR(ending_date, 1, 10), '9') >= ?",
            f"ORDER BY {kind}_id IS NULL, location_id IS NULL, id LIMIT 1",
        ),
        (
            entry["agreement_id"],
            *(entry[f"{kind}_id"],) * 2,
            *(entry["location_id"],) * 2,
            *(entry["time_start"][:10],) * 2,
        ),
    )
    return found[0] if found else NOWHERE


def covered_hours(store: Store, agreement: Row, entry: Row, charge: Charge) -> float:
    """The part of the billed hours that the agreement takes, in order of entry [C].

    Do Not Bill and No Charge never count [C]. An agreement that is neither unlimited nor has a
    limit covers nothing [C]. With overruns allowed it takes all and goes below zero [C].
    """
    billed = float(entry["hours_billed"])
    if not agreement or entry["billable_option"] != "Billable":
        return 0.0
    if not agreement["cover_agreement_time"] or excludes(store, agreement, entry):
        return 0.0
    if agreement["application_unlimited_flag"]:
        return billed
    limit = agreement["application_limit"]
    if limit is None:
        return 0.0
    if agreement["allow_overruns"]:
        return billed
    return _within(store, agreement, entry, charge)


def _within(store: Store, agreement: Row, entry: Row, charge: Charge) -> float:
    """What the limit leaves to this entry, in hours."""
    billed, rate = float(entry["hours_billed"]), float(entry["hourly_rate"])
    limit = float(agreement["application_limit"])
    others = _others(store, agreement, entry)
    match agreement["application_units"]:
        case "Incidents":  # a ticket is one incident, however often somebody works on it [?]
            tickets = {row["ticket_id"] for row in others if row["agreement_hours"]}
            is_known = charge.ticket.get("id") in tickets
            return billed if is_known or len(tickets) < limit else 0.0
        case "Amount":
            left = max(0.0, limit - sum(row["agreement_amount"] or 0 for row in others))
            return billed if not rate else round(min(billed, left / rate), 2)
        case _:
            left = limit - sum(row["agreement_hours"] or 0 for row in others)
            return round(min(billed, max(0.0, left)), 2)


def _others(store: Store, agreement: Row, entry: Row) -> list[Row]:
    """What else was charged to the agreement in the cycle of the day that was worked [?]."""
    first, end = cycle(agreement, date.fromisoformat(entry["time_start"][:10]))
    return store.rows(
        phrase(
            "SELECT ticket_id, agreement_hours, agreement_amount FROM time_entries",
            "WHERE agreement_id = ? AND id IS NOT ? AND time_start >= ? AND time_start < ?",
        ),
        (agreement["id"], entry.get("id"), str(first), str(end)),
    )


def cycle(agreement: Row, day: date) -> tuple[date, date]:
    """The first day of the cycle that a day is in, and of the next; without a cycle all days."""
    name = str(agreement["application_cycle"] or "")
    start = agreement["start_date"]
    begun = date.fromisoformat(start[:10]) if name.startswith("Contract") and start else None
    anchor = begun or FIRST_OF_ALL
    if name in WEEKS:
        span = timedelta(weeks=WEEKS[name])
        first = anchor + (day - anchor) // span * span
        return first, first + span
    if name in MONTHS:
        size = MONTHS[name]
        gone = (day.year - anchor.year) * 12 + day.month - anchor.month - (day.day < anchor.day)
        passed = gone // size * size
        if _months_after(anchor, passed + size) <= day:  # begun on a 31st, in a shorter month
            passed += size
        return _months_after(anchor, passed), _months_after(anchor, passed + size)
    return date.min, date.max


def _months_after(day: date, months: int) -> date:
    """The same day so many months on, or the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
