"""Calls of a demo, made through a real client and printed with their answers."""

import json
import re
import textwrap
from typing import Any

from mcp import Client
from mcp.types import CallToolResult, TextContent

_WIDTH = 100


class Show:
    """Makes somebody's calls and prints them with their answers.

    Attributes:
        failed: A call did not go as it should.
    """

    def __init__(self, who: str, client: Client) -> None:
        self._who = who
        self._client = client
        self._last = ""
        self.failed = False

    async def planned(self, sentence: str, tool: str, **arguments: Any) -> None:
        """Make a call that plans, and the one that carries the plan out."""
        plan = await self.step(sentence, tool, **arguments)
        done = await self.step("Yes, do that.", tool, plan=plan.get("plan"))
        self.failed = self.failed or done.get("state") != "done"

    async def meant(self, sentence: str, tool: str, **arguments: Any) -> dict[str, Any]:
        """Make a call; if it is asked about, as it may be at the hour of the demo, say yes."""
        answer = await self.step(sentence, tool, refused=None, **arguments)
        if answer or (asked := re.search(r"accept=(\[.*?\])", self._last)) is None:
            return answer
        return await self.step("It is meant so.", tool, **arguments, accept=json.loads(asked[1]))

    async def step(
        self, sentence: str, tool: str, *, refused: bool | None = False, **arguments: Any
    ) -> dict[str, Any]:
        """Make one call, print it and its answer; answers the structured part.

        Args:
            sentence: What the person says.
            tool: What the assistant calls.
            refused: Whether it has to be; None where it may be asked about.
            arguments: Those of the call.
        """
        call = ", ".join(f"{name}={json.dumps(value)}" for name, value in arguments.items())
        print(f"── {self._who}: {sentence}")
        print(textwrap.fill(f"{tool}({call})", _WIDTH, subsequent_indent="     "))
        result = await self._client.call_tool(tool, arguments)
        self._last = _text(result)
        for line in self._last.splitlines():
            print(f"   {'✗' if result.is_error else '│'} {line}")
        print()
        # What is asked about names what to accept; any other refusal is none.
        expected = "accept=[" in self._last if refused is None and result.is_error else refused
        if result.is_error is not bool(expected):
            self.failed = True
        return result.structured_content or {}


def _text(result: CallToolResult) -> str:
    return "\n".join(part.text for part in result.content if isinstance(part, TextContent))
