"""Tickets of both kinds, by number and by words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from connectwise_time.connectwise import lookups, purposes, searches, wire
from connectwise_time.connectwise.conditions import safe_part
from connectwise_time.connectwise.purposes import Purpose
from connectwise_time.connectwise.requests import PAGE, Request, rows
from connectwise_time.connectwise.ticket_rules import TicketRules
from connectwise_time.connectwise.together import both, result
from connectwise_time.domain.models import TargetKind, Ticket, TicketSearch
from connectwise_time.errors import NotFound, NotPermitted, TimeDeskError

_FIELDS = (
    "id,summary,board,status,company,owner,resources,agreement,workType,workRole,billTime,"
    "closedFlag,_info"
)
_USUAL_PAGE = 100
_MOST_PAGES = 5


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the two kinds: how its rows are asked for."""

    kind: TargetKind
    path: str
    purpose: Purpose
    fields: str


_SERVICE = Kind(TargetKind.SERVICE_TICKET, "/service/tickets", purposes.SERVICE_TICKETS, _FIELDS)
_PROJECT = Kind(
    TargetKind.PROJECT_TICKET, "/project/tickets", purposes.PROJECT_TICKETS, f"{_FIELDS},project"
)
KINDS = (_SERVICE, _PROJECT)


class Tickets(TicketRules):
    """Tickets. The two kinds share their numbers, but not their address (reference §3)."""

    async def ticket(self, number: int, *, rules: bool = False) -> Ticket | None:
        """One ticket by number, of either kind; with `no_time_because` if rules are asked for."""
        with self._exchange.patience():
            for kind in (_SERVICE, _PROJECT):
                path = f"{kind.path}/{int(number)}"
                body = await self._maybe(path, wire.Ticket, kind.purpose)
                if body is not None:
                    found = lookups.ticket(body, kind.kind)
                    return await self._with_rules(found) if rules else found
        return None

    async def find_tickets(self, search: TicketSearch) -> Sequence[Ticket]:
        """Tickets by words, most recently updated first; at most `search.limit` of each kind.

        Where the keys may see only one kind, that kind is found.
        """
        with self._exchange.patience():
            service, project = await both(
                self._find(_SERVICE, search), self._find(_PROJECT, search)
            )
        if isinstance(service, TimeDeskError) and isinstance(project, NotPermitted | NotFound):
            raise service
        found = [*_unless_forbidden(service), *_unless_forbidden(project)]
        return sorted(found, key=_recency, reverse=True)

    async def _find(self, kind: Kind, search: TicketSearch) -> list[Ticket]:
        request, size = _question(kind, search)
        # By id, because a ticket updated meanwhile moves to another page.
        found: dict[int, Ticket] = {}
        for page in range(1, _MOST_PAGES + 1):
            bodies = await self._page(request.at_page(page), wire.Ticket)
            fitting = [body for body in bodies if searches.ticket_fits(body, search)]
            found |= {body.id: lookups.ticket(body, kind.kind) for body in fitting}
            if len(found) >= search.limit or len(bodies) < size:
                break
        return sorted(found.values(), key=_recency, reverse=True)[: search.limit]


def _question(kind: Kind, search: TicketSearch) -> tuple[Request, int]:
    """The request for the first page, and its size: large where our side must sort out much."""
    exact = search.loosely or all(safe_part(word) == word for word in search.words)
    size = min(PAGE, max(search.limit, _USUAL_PAGE)) if exact else PAGE
    where = searches.ticket_query(search)
    order = "lastUpdated desc"
    return rows(kind.path, kind.purpose, where, fields=kind.fields, order=order, size=size), size


def _recency(ticket: Ticket) -> tuple[datetime, int]:
    return ticket.updated or datetime.min.replace(tzinfo=UTC), ticket.id


def _unless_forbidden(outcome: list[Ticket] | TimeDeskError) -> list[Ticket]:
    return [] if isinstance(outcome, NotPermitted | NotFound) else result(outcome)
