"""`demo`: real MCP clients start the server on the sandbox and do the main jobs, aloud."""

import logging
import os
import sys
from tempfile import TemporaryDirectory
from typing import Any

import anyio
from mcp import Client, StdioServerParameters
from mcp.client import ClientRequestContext
from mcp.types import ElicitRequestParams, ElicitResult

from connectwise_time import __version__
from connectwise_time.cli.demo_week import put_right
from connectwise_time.cli.sandboxes import SandboxProcess
from connectwise_time.cli.showing import Show


def demo() -> int:
    """Run the demo; answers 0, or 1 if a call did not go as it should."""
    logging.basicConfig(level=logging.ERROR, stream=sys.stderr)
    # A journal of its own: practice data have no place among what was really logged.
    with SandboxProcess.start("technician") as sandbox, TemporaryDirectory() as data:
        return anyio.run(_demo, sandbox, data)


async def _demo(sandbox: SandboxProcess, data: str) -> int:
    print(f"connectwise-time {__version__}: the main jobs, on practice data.")
    print("Real MCP clients start `connectwise-time serve`, two for technicians, one for the")
    print("manager, and call its tools.\n")
    technician = _server(sandbox, "technician", data)
    manager = _server(sandbox, "manager", data)
    behind = _server(sandbox, "catch_up", data)
    async with (
        Client(technician) as of_jamie,
        # This client can ask its user; the technician's cannot, and names the plan instead.
        Client(manager, elicitation_callback=_agree) as of_morgan,
    ):
        jamie, morgan = Show("Jamie", of_jamie), Show("Morgan", of_morgan)
        logged = await _log_time(jamie)
        # By its day: an hour logged right after midnight on Monday is last week's.
        sheet = await _hand_in(jamie, logged.get("date"))
        await _decide(morgan, logged.get("entry"), sheet)
        await _correct(jamie, logged.get("entry"), sheet)
    async with Client(behind) as of_quinn:
        quinn = Show("Quinn", of_quinn)
        await put_right(quinn)
    print(_CONNECT.format(python=sys.executable))
    return 1 if any(show.failed for show in (jamie, morgan, quinn)) else 0


def _server(sandbox: SandboxProcess, key: str, data: str) -> StdioServerParameters:
    return StdioServerParameters(
        command=sys.executable,
        args=["-m", "connectwise_time", "serve"],
        env={
            **sandbox.environ(os.environ, key),
            "CONNECTWISE_TIME_DATA": data,
            "CONNECTWISE_TIME_FILE": "",
        },
    )


async def _agree(context: ClientRequestContext, params: ElicitRequestParams) -> ElicitResult:
    """The manager reads the question and says yes."""
    del context
    print("   ? The client asks its user:")
    for line in params.message.splitlines():
        print(f"   ? {line}")
    print("   ? Morgan: yes")
    return ElicitResult(action="accept", content={"agree": True})


async def _log_time(jamie: Show) -> dict[str, Any]:
    await jamie.step("Which tickets has Contoso about mail?", "find_tickets", text="contoso mail")
    logged = await jamie.meant(
        "The relay, 54321. Log an hour and a half on it, remote: fixed the mail relay.",
        "create_time_entry",
        ticket=54321,
        hours=1.5,
        work_type="remote",
        notes="Fixed the mail relay.",
    )
    meeting = await jamie.meant(
        "Yesterday at 9, half an hour of meetings: the weekly service meeting.",
        "create_time_entry",
        charge_code="meetings",
        date="yesterday",
        start="09:00",
        hours=0.5,
        notes="The weekly service meeting",
    )
    await jamie.step(
        "My time this week, by company.",
        "search_time",
        member="me",
        period="this week",
        group_by="company",
    )
    await jamie.meant(
        "It was an hour and a quarter.", "update_time_entry", entry=logged.get("entry"), hours=1.25
    )
    await jamie.planned(
        "The meeting was cancelled: delete it.", "delete_time_entry", entry=meeting.get("entry")
    )
    await jamie.step(
        "Emergency work, but which kind? The server does not guess.",
        "create_time_entry",
        refused=True,
        ticket=54321,
        hours=1,
        work_type="emergency",
    )
    return logged


async def _hand_in(jamie: Show, day: Any) -> Any:
    review = await jamie.step("What does that week look like?", "review_timesheet", period=day)
    await jamie.planned("Hand it in.", "submit_timesheet", period=day)
    return review.get("timesheet")


async def _decide(morgan: Show, entry: Any, sheet: Any) -> None:
    await morgan.step("What waits for me?", "list_approvals")
    await morgan.step(
        "Send that hour and a quarter back: the monitoring shows an hour and a half.",
        "reject_entries",
        entries=[entry],
        reason="The monitoring shows an hour and a half.",
    )
    await morgan.step("The rest is fine.", "approve_entries", timesheets=[sheet])


async def _correct(jamie: Show, entry: Any, sheet: Any) -> None:
    await jamie.step("What came back, and why?", "review_timesheet", timesheet=sheet)
    await jamie.meant("An hour and a half, then.", "update_time_entry", entry=entry, hours=1.5)
    await jamie.planned("Hand it in again.", "submit_timesheet", timesheet=sheet)


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
