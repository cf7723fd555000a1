"""Call tools the way a host does, and see both faces of the answer."""

from typing import Any

from mcp import Client
from mcp.types import TextContent

# Tests by the clock on the wall run at any hour of any day: what a guard asks about that is meant.
AT_ANY_TIME = ["overlap", "outside_hours", "day_off", "holiday"]


class Caller:
    """A tool call that must succeed, or one that must be refused."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.text = ""

    async def __call__(self, tool: str, **arguments: Any) -> dict[str, Any]:
        """The structured answer; its text is kept in `text`."""
        result = await self.client.call_tool(tool, arguments)
        self.text = _text(result.content)
        assert not result.is_error, self.text
        answer: dict[str, Any] | None = result.structured_content
        assert answer is not None
        assert answer["text"] == self.text
        return answer

    async def planned(self, tool: str, **arguments: Any) -> dict[str, Any]:
        """Plan, then carry the plan out as a client does that cannot ask its user."""
        plan = await self(tool, **arguments)
        assert plan["state"] == "planned", self.text
        return await self(tool, plan=plan["plan"])

    async def planned_and_refused(self, tool: str, **arguments: Any) -> str:
        """Plan, then learn that nothing came of it."""
        plan = await self(tool, **arguments)
        return await self.refused(tool, plan=plan["plan"])

    async def refused(self, tool: str, **arguments: Any) -> str:
        """The text of the refusal."""
        result = await self.client.call_tool(tool, arguments)
        self.text = _text(result.content)
        assert result.is_error, self.text
        return self.text


def _text(content: Any) -> str:
    [part] = content
    assert isinstance(part, TextContent)
    return part.text
