"""Rates and billed hours of one entry: a reasonable part of connectwise-api.md §7 "Rates" [C]."""

from decimal import ROUND_HALF_UP, Decimal

from connectwise_time.sandbox.entries.charge import NOWHERE, Charge
from connectwise_time.sandbox.entries.coverage import covered_hours, terms
from connectwise_time.sandbox.entries.places import rate_at
from connectwise_time.sandbox.store import Row, Store


def with_money(store: Store, entry: Row, member: Row, charge: Charge, rate: float | None) -> Row:
    """The entry with its rate, billed hours and amounts. A given rate stays as it is."""
    agreement = store.one("agreements", entry["agreement_id"]) or NOWHERE
    work_type = store.one("work_types", entry["work_type_id"]) or NOWHERE
    special = terms(store, "work_type", entry)
    hourly = _rate(store, entry, member, charge) if rate is None else rate
    billed = _billed(entry, work_type, special)
    entry = {**entry, "hourly_rate": hourly, "hours_billed": billed}
    covered = covered_hours(store, agreement, entry, charge)
    is_paid = entry["billable_option"] == "Billable"
    left = round(billed - covered, 2)
    cost = member["hourly_cost"]
    return {
        **entry,
        "invoice_hours": left,
        "extended_invoice_amount": round(left * hourly, 2) if is_paid else 0.0,
        "agreement_hours": covered,
        "agreement_amount": round(covered * hourly, 2),
        "agreement_adjustment": 0.0,
        "adjustment": 0.0,
        "hourly_cost": None if cost is None else f"{cost:.2f}",
    }


def _rate(store: Store, entry: Row, member: Row, charge: Charge) -> float:
    """Ticket override → agreement work type → agreement work role → member → type × role."""
    role = store.one("work_roles", entry["work_role_id"]) or NOWHERE
    work_type = store.one("work_types", entry["work_type_id"]) or NOWHERE
    base = rate_at(store, role, entry["location_id"])
    if charge.ticket.get("billing_method") == "OverrideRate" and charge.ticket["hourly_rate"]:
        return float(charge.ticket["hourly_rate"])
    by_type = terms(store, "work_type", entry)
    if by_type and by_type["rate"] is not None:
        return _applied(by_type, base)
    by_role = terms(store, "work_role", entry)
    if by_role and by_role["rate"] is not None:
        return _applied(by_role, base)
    if member["hourly_rate"]:
        return float(member["hourly_rate"])
    return _applied(work_type, base) if work_type.get("rate") is not None else base


def _applied(setup: Row, base: float) -> float:
    rate = float(setup["rate"])
    match setup["rate_type"]:
        case "Custom":
            return rate
        case "AdjAmount":
            return base + rate
        case _:
            return round(base * rate, 2)


def _billed(entry: Row, work_type: Row, special: Row) -> float:
    """hoursMin, hoursMax and roundBillHoursTo work on billed hours only (§7 "Rounding")."""
    if entry["billable_option"] == "DoNotBill":
        return 0.0
    hours = float(entry["actual_hours"])
    least = special.get("hours_min") or work_type.get("hours_min") or 0
    most = special.get("hours_max") or work_type.get("hours_max") or hours
    step = special.get("round_bill_hours") or work_type.get("round_bill_hours_to")
    if step:
        units = (Decimal(str(hours)) / Decimal(str(step))).quantize(Decimal(1), ROUND_HALF_UP)
        hours = float(units * Decimal(str(step)))
    return max(float(least), min(hours, float(most)) if most else hours)
