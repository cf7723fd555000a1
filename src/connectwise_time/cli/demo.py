"""`demo`: a real MCP client starts the server on the sandbox and does the main job, aloud."""

import json
import logging
import sys
import textwrap
from typing import Any

import anyio
from mcp import Client, StdioServerParameters
from mcp.types import CallToolResult, TextContent

from connectwise_time import __version__

_WIDTH = 100


def demo() -> int:
    """Run the demo; answers 0, or 1 if a call did not go as it should."""
    logging.basicConfig(level=logging.ERROR, stream=sys.stderr)
    return anyio.run(_demo)


async def _demo() -> int:
    print(f"connectwise-time {__version__}: the main job, on practice data.")
    print("A real MCP client starts `connectwise-time serve --sandbox` and calls its tools.\n")
    server = StdioServerParameters(
        command=sys.executable, args=["-m", "connectwise_time", "serve", "--sandbox"]
    )
    async with Client(server) as client:
        show = _Show(client)
        await show.step(
            "Which ticket is the mail relay of Contoso?", "find_tickets", text="contoso mail"
        )
        logged = await show.step(
            "Log an hour and a half on it, remote: fixed the relay.",
            "create_time_entry",
            ticket=54321,
            hours=1.5,
            work_type="remote",
            notes="Fixed the mail relay: renewed its certificate, tested sending.",
        )
        meeting = await show.step(
            "Half an hour of meeting yesterday, at 9.",
            "create_time_entry",
            charge_code="meetings",
            date="yesterday",
            start="09:00",
            hours=0.5,
            notes="Weekly service meeting",
        )
        await show.step("My week, with totals.", "search_time", member="me", period="this week")
        await show.step(
            "It was an hour and a quarter.",
            "update_time_entry",
            entry=logged.get("entry"),
            hours=1.25,
        )
        await show.step(
            "The meeting was cancelled: delete it.",
            "delete_time_entry",
            entry=meeting.get("entry"),
        )
        await show.step(
            "Emergency work, but which kind? The server does not guess.",
            "create_time_entry",
            refused=True,
            ticket=54321,
            hours=1,
            work_type="emergency",
        )
    print(_CONNECT.format(python=sys.executable))
    return 1 if show.failed else 0


class _Show:
    """Makes calls and prints them with their answers."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self.failed = False

    async def step(
        self, sentence: str, tool: str, *, refused: bool = False, **arguments: Any
    ) -> dict[str, Any]:
        """Make one call, print it and its answer; answers the structured part."""
        call = ", ".join(f"{name}={json.dumps(value)}" for name, value in arguments.items())
        print(f"── {sentence}")
        print(textwrap.fill(f"{tool}({call})", _WIDTH, subsequent_indent="     "))
        result = await self._client.call_tool(tool, arguments)
        for line in _text(result).splitlines():
            print(f"   {'✗' if result.is_error else '│'} {line}")
        print()
        if result.is_error is not refused:
            self.failed = True
        return result.structured_content or {}


def _text(result: CallToolResult) -> str:
    return "\n".join(part.text for part in result.content if isinstance(part, TextContent))


_CONNECT = """\
Nothing of this reached a real ConnectWise. To connect your assistant:

Claude Code
  claude mcp add connectwise-time -- "{python}" -m connectwise_time serve --sandbox

Claude Desktop (Settings > Developer > Edit Config), and most other clients
  {{"mcpServers": {{"connectwise-time": {{
      "command": "{python}",
      "args": ["-m", "connectwise_time", "serve", "--sandbox"]}}}}}}

With your own ConnectWise: leave --sandbox out, set CONNECTWISE_SITE, CONNECTWISE_COMPANY,
CONNECTWISE_PUBLIC_KEY, CONNECTWISE_PRIVATE_KEY and CONNECTWISE_CLIENT_ID in the client's "env",
and check them with: "{python}" -m connectwise_time doctor
"""
