"""Who may approve whose time: the level of Time Approval, then timeApprover, else reportsTo."""

from collections.abc import Iterable
from dataclasses import dataclass

from connectwise_time.sandbox.access import Caller
from connectwise_time.sandbox.approval.machine import Stage
from connectwise_time.sandbox.errors import forbidden
from connectwise_time.sandbox.store import Row, Store

MODULE = "Time Approval"


@dataclass(frozen=True)
class Rights:
    """What one caller may do to other people's time [?]: None nothing, My the team's, All all."""

    store: Store
    caller: Caller

    def must_have_any(self) -> None:
        """Refuse with 403 whoever has no Time Approval at all."""
        if self.level == "None":
            raise forbidden()

    def may(self, stage: Stage, entry: Row) -> bool:
        """Whether the caller is who this entry waits for at a stage."""
        if self.level == "All":
            return True
        if self.level == "None":
            return False
        if stage == "Project":
            approver = project_approver(self.store, entry["project_id"])
        elif stage == "Tier1Update":
            approver = approver_of(self.store, entry["member_id"])
        else:  # the approver's approver [?]
            approver = approver_of(self.store, approver_of(self.store, entry["member_id"]))
        return approver == self.caller.id

    def may_somehow(self, entries: Iterable[Row]) -> bool:
        """Whether the caller approves any of these at any stage."""
        stages: tuple[Stage, ...] = ("Project", "Tier1Update", "Tier2Update")
        return any(self.may(stage, entry) for entry in entries for stage in stages)

    @property
    def level(self) -> str:
        """None, My or All."""
        return self.caller.level(MODULE, "edit")


def approver_of(store: Store, member_id: int | None) -> int | None:
    """A member's timeApprover, else whom the member reports to."""
    wanted = "SELECT COALESCE(time_approver_id, reports_to_id) FROM members WHERE id = ?"
    return _only(store.all(wanted, (member_id,)))


def project_approver(store: Store, project_id: int | None) -> int | None:
    """Project time waits for the project's timeApprover, if it has one [?]."""
    return _only(store.all("SELECT time_approver_id FROM projects WHERE id = ?", (project_id,)))


def _only(rows: list[tuple[int | None, ...]]) -> int | None:
    return rows[0][0] if rows else None
