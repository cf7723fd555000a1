"""What the server says of itself, its resources, and how it behaves when things go wrong."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from mcp import Client
from mcp.shared.exceptions import MCPError
from mcp.types import TextResourceContents

from connectwise_time import __version__
from connectwise_time.desk.timedesk import TimeDesk
from connectwise_time.errors import Unavailable
from connectwise_time.sandbox import World
from connectwise_time.server.app import build_server
from connectwise_time.server.instructions import MUST_ASK
from support.calls import Caller
from support.sandboxes import desk_on

pytestmark = pytest.mark.anyio


async def read(call: Caller, uri: str) -> Any:
    [content] = (await call.client.read_resource(uri)).contents
    assert isinstance(content, TextResourceContents)
    return json.loads(content.text)


async def test_instructions_are_short_and_do_not_leave_the_date_to_the_model(call: Caller) -> None:
    instructions = call.client.instructions
    assert instructions is not None
    assert len(instructions) <= 1_500
    assert "today" in instructions


async def test_the_sandbox_and_read_only_are_announced(world: World) -> None:
    server = build_server(lambda: desk_on(world), read_only=True, sandbox=True)
    async with Client(server) as client:
        instructions = client.instructions
        assert instructions is not None
        assert "SANDBOX" in instructions
        assert "read-only" in instructions
        assert len(instructions) <= 1_500
        assert client.server_info is not None
        assert client.server_info.version == __version__


@pytest.mark.parametrize("sandbox", [True, False])
async def test_where_practice_was_asked_for_refusals_and_resources_say_so_too(
    world: World, *, sandbox: bool
) -> None:
    server = build_server(lambda: desk_on(world), sandbox=sandbox)
    async with Client(server) as client:
        call = Caller(client)
        refused = await call.refused("get_time_entry", entry=999_999)
        assert refused.startswith("SANDBOX: practice data.\n") is sandbox
        with pytest.raises(MCPError) as fault:
            await client.read_resource("connectwise://tickets/1")
        assert ("SANDBOX" in str(fault.value)) is sandbox
        # What answers tells of itself that it is one, whatever was said at the start.
        assert (await read(call, "connectwise://tickets/54321"))["sandbox"] is True


@pytest.mark.parametrize("sandbox", [True, False])
async def test_that_only_a_persons_own_yes_counts_is_announced(
    world: World, *, sandbox: bool
) -> None:
    rule = MUST_ASK.strip()
    assert "no second call" in rule
    server = build_server(lambda: desk_on(world), sandbox=sandbox, must_ask=True)
    async with Client(server) as client:
        assert client.instructions is not None
        assert rule in client.instructions
        assert ("SANDBOX" in client.instructions) is sandbox
        assert len(client.instructions) <= 1_500
    # Where nothing is written, there is nothing to agree to.
    server = build_server(lambda: desk_on(world), read_only=True, must_ask=True)
    async with Client(server) as client:
        assert client.instructions is not None
        assert "read-only" in client.instructions
        assert rule not in client.instructions


@pytest.mark.parametrize(
    ("tool", "argument"),
    [
        ("approve_entries", "entries"),
        ("approve_entries", "timesheets"),
        ("reject_entries", "entries"),
        ("reject_entries", "timesheets"),
    ],
)
async def test_a_list_that_is_too_long_is_refused_with_how_long_it_may_be(
    call: Caller, world: World, tool: str, argument: str
) -> None:
    told = await call.refused(tool, **{argument: list(range(1, 1_002))})
    assert told == f"Nothing was done. {argument} has too many: give at most 1000 in one call."
    assert not world.requests


async def test_the_lists_that_time_is_logged_with_are_resources(call: Caller) -> None:
    types = await read(call, "connectwise://work-types")
    assert {"id": 5, "name": "Remote", "bills_as": "Billable"} in types
    assert "After Hours (old)" not in [row["name"] for row in types]
    assert "Engineer" in [row["name"] for row in await read(call, "connectwise://work-roles")]
    codes = [row["name"] for row in await read(call, "connectwise://charge-codes")]
    assert "MTNG - Meetings" in codes
    assert "MILES - Mileage only" not in codes
    options = await read(call, "connectwise://billing-options")
    assert list(options) == ["Billable", "DoNotBill", "NoCharge", "NoDefault"]


async def test_me_is_known_with_zone_and_local_time(call: Caller) -> None:
    me = await read(call, "connectwise://me")
    assert me["identifier"] == "jdoe"
    assert me["zone"] == "America/New_York"
    assert me["now"] == "2026-11-20T16:05-05:00"


async def test_entries_and_tickets_are_resources_by_id(call: Caller) -> None:
    assert (await read(call, "connectwise://time-entries/55"))["hours"] == 3
    ticket = await read(call, "connectwise://tickets/54340")
    assert ticket["company"] == "Contoso Ltd"
    assert ticket["takes_no_time_because"]
    assert (await read(call, "connectwise://tickets/60102"))["kind"] == "ProjectTicket"


@pytest.mark.parametrize(
    "uri",
    [
        "connectwise://time-entries/999999",
        "connectwise://tickets/1",
        "connectwise://tickets/abc",
        "connectwise://tickets/99999999999999999999",
        "connectwise://nothing",
    ],
)
async def test_a_resource_that_does_not_exist_is_an_error(call: Caller, uri: str) -> None:
    with pytest.raises(MCPError):
        await call.client.read_resource(uri)


async def test_every_resource_is_listed_with_title_and_description(call: Caller) -> None:
    resources = (await call.client.list_resources()).resources
    assert [str(r.uri) for r in resources] == [
        "connectwise://work-types",
        "connectwise://work-roles",
        "connectwise://charge-codes",
        "connectwise://me",
        "connectwise://approvals",
        "connectwise://billing-options",
    ]
    assert all(r.title and r.description for r in resources)
    templates = (await call.client.list_resource_templates()).resource_templates
    assert {t.uri_template for t in templates} == {
        "connectwise://time-entries/{id}",
        "connectwise://tickets/{id}",
        "connectwise://timesheets/{id}",
    }


async def test_listing_tools_opens_no_desk() -> None:
    @asynccontextmanager
    async def never() -> AsyncIterator[TimeDesk]:
        pytest.fail("the desk was opened")
        yield

    async with Client(build_server(never)) as client:
        await client.list_tools()
        await client.list_resources()


async def test_a_desk_that_does_not_open_is_told_and_tried_again(world: World) -> None:
    tries = 0

    @asynccontextmanager
    async def at_the_second_try() -> AsyncIterator[TimeDesk]:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise Unavailable("It is down.", remedy="Try again.")
        async with desk_on(world) as desk:
            yield desk

    async with Client(build_server(at_the_second_try)) as client:
        call = Caller(client)
        assert await call.refused("search_time") == "It is down.\nTry again."
        await call("search_time")


async def test_a_crash_tells_the_model_nothing_of_its_inside() -> None:
    @asynccontextmanager
    async def broken() -> AsyncIterator[TimeDesk]:
        raise RuntimeError("private_key=hunter2")
        yield

    async with Client(build_server(broken)) as client:
        text = await Caller(client).refused("search_time")
    assert "hunter2" not in text


async def test_a_read_only_desk_sends_no_write_even_if_it_is_asked(world: World) -> None:
    # The tools are absent (test_toolsnaps); the client behind them refuses as well.
    async with Client(build_server(lambda: desk_on(world, read_only=True))) as client:
        text = await Caller(client).refused("create_time_entry", ticket=54321, hours=1)
    assert "read-only" in text
    assert all(served.method == "GET" for served in world.requests)


async def test_nulls_and_absent_arguments_are_the_same(call: Caller) -> None:
    await call("search_time", member=None, ticket=None, period="today", limit=None)
