"""From what a client wishes to what is stored: every rule of an entry, in one order, no HTTP."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from connectwise_time.sandbox.access import Caller
from connectwise_time.sandbox.approval.machine import EDITABLE
from connectwise_time.sandbox.approval.trail import Trail
from connectwise_time.sandbox.entries.charge import NOWHERE, Charge, charge_of
from connectwise_time.sandbox.entries.defaults import with_defaults
from connectwise_time.sandbox.entries.hours import spelled, with_hours
from connectwise_time.sandbox.entries.money import with_money
from connectwise_time.sandbox.entries.sheets import must_be_open, sheet_for
from connectwise_time.sandbox.errors import Flaw, Refusal, forbidden, invalid, missing
from connectwise_time.sandbox.store import Row, Store

BILLABLE_MODULE = "Time Entry Billable Option"
# A change of these asks for the rate anew; a rate that was set by hand survives other changes.
PRICED_BY = ("work_type_id", "work_role_id", "agreement_id", "charge_to_id", "member_id")
CORRECTED = {"Rejected": "ErrorsCorrected", "RejectBySecondTier": "ErrorsCorrected"}


@dataclass(frozen=True)
class Rules:
    """The rules as they stand for one caller."""

    store: Store
    caller: Caller
    now: Callable[[], datetime]
    closed_are_shut: bool = False

    @property
    def trail(self) -> Trail:
        """Where changes are noted."""
        return Trail(self.store, self.caller.id, self.now)

    def new_entry(self, wish: Row) -> Row:
        """The row of a new entry. hourlyRate is only ever defaulted on create (§2.6 [A])."""
        member = self._member(wish)
        self.caller.must("Time Entry", "add", int(member["id"]))
        entry = self._settled({**wish, "hourly_rate": None}, member)
        fresh = {"status": "Open", "invoice_flag": False, "invoice_ready": 0}
        stamp = {"entered_by": self.caller.identifier, "date_entered": spelled(self.now())}
        return {**entry, **fresh, **stamp, **self._touched()}

    def changed_entry(self, before: Row, wish: Row, said: Collection[str]) -> Row:
        """The whole record is validated again (connectwise-api.md §7 "PATCH" [B])."""
        self.may_change(before)
        wish = {**wish, "id": before["id"]}
        member = self._member(wish)
        self.caller.must("Time Entry", "edit", int(member["id"]))
        repriced = any(wish.get(column) != before[column] for column in PRICED_BY if column in wish)
        if "hourly_rate" not in said and repriced:
            wish = {**wish, "hourly_rate": None}
        entry = self._settled(wish, member)
        status = CORRECTED.get(before["status"], before["status"])
        return {**entry, "status": status, **self._touched()}

    def may_change(self, entry: Row) -> None:
        """Submitted, approved and billed entries are locked; code and text are assumed [?]."""
        if entry["status"] in EDITABLE and not entry["invoice_id"]:
            if self._are_closed_shut:
                self._must_be_in_an_open_period(entry)
            return
        message = f"The time entry is {entry['status']} and cannot be changed or deleted."
        raise invalid("timeEntry", Flaw("InvalidStatus", message, "status"))

    @property
    def _are_closed_shut(self) -> bool:
        """By the switch, or by the tenant's own setting (§7 "Notes": closed periods [?])."""
        settings = self.store.one("time_expense", 1) or NOWHERE
        return self.closed_are_shut or bool(settings.get("disable_time_entry_flag"))

    def _must_be_in_an_open_period(self, entry: Row) -> None:
        member = self.store.one("members", entry["member_id"]) or NOWHERE
        sheet = self.store.one("time_sheets", entry["time_sheet_id"]) or NOWHERE
        must_be_open(self.store, member, sheet["deadline"], self.now())

    def _settled(self, wish: Row, member: Row) -> Row:
        if not wish.get("time_start"):
            raise invalid("timeEntry", missing("timeStart"))
        charge = charge_of(self.store, wish, member)
        settings = self.store.one("time_expense", 1) or NOWHERE
        if settings.get("require_time_note_flag") and not (wish.get("notes") or "").strip():
            raise invalid("timeEntry", missing("notes"))
        entry = with_defaults(self.store, wish, member, charge)
        self._may_bill(wish, member, charge)
        entry = with_hours(entry, member, settings.get("rounding_factor"))
        entry = with_money(self.store, entry, member, charge, wish.get("hourly_rate"))
        shut = self._are_closed_shut
        start = entry["time_start"]
        sheet = sheet_for(self.store, member, start, self.trail, closed_are_shut=shut)
        return {**entry, **_belongings(charge), "member_id": member["id"], "time_sheet_id": sheet}

    def _member(self, wish: Row) -> Row:
        """Left out, it is the caller. API-only members have no time module (peers.md §0.6 [B])."""
        member = self.store.one("members", wish.get("member_id") or self.caller.id) or NOWHERE
        if member.get("license_class") == "A":
            message = "API-only members do not have access to this module"
            raise Refusal(403, "Security", message)
        if member.get("inactive_flag"):
            raise invalid("timeEntry", Flaw("Invalid", "The member is inactive.", "member/id"))
        return member

    def _may_bill(self, wish: Row, member: Row, charge: Charge) -> None:
        """To set another billable option than the default needs a permission (§5 [C])."""
        said = wish.get("billable_option")
        if said in {None, "NoDefault"} or self.caller.level(BILLABLE_MODULE, "edit") != "None":
            return
        bare = with_defaults(self.store, {**wish, "billable_option": None}, member, charge)
        if bare["billable_option"] != said:
            raise forbidden()

    def _touched(self) -> Row:
        return {"last_updated": spelled(self.now()), "updated_by": self.caller.identifier}


def _belongings(charge: Charge) -> Row:
    """What the charge target puts on the entry, whatever the client sent."""
    return {
        "charge_to_id": charge.id,
        "charge_to_type": charge.kind,
        "company_id": charge.company_id,
        "ticket_id": charge.ticket.get("id"),
        "project_id": charge.ticket.get("project_id"),
        "phase_id": charge.ticket.get("phase_id"),
        "activity_id": charge.activity.get("id"),
    }
