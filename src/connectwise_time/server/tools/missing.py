"""The tool that finds what nobody wrote down."""

from typing import Annotated

from mcp.types import CallToolResult

from connectwise_time.domain.wishes import MissingWish
from connectwise_time.errors import Refused
from connectwise_time.server.answers.missing import MissingAnswer, missing_answer
from connectwise_time.server.arguments import Name, Words, said
from connectwise_time.server.desks import DeskContext, desk_of
from connectwise_time.server.doors import door
from connectwise_time.server.waiting import Waiting


async def find_missing_time(
    ctx: DeskContext,
    *,
    member: Annotated[Name | None, said("A name, or everybody; left out: me")] = None,
    team: Annotated[bool, said("Those whose time I approve")] = False,
    period: Annotated[Words | None, said("This and last week if left out")] = None,
) -> Annotated[CallToolResult, MissingAnswer]:
    """Working hours until now, by calendar, without time: whose, days, hours, gaps."""
    if team and member is not None:
        raise Refused("Both member and team are given.", remedy="Give one of the two.")
    wish = MissingWish(member=member, team=team, period=period)
    return missing_answer(await (await desk_of(ctx)).missing.find(wish, Waiting(ctx)))


MISSING_FINDERS = [door(find_missing_time, "Find missing time")]
