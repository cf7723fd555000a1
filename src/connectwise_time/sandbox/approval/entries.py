"""Reject one entry, take that back, detach one from its invoice; and the documented decisions."""

from connectwise_time.sandbox.approval.life import Life, refused
from connectwise_time.sandbox.approval.machine import (
    BILLED,
    REJECTED,
    WAITS_FOR,
    Stage,
    rejected,
)
from connectwise_time.sandbox.errors import forbidden
from connectwise_time.sandbox.store import Row

# Where a rejection comes from when nobody noted it, as in seeds.
REJECTED_FROM = {"Rejected": "PendingApproval", "RejectBySecondTier": "ApprovedByTierOne"}
# "Entry: Open (pending approval)" says the brief: there an entry needs no submitted sheet.
DECIDABLE = frozenset({"Open", "ErrorsCorrected", "PendingApproval", "PendingProjectApproval"})


class EntryLife(Life):
    """The moves of single entries for one caller."""

    def reject(self, entry: Row, stage: Stage | None) -> None:
        """Only this one; its sheet becomes Rejected, the others wait on in it [?]."""
        waits_for = WAITS_FOR.get(entry["status"])
        self._must(stage or waits_for, entry)
        if waits_for is None:
            raise _cannot(entry, "be rejected")
        _same_turn(stage, waits_for)
        self._rest({**entry, "rejected_from": entry["status"]}, rejected(waits_for), "rejected")

    def cancel_rejection(self, entry: Row, stage: Stage | None) -> None:
        """The entry waits again where it waited when it was rejected [?]."""
        back = entry["rejected_from"] or REJECTED_FROM.get(entry["status"], "")
        self._must(stage or WAITS_FOR.get(back), entry)
        if entry["status"] not in REJECTED:
            raise _cannot(entry, "have its rejection cancelled")
        # The other dialect rejects open time too, which waited for nobody.
        _same_turn(stage, WAITS_FOR.get(back))
        self._rest({**entry, "rejected_from": None}, back, "rejection cancelled")

    def detach(self, entry: Row) -> None:
        """Off its invoice: the time is ready to be billed again [?]."""
        if self.rights.level != "All":
            raise forbidden()
        if not entry["invoice_id"] and entry["status"] not in BILLED:
            raise refused("timeEntry", f"Time entry {entry['id']} is on no invoice.", "invoice")
        off = {"invoice_id": None, "invoice_flag": False}
        self.store.update("time_entries", entry["id"], off)
        self.trail.note("entry", entry["id"], "Invoice", "Detached from its invoice")
        if entry["status"] in BILLED:
            self._rest(entry, "ReadyToBill", "detached from its invoice")

    def decide(self, entry: Row, word: str) -> None:
        """The documented dialect: Approved or Rejected, per entry and in one tier."""
        self._must("Tier1Update", entry)
        if entry["status"] not in DECIDABLE:
            raise _cannot(entry, f"become {word}")
        if word == "Approved":
            self._rest({**entry, "rejected_from": None}, "ReadyToBill", "approved")
        else:
            self._rest({**entry, "rejected_from": entry["status"]}, "Rejected", "rejected")

    def _must(self, stage: Stage | None, entry: Row) -> None:
        self.rights.must_have_any()
        may = self.rights.may(stage, entry) if stage else self.rights.may_somehow([entry])
        if not may:
            raise forbidden()

    def _rest(self, entry: Row, status: str, what: str) -> None:
        self.move([(entry, (status,))], f"Time entry {what}")
        self.settle(entry["time_sheet_id"], f"Time entry {entry['id']} {what}")


def _same_turn(asked: Stage | None, waits_for: Stage | None) -> None:
    if asked not in {None, waits_for}:
        message = f"The time entry waits for {waits_for or 'nobody'}, not {asked}."
        raise refused("timeEntry", message, "approvalType")


def _cannot(entry: Row, what: str) -> Exception:
    return refused("timeEntry", f"The time entry is {entry['status']} and cannot {what}.")
