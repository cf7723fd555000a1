"""What time is logged as, and internal work."""

from dataclasses import dataclass

from connectwise_time.domain.models.named import Named


@dataclass(frozen=True, slots=True)
class WorkType:
    """A kind of work, which may decide whether and how time is billed.

    Attributes:
        is_default: The tenant's own default for time.
        higher_rate: It is billed at more than the usual rate, or at one of its own.
    """

    id: int
    name: str
    active: bool = True
    bills_as: str | None = None
    is_default: bool = False
    higher_rate: bool = False

    @property
    def named(self) -> Named:
        """The reference to this work type."""
        return Named(self.id, self.name)


@dataclass(frozen=True, slots=True)
class WorkRole:
    """A role in which work is done; the rate follows it.

    Attributes:
        locations: Ids of the locations where it is valid; empty where that is not told.
    """

    id: int
    name: str
    active: bool = True
    locations: frozenset[int] = frozenset()

    @property
    def named(self) -> Named:
        """The reference to this work role."""
        return Named(self.id, self.name)


@dataclass(frozen=True, slots=True)
class ChargeCode:
    """A code for internal time, such as meetings.

    Attributes:
        takes_time: Whether time (not only expenses) may be charged to it.
    """

    id: int
    name: str
    company: Named | None = None
    takes_time: bool = True
    bills_as: str | None = None
    work_type: Named | None = None
    work_role: Named | None = None
    location: Named | None = None
    department: Named | None = None

    @property
    def named(self) -> Named:
        """The reference to this charge code."""
        return Named(self.id, self.name)
