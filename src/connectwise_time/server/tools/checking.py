"""The tool that tells what became of a write."""

from typing import Annotated

import anyio
from mcp.types import CallToolResult

from connectwise_time.desk.timedesk import TimeDesk
from connectwise_time.errors import TimeDeskError
from connectwise_time.server.answers import OperationAnswer, standing_answer
from connectwise_time.server.arguments import AnyOperationId, said
from connectwise_time.server.desks import DeskContext, desk_of
from connectwise_time.server.doors import door

_ASK_SECONDS = 3.0


async def check_operation(
    ctx: DeskContext,
    operation_id: Annotated[
        AnyOperationId | None, said("Of a write, or a plan; left out: all that is unresolved")
    ] = None,
) -> Annotated[CallToolResult, OperationAnswer]:
    """What became of a write whose outcome was unknown. Reads back; sends nothing."""
    desk = await desk_of(ctx)
    watching = desk.watching
    standing = (
        await watching.unresolved() if operation_id is None else await watching.check(operation_id)
    )
    return standing_answer(
        standing, sandbox=await _is_sandbox(desk), named=operation_id is not None
    )


async def _is_sandbox(desk: TimeDesk) -> bool:
    """Whether it is a sandbox; what is in the journal is told also where that cannot be asked."""
    try:
        with anyio.fail_after(_ASK_SECONDS):
            return await desk.catalog.is_sandbox()
    except (TimeDeskError, TimeoutError):
        return False


CHECKERS = [door(check_operation, "What became of a write")]
