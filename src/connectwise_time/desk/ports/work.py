"""What people work on, in ConnectWise."""

from collections.abc import Sequence
from typing import Protocol

from connectwise_time.domain.models import Activity, Ticket, TicketSearch


class Work(Protocol):
    """Reads what time is charged to. See `Backend`."""

    async def activity(self, number: int) -> Activity | None:
        """One activity by id."""
        ...

    async def ticket(self, number: int, *, rules: bool = False) -> Ticket | None:
        """One ticket by number, service or project.

        Args:
            number: Its number.
            rules: Also ask for what fills in `no_time_because`.
        """
        ...

    async def find_tickets(self, search: TicketSearch) -> Sequence[Ticket]:
        """Tickets by words, most recently updated first; at most `search.limit` of each kind."""
        ...
