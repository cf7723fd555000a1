"""Approval in the documented dialect: statuses by PATCH, many at once, nothing of the other."""

from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from connectwise_time.sandbox import World

pytestmark = pytest.mark.anyio
Connect = Callable[..., httpx2.AsyncClient]
JAMIES_WEEK, JAMIES_LAST, JOHNS_PROJECT = 7, 2, 12


@pytest.fixture
def documented(connect: Connect) -> Callable[[str], httpx2.AsyncClient]:
    return lambda name: connect(name, dialect="documented")


Speak = Callable[[str], httpx2.AsyncClient]


def keys_of(world: World, sheet: int) -> list[int]:
    return [e["id"] for e in world.entries() if e["timeSheet"]["id"] == sheet]


def state(world: World) -> list[Any]:
    trails = [world.rows(f"time/{kind}/audits") for kind in ("sheets", "entries")]
    return [world.rows("time/sheets"), world.entries(), trails]


async def test_a_sheet_is_submitted_by_its_status(documented: Speak, world: World) -> None:
    client = documented("technician")
    answer = await client.patch(f"/time/sheets/{JAMIES_WEEK}", json={"status": "Submitted"})
    assert (answer.status_code, answer.json()["status"]) == (200, "Submitted")
    assert {e["status"] for e in world.entries() if e["timeSheet"]["id"] == JAMIES_WEEK} == {
        "PendingApproval"
    }
    before = state(world)
    again = await client.patch(f"/time/sheets/{JAMIES_WEEK}", json={"status": "Submitted"})
    assert again.status_code == 400
    assert state(world) == before


async def test_project_time_asks_no_project_manager_there(documented: Speak, world: World) -> None:
    await documented("no_approval").patch("/time/sheets/5", json={"status": "Submitted"})
    assert next(s for s in world.rows("time/sheets") if s["id"] == 5)["status"] == "PendingApproval"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"status": "Approved"}, 400),
        ({"status": "Nonsense"}, 400),
        ({"status": 5}, 400),
        ({}, 400),
        ({"hours": 5}, 400),
        ({"status": "Submitted", "year": 2020}, 400),
        ([], 500),
    ],
)
async def test_nothing_else_of_a_sheet_can_be_patched(
    documented: Speak, world: World, body: object, status: int
) -> None:
    before = state(world)
    answer = await documented("owner").patch(f"/time/sheets/{JAMIES_WEEK}", json=body)
    assert answer.status_code == status, answer.text
    assert state(world) == before


async def test_exactly_the_named_entry_is_approved(documented: Speak, world: World) -> None:
    manager = documented("manager")
    first, *rest = keys_of(world, JAMIES_LAST)
    answer = await manager.patch(f"/time/entries/{first}", json={"status": "Approved"})
    assert (answer.status_code, answer.json()["status"]) == (200, "Approved")
    others = {e["status"] for e in world.entries() if e["id"] in rest}
    assert others == {"PendingApproval"}
    assert (await manager.get(f"/time/sheets/{JAMIES_LAST}")).json()["status"] == "Submitted"
    for key in rest:
        await manager.patch(f"/time/entries/{key}", json={"status": "Approved"})
    assert (await manager.get(f"/time/sheets/{JAMIES_LAST}")).json()["status"] == "Approved"


async def test_a_rejection_carries_its_reason_and_is_corrected(
    documented: Speak, world: World
) -> None:
    manager, technician = documented("manager"), documented("technician")
    key = keys_of(world, JAMIES_LAST)[0]
    body = {"status": "Rejected", "internalNotes": "Which room?"}
    answer = (await manager.patch(f"/time/entries/{key}", json=body)).json()
    assert (answer["status"], answer["internalNotes"]) == ("Rejected", "Which room?")
    assert (await manager.get(f"/time/sheets/{JAMIES_LAST}")).json()["status"] == "Rejected"
    trail = (await technician.get(f"/time/entries/{key}/audits")).json()
    assert {row["type"] for row in trail} >= {"Status", "TimeInternalNote"}
    corrected = await technician.patch(f"/time/entries/{key}", json={"notes": "Room 4"})
    assert corrected.json()["status"] == "Open"
    again = await technician.patch(f"/time/sheets/{JAMIES_LAST}", json={"status": "Submitted"})
    assert again.json()["status"] == "Submitted"


async def test_open_time_is_pending_approval_as_the_brief_has_it(
    documented: Speak, world: World
) -> None:
    key = keys_of(world, JAMIES_WEEK)[0]
    answer = await documented("manager").patch(f"/time/entries/{key}", json={"status": "Approved"})
    assert answer.json()["status"] == "Approved"


@pytest.mark.parametrize(
    "case",
    [
        ("technician", JAMIES_LAST, {"status": "Approved"}, 403),
        ("no_approval", JAMIES_LAST, {"status": "Rejected"}, 403),
        ("project_manager", JAMIES_LAST, {"status": "Approved"}, 403),
        ("manager", 6, {"status": "Approved"}, 403),
        ("owner", 6, {"status": "Approved"}, 400),
        ("owner", 1, {"status": "Rejected"}, 400),
        ("manager", 5, {"status": "Approved"}, 400),
        ("manager", JAMIES_LAST, {"status": "Billed"}, 400),
        ("manager", JAMIES_LAST, {"status": "ReadyToBill"}, 400),
        ("manager", JAMIES_LAST, {"status": ["Approved"]}, 400),
        ("manager", JAMIES_LAST, {"status": "Approved", "notes": "x"}, 400),
        ("manager", JAMIES_LAST, {"status": "Rejected", "internalNotes": 5}, 500),
    ],
)
async def test_a_refused_decision_changes_nothing(
    documented: Speak, world: World, case: tuple[str, int, object, int]
) -> None:
    name, sheet, body, status = case
    before = state(world)
    answer = await documented(name).patch(f"/time/entries/{keys_of(world, sheet)[0]}", json=body)
    assert answer.status_code == status, answer.text
    assert state(world) == before


async def test_the_status_as_it_is_does_not_hinder_an_edit(documented: Speak, world: World) -> None:
    body = {"status": "Open", "notes": "New"}
    url = f"/time/entries/{keys_of(world, JAMIES_WEEK)[0]}"
    assert (await documented("technician").patch(url, json=body)).json()["notes"] == "New"


async def test_many_are_decided_each_on_its_own(documented: Speak, world: World) -> None:
    good = keys_of(world, JAMIES_LAST)[:2]
    ids = [good[0], 9999, keys_of(world, 6)[0], good[1], good[1]]
    body = {"ids": ids, "operation": {"status": "Approved"}}
    answer = await documented("manager").post("/time/entries/bulk", json=body)
    assert answer.status_code == 200
    assert answer.json()["success"] is False
    results = answer.json()["results"]
    assert [(r["id"], r["status"]) for r in results] == [
        (good[0], 200),
        (9999, 404),
        (ids[2], 403),
        (good[1], 200),
        (good[1], 400),
    ]
    assert results[2]["error"]["code"] == "Security"
    stored = {e["id"]: e["status"] for e in world.entries()}
    assert [stored[key] for key in good] == ["ReadyToBill"] * 2


@pytest.mark.parametrize(
    ("name", "body", "status"),
    [
        ("technician", {"ids": [6], "operation": {"status": "Approved"}}, 403),
        ("manager", {"ids": [6]}, 400),
        ("manager", {"operation": {"status": "Approved"}}, 400),
        ("manager", {"ids": [], "operation": {"status": "Approved"}}, 400),
        ("manager", {"ids": [6], "operation": {}}, 400),
        ("manager", {"ids": [6], "operation": {"status": "Submitted"}}, 400),
        ("manager", {"ids": ["6"], "operation": {"status": "Approved"}}, 500),
        ("manager", {"ids": [2**70], "operation": {"status": "Approved"}}, 500),
        ("manager", {"ids": [6], "operation": "Approved"}, 500),
        ("manager", [], 500),
    ],
)
async def test_a_bad_bulk_call_decides_nothing(
    documented: Speak, world: World, name: str, body: object, status: int
) -> None:
    before = state(world)
    answer = await documented(name).post("/time/entries/bulk", json=body)
    assert answer.status_code == status, answer.text
    assert state(world) == before


@pytest.mark.parametrize(
    "path", ["sheets/2/submit", "sheets/2/approve", "sheets/2/reject", "sheets/2/reverse",
             "entries/6/reject", "entries/6/cancelReject", "entries/6/detach"]
)  # fmt: skip
async def test_the_vendors_paths_do_not_exist_there(documented: Speak, path: str) -> None:
    answer = await documented("owner").post(f"/time/{path}", json={})
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")


async def test_the_briefs_paths_do_not_exist_at_a_real_tenant(connect: Connect) -> None:
    owner = connect("owner")
    assert (await owner.patch("/time/sheets/2", json={"status": "Submitted"})).status_code == 405
    bulk = {"ids": [6], "operation": {"status": "Approved"}}
    assert (await owner.post("/time/entries/bulk", json=bulk)).status_code == 404
