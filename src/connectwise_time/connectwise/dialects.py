"""Where the documented interface and a real tenant differ; everything else is the same in both.

| | psa | documented |
|---|---|---|
| PATCH | an array of JSON Patch operations | a plain object |
| statuses | twelve | Open, Submitted, Approved, Rejected, Billed |
| required on create | timeStart | chargeToId, chargeToType, member, timeStart |
| told apart by | anything else | `/system/info` 404 while `/time/workTypes` lists |

Source: BRIEF "Two dialects"; for psa also reference §1 and §7 ("PATCH").
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal, TypeAlias

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
