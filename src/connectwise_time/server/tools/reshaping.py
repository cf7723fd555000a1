"""Tools that change how many entries some hours are: one cut in two, two joined."""

from typing import Annotated

from mcp.server.elicitation import ElicitationResult
from mcp.server.mcpserver import Resolve
from pydantic import Field, WithJsonSchema

from connectwise_time.desk.results import Proposed
from connectwise_time.domain.cutting import Cut, Half
from connectwise_time.domain.joining import Gap
from connectwise_time.domain.plans import Doing
from connectwise_time.errors import Refused
from connectwise_time.server.arguments import (
    Hours,
    Id,
    Notes,
    PlanId,
    SomeWarnings,
    Ticket,
    Words,
    said,
)
from connectwise_time.server.confirming import (
    Agreement,
    BriefPlanned,
    asking,
    confirmed,
    found_again,
    planning,
)
from connectwise_time.server.desks import DeskContext, desk_of
from connectwise_time.server.doors import door

_Pair = Annotated[list[Id], Field(min_length=2, max_length=2)]
# The list of tools is short of room: as words, of which a number is one.
_HoursInWords = Annotated[Hours, WithJsonSchema({"type": "string"})]
_NO_ENTRY = "Give the id, from search_time."


@planning
async def _split(
    ctx: DeskContext,
    *,
    entry: int | None,
    at: str | None,
    hours: float | str | None,
    break_in: Half | None,
    ticket: int | None,
    notes: str | None,
    accept: list[str] | None,
    plan: str | None,
) -> Proposed:
    if plan is not None:
        others = {"at": at, "hours": hours, "break_in": break_in, "ticket": ticket, "notes": notes}
        return await found_again(ctx, plan, Doing.SPLIT, entry=entry, accept=accept, **others)
    if entry is None:
        raise Refused("It is not said which entry.", remedy=_NO_ENTRY)
    reshaping = (await desk_of(ctx)).reshaping
    cut = Cut(at, hours, break_in, notes)
    return await reshaping.split(entry, cut, ticket=ticket, accept=frozenset(accept or ()))


async def split_time_entry(
    ctx: DeskContext,
    *,
    entry: Id | None = None,
    at: Annotated[Words | None, said("12:30, midnight")] = None,
    hours: Annotated[_HoursInWords | None, said("Or of the first")] = None,
    break_in: Annotated[Half | None, said("Has the break")] = None,
    ticket: Ticket | None = None,
    notes: Notes | None = None,
    accept: SomeWarnings | None = None,
    plan: PlanId | None = None,
    proposed: Annotated[Proposed, Resolve(_split)],
    agreed: Annotated[ElicitationResult[Agreement], Resolve(asking(_split))],
) -> BriefPlanned:
    """Cut a time entry in two. Copies notes, billing; ticket, notes: of the second."""
    return await confirmed(ctx, proposed, agreed)


@planning
async def _merge(
    ctx: DeskContext, entries: list[int] | None, gap: Gap | None, plan: str | None
) -> Proposed:
    if plan is not None:
        return await found_again(ctx, plan, Doing.MERGE, entries=entries, gap=gap)
    if entries is None:
        raise Refused("It is not said which entries.", remedy=_NO_ENTRY)
    return await (await desk_of(ctx)).reshaping.merge(entries, gap)


async def merge_time_entries(
    ctx: DeskContext,
    *,
    entries: _Pair | None = None,
    gap: Annotated[Gap | None, said("Ask. break: deducted; close: ends earlier")] = None,
    plan: PlanId | None = None,
    proposed: Annotated[Proposed, Resolve(_merge)],
    agreed: Annotated[ElicitationResult[Agreement], Resolve(asking(_merge))],
) -> BriefPlanned:
    """Join two time entries of the same work. Hours stay the same."""
    return await confirmed(ctx, proposed, agreed)


RESHAPERS = [
    door(split_time_entry, "Split", writes=True, destructive=True, asks=True),
    door(merge_time_entries, "Join time entries", writes=True, destructive=True, asks=True),
]
