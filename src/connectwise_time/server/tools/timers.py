"""Tools that start, stop and list ConnectWise's stopwatches."""

from typing import Annotated

from mcp.types import CallToolResult

from connectwise_time.domain.timers import StopWish
from connectwise_time.server.answers.timers import (
    StartedAnswer,
    StoppedAnswer,
    TimersAnswer,
    started_answer,
    stopped_answer,
    timers_answer,
)
from connectwise_time.server.arguments import (
    Hours,
    Name,
    Notes,
    SomeWarnings,
    Ticket,
    Words,
    said,
)
from connectwise_time.server.desks import DeskContext, desk_of
from connectwise_time.server.doors import door


async def start_timer(ctx: DeskContext, ticket: Ticket) -> Annotated[CallToolResult, StartedAnswer]:
    """Start my ConnectWise stopwatch."""
    desk = await desk_of(ctx)
    return started_answer(await desk.timing.start(ticket))


async def stop_timer(
    ctx: DeskContext,
    *,
    ticket: Annotated[Ticket | None, said("Whose stopwatch; left out: my only one")] = None,
    timer: Annotated[Name | None, said("Its name in list_timers, instead")] = None,
    notes: Annotated[Notes | None, said("Instead of its own")] = None,
    end: Annotated[Words | None, said("When the work ended, if before now")] = None,
    hours: Annotated[Hours | None, said("Of work, instead of end; 0 discards it")] = None,
    accept: SomeWarnings | None = None,
) -> Annotated[CallToolResult, StoppedAnswer]:
    """Log a stopwatch, then remove it."""
    wish = StopWish(ticket, timer, notes, end, hours)
    desk = await desk_of(ctx)
    return stopped_answer(await desk.timing.stop(wish, frozenset(accept or ())))


async def list_timers(
    ctx: DeskContext,
    member: Name | None = None,
) -> Annotated[CallToolResult, TimersAnswer]:
    """My stopwatches, or a member's, or everybody's."""
    desk = await desk_of(ctx)
    return timers_answer(await desk.timing.listed(member))


TIMER_WRITERS = [
    door(start_timer, "Start a timer", writes=True, idempotent=True),
    door(stop_timer, "Stop a timer", writes=True, destructive=True, idempotent=True),
]
TIMER_READERS = [door(list_timers, "List timers")]
