"""The twelve statuses and what leads from one to the next: pure, and [?] where no source backs it.

connectwise-api.md §7 "Sheet cycle" has the table that this follows.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

Stage = Literal["Project", "Tier1Update", "Tier2Update"]

# What may still be changed; the rest is locked (connectwise-api.md §7 "Sheet cycle").
EDITABLE = frozenset({"Open", "Rejected", "ErrorsCorrected", "RejectBySecondTier"})
SUBMITTABLE = frozenset({"Open", "Rejected", "ErrorsCorrected"})
REJECTED = frozenset({"Rejected", "RejectBySecondTier"})
BILLED = frozenset({"Billed", "WrittenOff", "BilledAgreement"})
WAITS_FOR: dict[str, Stage] = {
    "PendingProjectApproval": "Project",
    "PendingApproval": "Tier1Update",
    "ApprovedByTierOne": "Tier2Update",
}
# The documented dialect asks for one approval, whatever the tiers, and counts a first as done.
WAITS_FOR_ONE: dict[str, Stage] = {
    "PendingProjectApproval": "Tier1Update",
    "PendingApproval": "Tier1Update",
}
# A sheet shows what its owner has to do first; without that, its least advanced entry [?].
FIRST_SHOWN = (
    "Rejected",
    "ErrorsCorrected",
    "RejectBySecondTier",
    "Open",
    "PendingProjectApproval",
    "PendingApproval",
    "ApprovedByTierOne",
    "ApprovedByTierTwo",
    "ReadyToBill",
    "WrittenOff",
    "BilledAgreement",
    "Billed",
)


@dataclass(frozen=True)
class Tiers:
    """Which approvals a tenant asks for, from /system/myCompany/timeExpense."""

    first: bool
    second: bool
    projects: bool = True

    @property
    def first_stop(self) -> str:
        """Where submitted time waits once no project manager has to see it."""
        if self.first:
            return "PendingApproval"
        return "ApprovedByTierOne" if self.second else "ReadyToBill"

    def approved(self, status: str) -> tuple[str, ...]:
        """The statuses that an approval leads through; it rests at the last of them."""
        match status:
            case "PendingProjectApproval":
                return (self.first_stop,)
            case "PendingApproval" if self.second:
                return ("ApprovedByTierOne",)
            case "PendingApproval":
                return ("ApprovedByTierOne", "ReadyToBill")
            case _:
                return ("ApprovedByTierTwo", "ReadyToBill")

    def back(self, status: str) -> str:
        """One step back. Nothing else is asked than what the tenant asks for now [?]."""
        before_second = "PendingApproval" if self.first else "Open"
        match status:
            case "ApprovedByTierTwo":
                return "ApprovedByTierOne"
            case "ReadyToBill" if self.second:
                return "ApprovedByTierOne"
            case "ApprovedByTierOne" | "ReadyToBill":
                return before_second
            case _:
                return "Open"

    def undoes(self, status: str) -> Stage:
        """Whose approval a step back from here takes away."""
        second = status == "ApprovedByTierTwo" or (status == "ReadyToBill" and self.second)
        return "Tier2Update" if second else "Tier1Update"


def shown_of(statuses: Collection[str]) -> str:
    """The status of a sheet whose entries have these."""
    return min(statuses, key=FIRST_SHOWN.index, default="Open")


def stage_of(statuses: Collection[str]) -> Stage | None:
    """The approval that a sheet waits for: the earliest that any of its entries waits for."""
    waiting = [status for status in statuses if status in WAITS_FOR]
    return WAITS_FOR[shown_of(waiting)] if waiting else None


def rejected(stage: Stage) -> str:
    """What a rejection at this stage makes of time."""
    return "RejectBySecondTier" if stage == "Tier2Update" else "Rejected"
