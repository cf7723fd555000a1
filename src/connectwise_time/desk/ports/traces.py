"""What people leave behind besides time, in ConnectWise: stopwatches, appointments, notes."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from connectwise_time.domain.models import Ticket
from connectwise_time.domain.timers import NewTimer, SeenTimers, Timer, TimerKind
from connectwise_time.domain.traces import Appointment, TicketNote, TouchedTicket


class Traces(Protocol):
    """Reads what else tells of work; starts and removes stopwatches. See `Backend`.

    What a ConnectWise does not have, or these keys may not see, reads as none.
    """

    async def timers(self, members: Collection[int] | None) -> SeenTimers | None:
        """The stopwatches of these members, of everybody for None; None where none may be seen."""
        ...

    async def timer(self, kind: TimerKind, number: int) -> Timer | None:
        """One stopwatch."""
        ...

    async def start_timer(self, new: NewTimer, *, within: float | None = None) -> Timer:
        """Make a stopwatch that runs, once."""
        ...

    async def remove_timer(self, timer: Timer, *, within: float | None = None) -> None:
        """Delete a stopwatch, or set it back where the keys may not delete; gone is fine."""
        ...

    async def appointments(
        self, members: Collection[int], since: datetime, until: datetime
    ) -> Sequence[Appointment]:
        """The schedule of these members between two instants, to-dos too, by start."""
        ...

    async def touched_tickets(
        self, identifier: str, since: datetime, most: int
    ) -> Sequence[TouchedTicket]:
        """Tickets of both kinds updated since then that somebody owns, works on or updated last.

        Newest first, at most `most` of each kind.
        """
        ...

    async def notes_on(
        self, ticket: Ticket, members: Collection[int], since: datetime, until: datetime
    ) -> Sequence[TicketNote]:
        """What these members wrote on a ticket between two instants, oldest first."""
        ...
