"""Who logs time."""

from dataclasses import dataclass
from datetime import date

from connectwise_time.domain.models.named import Named


@dataclass(frozen=True, slots=True)
class Member:
    """A person who logs time.

    Attributes:
        zone: The name of the member's time zone as ConnectWise has it, often a Windows name;
            None where it was not told (the short member list leaves it out).
        api_only: An API member: it has no time sheet of its own.
        needs_start_and_end: ConnectWise requires start and end from this member.
        approver: Who approves this member's time: the time approver, else whom the member
            reports to; None where there is nobody or it was not told.
        must_log: ConnectWise expects time sheets of this member; None where it was not told.
        since, until: The first and the last day of which time is expected; None where that side
            is open or was not told.
    """

    id: int
    identifier: str
    name: str
    zone: str | None = None
    active: bool = True
    api_only: bool = False
    work_type: Named | None = None
    work_role: Named | None = None
    calendar_id: int | None = None
    daily_capacity: float | None = None
    needs_start_and_end: bool = False
    approver: Named | None = None
    location: Named | None = None
    department: Named | None = None
    must_log: bool | None = None
    since: date | None = None
    until: date | None = None

    @property
    def named(self) -> Named:
        """The reference to this member."""
        return Named(self.id, self.name or self.identifier)
