"""The tool that tells what became of a write."""

from typing import Annotated

from mcp.types import CallToolResult

from connectwise_time.server.answers import OperationAnswer, standing_answer
from connectwise_time.server.arguments import AnyOperationId, said
from connectwise_time.server.desks import DeskContext, desk_of
from connectwise_time.server.doors import door


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
    tenant = await desk.catalog.known_tenant()
    return standing_answer(standing, tenant, named=operation_id is not None)


CHECKERS = [door(check_operation, "What became of a write")]
