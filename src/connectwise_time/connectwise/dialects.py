"""Where the documented interface and a real tenant differ; everything else is the same in both.

| | psa | documented |
|---|---|---|
| PATCH | an array of JSON Patch operations | a plain object |
| statuses | twelve | Open, Submitted, Approved, Rejected, Billed |
| handing in | POST /time/sheets/{id}/submit | PATCH /time/sheets/{id} |
| approving | POST /time/sheets/{id}/approve | POST /time/entries/bulk |
| rejecting an entry | its notes, then POST /time/entries/{id}/reject | PATCH of both at once |
| rejecting a sheet, reversing | POST /time/sheets/{id}/reject, …/reverse | not offered |
| required on create | timeStart | chargeToId, chargeToType, member, timeStart |
| stopwatches, schedule entries, ticket notes | read; stopwatches written | not there |
| told apart by | anything else | `/system/info` 404 while `/time/workTypes` lists |

Source: BRIEF "Two dialects"; for psa also reference §1, §2.2 and §7 ("PATCH").
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal, TypeAlias

from connectwise_time.domain.sheets import Stage

Choice: TypeAlias = Literal["auto", "psa", "documented"]
Json: TypeAlias = dict[str, Any] | list[Any] | str | float | bool | None

REMOVED = None
"""The value of a reference that is to be made empty, in a mapping of changes."""


class Dialect(StrEnum):
    """Which of the two interfaces answers."""

    PSA = "psa"
    DOCUMENTED = "documented"


@dataclass(frozen=True, slots=True)
class Probe:
    """What two questions told: the status of `/system/info`, and whether work types are listed."""

    info_status: int
    lists_work_types: bool


def told_by(probe: Probe) -> Dialect:
    """The dialect that the probe's answers speak of."""
    missing = probe.info_status == 404  # noqa: PLR2004 - an HTTP status is its own name
    return Dialect.DOCUMENTED if missing and probe.lists_work_types else Dialect.PSA


def has_traces(dialect: Dialect) -> bool:
    """Whether there are stopwatches, schedules and notes on tickets (psa only)."""
    return dialect is not Dialect.DOCUMENTED


def patch_body(dialect: Dialect, changes: Mapping[str, Json]) -> Json:
    """The body of a PATCH that makes the changes; None as a value empties the field."""
    if dialect is Dialect.DOCUMENTED:
        return dict(changes)
    return [_operation(path, value) for path, value in changes.items()]


def _operation(path: str, value: Json) -> dict[str, Json]:
    if value is REMOVED:
        return {"op": "remove", "path": path}
    return {"op": "replace", "path": path, "value": value}


def names_company_as_target(dialect: Dialect) -> bool:
    """Whether time on a company itself names it as target.

    psa takes an entry without chargeToId as one "against the company specified" (reference §1);
    documented requires chargeToId and chargeToType.
    """
    return dialect is Dialect.DOCUMENTED


@dataclass(frozen=True, slots=True)
class Action:
    """How a decision is sent: a verb, what follows the address of its object, and a body."""

    method: str
    ending: str = ""
    body: Json = None


_APPROVAL_TYPES = {
    Stage.PROJECT: "Project",
    Stage.FIRST: "Tier1Update",
    Stage.SECOND: "Tier2Update",
}


def decides_by_entry(dialect: Dialect) -> bool:
    """Whether time is approved and rejected entry by entry; psa approves by sheet."""
    return dialect is Dialect.DOCUMENTED


def submission(dialect: Dialect) -> Action:
    """How a sheet is handed in."""
    if dialect is Dialect.DOCUMENTED:
        return Action("PATCH", body={"status": "Submitted"})
    return Action("POST", "/submit")


def approval(sheet: int, stage: Stage) -> Action:
    """How a sheet is given one approval (psa only)."""
    return Action("POST", "/approve", {"id": int(sheet), "approvalType": _APPROVAL_TYPES[stage]})


def approval_of_entries(entries: Sequence[int]) -> Action:
    """How entries are approved together (documented only); it follows the address of all."""
    body: Json = {"ids": list(entries), "operation": {"status": "Approved"}}
    return Action("POST", "/bulk", body)


def gives_reason_with_rejection(dialect: Dialect) -> bool:
    """Whether an entry's rejection carries its internal notes; in psa they are written before."""
    return dialect is Dialect.DOCUMENTED


def rejection(dialect: Dialect, entry: int, internal_notes: str) -> Action:
    """How an entry is rejected.

    psa's body is `TimeEntryTierReject`, whose fields are not public (reference §2.1): the id is
    the one that its sister for sheets has, and nothing more than it is claimed.
    """
    if dialect is Dialect.DOCUMENTED:
        return Action("PATCH", body={"status": "Rejected", "internalNotes": internal_notes})
    return Action("POST", "/reject", {"id": int(entry)})


def statuses(dialect: Dialect) -> tuple[str, ...]:
    """The statuses of entries and sheets, in the order of their life."""
    return _DOCUMENTED_STATUSES if dialect is Dialect.DOCUMENTED else _PSA_STATUSES


_DOCUMENTED_STATUSES = ("Open", "Submitted", "Approved", "Rejected", "Billed")
_PSA_STATUSES = (
    "Open",
    "Rejected",
    "PendingApproval",
    "ErrorsCorrected",
    "PendingProjectApproval",
    "ApprovedByTierOne",
    "RejectBySecondTier",
    "ApprovedByTierTwo",
    "ReadyToBill",
    "Billed",
    "WrittenOff",
    "BilledAgreement",
)
