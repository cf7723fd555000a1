"""What people leave behind besides time: appointments, notes on tickets, tickets they touched."""

from dataclasses import dataclass
from datetime import datetime

from connectwise_time.domain.models import Named, Ticket


@dataclass(frozen=True, slots=True)
class Appointment:
    """An entry of somebody's schedule.

    Attributes:
        ticket: Number of the ticket that it is for; None for a meeting or other event.
        hours: As it was planned; 0 for a to-do, which takes no time of the day.
    """

    id: int
    member: Named
    name: str
    start: datetime
    end: datetime
    ticket: int | None = None
    hours: float = 0.0


@dataclass(frozen=True, slots=True)
class TicketNote:
    """A note that somebody wrote on a ticket.

    Attributes:
        at: When it was written; of a project ticket's note, when it was last changed.
        internal: It is not for the customer, or it is not told whether it is.
    """

    id: int
    ticket: int
    member: Named
    text: str
    at: datetime
    internal: bool = False


@dataclass(frozen=True, slots=True)
class TouchedTicket:
    """A ticket that was updated lately.

    Attributes:
        by: Identifier of who updated it last; empty where that is not told.
    """

    ticket: Ticket
    by: str = ""
