from collections.abc import Callable

import httpx2
import pytest

from connectwise_time.sandbox import World

pytestmark = pytest.mark.anyio
Connect = Callable[..., httpx2.AsyncClient]

HOUR = {
    "chargeToId": 54321,
    "chargeToType": "ServiceTicket",
    "timeStart": "2026-11-18T15:00:00Z",
    "timeEnd": "2026-11-18T16:00:00Z",
}
FORBIDDEN = "You do not have security permission to perform this action."


@pytest.mark.parametrize(
    "header",
    ["", "Bearer abc", "Basic", "Basic %%%", "Basic c2FuZGJveCtkZW1vOm5v", "Basic AAAA\x01"],
)
async def test_a_wrong_key_is_401(technician: httpx2.AsyncClient, header: str) -> None:
    answer = await technician.get("/system/myMembers", headers={"authorization": header})
    assert (answer.status_code, answer.json()["code"]) == (401, "Unauthorized")
    assert answer.json()["errors"] is None


async def test_without_a_client_id_the_answer_names_it(technician: httpx2.AsyncClient) -> None:
    del technician.headers["clientId"]
    answer = await technician.get("/time/entries")
    assert answer.status_code == 401
    assert "clientId" in answer.json()["message"]


async def test_the_key_of_an_inactive_member_opens_nothing(
    technician: httpx2.AsyncClient, world: World
) -> None:
    world.set_field("system/members", 1, inactiveFlag=True)
    assert (await technician.get("/time/entries")).status_code == 401


async def test_each_key_is_a_member(connect: Connect) -> None:
    names = ("technician", "manager", "api", "readonly", "no_approval")
    who = [(await connect(name).get("/system/myMembers")).json()["identifier"] for name in names]
    assert who == ["jdoe", "msmith", "timebot", "rwatts", "dpatch"]


async def test_my_security_has_only_my_rows(connect: Connect) -> None:
    rows = (await connect("no_approval").get("/system/mySecurity")).json()
    assert {row["member"]["identifier"] for row in rows} == {"dpatch"}
    approval = next(row for row in rows if row["moduleFunctionName"] == "Time Approval")
    assert approval["editLevel"] == "None"


async def test_time_for_others_needs_add_all(connect: Connect, world: World) -> None:
    body = {**HOUR, "member": {"identifier": "jsmith"}}
    before = world.entries()
    refused = await connect("technician").post("/time/entries", json=body)
    assert (refused.status_code, refused.json()["message"]) == (403, FORBIDDEN)
    assert world.entries() == before
    entry = (await connect("manager").post("/time/entries", json=body)).json()
    assert (entry["member"]["identifier"], entry["enteredBy"]) == ("jsmith", "msmith")


@pytest.mark.parametrize("body", [{}, {"member": {"identifier": "timebot"}}])
async def test_api_only_members_have_no_time(connect: Connect, body: dict[str, object]) -> None:
    answer = await connect("api").post("/time/entries", json={**HOUR, **body})
    assert answer.status_code == 403
    assert answer.json()["message"] == "API-only members do not have access to this module"


async def test_an_api_key_logs_for_a_named_member(connect: Connect) -> None:
    answer = await connect("api").post("/time/entries", json={**HOUR, "member": {"id": 3}})
    assert answer.status_code == 201


async def test_others_entries_are_not_mine_to_change(
    technician: httpx2.AsyncClient, world: World
) -> None:
    other = next(e["id"] for e in world.entries() if e["member"]["identifier"] == "jsmith")
    patch = [{"op": "replace", "path": "notes", "value": "mine"}]
    assert (await technician.patch(f"/time/entries/{other}", json=patch)).status_code == 403
    assert (await technician.delete(f"/time/entries/{other}")).status_code == 403
    assert (await technician.put(f"/time/entries/{other}", json=HOUR)).status_code == 403


async def test_a_reader_reads_and_nothing_else(connect: Connect, world: World) -> None:
    reader = connect("readonly")
    before = world.entries()
    assert (await reader.get("/time/entries")).status_code == 200
    assert (await reader.post("/time/entries", json=HOUR)).status_code == 403
    assert (await reader.post("/time/entries/defaults", json=HOUR)).status_code == 403
    assert world.entries() == before


@pytest.mark.parametrize(
    ("refused", "allowed"),
    [
        ("/system/members", "/system/info/members"),
        ("/time/workTypes", "/time/workTypes/info"),
        ("/time/workRoles/1", "/time/workRoles/1/info"),
        ("/time/chargeCodes/count", "/time/chargeCodes/info/count"),
        ("/system/timeZoneSetups", "/system/timeZoneSetups/info"),
    ],
)
async def test_the_info_forms_need_less(connect: Connect, refused: str, allowed: str) -> None:
    reader = connect("readonly")
    assert (await reader.get(refused)).json()["code"] == "Security"
    assert (await reader.get(allowed)).status_code == 200


async def test_with_inquire_my_the_time_of_others_is_out_of_sight(
    technician: httpx2.AsyncClient, world: World
) -> None:
    row = next(r for r in world.rows("system/mySecurity") if r["member"]["id"] == 1)
    world.set_field("system/mySecurity", row["id"], inquireLevel="My")
    answer = await technician.get("/time/entries", params={"pageSize": 1000})
    assert {entry["member"]["identifier"] for entry in answer.json()} == {"jdoe"}
    other = next(e["id"] for e in world.entries() if e["member"]["identifier"] == "jsmith")
    assert (await technician.get(f"/time/entries/{other}")).status_code == 403


async def test_to_bill_otherwise_than_the_default_needs_a_permission(connect: Connect) -> None:
    dispatcher = connect("no_approval")
    body = {**HOUR, "member": {"id": 3}}
    for option, status in (("DoNotBill", 403), ("Billable", 201), ("NoDefault", 201)):
        answer = await dispatcher.post("/time/entries", json={**body, "billableOption": option})
        assert answer.status_code == status


RATES = {"hourlyRate", "hourlyCost", "extendedInvoiceAmount", "agreementAmount", "adjustment"}


async def test_rates_are_shown_to_those_who_may_see_them(connect: Connect, world: World) -> None:
    body = {**HOUR, "member": {"id": 3}}
    for name, sees in (("manager", True), ("technician", True), ("no_approval", False)):
        client = connect(name)
        planned = await client.post("/time/entries/defaults", json=body | {"member": None})
        listed = await client.get("/time/entries", params={"pageSize": 1})
        chosen = await client.get("/time/entries/1", params={"fields": "id,hourlyRate,status"})
        for entry in (planned.json(), listed.json()[0]):
            assert RATES & entry.keys() == (RATES if sees else set())
        assert ("hourlyRate" in chosen.json()) is sees
    stored = await connect("no_approval").post("/time/entries", json=body)
    assert not RATES & stored.json().keys()
    assert world.entries()[-1]["hourlyRate"] == 95  # it has one all the same
    change = [{"op": "replace", "path": "hourlyRate", "value": 1}]
    refused = await connect("no_approval").patch(
        f"/time/entries/{stored.json()['id']}", json=change
    )
    assert (refused.status_code, world.entries()[-1]["hourlyRate"]) == (403, 95)
