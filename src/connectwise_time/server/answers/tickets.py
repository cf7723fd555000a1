"""Answers to a search for tickets."""

from datetime import datetime

from mcp.types import CallToolResult
from pydantic import BaseModel

from connectwise_time.desk.results import FoundTickets
from connectwise_time.domain.models import TargetKind, Ticket
from connectwise_time.domain.when import local_day
from connectwise_time.server.answers.common import (
    TABLE_CHARACTERS,
    both_faces,
    counted,
    name_of,
)
from connectwise_time.server.text import Column, table


class TicketsAnswer(BaseModel):
    """Tickets that fit, as rows in `text`."""

    found: int
    more: bool
    sandbox: bool | None = None
    text: str


def tickets_answer(found: FoundTickets) -> CallToolResult:
    """Tickets that fit, most recently updated first."""
    tickets = found.tickets
    lines = [
        f"{counted(len(tickets), 'ticket')}{' or more' if found.more else ''}, latest update first."
    ]
    if not tickets:
        lines = ["No ticket fits. Try fewer words, another company, or open=false."]
    columns = [
        Column("ticket", [f"#{t.id}" for t in tickets]),
        Column("summary", [t.summary for t in tickets], 40, shared=False),
        Column("company", [name_of(t.company) for t in tickets], 20),
        Column("status", [name_of(t.status) for t in tickets], 10),
        Column("board", [name_of(t.board) for t in tickets], 10),
        Column("owner", [name_of(t.owner) for t in tickets], 10),
        Column("kind", [_kind(t) for t in tickets], 7),
        Column("updated", [_day(t.updated, found) for t in tickets]),
    ]
    if tickets:
        lines.append(table(columns, TABLE_CHARACTERS))
    return both_faces(
        TicketsAnswer, {"found": len(tickets), "more": found.more}, lines, sandbox=found.sandbox
    )


def _day(instant: datetime | None, found: FoundTickets) -> str:
    return local_day(instant, found.zone).isoformat() if instant else ""


def _kind(ticket: Ticket) -> str:
    return "project" if ticket.kind is TargetKind.PROJECT_TICKET else "service"
