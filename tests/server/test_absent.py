"""A tool or a prompt that is not here: the caller learns what is."""

import logging
from typing import Any

import pytest
from mcp import Client
from mcp.shared.exceptions import MCPError

from connectwise_time.sandbox import World
from connectwise_time.server.app import build_server
from support.calls import Caller
from support.sandboxes import desk_on

pytestmark = pytest.mark.anyio
MODES = pytest.mark.parametrize("mode", ["legacy", "auto"])


@MODES
async def test_a_tool_that_is_not_here_is_refused_with_those_that_are(
    world: World, mode: Any
) -> None:
    server = build_server(lambda: desk_on(world), read_only=True, toolsets=["log"])
    async with Client(server, mode=mode) as client:
        told = await Caller(client).refused("create_time_entry", ticket=54321, hours=1)
    assert told == (
        'There is no tool "create_time_entry" here. Known are: get_time_entry, find_tickets,'
        " search_time.\nUse one of those that are listed; CONNECTWISE_READ_ONLY and"
        " CONNECTWISE_TOOLSETS decide which there are."
    )
    assert list(world.requests) == []


@MODES
async def test_a_prompt_that_is_not_here_is_the_callers_mistake_and_no_crash(
    world: World, mode: Any, caplog: pytest.LogCaptureFixture
) -> None:
    server = build_server(lambda: desk_on(world), read_only=True)
    async with Client(server, mode=mode) as client:
        with pytest.raises(MCPError) as refused:
            await client.get_prompt("log_my_day")
    assert refused.value.error.code == -32602
    assert 'There is no prompt "log_my_day" here' in refused.value.error.message
    assert "unbilled_time" in refused.value.error.message
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_a_long_name_of_many_lines_is_one_short_line(world: World) -> None:
    async with Client(build_server(lambda: desk_on(world))) as client:
        told = await Caller(client).refused("x" * 30 + "\n" + "y" * 400)
    [problem, _] = told.splitlines()
    assert "y" * 40 not in problem
