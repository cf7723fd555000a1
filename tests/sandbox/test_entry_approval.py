"""One entry rejected, put back or taken off its invoice; and what every change leaves behind."""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import httpx2
import pytest

from connectwise_time.sandbox import World

pytestmark = pytest.mark.anyio
Connect = Callable[..., httpx2.AsyncClient]
JAMIES_WEEK, JAMIES_LAST, JOHNS_PROJECT, MORGANS_LAST = 7, 2, 12, 3


def entries_of(world: World, key: int) -> list[dict[str, Any]]:
    return [e for e in world.entries() if e["timeSheet"]["id"] == key]


def sheet_of(world: World, key: int) -> str:
    return str(next(row["status"] for row in world.rows("time/sheets") if row["id"] == key))


def state(world: World) -> list[Any]:
    trails = [world.rows(f"time/{kind}/audits") for kind in ("sheets", "entries")]
    return [world.rows("time/sheets"), world.entries(), trails]


async def test_one_entry_goes_back_and_the_rest_can_be_approved(
    connect: Connect, world: World
) -> None:
    manager, technician = connect("manager"), connect("technician")
    key = entries_of(world, JAMIES_LAST)[0]["id"]
    answer = await manager.post(f"/time/entries/{key}/reject")
    assert (answer.status_code, answer.content) == (204, b"")
    assert sheet_of(world, JAMIES_LAST) == "Rejected"
    statuses = [e["status"] for e in entries_of(world, JAMIES_LAST)]
    assert statuses[0] == "Rejected"
    assert set(statuses[1:]) == {"PendingApproval"}
    approval = {"id": JAMIES_LAST, "approvalType": "Tier1Update"}
    approved = await manager.post(f"/time/sheets/{JAMIES_LAST}/approve", json=approval)
    assert approved.json()["message"] == "The time sheet is now Rejected."
    assert {e["status"] for e in entries_of(world, JAMIES_LAST)[1:]} == {"ReadyToBill"}
    patch = [{"op": "replace", "path": "notes", "value": "In room 4"}]
    assert (await technician.patch(f"/time/entries/{key}", json=patch)).status_code == 200
    assert sheet_of(world, JAMIES_LAST) == "ErrorsCorrected"
    assert (await technician.post(f"/time/sheets/{JAMIES_LAST}/submit")).status_code == 200
    statuses = [e["status"] for e in entries_of(world, JAMIES_LAST)]
    assert (statuses[0], set(statuses[1:])) == ("PendingApproval", {"ReadyToBill"})
    assert sheet_of(world, JAMIES_LAST) == "PendingApproval"


async def test_a_deleted_rejection_leaves_the_rest_submitted(
    connect: Connect, world: World
) -> None:
    key = entries_of(world, JAMIES_LAST)[0]["id"]
    await connect("manager").post(f"/time/entries/{key}/reject")
    assert (await connect("technician").delete(f"/time/entries/{key}")).status_code == 204
    assert sheet_of(world, JAMIES_LAST) == "PendingApproval"


async def test_a_cancelled_rejection_waits_where_it_waited(connect: Connect, world: World) -> None:
    boss = connect("owner")
    project, service = (e["id"] for e in entries_of(world, JOHNS_PROJECT)[:2])
    for key, before in ((project, "PendingProjectApproval"), (service, "PendingApproval")):
        await boss.post(f"/time/entries/{key}/reject")
        assert next(e for e in world.entries() if e["id"] == key)["status"] == "Rejected"
        answer = await boss.post(f"/time/entries/{key}/cancelReject")
        assert (answer.status_code, answer.content) == (204, b"")
        assert next(e for e in world.entries() if e["id"] == key)["status"] == before
    assert sheet_of(world, JOHNS_PROJECT) == "PendingProjectApproval"


async def test_the_second_tier_rejects_single_entries_too(connect: Connect, world: World) -> None:
    boss = connect("owner")
    key = entries_of(world, MORGANS_LAST)[0]["id"]
    await boss.post(f"/time/entries/{key}/reject", json={"id": key, "approvalType": "Tier2Update"})
    assert sheet_of(world, MORGANS_LAST) == "RejectBySecondTier"
    assert (await boss.post(f"/time/entries/{key}/cancelReject")).status_code == 204
    assert sheet_of(world, MORGANS_LAST) == "ApprovedByTierOne"


@pytest.mark.parametrize(
    "case",
    [
        ("technician", JAMIES_LAST, "reject", 403),
        ("no_approval", JAMIES_LAST, "reject", 403),
        ("project_manager", JAMIES_LAST, "reject", 403),
        ("manager", JOHNS_PROJECT, "reject", 403),
        ("manager", JAMIES_WEEK, "reject", 400),
        ("owner", 1, "reject", 400),
        ("manager", JAMIES_LAST, "cancelReject", 400),
        ("technician", JAMIES_LAST, "cancelReject", 403),
        ("owner", JAMIES_LAST, "detach", 400),
        ("manager", 1, "detach", 403),
    ],
)
async def test_what_is_not_whose_turn_changes_nothing(
    connect: Connect, world: World, case: tuple[str, int, str, int]
) -> None:
    name, sheet, action, status = case
    before = state(world)
    key = entries_of(world, sheet)[0]["id"]
    answer = await connect(name).post(f"/time/entries/{key}/{action}")
    assert answer.status_code == status, answer.text
    assert state(world) == before


@pytest.mark.parametrize("kind", ["Project", "Tier2Update", "Billing"])
async def test_a_wrong_tier_rejects_no_entry(connect: Connect, world: World, kind: str) -> None:
    before = state(world)
    key = entries_of(world, JAMIES_LAST)[0]["id"]
    body = {"id": key, "approvalType": kind}
    answer = await connect("owner").post(f"/time/entries/{key}/reject", json=body)
    assert answer.status_code == 400
    assert state(world) == before


async def test_a_detached_entry_is_ready_to_bill_again(connect: Connect) -> None:
    answer = await connect("owner").post("/time/entries/1/detach")
    entry = answer.json()
    assert (entry["status"], entry["invoiceFlag"]) == ("ReadyToBill", False)
    assert "invoice" not in entry
    assert (await connect("owner").post("/time/entries/9999/detach")).status_code == 404


@pytest.mark.parametrize("action", ["reject", "cancelReject", "detach"])
async def test_an_older_tenant_has_no_such_paths_and_says_how_old_it_is(
    connect: Connect, world: World, action: str
) -> None:
    world.switches.older_than_2025_16 = True
    before = state(world)
    key = entries_of(world, JAMIES_LAST)[0]["id"]
    answer = await connect("owner").post(f"/time/entries/{key}/{action}")
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert state(world) == before
    client = connect("technician")
    assert (await client.get("/system/info")).json()["version"].startswith("v2025.8.")
    company = await client.get("http://sandbox.test/login/companyinfo/sandbox")
    assert company.json()["VersionNumber"].startswith("v2025.8.")


async def test_the_trail_of_a_sheet_tells_who_moved_it_from_where_to_where(
    connect: Connect, technician: httpx2.AsyncClient, world: World
) -> None:
    before = len(world.rows("time/sheets/audits"))
    await technician.post(f"/time/sheets/{JAMIES_WEEK}/submit")
    approval = {"id": JAMIES_WEEK, "approvalType": "Tier1Update"}
    await connect("manager").post(f"/time/sheets/{JAMIES_WEEK}/approve", json=approval)
    path = f"/time/sheets/{JAMIES_WEEK}/audits"
    rows = (await technician.get(path)).json()
    assert [
        (row["member"]["identifier"], row["source"], row["type"], row.get("oldValue"))
        for row in rows
    ] == [
        ("jdoe", "API", "Record", None),
        ("jdoe", "API", "Status", "Open"),
        ("msmith", "API", "Status", "PendingApproval"),
        ("msmith", "API", "Status", "ApprovedByTierOne"),
    ]
    assert [row["newValue"] for row in rows] == [
        "Open",
        "PendingApproval",
        "ApprovedByTierOne",
        "ReadyToBill",
    ]
    assert (await technician.get(f"{path}/count")).json() == {"count": 4}
    assert (await technician.get(f"{path}/{rows[-1]['id']}")).json() == rows[-1]
    assert len(world.rows("time/sheets/audits")) == before + 3
    query = {"conditions": 'type="Status" and member/identifier="msmith"'}
    assert len((await technician.get(path, params=query)).json()) == 2


async def test_the_trail_of_an_entry_tells_every_change(
    connect: Connect, technician: httpx2.AsyncClient
) -> None:
    body = {
        "chargeToId": 54321,
        "chargeToType": "ServiceTicket",
        "timeStart": "2026-11-18T15:00:00Z",
        "actualHours": 1,
    }
    key = (await technician.post("/time/entries", json=body)).json()["id"]
    patch = [
        {"op": "replace", "path": "notes", "value": "Better"},
        {"op": "replace", "path": "workType", "value": {"id": 6}},
        {"op": "replace", "path": "timeEnd", "value": "2026-11-18T17:00:00Z"},
    ]
    await technician.patch(f"/time/entries/{key}", json=patch)
    await technician.post(f"/time/sheets/{JAMIES_WEEK}/submit")
    await connect("manager").post(f"/time/entries/{key}/reject")
    rows = (await technician.get(f"/time/entries/{key}/audits")).json()
    told = {(r["type"], r.get("oldValue"), r.get("newValue")) for r in rows}
    assert told == {
        ("TimeEntry", None, "Open"),
        ("Notes", None, "Better"),
        ("WorkType", "Regular", "On-site"),
        ("DateTime", "2026-11-18T16:00:00Z", "2026-11-18T17:00:00Z"),
        ("ActualHours", "1", "2"),
        ("Status", "Open", "PendingApproval"),
        ("Status", "PendingApproval", "Rejected"),
    }
    assert rows[-1]["member"]["identifier"] == "msmith"


async def test_trails_belong_to_their_parents(connect: Connect, world: World) -> None:
    technician = connect("technician")
    assert (await technician.get("/time/sheets/9999/audits")).status_code == 404
    assert (await technician.get("/time/entries/9999/audits/count")).status_code == 404
    foreign = next(r["id"] for r in world.rows("time/sheets/audits") if r["id"] > 1)
    assert (await technician.get(f"/time/sheets/1/audits/{foreign}")).status_code == 404
    row = next(r for r in world.rows("system/mySecurity") if r["member"]["id"] == 1)
    world.set_field("system/mySecurity", row["id"], inquireLevel="My")
    assert (await technician.get(f"/time/sheets/{MORGANS_LAST}/audits")).status_code == 403
    assert (await technician.get(f"/time/sheets/{JAMIES_LAST}/audits")).status_code == 200


@pytest.mark.no_cover
async def test_five_hundred_sheets_are_approved_in_good_time(connect: Connect) -> None:
    now = datetime(2026, 11, 18, 20, 0, tzinfo=UTC)
    large = World.open(seed="large", today=date(2026, 11, 18), now=lambda: now)
    manager = connect("manager", of=large)
    manager.event_hooks = {}
    query: dict[str, str | int] = {"conditions": 'status="PendingApproval"', "orderBy": "id"}
    found = (await manager.get("/time/sheets", params={**query, "pageSize": 1000})).json()
    keys = [sheet["id"] for sheet in found if sheet["member"]["id"] not in {2, 5}][:500]
    assert len(keys) == 500
    started = time.process_time()
    for key in keys:
        body = {"id": key, "approvalType": "Tier1Update"}
        answer = await manager.post(f"/time/sheets/{key}/approve", json=body)
        assert answer.status_code == 200
    assert (time.process_time() - started) / len(keys) < 0.01
    large.close()
