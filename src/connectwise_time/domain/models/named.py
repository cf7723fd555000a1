"""References, and what time is charged to."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Named:
    """A reference: an id with the name that people know it by."""

    id: int
    name: str


class TargetKind(StrEnum):
    """What time is charged to. The values are ConnectWise's, which people use too."""

    SERVICE_TICKET = "ServiceTicket"
    PROJECT_TICKET = "ProjectTicket"
    CHARGE_CODE = "ChargeCode"
    ACTIVITY = "Activity"
    COMPANY = "Company"


@dataclass(frozen=True, slots=True)
class Target:
    """What an entry is charged to."""

    kind: TargetKind
    id: int
    name: str = ""
