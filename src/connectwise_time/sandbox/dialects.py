"""Where the documented interface of the brief differs from a real tenant's."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from connectwise_time.sandbox.tables.words import STATUSES

DialectName = Literal["psa", "documented"]

# A person's five words for the twelve statuses. ErrorsCorrected must be submitted again, so it
# counts as Open [?].
FIVE_WORDS: dict[str, tuple[str, ...]] = {
    "Open": ("Open", "ErrorsCorrected"),
    "Submitted": ("PendingApproval", "PendingProjectApproval"),
    "Approved": ("ApprovedByTierOne", "ApprovedByTierTwo", "ReadyToBill"),
    "Rejected": ("Rejected", "RejectBySecondTier"),
    "Billed": ("Billed", "WrittenOff", "BilledAgreement"),
}


@dataclass(frozen=True)
class Dialect:
    """What the routes ask before they answer."""

    name: DialectName
    patch_is_array: bool
    has_system_info: bool
    approves_sheets: bool
    has_traces: bool
    required_on_create: tuple[str, ...]
    stored_statuses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def shown_statuses(self) -> dict[str, str]:
        """Stored status → the word that this dialect shows."""
        return {
            stored: word for word, statuses in self.stored_statuses.items() for stored in statuses
        }


DIALECTS: dict[DialectName, Dialect] = {
    "psa": Dialect(
        "psa",
        patch_is_array=True,
        has_system_info=True,
        approves_sheets=True,
        has_traces=True,
        required_on_create=("timeStart",),
    ),
    "documented": Dialect(
        "documented",
        patch_is_array=False,
        has_system_info=False,
        approves_sheets=False,
        has_traces=False,
        required_on_create=("chargeToId", "chargeToType", "member", "timeStart"),
        stored_statuses=FIVE_WORDS,
    ),
}

assert {s for words in FIVE_WORDS.values() for s in words} == set(STATUSES)
