"""Receipts of writes: what an operation was, and what it came to."""

from dataclasses import dataclass

from connectwise_time.domain.entries import Written


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an operation came to: kept so that the same wish is never carried out twice.

    Attributes:
        fingerprint: Of the wish as it was given, not as it was understood, so that "ending now"
            said again is the same wish.
        outcome: What was stored; None while that is under way or unknown.
    """

    operation_id: str
    fingerprint: str
    outcome: Written | None = None
