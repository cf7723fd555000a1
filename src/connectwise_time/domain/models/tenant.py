"""The ConnectWise that we talk to."""

from dataclasses import dataclass

from connectwise_time.domain.models.named import Named


@dataclass(frozen=True, slots=True)
class Tenant:
    """What we know of the ConnectWise that we talk to.

    Attributes:
        dialect: `psa` or `documented` (BRIEF, "Two dialects").
        version: ConnectWise's version, empty where it is not told.
        sandbox: It said itself that it is a sandbox.
        requires_notes: Time entries must carry notes.
        rounding_hours: Entered time is rounded to this many hours; 0 for none.
        internal_company: The company that the provider itself is.
        first_tier, second_tier: Submitted time waits for these approvals.
    """

    dialect: str
    version: str = ""
    sandbox: bool = False
    requires_notes: bool = False
    first_tier: bool = True
    second_tier: bool = False
    rounding_hours: float = 0.0
    internal_company: Named | None = None

    @property
    def decides_by_entry(self) -> bool:
        """Time is approved and rejected entry by entry (documented), not by sheet (psa)."""
        return self.dialect == "documented"
