"""Reading, correcting and deleting entries, as a host sees it."""

from typing import Any

import pytest
from mcp import Client
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from connectwise_time.sandbox import CREDENTIALS, World
from connectwise_time.server.app import build_server
from support.calls import Caller
from support.sandboxes import credentials, desk_on

pytestmark = pytest.mark.anyio

MONDAY = 55  # an open entry of Jamie's, Monday 09:00-12:00 on ticket 54330
BILLED = 1


def stored(world: World, number: int) -> dict[str, Any]:
    [found] = [entry for entry in world.entries() if entry["id"] == number]
    return found


async def test_an_entry_is_read_with_everything_that_matters(call: Caller) -> None:
    answer = await call("get_time_entry", entry=BILLED)
    assert answer["status"] == "Billed"
    assert "invoice INV-1041" in call.text


async def test_an_entry_that_does_not_exist_points_to_the_search(call: Caller) -> None:
    assert "search_time" in await call.refused("get_time_entry", entry=999_999)


async def test_new_hours_keep_the_start(call: Caller, world: World) -> None:
    answer = await call("update_time_entry", entry=MONDAY, hours=2.5)
    assert stored(world, MONDAY)["timeStart"] == "2026-11-16T14:00:00Z"
    assert stored(world, MONDAY)["timeEnd"] == "2026-11-16T16:30:00Z"
    assert stored(world, MONDAY)["actualHours"] == answer["hours"] == 2.5


async def test_only_what_was_said_changes(call: Caller, world: World) -> None:
    before = stored(world, MONDAY)
    await call("update_time_entry", entry=MONDAY, notes="Rebuilt the backup job")
    after = stored(world, MONDAY)
    assert after["notes"] == "Rebuilt the backup job"
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed <= {"notes", "_info"}


async def test_an_entry_moves_to_another_ticket(call: Caller, world: World) -> None:
    answer = await call("update_time_entry", entry=MONDAY, ticket=54321)
    assert stored(world, MONDAY)["chargeToId"] == 54321
    assert answer["company"]["name"] == "Contoso Ltd"


async def test_type_role_billing_and_day_change_at_once(call: Caller, world: World) -> None:
    await call(
        "update_time_entry",
        entry=MONDAY,
        work_type="on-site",
        work_role="engineer",
        billable="DoNotBill",
        date="2026-11-17",
        accept=["overlap"],
    )
    after = stored(world, MONDAY)
    assert after["workType"]["name"] == "On-site"
    assert after["workRole"]["name"] == "Engineer"
    assert after["billableOption"] == "DoNotBill"
    assert after["timeStart"] == "2026-11-17T14:00:00Z"


async def test_a_field_is_emptied(call: Caller, world: World) -> None:
    await call("update_time_entry", entry=MONDAY, internal_notes="x")
    await call("update_time_entry", entry=MONDAY, clear=["internal_notes"])
    assert not stored(world, MONDAY).get("internalNotes")


async def test_a_break_is_deducted(call: Caller, world: World) -> None:
    await call("update_time_entry", entry=MONDAY, deduct=0.5)
    assert stored(world, MONDAY)["actualHours"] == 2.5


async def test_a_preview_of_a_change_changes_nothing(call: Caller, world: World) -> None:
    before = world.entries()
    answer = await call("update_time_entry", entry=MONDAY, hours=1, preview=True)
    assert answer["hours"] == 1
    assert answer["preview"] is True
    assert world.entries() == before


async def test_a_change_of_nothing_is_refused(call: Caller, world: World) -> None:
    before = world.entries()
    assert "Give the fields" in await call.refused("update_time_entry", entry=MONDAY)
    assert world.entries() == before


async def test_a_billed_entry_is_neither_changed_nor_deleted(call: Caller, world: World) -> None:
    before = world.entries()
    assert "it is Billed" in await call.refused("delete_time_entry", entry=BILLED)
    assert "it is Billed" in await call.refused("update_time_entry", entry=BILLED, notes="x")
    assert world.entries() == before
    assert all(served.method == "GET" for served in world.requests)


async def test_a_deleted_entry_is_gone_and_told(call: Caller, world: World) -> None:
    answer = await call.planned("delete_time_entry", entry=MONDAY)
    assert (answer["state"], answer["done"], answer["hours"]) == ("done", 1, 3)
    assert "Deleted entry 55 (Jamie Doe, 2026-11-16 · #54330 Backup failed" in call.text
    assert MONDAY not in [entry["id"] for entry in world.entries()]


async def test_an_entry_that_was_submitted_stays_and_the_reason_is_told(
    call: Caller, world: World
) -> None:
    before = world.entries()
    told = await call.refused("update_time_entry", entry=6, notes="x")
    assert "First have it sent back with reject_entries, or reopen_timesheet." in told
    told = await call.refused("delete_time_entry", entry=6)
    assert "First have it sent back with reject_entries, or reopen_timesheet." in told
    assert world.entries() == before


async def test_another_persons_entry_is_not_changed_without_the_right(
    call: Caller, world: World
) -> None:
    before = world.entries()
    await call.refused("update_time_entry", entry=57, notes="x")
    assert world.entries() == before


async def test_a_break_that_connectwise_ignored_at_first_is_stored_all_the_same(
    call: Caller, world: World
) -> None:
    world.switches.keep_hours_deduct_on_create = False
    answer = await call("create_time_entry", ticket=54321, start="09:00", end="12:00", deduct=0.5)
    assert stored(world, answer["entry"])["actualHours"] == answer["hours"] == 2.5


class FailsAfterAWrite:
    """ConnectWise goes away right after it has stored a write."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._written = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._written:
            await Response("away", 503)(scope, receive, send)
            return
        await self._app(scope, receive, send)
        self._written = scope["method"] != "GET"


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("create_time_entry", {"ticket": 54321, "start": "09:00", "hours": 1}),
        ("update_time_entry", {"entry": MONDAY, "notes": "x"}),
    ],
)
async def test_a_write_that_was_stored_is_never_told_as_a_failure(
    world: World, tool: str, arguments: dict[str, Any]
) -> None:
    server = build_server(lambda: desk_on(world, around=FailsAfterAWrite))
    async with Client(server) as client:
        await Caller(client)(tool, **arguments)


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("submit_timesheet", {"timesheet": 7}),
        ("reopen_timesheet", {"timesheet": 2}),
    ],
)
async def test_a_plan_that_was_carried_out_is_never_told_as_a_failure(
    world: World, tool: str, arguments: dict[str, Any]
) -> None:
    server = build_server(lambda: desk_on(world, around=FailsAfterAWrite))
    async with Client(server) as client:
        answer = await Caller(client).planned(tool, **arguments)
    assert answer["state"] == "done"


async def test_a_deletion_that_nobody_could_look_at_afterwards_is_not_told_as_done(
    world: World,
) -> None:
    server = build_server(lambda: desk_on(world, around=FailsAfterAWrite))
    async with Client(server) as client:
        call = Caller(client)
        plan = (await call("delete_time_entry", entry=MONDAY))["plan"]
        told = await call.refused("delete_time_entry", plan=plan)
        assert "could not be verified" in told
        assert (await call("check_operation", operation_id=plan))["state"] == "unknown"


class SaysYesInItsPlace:
    """A captive portal that answers every DELETE with success and passes none on."""

    def __init__(self, app: ASGIApp, answer: Response) -> None:
        self._app = app
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._answer if scope["method"] == "DELETE" else self._app
        await app(scope, receive, send)


@pytest.mark.parametrize(
    "answer", [Response("<html>Welcome", 200), Response("{}", 200), Response(status_code=204)]
)
async def test_a_delete_that_nobody_carried_out_is_not_told_as_done(
    world: World, answer: Response
) -> None:
    server = build_server(lambda: desk_on(world, around=lambda app: SaysYesInItsPlace(app, answer)))
    async with Client(server) as client:
        text = await Caller(client).planned_and_refused("delete_time_entry", entry=MONDAY)
    assert "get_time_entry" in text
    assert MONDAY in [entry["id"] for entry in world.entries()]


class RepeatsWhatItGot:
    """An error page that repeats the request's headers, as some proxies do."""

    def __init__(self, _app: ASGIApp) -> None:
        pass

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = " ".join(value.decode() for _, value in scope["headers"])
        body = {"message": headers, "errors": [{"message": headers, "field": headers}]}
        await JSONResponse(body, 400)(scope, receive, send)


async def test_keys_that_an_error_repeats_are_hidden(world: World) -> None:
    async with Client(build_server(lambda: desk_on(world, around=RepeatsWhatItGot))) as client:
        text = await Caller(client).refused("get_time_entry", entry=MONDAY)
    assert "[hidden]" in text
    for key in CREDENTIALS["technician"][1:]:
        assert key not in text
    blob = credentials().headers()["Authorization"].removeprefix("Basic ")
    assert blob not in text
