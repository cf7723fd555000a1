"""Locations, departments and the roles that are valid there, as a host sees them."""

import pytest
from mcp import Client
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from connectwise_time.sandbox import World
from connectwise_time.server.app import build_server
from support.calls import Caller
from support.sandboxes import desk_on

pytestmark = pytest.mark.anyio

MONDAY = 55  # an open entry of Jamie's, on ticket 54330
LONDON, NEW_YORK = {"id": 2, "name": "London Office"}, {"id": 1, "name": "New York Office"}


def writes(world: World) -> list[str]:
    return [served.method for served in world.requests if served.method != "GET"]


async def test_left_out_they_are_as_connectwise_has_them(call: Caller, world: World) -> None:
    answer = await call("create_time_entry", ticket=54321, hours=1)
    stored = world.entries()[-1]
    assert (stored["locationId"], stored["businessUnitId"]) == (1, 2)
    assert answer["location"] == NEW_YORK
    assert answer["department"] == {"id": 2, "name": "Managed Services"}
    assert "at New York Office · Managed Services" in call.text


@pytest.mark.parametrize("words", ["London Office", "london", "2"])
async def test_a_location_is_given_by_name_or_id(call: Caller, world: World, words: str) -> None:
    answer = await call("create_time_entry", ticket=54321, hours=1, location=words)
    assert world.entries()[-1]["location"]["id"] == 2
    assert answer["location"] == LONDON
    assert "notices" not in answer or "did not take over" not in " ".join(answer["notices"])


@pytest.mark.parametrize("words", ["ADM", "administration", "3"])
async def test_a_department_is_given_by_its_names_or_id(
    call: Caller, world: World, words: str
) -> None:
    answer = await call("create_time_entry", ticket=54321, hours=1, department=words)
    assert world.entries()[-1]["department"]["id"] == answer["department"]["id"] == 3


@pytest.mark.parametrize("words", ["office", "paris"])
async def test_which_location_is_meant_is_never_guessed(
    call: Caller, world: World, words: str
) -> None:
    text = await call.refused("create_time_entry", ticket=54321, hours=1, location=words)
    assert "2 London Office, 1 New York Office" in text
    assert writes(world) == []


async def test_they_are_corrected_and_left_to_connectwise_again(call: Caller, world: World) -> None:
    answer = await call("update_time_entry", entry=MONDAY, location="london", department="ADM")
    [stored] = [entry for entry in world.entries() if entry["id"] == MONDAY]
    assert (stored["locationId"], stored["businessUnitId"]) == (2, 3)
    assert answer["location"] == LONDON
    answer = await call("update_time_entry", entry=MONDAY, clear=["location", "department"])
    assert answer["location"] == NEW_YORK
    assert "notices" not in answer


async def test_a_role_that_is_not_valid_there_is_refused_with_those_that_are(
    call: Caller, world: World
) -> None:
    before = world.entries()
    text = await call.refused(
        "create_time_entry", ticket=54321, hours=1, work_role="consultant", location="new york"
    )
    assert "The work role Consultant is not valid at New York Office." in text
    assert "Work roles valid at New York Office: 4 Engineer, 1 Level 1 Tech" in text
    assert "Field Tech (old)" not in text
    assert "Locations where Consultant is valid: 2 London Office." in text
    assert (world.entries(), writes(world)) == (before, [])


@pytest.mark.parametrize("preview", [False, True])
async def test_a_role_that_connectwise_refuses_is_explained_too(
    call: Caller,
    world: World,
    preview: bool,  # noqa: FBT001 - the argument of the tool
) -> None:
    before = world.entries()
    text = await call.refused(
        "create_time_entry", ticket=54321, hours=1, work_role="consultant", preview=preview
    )
    assert "not valid for the selected location" in text
    assert "Work roles valid at New York Office: 4 Engineer" in text
    assert "Locations where Consultant is valid: 2 London Office." in text
    assert world.entries() == before


async def test_a_default_role_that_is_not_valid_there_is_explained(
    call: Caller, world: World
) -> None:
    world.set_field("system/members", 1, workRole=5)
    text = await call.refused("create_time_entry", ticket=54321, hours=1)
    assert "The default Work Role is not valid" in text
    assert "Work roles valid at New York Office: 4 Engineer" in text
    assert len(writes(world)) == 1


async def test_an_entry_does_not_move_where_its_role_is_not_valid(
    call: Caller, world: World
) -> None:
    await call("update_time_entry", entry=MONDAY, work_role="consultant", location="london")
    before = world.entries()
    text = await call.refused("update_time_entry", entry=MONDAY, location="new york")
    assert "Locations where Consultant is valid: 2 London Office." in text
    text = await call.refused("update_time_entry", entry=MONDAY, clear=["location"])
    assert "Locations where Consultant is valid: 2 London Office." in text
    assert world.entries() == before


async def test_where_a_role_is_valid_is_looked_up_where_the_short_list_leaves_it_out(
    world: World,
) -> None:
    def shy(app: ASGIApp) -> ASGIApp:
        async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == "http" and scope["path"].endswith("/time/workRoles"):
                await JSONResponse({"code": "Security"}, 403)(scope, receive, send)
            else:
                await app(scope, receive, send)

        return refuse

    before = world.entries()
    async with Client(build_server(lambda: desk_on(world, around=shy))) as client:
        text = await Caller(client).refused(
            "create_time_entry", ticket=54321, hours=1, work_role="consultant", location="new york"
        )
    assert "not valid for the selected location" in text
    assert "Locations where Consultant is valid: 2 London Office." in text
    assert world.entries() == before


@pytest.mark.parametrize("what", ["location", "department"])
async def test_what_may_not_be_listed_cannot_be_named_and_the_way_out_is_told(
    world: World, what: str
) -> None:
    def shy(app: ASGIApp) -> ASGIApp:
        async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == "http" and scope["path"].endswith(f"/system/{what}s"):
                await JSONResponse({"code": "Security"}, 403)(scope, receive, send)
            else:
                await app(scope, receive, send)

        return refuse

    async with Client(build_server(lambda: desk_on(world, around=shy))) as client:
        call = Caller(client)
        text = await call.refused("create_time_entry", ticket=54321, hours=1, **{what: "london"})
        assert f"Leave {what} out" in text
        assert writes(world) == []
        await call("create_time_entry", ticket=54321, hours=1)
