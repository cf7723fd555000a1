"""What moves time from one status to another: sheets as wholes, entries one by one, no HTTP."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connectwise_time.sandbox.access import Caller
from connectwise_time.sandbox.approval.machine import Tiers, shown_of
from connectwise_time.sandbox.approval.rights import Rights
from connectwise_time.sandbox.approval.trail import Trail
from connectwise_time.sandbox.entries.charge import NOWHERE
from connectwise_time.sandbox.entries.hours import spelled
from connectwise_time.sandbox.errors import Flaw, Refusal, invalid
from connectwise_time.sandbox.store import Row, Store

Move = tuple[Row, Sequence[str]]


@dataclass(frozen=True)
class Life:
    """What all moves share: whose they are, how they are stored, what they leave in the trails."""

    store: Store
    caller: Caller
    now: Callable[[], datetime]

    @property
    def rights(self) -> Rights:
        """Whose time the caller approves."""
        return Rights(self.store, self.caller)

    @property
    def trail(self) -> Trail:
        """Where the caller's moves are noted."""
        return Trail(self.store, self.caller.id, self.now)

    def tiers(self) -> Tiers:
        """The approvals that this tenant asks for."""
        settings = self.store.one("time_expense", 1) or NOWHERE
        first, second = settings.get("tier1_approval_flag"), settings.get("tier2_approval_flag")
        return Tiers(bool(first), bool(second))

    def entries_of(self, sheet: Row) -> list[Row]:
        """The entries of a sheet, as far as moves care."""
        return self.store.rows(
            "SELECT id, status, member_id, project_id, invoice_id, rejected_from, time_sheet_id "
            "FROM time_entries WHERE time_sheet_id = ? ORDER BY id",
            (sheet["id"],),
        )

    def move(self, moves: Iterable[Move], message: str) -> None:
        """Each entry goes through its stops and rests at the last."""
        stamp = self._stamp()
        steps: list[tuple[int, str, str, str]] = []
        rows: list[tuple[Any, ...]] = []
        for entry, stops in moves:
            ways = zip((entry["status"], *stops), stops, strict=False)
            steps += [(entry["id"], message, old, new) for old, new in ways]
            rows.append((stops[-1], entry["rejected_from"], *stamp.values(), entry["id"]))
        self.trail.statuses(steps)
        self.store.update_each("time_entries", ("status", "rejected_from", *stamp), rows)

    def settle(self, sheet_id: int, message: str, stops: Sequence[str] = ()) -> str:
        """A sheet takes the status that its entries give it, by these stops if it got so far."""
        sheet = self.store.one("time_sheets", sheet_id) or NOWHERE
        before = sheet["status"]
        after = shown_of([entry["status"] for entry in self.entries_of(sheet)])
        for stop in stops if after in stops[-1:] else (after,):
            self.trail.status("sheet", sheet_id, message, before, stop)
            before = stop
        self.store.update("time_sheets", sheet_id, {"status": after, **self._stamp()})
        return after

    def _stamp(self) -> Row:
        return {"last_updated": spelled(self.now()), "updated_by": self.caller.identifier}


def refused(resource: str, message: str, field: str = "status") -> Refusal:
    """400 for a move that the status does not allow; code and text are assumed [?]."""
    return invalid(resource, Flaw("InvalidStatus", message, field))
