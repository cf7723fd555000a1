"""The statuses of an entry: ConnectWise's twelve words, and what they allow."""

from enum import StrEnum

from connectwise_time.errors import NotFound


class Status(StrEnum):
    """ConnectWise's own words (connectwise-api.md §2.4)."""

    OPEN = "Open"
    REJECTED = "Rejected"
    PENDING_APPROVAL = "PendingApproval"
    ERRORS_CORRECTED = "ErrorsCorrected"
    PENDING_PROJECT_APPROVAL = "PendingProjectApproval"
    APPROVED_BY_TIER_ONE = "ApprovedByTierOne"
    REJECTED_BY_SECOND_TIER = "RejectBySecondTier"
    APPROVED_BY_TIER_TWO = "ApprovedByTierTwo"
    READY_TO_BILL = "ReadyToBill"
    BILLED = "Billed"
    WRITTEN_OFF = "WrittenOff"
    BILLED_AGREEMENT = "BilledAgreement"


ON_AN_INVOICE = frozenset({Status.BILLED, Status.WRITTEN_OFF, Status.BILLED_AGREEMENT})
"""Statuses in which the money question is closed: such an entry is never deleted."""

HANDED_IN: frozenset[str] = frozenset(
    {
        "Submitted",
        "Approved",
        Status.PENDING_APPROVAL,
        Status.PENDING_PROJECT_APPROVAL,
        Status.APPROVED_BY_TIER_ONE,
        Status.APPROVED_BY_TIER_TWO,
        Status.READY_TO_BILL,
    }
)
"""Statuses in which an entry usually stays as it is until its sheet is sent back or reopened."""

_SAID: dict[str, tuple[Status, ...]] = {
    "open": (Status.OPEN,),
    "submitted": (Status.PENDING_APPROVAL, Status.PENDING_PROJECT_APPROVAL),
    "approved": (
        Status.APPROVED_BY_TIER_ONE,
        Status.APPROVED_BY_TIER_TWO,
        Status.READY_TO_BILL,
    ),
    "rejected": (Status.REJECTED, Status.REJECTED_BY_SECOND_TIER),
    "billed": (Status.BILLED, Status.BILLED_AGREEMENT),
}


DOCUMENTED = ("Open", "Submitted", "Approved", "Rejected", "Billed")
"""The five statuses of the documented dialect, which are also people's words (BRIEF)."""


def statuses_said(words: str, *, documented: bool = False) -> tuple[str, ...]:
    """The statuses that a person's word, or an exact name, stands for.

    Args:
        words: What was said.
        documented: The tenant speaks the documented dialect, with five statuses.

    Raises:
        NotFound: There is no such status; the remedy lists them.
    """
    plain = "".join(words.casefold().split())
    if documented:
        return _documented(plain)
    if plain in _SAID:
        return tuple(_SAID[plain])
    for status in Status:
        if status.value.casefold() == plain:
            return (status.value,)
    raise NotFound(
        "There is no such status.",
        remedy=f"Use one of {', '.join(_SAID)}, or exactly {', '.join(Status)}.",
    )


def _documented(plain: str) -> tuple[str, ...]:
    found = tuple(status for status in DOCUMENTED if status.casefold() == plain)
    if not found:
        raise NotFound("There is no such status.", remedy=f"Use one of {', '.join(DOCUMENTED)}.")
    return found
