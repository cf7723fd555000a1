"""What ConnectWise fills in when a client leaves it out; the order is connectwise-api.md §7 [?]."""

from collections.abc import Iterable

from connectwise_time.sandbox.entries.charge import NOWHERE, Charge
from connectwise_time.sandbox.entries.coverage import excludes, runs_on, terms
from connectwise_time.sandbox.entries.places import may_work_at, with_place
from connectwise_time.sandbox.errors import Flaw, invalid
from connectwise_time.sandbox.store import Row, Store
from connectwise_time.sandbox.tables.time import NOTE_FLAGS

BOARD_NOTE_FLAGS = (
    "time_entry_discussion_flag",
    "time_entry_internal_analysis_flag",
    "time_entry_resolution_flag",
)
NOTE_COLUMNS = (
    "add_to_detail_description_flag",
    "add_to_internal_analysis_flag",
    "add_to_resolution_flag",
)
OTHER_FLAGS = ("email_resource_flag", "email_contact_flag", "email_cc_flag")
assert len(NOTE_FLAGS) == len(NOTE_COLUMNS)


def with_defaults(store: Store, wish: Row, member: Row, charge: Charge) -> Row:
    """The wish with all that was left out: agreement, place, type, role, billing, flags."""
    filled = dict(wish)
    agreement = _agreement(store, wish, charge)
    filled["agreement_id"] = agreement.get("id")
    filled |= with_place(store, wish, member, (*_bearers(charge), agreement, charge.board))
    filled["work_type_id"] = _work_type(store, wish, member, charge, agreement)
    filled["work_role_id"] = _work_role(store, filled, member, charge, agreement)
    deciding = NOWHERE if agreement and excludes(store, agreement, filled) else agreement
    filled["billable_option"] = _billable(store, filled, charge, deciding)
    for column, board_column in zip(NOTE_COLUMNS, BOARD_NOTE_FLAGS, strict=True):
        said = wish.get(column)
        filled[column] = bool(charge.board.get(board_column)) if said is None else said
    for column in OTHER_FLAGS:
        filled[column] = bool(wish.get(column))
    return filled


def _agreement(store: Store, wish: Row, charge: Charge) -> Row:
    """A given agreement must fit; a default one that does not cover the day is left out [?]."""
    day = str(wish["time_start"])[:10]
    if wish.get("agreement_id"):
        agreement = store.one("agreements", wish["agreement_id"]) or NOWHERE
        if agreement.get("company_id") != charge.company_id:
            raise invalid("timeEntry", _flaw("agreement", "belongs to another company"))
        if not runs_on(agreement, day):
            raise invalid("timeEntry", _flaw("agreement", "is not active on this date"))
        return agreement
    default = store.one("agreements", charge.agreement_id) or NOWHERE
    return default if default and runs_on(default, day) else NOWHERE


def _work_type(store: Store, wish: Row, member: Row, charge: Charge, agreement: Row) -> int | None:
    said: int | None = wish.get("work_type_id")
    if said:
        _must_be_active(store, "work_types", said, "workType")
        return said
    hosts = (charge.ticket, charge.code, agreement, charge.board, member)
    for key in (row.get("work_type_id") for row in hosts):
        if key and _is_active(store, "work_types", key):
            return int(key)
    columns = ("activity_default_flag",) if charge.activity else ()
    for column in (*columns, "overall_default_flag"):
        found = store.first("work_types", **{column: 1, "inactive_flag": 0})
        if found:
            return int(found["id"])
    return None


def _work_role(store: Store, wish: Row, member: Row, charge: Charge, agreement: Row) -> int:
    said: int | None = wish.get("work_role_id")
    if said:
        _must_be_active(store, "work_roles", said, "workRole")
    hosts = (charge.ticket, charge.code, agreement, charge.board, member)
    active = (row for row in hosts if _is_active(store, "work_roles", row.get("work_role_id")))
    key = said or _first(active, "work_role_id")
    role = store.one("work_roles", key) or NOWHERE
    if not may_work_at(store, role.get("id"), wish["location_id"]):
        which = "Work Role" if said else "default Work Role"
        message = f"The {which} is not valid for the selected location"  # peers.md §0.7 [B]
        raise invalid("timeEntry", Flaw("InvalidWorkRole", message, "workRole"))
    if not role:
        message = "The workRole field is required."
        raise invalid("timeEntry", Flaw("MissingRequiredField", message, "workRole"))
    return int(role["id"])


def _billable(store: Store, wish: Row, charge: Charge, agreement: Row) -> str:
    """The entry's own option decides; NoDefault asks the charge target and the agreement [?]."""
    work_type = wish["work_type_id"]
    special = terms(store, "work_type", wish) if agreement else NOWHERE
    options = (
        wish.get("billable_option"),
        charge.ticket.get("bill_time"),
        charge.code.get("bill_time"),
        special.get("bill_time"),
        charge.project.get("bill_time"),
        agreement.get("bill_time"),
        charge.board.get("bill_time"),
        (store.one("work_types", work_type) or NOWHERE).get("bill_time"),
    )
    return next((o for o in options if o and o != "NoDefault"), "Billable")


def _bearers(charge: Charge) -> tuple[Row, Row, Row]:
    return charge.ticket, charge.code, charge.project


def _must_be_active(store: Store, table: str, key: int, field: str) -> None:
    if not _is_active(store, table, key):
        raise invalid("timeEntry", _flaw(field, "is inactive"))


def _is_active(store: Store, table: str, key: int | None) -> bool:
    return not (store.one(table, key) or NOWHERE).get("inactive_flag")


def _first(rows: Iterable[Row], column: str) -> int | None:
    return next((int(row[column]) for row in rows if row.get(column)), None)


def _flaw(field: str, trouble: str) -> Flaw:
    return Flaw("Invalid", f"The {field} {trouble}.", field)
