"""The tool that suggests what may have been forgotten."""

from typing import Annotated

from mcp.types import CallToolResult

from connectwise_time.server.answers.suggestions import SuggestionsAnswer, suggestions_answer
from connectwise_time.server.arguments import Name, Words, said
from connectwise_time.server.desks import DeskContext, desk_of
from connectwise_time.server.doors import door


async def draft_time(
    ctx: DeskContext,
    *,
    period: Annotated[Words | None, said("This and last week if left out; a month at most")] = None,
    member: Name | None = None,
) -> Annotated[CallToolResult, SuggestionsAnswer]:
    """Suggest entries for missing hours, each with its evidence; stores nothing.

    Evidence: appointments, stopwatches, tickets written on or updated. What the person
    chooses goes to create_time_entries.
    """
    return suggestions_answer(await (await desk_of(ctx)).catching_up.suggest(member, period))


SUGGESTERS = [door(draft_time, "Suggest missing entries")]
