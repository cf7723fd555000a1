from typing import Any

import httpx2
import pytest

from connectwise_time.sandbox import World

pytestmark = pytest.mark.anyio
NEW_YORK, LONDON = 1, 2
HOUR = {"timeStart": "2026-11-18T15:00:00Z", "timeEnd": "2026-11-18T16:00:00Z"}
TICKET = {"chargeToId": 54336, "chargeToType": "ServiceTicket"}
MEETING = {"chargeToId": 1, "chargeToType": "ChargeCode"}


async def post(client: httpx2.AsyncClient, **body: Any) -> httpx2.Response:
    return await client.post("/time/entries", json={**HOUR, **body})


def flaw(response: httpx2.Response) -> tuple[str, str]:
    assert response.status_code == 400, response.text
    [found] = response.json()["errors"]
    return found["code"], found["field"]


async def test_an_entry_names_its_place_in_both_ways(manager: httpx2.AsyncClient) -> None:
    entry = (await post(manager, **TICKET, locationId=LONDON, department={"id": 1})).json()
    assert (entry["locationId"], entry["businessUnitId"]) == (LONDON, 1)
    assert (entry["location"]["id"], entry["location"]["name"]) == (LONDON, "London Office")
    assert (entry["department"]["id"], entry["department"]["name"]) == (1, "Professional Services")
    assert (entry["locationName"], entry["businessGroupDesc"]) == (
        "London Office",
        "Professional Services",
    )


async def test_the_place_comes_from_the_ticket_then_the_board_then_the_member(
    manager: httpx2.AsyncClient, world: World
) -> None:
    """The ticket's agreement is cancelled, so that it has no say."""
    world.set_field("service/tickets", 54336, location=LONDON, department=1)
    world.set_field("system/members", 2, defaultLocation=NEW_YORK, defaultDepartment=3)
    seen = []
    for resource, key in ((None, 0), ("service/tickets", 54336), ("service/boards", 2)):
        if resource:
            world.set_field(resource, key, location=None, department=None)
        entry = (await manager.post("/time/entries/defaults", json={**HOUR, **TICKET})).json()
        seen.append((entry["locationId"], entry["businessUnitId"]))
    assert seen == [(LONDON, 1), (NEW_YORK, 2), (NEW_YORK, 3)]


async def test_a_role_is_refused_where_it_does_not_work(
    manager: httpx2.AsyncClient, world: World
) -> None:
    consultant = {"workRole": {"name": "Consultant"}}
    before = world.entries()
    assert flaw(await post(manager, **TICKET, **consultant)) == ("InvalidWorkRole", "workRole")
    assert world.entries() == before
    entry = (await post(manager, **TICKET, **consultant, locationId=LONDON)).json()
    move = [{"op": "replace", "path": "location", "value": {"id": NEW_YORK}}]
    moved = await manager.patch(f"/time/entries/{entry['id']}", json=move)
    assert flaw(moved) == ("InvalidWorkRole", "workRole")
    assert world.entries()[-1]["locationId"] == LONDON


async def test_a_role_says_where_it_works_and_a_place_who_works_there(
    manager: httpx2.AsyncClient,
) -> None:
    role = (await manager.get("/time/workRoles/5")).json()
    places = (await manager.get("/time/workRoles/5/locations")).json()
    assert role["locationIds"] == [row["location"]["id"] for row in places] == [LONDON]
    offices = {row["id"]: row for row in (await manager.get("/system/locations")).json()}
    assert (5 in offices[LONDON]["workRoleIds"], 5 in offices[NEW_YORK]["workRoleIds"]) == (
        True,
        False,
    )


async def test_a_role_may_cost_more_at_one_place(manager: httpx2.AsyncClient, world: World) -> None:
    [row] = [
        row
        for row in world.rows("time/workRoles/locations")
        if (row["workRole"]["id"], row["location"]["id"]) == (4, LONDON)
    ]
    world.set_field("time/workRoles/locations", row["id"], hourlyRate=180)
    rates = [
        (await post(manager, **TICKET, workRole={"id": 4}, locationId=place)).json()["hourlyRate"]
        for place in (NEW_YORK, LONDON)
    ]
    assert rates == [165, 180]


@pytest.mark.parametrize(
    ("place", "refused"),
    [
        ({"locationId": 99}, ("NotFound", "locationId")),
        ({"businessUnitId": 99}, ("NotFound", "businessUnitId")),
        ({"location": {"id": 99}}, ("NotFound", "location/id")),
        ({"locationId": LONDON, "businessUnitId": 3}, ("InvalidDepartment", "businessUnitId")),
    ],
)
async def test_a_place_that_is_not_there_is_refused(
    manager: httpx2.AsyncClient, world: World, place: dict[str, Any], refused: tuple[str, str]
) -> None:
    world.set_field("system/locations", LONDON, departmentIds=[1, 2])
    before = world.entries()
    assert flaw(await post(manager, **TICKET, **place)) == refused
    assert flaw(await post(manager, **MEETING, **place)) == refused
    assert world.entries() == before
