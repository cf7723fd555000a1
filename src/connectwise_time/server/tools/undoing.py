"""The tool that takes back what was written before."""

from typing import Annotated

from mcp.server.elicitation import ElicitationResult
from mcp.server.mcpserver import Resolve

from connectwise_time.desk.results import Proposed
from connectwise_time.domain.plans import Doing
from connectwise_time.errors import Refused
from connectwise_time.server.arguments import AnyOperationId, PlanId, said
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


@planning
async def _undo(ctx: DeskContext, operation_id: str | None, plan: str | None) -> Proposed:
    if plan is not None:
        return await found_again(ctx, plan, Doing.UNDO, operation_id=operation_id)
    if operation_id is None:
        raise Refused(
            "It is not said what to undo.",
            remedy="Give the operation_id, or the plan, of the answer that told of it.",
        )
    return await (await desk_of(ctx)).undoing.propose(operation_id)


async def undo_time_change(
    ctx: DeskContext,
    *,
    operation_id: Annotated[
        AnyOperationId | None, said("Of the write, or the id of its plan: all of it")
    ] = None,
    plan: PlanId | None = None,
    proposed: Annotated[Proposed, Resolve(_undo)],
    agreed: Annotated[ElicitationResult[Agreement], Resolve(asking(_undo))],
) -> BriefPlanned:
    """Take back what this server logged, changed or deleted, unless changed or handed in since."""
    return await confirmed(ctx, proposed, agreed)


UNDOERS = [door(undo_time_change, "Undo", writes=True, destructive=True, asks=True)]
