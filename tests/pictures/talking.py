"""Hold a conversation with the real server on the sandbox, and note what was said."""

import json
from dataclasses import dataclass
from typing import Literal

from mcp import Client
from mcp.client import ClientRequestContext
from mcp.types import ElicitRequestParams, ElicitResult, TextContent

from connectwise_time.server.app import build_server
from pictures.conversations import Asked, Conversation
from support.sandboxes import a_world, desk_on

Kind = Literal["said", "called", "answered", "refused", "asked"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing that can be seen: who or what it comes from, and its text."""

    kind: Kind
    text: str


async def held(conversation: Conversation) -> list[Turn]:
    """All that is said and answered, in order, on a Friday that is always the same."""
    turns: list[Turn] = []
    agreeing = ""

    async def agree(context: ClientRequestContext, params: ElicitRequestParams) -> ElicitResult:
        del context
        assert agreeing, "the host asked, and the conversation has no answer"
        turns.append(Turn("asked", params.message))
        turns.append(Turn("said", agreeing))
        return ElicitResult(action="accept", content={"agree": True})

    with a_world() as world:
        server = build_server(lambda: desk_on(world, key=conversation.key), sandbox=True)
        async with Client(server, elicitation_callback=agree) as client:
            for part in conversation.parts:
                agreeing = part.agrees
                turns += [Turn("said", part.sentence)]
                await _called(client, part, turns)
    return turns


async def _called(client: Client, part: Asked, turns: list[Turn]) -> None:
    for tool, arguments in part.calls:
        given = ", ".join(
            f"{name}={json.dumps(value, ensure_ascii=False)}" for name, value in arguments.items()
        )
        turns.append(Turn("called", f"{tool}({given})"))
        result = await client.call_tool(tool, arguments)
        [answer] = result.content
        assert isinstance(answer, TextContent)
        turns.append(Turn("refused" if result.is_error else "answered", answer.text))
