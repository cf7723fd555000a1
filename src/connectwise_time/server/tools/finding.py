"""Tools that find tickets and logged time."""

from typing import Annotated

from mcp.types import CallToolResult

from connectwise_time.domain.wishes import SearchWish, TicketWish
from connectwise_time.server.answers import (
    TicketsAnswer,
    TimeAnswer,
    tickets_answer,
    time_answer,
)
from connectwise_time.server.arguments import (
    BillableOption,
    FewTickets,
    Grouping,
    Limit,
    Measures,
    Name,
    Ticket,
    Words,
    said,
)
from connectwise_time.server.desks import DeskContext, desk_of
from connectwise_time.server.doors import door
from connectwise_time.server.waiting import Waiting


async def find_tickets(
    ctx: DeskContext,
    *,
    text: Annotated[Words | None, said("Words of the summary or company: contoso mail")] = None,
    company: Name | None = None,
    mine: Annotated[bool, said("Only those that I own or work on")] = False,
    open: Annotated[bool, said("false: closed ones too")] = True,  # noqa: A002  # public name
    limit: FewTickets = 10,
) -> Annotated[CallToolResult, TicketsAnswer]:
    """Find tickets by words. Every word must fit; one's own come first."""
    wish = TicketWish(text=text, company=company, mine=mine, open=open or None, limit=limit)
    return tickets_answer(await (await desk_of(ctx)).finding.tickets(wish))


async def search_time(
    ctx: DeskContext,
    *,
    member: Annotated[Name | None, said("me, a name or an id; left out: everybody")] = None,
    ticket: Ticket | None = None,
    company: Name | None = None,
    charge_code: Name | None = None,
    work_type: Name | None = None,
    work_role: Name | None = None,
    status: Annotated[
        Words | None,
        said("open, submitted, approved, rejected, billed, waiting for billing, or an exact one"),
    ] = None,
    billable: BillableOption | None = None,
    unbilled: Annotated[bool, said("Billable and not invoiced yet")] = False,
    text: Annotated[Words | None, said("Words in the notes")] = None,
    period: Annotated[
        Words | None,
        said(
            "last week, this month, q4, last 14 days, since monday or 2026-11-01..2026-11-15;"
            " this week if left out, or all days of unbilled time"
        ),
    ] = None,
    since: Annotated[Words | None, said("First day, instead of period")] = None,
    until: Annotated[Words | None, said("Last day, inside")] = None,
    group_by: Annotated[Grouping | None, said("Up to 3; rows only with limit")] = None,
    measures: Measures | None = None,
    limit: Annotated[Limit | None, said("Rows, 100 if left out")] = None,
    cursor: Annotated[Words | None, said("From the last answer, with the same filters")] = None,
) -> Annotated[CallToolResult, TimeAnswer]:
    """Find logged time, or report it. Totals over all that fits first, then rows by time."""
    wish = SearchWish(
        member=member,
        ticket=ticket,
        company=company,
        charge_code=charge_code,
        work_type=work_type,
        work_role=work_role,
        status=status,
        billable=billable,
        unbilled=unbilled,
        text=text,
        period=period,
        since=since,
        until=until,
        group_by=tuple(group_by or ()),
        measures=tuple(measures or ()),
        limit=limit,
        cursor=cursor,
    )
    return time_answer(await (await desk_of(ctx)).finding.time(wish, Waiting(ctx)))


FINDERS = [
    door(find_tickets, "Find tickets"),
    door(search_time, "Find logged time"),
]
