"""The tools as a model sees them: a reviewed file each, and rules that hold for all."""

import json
import os
import re
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from mcp import Client
from mcp.types import Tool

from connectwise_time.server.app import build_server
from connectwise_time.server.instructions import instructions_for
from connectwise_time.server.tools import SETS, all_tools
from support.sandboxes import a_world, desk_on

pytestmark = pytest.mark.anyio

SNAPS = Path(__file__).parents[1] / "toolsnaps"
MOST_CHARACTERS = 25_000
MOST_OF_A_TECHNICIAN = 13_000


async def listed(*, mode: Any = "auto", **options: Any) -> list[Tool]:
    with a_world() as world:
        server = build_server(lambda: desk_on(world), **options)
        async with Client(server, mode=mode) as client:
            return (await client.list_tools()).tools


def published(tool: Tool) -> dict[str, Any]:
    return tool.model_dump(mode="json", by_alias=True, exclude_none=True)


async def test_every_tool_looks_as_it_was_reviewed() -> None:
    tools = {tool.name: published(tool) for tool in await listed()}
    if os.environ.get("SNAP"):
        SNAPS.mkdir(exist_ok=True)
        for old in SNAPS.glob("*.json"):
            old.unlink()
        for name, tool in tools.items():
            (SNAPS / f"{name}.json").write_text(json.dumps(tool, indent=2) + "\n")
    reviewed = {path.stem: json.loads(path.read_text()) for path in SNAPS.glob("*.json")}
    assert tools == reviewed, "Run scripts/snap and review the difference."


async def test_the_list_of_tools_is_small_and_the_same_in_both_eras() -> None:
    modern, legacy = await listed(mode="auto"), await listed(mode="legacy")
    assert list(map(published, modern)) == list(map(published, legacy))
    assert size_of(modern) < MOST_CHARACTERS


async def test_the_list_for_a_technician_is_smaller() -> None:
    assert size_of(await listed(toolsets=["log"])) < MOST_OF_A_TECHNICIAN


def size_of(tools: list[Tool]) -> int:
    return len(json.dumps([published(tool) for tool in tools], separators=(",", ":")))


@pytest.mark.parametrize("some", [["log"], ["review"], ["approve"], ["report"], ["review", "log"]])
async def test_only_the_tools_of_the_chosen_sets_are_there(some: list[str]) -> None:
    tools = await listed(toolsets=some)
    names = [tool.name for tool in tools]
    assert set(names) == {name for each in some for name in SETS[each]}
    assert names == [tool.name for tool in await listed() if tool.name in names]
    writes = any(t.annotations and not t.annotations.read_only_hint for t in tools)
    assert ("check_operation" in names) is writes
    # Without those that write, in every set.
    reading = {tool.name for tool in await listed(read_only=True)}
    assert {t.name for t in await listed(toolsets=some, read_only=True)} == reading & set(names)


def test_every_tool_is_in_some_set() -> None:
    everything = {tool.name for tool in all_tools(read_only=False)}
    assert everything == {name for names in SETS.values() for name in names}


@pytest.mark.parametrize("some", [["log"], ["review"], ["approve"], ["report"]])
async def test_the_instructions_speak_of_the_tools_that_there_are(some: list[str]) -> None:
    with a_world() as world:
        server = build_server(lambda: desk_on(world), toolsets=some)
        async with Client(server) as client:
            instructions = client.instructions or ""
    assert ("list_approvals" in instructions) is (some == ["approve"])
    assert ("create_time_entry" in instructions) is (some == ["log"])
    assert "today" in instructions
    assert "Never invent hours or notes" in instructions


_VERBS = {
    "log": "create_time_entry",
    "correct": "update_time_entry",
    "delete": "delete_time_entry",
    "submit": "submit_timesheet",
    "reopen": "reopen_timesheet",
    "approve": "approve_entries",
    "reject": "reject_entries",
    "timesheets": "list_timesheets",
    "find": "search_time list_timesheets",
    "plan": "delete_time_entry submit_timesheet reopen_timesheet",
    "internal_notes": "create_time_entry",
    "operation_id": "check_operation",
}


@pytest.mark.parametrize("read_only", [False, True])
@pytest.mark.parametrize(
    "some", [list(some) for size in range(1, 5) for some in combinations(SETS, size)], ids=str
)
def test_the_instructions_name_no_tool_and_no_deed_that_is_absent(
    *, some: list[str], read_only: bool
) -> None:
    there = {tool.name for tool in all_tools(read_only=read_only, toolsets=some)}
    words = set(re.findall(r"[a-z_]+", instructions_for(there).lower()))
    every = {tool.name for tool in all_tools(read_only=False)}
    assert words & every <= there
    for verb, tools in _VERBS.items():
        assert verb not in words or there & set(tools.split()), verb


async def test_every_tool_states_its_effects_and_explains_itself() -> None:
    for tool in await listed():
        assert tool.title
        assert tool.description
        assert tool.annotations is not None
        effects = tool.annotations
        assert None not in (
            effects.read_only_hint,
            effects.destructive_hint,
            effects.idempotent_hint,
        )
        assert tool.input_schema["additionalProperties"] is False
        assert tool.output_schema is not None


async def test_schemas_are_free_of_what_tells_a_model_nothing() -> None:
    for tool in await listed():
        text = json.dumps(published(tool)["inputSchema"])
        assert '"title"' not in text
        assert '"null"' not in text
        assert '"default": null' not in text
        assert "$ref" not in text


async def test_a_read_only_server_has_no_tool_that_writes() -> None:
    tools = await listed(read_only=True)
    assert {tool.name for tool in tools} == {
        *("get_time_entry", "find_tickets", "search_time"),
        *("list_timesheets", "review_timesheet", "list_approvals", "find_missing_time"),
        *("draft_time", "list_timers"),
    }
    assert all(t.annotations and t.annotations.read_only_hint for t in tools)
