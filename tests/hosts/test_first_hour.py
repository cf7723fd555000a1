"""The README's steps from a clone to the first logged hour, taken as they stand there."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
from mcp import Client, StdioServerParameters

from docs.pages import README, ROOT, sections
from support import with_uv
from support.calls import AT_ANY_TIME, Caller
from support.claude import PROGRAM, Claude

MOST_STEPS = 5
STEPS = re.findall(
    r"^(\d+)\. (.+)$", sections(README)["Your first hour in five steps"], re.MULTILINE
)
SENTENCE = (
    "Log an hour and a half on the Contoso mail relay ticket, remote: renewed its certificate."
)

pytestmark = pytest.mark.anyio


def shown(step: int) -> str:
    """The command that a step shows last."""
    number, text = STEPS[step - 1]
    assert int(number) == step
    return str(re.findall(r"`([^`]+)`", text)[-1])


def test_there_are_no_more_steps_than_promised_and_the_last_is_a_sentence() -> None:
    assert [int(number) for number, _ in STEPS] == list(range(1, MOST_STEPS + 1))
    assert SENTENCE in STEPS[-1][1]


@pytest.fixture
def added(tmp_path: Path) -> StdioServerParameters:
    """The server as Claude Code keeps it after the first four steps."""
    if not PROGRAM.exists():
        pytest.skip("Claude Code (npm ci in tests/hosts) is not here")
    if not (ROOT / ".git").exists():
        pytest.skip("this is no git checkout, so nothing can be cloned")
    if reason := with_uv.why_not():
        pytest.skip(reason)
    claude = Claude(tmp_path)
    clone = tmp_path / "connectwise-time"
    run("git", "clone", "--quiet", str(ROOT), str(clone), folder=tmp_path)
    run("/bin/sh", "-c", shown(2), folder=clone)
    claude(f'cd "{clone}" && {shown(3)}')
    # As far as the fourth goes without an account: it starts the server and speaks with it.
    assert shown(4) == "claude"
    assert "✔ Connected" in claude(f'cd "{clone}" && claude mcp list')
    kept = json.loads((claude.configuration / ".claude.json").read_text(encoding="utf-8"))
    server = kept["projects"][str(clone)]["mcpServers"]["connectwise-time"]
    environ = {"PATH": os.defpath, "HOME": str(claude.home), **server["env"]}
    return StdioServerParameters(command=server["command"], args=server["args"], env=environ)


def run(*command: str, folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.timeout(600)
async def test_the_steps_lead_from_a_clone_to_the_first_logged_hour(
    added: StdioServerParameters,
) -> None:
    async with Client(added) as client:
        # What an assistant makes of the sentence.
        call = Caller(client)
        await call("find_tickets", text="contoso mail relay")
        [ticket] = map(int, re.findall(r"^#(\d+)", call.text, re.MULTILINE))
        logged = await call(
            "create_time_entry",
            ticket=ticket,
            hours="an hour and a half",
            work_type="remote",
            notes="Renewed its certificate",
            accept=AT_ANY_TIME,
        )
        stored = await call("get_time_entry", entry=logged["entry"])
    assert (stored["hours"], stored["ticket"]["id"]) == (1.5, ticket)
    assert (stored["work_type"]["name"], stored["sandbox"]) == ("Remote", True)
