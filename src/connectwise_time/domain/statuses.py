"""The statuses of an entry: ConnectWise's twelve words, and what they allow."""

import re
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

SUBMITTABLE: frozenset[str] = frozenset({Status.OPEN, Status.REJECTED, Status.ERRORS_CORRECTED})
"""Statuses in which a sheet can be handed in, in both dialects (connectwise-api.md §7)."""

REJECTED: frozenset[str] = frozenset({Status.REJECTED, Status.REJECTED_BY_SECOND_TIER})
"""Statuses of time that was sent back."""

_WORDS: dict[str, tuple[Status, ...]] = {
    "open": (Status.OPEN,),
    "submitted": (Status.PENDING_APPROVAL, Status.PENDING_PROJECT_APPROVAL),
    "approved": (
        Status.APPROVED_BY_TIER_ONE,
        Status.APPROVED_BY_TIER_TWO,
        Status.READY_TO_BILL,
    ),
    "rejected": (Status.REJECTED, Status.REJECTED_BY_SECOND_TIER),
    "corrected": (Status.ERRORS_CORRECTED,),
    "billed": (Status.BILLED, Status.BILLED_AGREEMENT),
    "written off": (Status.WRITTEN_OFF,),
}
_SAID: dict[str, tuple[Status, ...]] = {
    **_WORDS,
    "waiting for approval": (
        Status.PENDING_APPROVAL,
        Status.PENDING_PROJECT_APPROVAL,
        Status.APPROVED_BY_TIER_ONE,
    ),
    "waiting for billing": (Status.APPROVED_BY_TIER_TWO, Status.READY_TO_BILL),
}
_BY_STATUS = {status.value: word for word, statuses in _WORDS.items() for status in statuses}
_DOCUMENTED_SAID = {"waiting for approval": "Submitted", "waiting for billing": "Approved"}

_LONGEST = 40

_HOW_FAR = (
    (Status.OPEN, Status.REJECTED, Status.ERRORS_CORRECTED, Status.REJECTED_BY_SECOND_TIER),
    (Status.PENDING_PROJECT_APPROVAL,),
    (Status.PENDING_APPROVAL, "Submitted"),
    (Status.APPROVED_BY_TIER_ONE,),
    (Status.APPROVED_BY_TIER_TWO,),
    (Status.READY_TO_BILL, "Approved"),
    (Status.BILLED, Status.WRITTEN_OFF, Status.BILLED_AGREEMENT),
)

UNBILLED = "unbilled"
"""What people say like a status and is none: billable time that is on no invoice."""


def how_far(status: str | None) -> int | None:
    """How far on its way to the invoice time in this status is; None for one we do not know."""
    return next((step for step, known in enumerate(_HOW_FAR) if status in known), None)


def word_of(status: str | None) -> str:
    """The person's word for ConnectWise's status: "submitted" for PendingApproval."""
    return _BY_STATUS.get(status or "", _plainly(status).lower())


def in_words(status: str | None) -> str:
    """The person's word with the exact status: "submitted (PendingApproval)", "open (Open)"."""
    return f"{word_of(status)} ({_plainly(status)})" if status else ""


def _plainly(status: str | None) -> str:
    """A status that may be none of those we know, so that it cannot pass for more than one."""
    return re.sub(r"[^\w ]", "", status or "")[:_LONGEST].strip()


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
    plain = _plain(words)
    if documented:
        return _documented(plain)
    for said, statuses in _SAID.items():
        if _plain(said) == plain:
            return tuple(status.value for status in statuses)
    for status in Status:
        if status.value.casefold() == plain:
            return (status.value,)
    raise NotFound(
        "There is no such status.",
        remedy=f"Use one of {', '.join((*_SAID, UNBILLED))}, or exactly {', '.join(Status)}.",
    )


def means_unbilled(words: str) -> bool:
    """Whether the words are no status but "unbilled"."""
    return _plain(words) == UNBILLED


def waits_for_bill(words: str) -> bool:
    """Whether the words ask for time that is still to be billed, however old it is."""
    return _plain(words) in {UNBILLED, "waitingforbilling", Status.READY_TO_BILL.casefold()}


def _plain(words: str) -> str:
    return "".join(words.casefold().replace("-", " ").replace("_", " ").split())


def _documented(plain: str) -> tuple[str, ...]:
    for said, status in _DOCUMENTED_SAID.items():
        if _plain(said) == plain:
            return (status,)
    found = tuple(status for status in DOCUMENTED if status.casefold() == plain)
    if not found:
        known = (*DOCUMENTED, *_DOCUMENTED_SAID, UNBILLED)
        raise NotFound("There is no such status.", remedy=f"Use one of {', '.join(known)}.")
    return found
