"""Submit, approve, reject, reverse and delete a sheet: what each asks for, and what it does."""

from dataclasses import replace

from connectwise_time.sandbox.approval.life import Life, refused
from connectwise_time.sandbox.approval.machine import (
    BILLED,
    EDITABLE,
    SUBMITTABLE,
    WAITS_FOR,
    Stage,
    Tiers,
    rejected,
    stage_of,
)
from connectwise_time.sandbox.approval.rights import project_approver
from connectwise_time.sandbox.errors import forbidden
from connectwise_time.sandbox.store import Row

WAITING_FIRST = frozenset({"PendingApproval", "PendingProjectApproval"})
OWNERS_TURN = WAITING_FIRST | EDITABLE


class SheetLife(Life):
    """The moves of sheets for one caller; each answers with the status that comes of it."""

    def submit(self, sheet: Row, tiers: Tiers | None = None) -> str:
        """Hand in what is open or corrected; project time may have to see its manager first."""
        self.caller.must("Time Entry", "edit", int(sheet["member_id"]))
        entries = self.entries_of(sheet)
        if sheet["status"] not in SUBMITTABLE:
            raise _cannot(sheet, "be submitted")
        if not entries:
            raise refused("timeSheet", f"The time sheet {sheet['name']} has no time.", "hours")
        tiers = tiers or self.tiers()
        handed_in = [e for e in entries if e["status"] in EDITABLE]
        moves = [({**e, "rejected_from": None}, (self._stop(e, tiers),)) for e in handed_in]
        self.move(moves, "Time sheet submitted")
        return self.settle(sheet["id"], "Time sheet submitted")

    def approve(self, sheet: Row, stage: Stage) -> str:
        """Approve what waits for this caller; only the stage whose turn it is."""
        entries = self.entries_of(sheet)
        self._must_approve(sheet, entries, stage)
        waited_for = stage_of([entry["status"] for entry in entries])
        if waited_for is None:
            raise _cannot(sheet, "be approved")
        if stage != waited_for:
            message = f"The time sheet {sheet['name']} waits for {waited_for}, not {stage}."
            raise refused("timeSheet", message, "approvalType")
        tiers = self.tiers()
        taken = [e for e in entries if WAITS_FOR.get(e["status"]) == stage]
        stops = tiers.approved(taken[0]["status"])
        self.move([(e, stops) for e in taken if self.rights.may(stage, e)], f"Approved ({stage})")
        return self.settle(sheet["id"], f"Time sheet approved ({stage})", stops)

    def reject(self, sheet: Row) -> str:
        """Send back what waits for this caller; there is no place for a reason (§2.2 [A])."""
        entries = self.entries_of(sheet)
        stage = stage_of([entry["status"] for entry in entries])
        self._must_approve(sheet, entries, stage)
        if stage is None:
            raise _cannot(sheet, "be rejected")
        waiting = [(e, WAITS_FOR[e["status"]]) for e in entries if e["status"] in WAITS_FOR]
        moves = [
            ({**entry, "rejected_from": entry["status"]}, (rejected(waits_for),))
            for entry, waits_for in waiting
            if self.rights.may(waits_for, entry)
        ]
        self.move(moves, "Time sheet rejected")
        return self.settle(sheet["id"], "Time sheet rejected")

    def reverse(self, sheet: Row) -> str:
        """One step back: the owner before the first approval, afterwards who may approve [?]."""
        entries = self.entries_of(sheet)
        status, tiers = sheet["status"], self.tiers()
        if status not in OWNERS_TURN or not self._is_owners(sheet):
            self._must_approve(sheet, entries, tiers.undoes(status))
        if status in EDITABLE | BILLED:
            raise _cannot(sheet, "be reversed")
        if any(e["status"] in BILLED or e["invoice_id"] for e in entries):
            raise refused("timeSheet", f"The time sheet {sheet['name']} holds billed time.")
        together = WAITING_FIRST if status in WAITING_FIRST else {status}
        moves = [(e, (tiers.back(e["status"]),)) for e in entries if e["status"] in together]
        self.move(moves, "Time sheet reversed")
        return self.settle(sheet["id"], "Time sheet reversed")

    def delete(self, sheet: Row) -> None:
        """Only an empty sheet goes; one with time stays with it [?]."""
        self.caller.must("Time Entry", "delete", int(sheet["member_id"]))
        if self.entries_of(sheet):
            raise refused("timeSheet", f"The time sheet {sheet['name']} holds time.", "hours")
        self.store.delete("time_sheets", sheet["id"])

    def _stop(self, entry: Row, tiers: Tiers) -> str:
        if tiers.projects and project_approver(self.store, entry["project_id"]):
            return "PendingProjectApproval"
        return tiers.first_stop

    def _is_owners(self, sheet: Row) -> bool:
        level = self.caller.level("Time Entry", "edit")
        return level == "All" or (level == "My" and sheet["member_id"] == self.caller.id)

    def _must_approve(self, sheet: Row, entries: list[Row], stage: Stage | None) -> None:
        """403 for who approves nothing here; without a stage, nothing at any stage."""
        self.rights.must_have_any()
        whole = {"member_id": sheet["member_id"], "project_id": None}
        asked = [e for e in entries if stage is None or e["status"] in _of(stage)]
        if stage == "Project":
            allowed = any(self.rights.may(stage, entry) for entry in asked or entries or [whole])
        elif stage:
            allowed = self.rights.may(stage, whole)
        else:
            allowed = self.rights.may_somehow([whole, *entries])
        if not allowed:
            raise forbidden()


def one_tier(tiers: Tiers) -> Tiers:
    """The documented dialect knows one approval and no project managers."""
    return replace(tiers, first=True, second=False, projects=False)


def _of(stage: Stage) -> frozenset[str]:
    return frozenset(status for status, waits in WAITS_FOR.items() if waits == stage)


def _cannot(sheet: Row, what: str) -> Exception:
    message = f"The time sheet {sheet['name']} is {sheet['status']} and cannot {what}."
    return refused("timeSheet", message)
