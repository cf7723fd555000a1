"""Answers to a search for tickets."""

from collections.abc import Sequence
from datetime import datetime

from mcp.types import CallToolResult
from pydantic import BaseModel

from connectwise_time.desk.results import FoundTickets
from connectwise_time.domain.models import TargetKind, Ticket
from connectwise_time.domain.names.ticket_words import Place
from connectwise_time.domain.when import local_day
from connectwise_time.server.answers.common import (
    TABLE_CHARACTERS,
    both_faces,
    counted,
    name_of,
)
from connectwise_time.server.text import Column, one_line, table

_FEW_COMPANIES = 3
_INSTEAD = "Try fewer words, another company, open=false, or mine=true alone to list one's own."


class TicketsAnswer(BaseModel):
    """Tickets that fit, as rows in `text`."""

    found: int
    more: bool
    sandbox: bool | None = None
    text: str


def tickets_answer(found: FoundTickets) -> CallToolResult:
    """Tickets that fit, one's own first, and how the words were read; or those that come near."""
    tickets = found.tickets
    count = f"{counted(len(tickets), 'ticket')}{' or more' if found.more else ''}"
    lines = [f"{count}, my own first, then by latest update."]
    reading = _reading(found.places, found.left_out)
    if tickets:
        lines += [reading, _table(tickets, found)]
    else:
        lines = [f"No ticket fits. {_INSTEAD}", reading]
        near = [t for t in found.near if not t.closed]
        closed = [t for t in found.near if t.closed]
        for what, some in (("Nearest", near), ("Nearest, closed", closed)):
            lines += [f"{what} (ask whether it is meant):", _table(some, found)] if some else []
    return both_faces(
        TicketsAnswer, {"found": len(tickets), "more": found.more}, lines, sandbox=found.sandbox
    )


def _reading(places: Sequence[Place], left_out: Sequence[str]) -> str:
    """How the words were read, such as: mail in the summary; and which were not."""
    told = [f'"{one_line(place.word, 40)}" {_where(place)}' for place in places]
    read = [f"Read as: {'; '.join(told)}."] if told else []
    none = ", ".join(f'"{one_line(word, 40)}"' for word in left_out)
    return " ".join([*read, *([f"Left out: {none}."] if none else [])])


def _where(place: Place) -> str:
    shown = [one_line(name, 40) for name in place.companies[:_FEW_COMPANIES]]
    more = len(place.companies) - len(shown)
    company = f"company {', '.join(shown)}{f' and {more} more' if more else ''}" if shown else ""
    return " or ".join(part for part in (company, "in the summary" * place.in_summary) if part)


def _table(tickets: Sequence[Ticket], found: FoundTickets) -> str:
    columns = [
        Column("ticket", [f"#{t.id}" for t in tickets]),
        Column("summary", [t.summary for t in tickets], 40, shared=False),
        Column("company", [name_of(t.company) for t in tickets], 20, shared=False),
        Column("mine", ["mine" if t.id in found.mine else "" for t in tickets]),
        Column("status", [name_of(t.status) for t in tickets], 10),
        Column("board", [name_of(t.board) for t in tickets], 10),
        Column("owner", [name_of(t.owner) for t in tickets], 10),
        Column("kind", [_kind(t) for t in tickets], 7),
        Column("updated", [_day(t.updated, found) for t in tickets]),
    ]
    return table(columns, TABLE_CHARACTERS)


def _day(instant: datetime | None, found: FoundTickets) -> str:
    return local_day(instant, found.zone).isoformat() if instant else ""


def _kind(ticket: Ticket) -> str:
    return "project" if ticket.kind is TargetKind.PROJECT_TICKET else "service"
