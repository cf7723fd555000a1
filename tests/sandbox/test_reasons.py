"""The reason of a rejection: internalNotes on waiting time, from who decides on it, no more."""

from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from connectwise_time.sandbox import World

pytestmark = pytest.mark.anyio
Connect = Callable[..., httpx2.AsyncClient]
JAMIES_LAST, MORGANS_LAST, JOANS_PROJECT, JOHNS_PROJECT = 2, 3, 11, 12
WHY = "Rejected by msmith: which room?"
NOTE = [{"op": "replace", "path": "internalNotes", "value": WHY}]


def entry_in(world: World, sheet: int, kind: str | None = None) -> dict[str, Any]:
    return next(
        entry
        for entry in world.entries()
        if entry["timeSheet"]["id"] == sheet and kind in {None, entry["chargeToType"]}
    )


def entry(world: World, key: int) -> dict[str, Any]:
    return next(row for row in world.entries() if row["id"] == key)


def state(world: World) -> list[Any]:
    trails = [world.rows(f"time/{kind}/audits") for kind in ("sheets", "entries")]
    return [world.rows("time/sheets"), world.entries(), trails]


@pytest.mark.parametrize(
    "case",
    [
        ("manager", JAMIES_LAST, "ServiceTicket", "PendingApproval"),
        ("api", JAMIES_LAST, "ServiceTicket", "PendingApproval"),
        ("owner", MORGANS_LAST, None, "ApprovedByTierOne"),
        # Paula may not edit the time of others at all.
        ("project_manager", JOHNS_PROJECT, "ProjectTicket", "PendingProjectApproval"),
        ("manager", JOHNS_PROJECT, "ServiceTicket", "PendingApproval"),
        ("manager", JOANS_PROJECT, "ProjectTicket", "PendingApproval"),
    ],
)
async def test_who_decides_writes_why_and_nothing_else_moves(
    connect: Connect, world: World, case: tuple[str, int, str | None, str]
) -> None:
    name, sheet, kind, status = case
    before, (sheets, _, trails) = entry_in(world, sheet, kind), state(world)
    assert before["status"] == status
    path = f"/time/entries/{before['id']}"
    answer = await connect(name).patch(path, json=NOTE)
    assert answer.status_code == 200, answer.text
    after = entry(world, before["id"])
    assert answer.json()["internalNotes"] == after["internalNotes"] == WHY
    assert after["_info"]["lastUpdated"] == "2026-11-18T20:00:00Z" > before["_info"]["lastUpdated"]
    changed = {"internalNotes", "_info"}
    assert {k: v for k, v in after.items() if k not in changed} == {
        k: v for k, v in before.items() if k not in changed
    }
    assert world.rows("time/sheets") == sheets
    assert world.rows("time/sheets/audits") == trails[0]
    (row,) = world.rows("time/entries/audits")[len(trails[1]) :]
    assert (row["type"], row["newValue"], row.get("oldValue")) == ("TimeInternalNote", WHY, None)
    assert row["member"]["identifier"] == after["_info"]["updatedBy"]
    assert world.outbox == []


async def test_the_reason_is_there_when_the_entry_comes_back(
    connect: Connect, world: World
) -> None:
    manager, technician = connect("manager"), connect("technician")
    key = entry_in(world, JAMIES_LAST)["id"]
    await manager.patch(f"/time/entries/{key}", json=NOTE)
    assert (await manager.post(f"/time/entries/{key}/reject")).status_code == 204
    back = (await technician.get(f"/time/entries/{key}")).json()
    assert (back["status"], back["internalNotes"]) == ("Rejected", WHY)


async def test_the_reason_can_be_taken_back(connect: Connect, world: World) -> None:
    manager = connect("manager")
    key = entry_in(world, JAMIES_LAST)["id"]
    await manager.patch(f"/time/entries/{key}", json=NOTE)
    remove = [{"op": "remove", "path": "internalNotes"}]
    answer = await manager.patch(f"/time/entries/{key}", json=remove)
    assert "internalNotes" not in answer.json()
    assert answer.json()["status"] == "PendingApproval"


async def test_a_shut_period_shuts_out_no_reason(connect: Connect, world: World) -> None:
    world.switches.refuse_closed_periods = True
    key = entry_in(world, JOHNS_PROJECT, "ServiceTicket")["id"]
    assert (await connect("owner").patch(f"/time/entries/{key}", json=NOTE)).status_code == 200


@pytest.mark.parametrize(
    "case",
    [
        ("technician", JAMIES_LAST, None, 400),  # the owner
        ("no_approval", JAMIES_LAST, None, 400),
        ("readonly", JAMIES_LAST, None, 403),
        ("project_manager", JAMIES_LAST, None, 403),
        ("project_manager", JOHNS_PROJECT, "ServiceTicket", 403),
        ("project_manager", JOANS_PROJECT, "ProjectTicket", 403),  # her approval was given
        ("manager", JOHNS_PROJECT, "ProjectTicket", 400),  # waits for Paula
        ("manager", MORGANS_LAST, None, 400),  # the owner
        ("manager", 6, None, 400),
        ("owner", 6, None, 400),  # waits for nobody any more
        ("owner", 1, None, 400),
    ],
)
async def test_everybody_else_stays_locked_out(
    connect: Connect, world: World, case: tuple[str, int, str | None, int]
) -> None:
    name, sheet, kind, status = case
    before = state(world)
    key = entry_in(world, sheet, kind)["id"]
    answer = await connect(name).patch(f"/time/entries/{key}", json=NOTE)
    assert answer.status_code == status, answer.text
    if status == 400:
        assert answer.json()["errors"][0]["code"] == "InvalidStatus"
    assert state(world) == before


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ([], 400),
        ([{"op": "replace", "path": "notes", "value": "x"}], 400),
        ([*NOTE, {"op": "replace", "path": "notes", "value": "x"}], 400),
        ([*NOTE, {"op": "replace", "path": "timeEnd", "value": "2026-11-09T16:00:00Z"}], 400),
        ([*NOTE, {"op": "replace", "path": "status", "value": "Open"}], 400),
        ([*NOTE, {"op": "replace", "path": "emailContactFlag", "value": True}], 400),
        ([{"op": "replace", "path": "internalNotes", "value": 5}], 500),
        ({"internalNotes": WHY}, 400),
    ],
)
async def test_nothing_else_of_waiting_time_can_be_changed(
    manager: httpx2.AsyncClient, world: World, body: object, status: int
) -> None:
    before = state(world)
    path = f"/time/entries/{entry_in(world, JAMIES_LAST)['id']}"
    answer = await manager.patch(path, json=body)
    assert answer.status_code == status, answer.text
    assert state(world) == before


async def test_put_delete_and_invoiced_time_stay_locked(
    manager: httpx2.AsyncClient, world: World
) -> None:
    waiting = entry_in(world, JAMIES_LAST)
    path = f"/time/entries/{waiting['id']}"
    assert (await manager.put(path, json={**waiting, "internalNotes": WHY})).status_code == 400
    assert (await manager.delete(path)).status_code == 400
    world.set_field("time/entries", waiting["id"], invoice=41)
    assert (await manager.patch(path, json=NOTE)).status_code == 400
    assert "internalNotes" not in entry(world, waiting["id"])


async def test_who_has_open_time_to_edit_edits_it_as_before(
    connect: Connect, technician: httpx2.AsyncClient, world: World
) -> None:
    key = entry_in(world, 7)["id"]
    assert (await technician.patch(f"/time/entries/{key}", json=NOTE)).status_code == 200
    world.set_field("time/entries", key, status="Rejected")
    answer = await connect("manager").patch(f"/time/entries/{key}", json=NOTE)
    assert answer.json()["status"] == "ErrorsCorrected"


@pytest.mark.parametrize(
    "case",
    [
        ("manager", JAMIES_LAST, None, 200),
        # One approval, and no project manager is asked.
        ("manager", JOHNS_PROJECT, "ProjectTicket", 200),
        ("project_manager", JOHNS_PROJECT, "ProjectTicket", 403),
        ("owner", MORGANS_LAST, None, 400),  # shown as Approved
        ("technician", JAMIES_LAST, None, 400),
    ],
)
async def test_documented_notes_follow_its_one_approval(
    connect: Connect, world: World, case: tuple[str, int, str | None, int]
) -> None:
    name, sheet, kind, status = case
    before = entry_in(world, sheet, kind)
    client = connect(name, dialect="documented")
    path = f"/time/entries/{before['id']}"
    answer = await client.patch(path, json={"internalNotes": WHY})
    assert answer.status_code == status, answer.text
    after = entry(world, before["id"])
    assert after["status"] == before["status"]
    assert after.get("internalNotes") == (WHY if status == 200 else None)
    both = await client.patch(path, json={"internalNotes": WHY, "notes": "x"})
    assert both.status_code in {400, 403}
