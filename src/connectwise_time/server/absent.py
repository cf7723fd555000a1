"""A server that says what to do where a tool or a prompt is asked for that is not here."""

from collections.abc import Collection
from typing import Any

from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError
from mcp.shared.exceptions import MCPError
from mcp.types import INVALID_PARAMS, CallToolResult, GetPromptResult, InputRequiredResult

from connectwise_time.errors import NotFound
from connectwise_time.server.desks import Desks
from connectwise_time.server.speaking import spoken
from connectwise_time.server.text import one_line

_NAME = 40
_REMEDY = (
    "Use one of those that are listed; CONNECTWISE_READ_ONLY and CONNECTWISE_TOOLSETS decide which"
    " there are."
)


class TimeServer(MCPServer[Desks]):
    """The SDK's server, which by itself tells a model no more than that it does not know a name.

    Of a prompt it says, on 2026-07-28, that something broke inside, and logs it as that.
    """

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Desks, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        """Call a tool that is here."""
        try:
            return await super().call_tool(name, arguments, context)
        except ToolError:
            known = [tool.name for tool in await self.list_tools()]
            if name in known:
                raise
            raise ToolError(spoken(_absent("tool", name, known))) from None

    async def get_prompt(
        self,
        name: str,
        arguments: dict[str, Any] | None = None,
        context: Context[Desks, Any] | None = None,
    ) -> GetPromptResult | InputRequiredResult:
        """Fill in a prompt that is here."""
        known = [prompt.name for prompt in await self.list_prompts()]
        if name not in known:
            raise MCPError(INVALID_PARAMS, spoken(_absent("prompt", name, known)))
        return await super().get_prompt(name, arguments, context)


def _absent(what: str, name: str, known: Collection[str]) -> NotFound:
    listed = f"{', '.join(known)}." if known else "none."
    return NotFound(
        f'There is no {what} "{one_line(name, _NAME)}" here. Known are: {listed}', remedy=_REMEDY
    )
