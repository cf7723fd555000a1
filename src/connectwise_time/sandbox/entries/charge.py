"""What an entry is charged to, what comes with that, and whether it takes time at all."""

from collections.abc import Callable
from dataclasses import dataclass

from connectwise_time.sandbox.errors import Flaw, invalid, missing
from connectwise_time.sandbox.store import Row, Store

PROJECT_RECORDS = frozenset({"ProjectTicket", "ProjectIssue"})
NOWHERE: Row = {}


@dataclass(frozen=True)
class Charge:
    """A charge target that takes time: its kind and the rows that have a say in the defaults."""

    kind: str
    id: int
    company_id: int | None
    ticket: Row
    project: Row
    board: Row
    code: Row
    activity: Row

    @property
    def agreement_id(self) -> int | None:
        """The agreement that comes with the charge target."""
        for row in (self.ticket, self.project, self.activity):
            if row.get("agreement_id"):
                return int(row["agreement_id"])
        return None


def charge_of(store: Store, wish: Row, member: Row) -> Charge:
    """The charge target of an entry, or InvalidObject with what speaks against it.

    "If chargeToId is not specified, we asume you enter time against the company specified"
    (connectwise-api.md §2.6 [A]).
    """
    kind, key = wish.get("charge_to_type"), wish.get("charge_to_id")
    if key is None and kind in {None, "Company"}:
        kind, key = "Company", wish.get("company_id")
        if key is None:
            raise invalid("timeEntry", missing("chargeToId"))
    if key is None or kind is None:
        raise invalid("timeEntry", missing("chargeToId" if key is None else "chargeToType"))
    charge = READERS[kind](store, int(key), wish)
    flaw = _blocked(store, charge, member)
    if flaw:
        raise invalid("timeEntry", flaw)
    return charge


def _company(store: Store, key: int, _wish: Row) -> Charge:
    return _charge("Company", key, _there(store, "companies", key, "Company")["id"])


def _service_ticket(store: Store, key: int, _wish: Row) -> Charge:
    ticket = store.one("tickets", key)
    if ticket is None or ticket["record_type"] in PROJECT_RECORDS:
        raise invalid("timeEntry", _absent("Service Ticket", key))
    board = store.one("service_boards", ticket["board_id"])
    return _charge("ServiceTicket", key, ticket["company_id"], ticket=ticket, board=board)


def _project_ticket(store: Store, key: int, _wish: Row) -> Charge:
    """A ProjectIssue is charged as ProjectTicket (connectwise-api.md §3 [B])."""
    ticket = store.one("tickets", key)
    if ticket is None or ticket["record_type"] not in PROJECT_RECORDS:
        raise invalid("timeEntry", _absent("Project Ticket", key))
    board = store.one("service_boards", ticket["board_id"])
    project = store.one("projects", ticket["project_id"])
    company = ticket["company_id"]
    return _charge("ProjectTicket", key, company, ticket=ticket, project=project, board=board)


def _charge_code(store: Store, key: int, wish: Row) -> Charge:
    code = _there(store, "charge_codes", key, "Charge Code")
    return _charge("ChargeCode", key, wish.get("company_id") or code["company_id"], code=code)


def _activity(store: Store, key: int, wish: Row) -> Charge:
    activity = _there(store, "activities", key, "Activity")
    company = activity["company_id"] or wish.get("company_id")
    return _charge("Activity", key, company, activity=activity)


READERS: dict[str, Callable[[Store, int, Row], Charge]] = {
    "Company": _company,
    "ServiceTicket": _service_ticket,
    "ProjectTicket": _project_ticket,
    "ChargeCode": _charge_code,
    "Activity": _activity,
}


def _charge(kind: str, key: int, company: int | None, **rows: Row | None) -> Charge:
    known = {name: rows.get(name) or NOWHERE for name in ("ticket", "project", "board")}
    more = {name: rows.get(name) or NOWHERE for name in ("code", "activity")}
    return Charge(kind, key, company, **known, **more)


def _there(store: Store, table: str, key: int, title: str) -> Row:
    row = store.one(table, key)
    if row is None:
        raise invalid("timeEntry", _absent(title, key))
    return row


def _absent(title: str, key: int) -> Flaw:
    return Flaw("NotFound", f"{title} {key} not found", "chargeToId")


def _blocked(store: Store, charge: Charge, member: Row) -> Flaw | None:
    """Everything that forbids time (connectwise-api.md §7 "Blocked"); the texts are assumed [?]."""
    status = store.one("board_statuses", charge.ticket.get("status_id")) or NOWHERE
    project_status = store.one("project_statuses", charge.project.get("status_id")) or NOWHERE
    against_company = charge.kind == "Company" and not member["enter_time_against_company_flag"]
    reasons = (
        (against_company, "This member may not enter time against a company."),
        (_is_inactive(store, charge.company_id), "The company is inactive."),
        # This one names only the field (peers.md §0.8 [B]).
        (status.get("time_entry_not_allowed"), "The chargeToId is invalid."),
        (charge.board.get("time_entry_locked_flag"), "Time entry is locked on this board."),
        (project_status.get("no_time_flag"), "The project's status does not allow time."),
        (charge.code and not charge.code["time_entry_flag"], "The code does not take time."),
    )
    found = next((message for blocks, message in reasons if blocks), None)
    return Flaw("InvalidChargeTo", found, "chargeToId") if found else None


def _is_inactive(store: Store, company_id: int | None) -> bool:
    company = store.one("companies", company_id) or NOWHERE
    status = store.first("names", kind="companyStatus", id=company.get("status_id")) or NOWHERE
    return bool(company.get("deleted_flag")) or status.get("name") == "Inactive"
