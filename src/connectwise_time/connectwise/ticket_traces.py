"""Who touched tickets, and who wrote on them: read, in a bounded number of questions."""

from collections.abc import Collection, Sequence
from datetime import datetime
from http import HTTPStatus

from connectwise_time.connectwise import lookups, purposes, wire, wire_traces
from connectwise_time.connectwise.conditions import Field, Where
from connectwise_time.connectwise.dialects import has_traces
from connectwise_time.connectwise.protocol import instant, last_updated, named
from connectwise_time.connectwise.remote_text import cleaned
from connectwise_time.connectwise.requests import rows
from connectwise_time.connectwise.tickets import KINDS, Kind, Tickets
from connectwise_time.connectwise.together import both, result
from connectwise_time.domain.models import Ticket
from connectwise_time.domain.traces import TicketNote, TouchedTicket
from connectwise_time.errors import NotFound, NotPermitted, RemoteRefusal

_PROJECT_NOTE_FIELDS = (
    "id,text,member/id,member/name,internalAnalysisFlag,internalFlag,detailDescriptionFlag,_info"
)
_NOTE_FIELDS = f"{_PROJECT_NOTE_FIELDS},dateCreated"


class TicketTraces(Tickets):
    """Traces on tickets."""

    async def touched_tickets(
        self, identifier: str, since: datetime, most: int
    ) -> Sequence[TouchedTicket]:
        """Tickets of both kinds updated since then that somebody owns, works on or updated last.

        Newest first, at most `most` of each kind.
        """
        where = Where().since(Field.LAST_UPDATED, since)
        service, project = await both(
            *(self._touched(kind, where, identifier, most) for kind in KINDS)
        )
        found = [*result(service), *result(project)]
        return sorted(found, key=lambda one: (one.ticket.updated or since, one.ticket.id))[::-1]

    async def _touched(
        self, kind: Kind, where: Where, identifier: str, most: int
    ) -> list[TouchedTicket]:
        try:
            return await self._latest(kind, where.touched_by(identifier), most)
        except (NotPermitted, NotFound):
            return []
        except RemoteRefusal as error:
            # Whether `_info/updatedBy` may stand in a condition is not public.
            if error.status != HTTPStatus.BAD_REQUEST:
                raise
            return await self._latest(kind, where.owned_by(identifier), most)

    async def _latest(self, kind: Kind, where: Where, most: int) -> list[TouchedTicket]:
        request = rows(
            kind.path, kind.purpose, where, fields=kind.fields, order="lastUpdated desc", size=most
        )
        return [
            TouchedTicket(lookups.ticket(body, kind.kind), _updated_by(body))
            for body in await self._page(request, wire.Ticket)
        ]

    async def notes_on(
        self, ticket: Ticket, members: Collection[int], since: datetime, until: datetime
    ) -> Sequence[TicketNote]:
        """What these members wrote on a ticket between two instants, oldest first."""
        if not members or not has_traces(await self._site.dialect()):
            return ()
        service, _ = KINDS
        kind = next(kind for kind in KINDS if kind.kind is ticket.kind)
        bodies = await self._all_if_allowed(
            f"{kind.path}/{int(ticket.id)}/notes",
            wire_traces.Note,
            purposes.TICKET_NOTES,
            Where().among(Field.MEMBER_ID, sorted(members)),
            fields=_NOTE_FIELDS if kind is service else _PROJECT_NOTE_FIELDS,
        )
        told = [_note(body, ticket.id) for body in bodies or ()]
        wanted = [one for one in told if one and one.member.id in members]
        within = [one for one in wanted if since <= one.at < until]
        return sorted(within, key=lambda one: (one.at, one.id))


def _updated_by(body: "wire.Ticket") -> str:
    told = (body.info or {}).get("updatedBy")
    return cleaned(told) if isinstance(told, str) else ""


def _note(body: wire_traces.Note, ticket: int) -> TicketNote | None:
    """A note; None where it does not tell who wrote it, or when."""
    at, member = instant(body.date_created) or last_updated(body.info), named(body.member)
    if not body.id or at is None or member is None:
        return None
    hidden = body.internal_analysis_flag or body.internal_flag
    shown = body.detail_description_flag and not hidden
    return TicketNote(body.id, ticket, member, cleaned(body.text or ""), at, internal=not shown)
