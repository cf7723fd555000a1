from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from connectwise_time.sandbox import World

pytestmark = pytest.mark.anyio
Connect = Callable[..., httpx2.AsyncClient]


def mine(world: World) -> dict[str, Any]:
    """The technician's entry of this Wednesday: Open, 08:00 to 08:30 in New York."""
    return next(
        entry
        for entry in world.entries()
        if entry["member"]["identifier"] == "jdoe" and entry["timeStart"] == "2026-11-18T13:00:00Z"
    )


def replacing(**values: Any) -> list[dict[str, Any]]:
    return [{"op": "replace", "path": name, "value": value} for name, value in values.items()]


def after(world: World, key: int) -> dict[str, Any]:
    return next(entry for entry in world.entries() if entry["id"] == key)


async def test_a_patch_changes_what_it_names_and_no_more(
    technician: httpx2.AsyncClient, world: World
) -> None:
    before = mine(world)
    answer = await technician.patch(f"/time/entries/{before['id']}", json=replacing(notes="New"))
    assert answer.status_code == 200
    stamp = {"lastUpdated": "2026-11-18T20:00:00Z", "updatedBy": "jdoe"}
    assert after(world, before["id"]) == {**before, "notes": "New", "_info": stamp}


@pytest.mark.parametrize("path", ["notes", "/notes"])
async def test_a_slash_before_the_path_does_not_matter(
    technician: httpx2.AsyncClient, world: World, path: str
) -> None:
    url = f"/time/entries/{mine(world)['id']}"
    answer = await technician.patch(url, json=[{"op": "add", "path": path, "value": "x"}])
    assert answer.json()["notes"] == "x"
    answer = await technician.patch(url, json=[{"op": "remove", "path": path}])
    assert "notes" not in answer.json()


async def test_references_are_replaced_as_wholes(
    technician: httpx2.AsyncClient, world: World
) -> None:
    url = f"/time/entries/{mine(world)['id']}"
    answer = await technician.patch(url, json=replacing(workType={"name": "on-site"}))
    assert answer.json()["workType"]["id"] == 6
    assert answer.json()["hoursBilled"] == 1  # On-site bills an hour at least
    assert answer.json()["actualHours"] == 0.5


async def test_sub_paths_answer_200_without_effect(
    technician: httpx2.AsyncClient, world: World
) -> None:
    before = mine(world)
    ops = [{"op": "replace", "path": "workType/id", "value": 6}]
    answer = await technician.patch(f"/time/entries/{before['id']}", json=ops)
    assert answer.status_code == 200
    assert after(world, before["id"])["workType"] == before["workType"]


async def test_patched_hours_are_ignored_while_start_and_end_exist(
    technician: httpx2.AsyncClient, world: World
) -> None:
    url = f"/time/entries/{mine(world)['id']}"
    assert (await technician.patch(url, json=replacing(actualHours=4))).json()["actualHours"] == 0.5
    longer = await technician.patch(url, json=replacing(timeEnd="2026-11-18T15:00:00Z"))
    assert longer.json()["actualHours"] == 2
    ops = [{"op": "remove", "path": "timeEnd"}, *replacing(actualHours=1)]
    assert (await technician.patch(url, json=ops)).json()["timeEnd"] == "2026-11-18T14:00:00Z"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"notes": "plain object"}, 400),
        ("text", 400),
        ([5], 500),
        ([{"op": "replace", "path": "Notes", "value": "case"}], 400),
        ([{"op": "copy", "path": "notes", "value": "x"}], 400),
        ([{"op": "replace", "value": "x"}], 400),
        ([{"op": "replace", "path": "workType", "value": 3}], 500),
        ([{"op": "replace", "path": "timeStart", "value": "2026-11-18T13:00:00.5Z"}], 400),
        ([{"op": "remove", "path": "timeStart"}], 400),
    ],
)
async def test_a_bad_patch_changes_nothing(
    technician: httpx2.AsyncClient, world: World, body: Any, status: int
) -> None:
    before = mine(world)
    answer = await technician.patch(f"/time/entries/{before['id']}", json=body)
    assert answer.status_code == status, answer.text
    assert after(world, before["id"]) == before


async def test_a_plain_object_fails_to_deserialise(
    technician: httpx2.AsyncClient, world: World
) -> None:
    answer = await technician.patch(f"/time/entries/{mine(world)['id']}", json={"notes": "x"})
    assert answer.json()["message"].startswith("Error converting value")


async def test_the_documented_dialect_patches_with_a_plain_object_only(
    connect: Connect, world: World
) -> None:
    client = connect("technician", dialect="documented")
    url = f"/time/entries/{mine(world)['id']}"
    assert (await client.patch(url, json={"notes": "plain"})).json()["notes"] == "plain"
    assert (await client.patch(url, json=replacing(notes="array"))).status_code == 400
    assert mine(world)["notes"] == "plain"


async def test_the_whole_record_is_validated_again(
    technician: httpx2.AsyncClient, world: World
) -> None:
    world.set_field("time/workTypes", 5, inactiveFlag=True)
    answer = await technician.patch(f"/time/entries/{mine(world)['id']}", json=replacing(notes="x"))
    assert answer.json()["errors"][0]["field"] == "workType"


async def test_a_rate_set_by_hand_survives_until_the_role_changes(
    manager: httpx2.AsyncClient, world: World
) -> None:
    url = f"/time/entries/{mine(world)['id']}"
    assert (await manager.patch(url, json=replacing(hourlyRate=50))).json()["hourlyRate"] == 50
    assert (await manager.patch(url, json=replacing(notes="x"))).json()["hourlyRate"] == 50
    changed = await manager.patch(url, json=replacing(workRole={"id": 3}))
    assert changed.json()["hourlyRate"] == 150


async def test_an_entry_moves_to_another_ticket_with_its_company_and_agreement(
    technician: httpx2.AsyncClient, world: World
) -> None:
    url = f"/time/entries/{mine(world)['id']}"
    moved = (await technician.patch(url, json=replacing(chargeToId=54322))).json()
    assert (moved["company"]["name"], moved["agreement"]["id"]) == ("Fabrikam Inc", 2)
    assert (moved["ticket"]["id"], moved["hourlyRate"]) == (54322, 110)


async def test_a_put_resets_what_it_leaves_out(
    technician: httpx2.AsyncClient, world: World
) -> None:
    before = mine(world)
    body = {
        "chargeToId": 54348,
        "chargeToType": "ServiceTicket",
        "timeStart": "2026-11-18T13:00:00Z",
        "timeEnd": "2026-11-18T14:00:00Z",
        "billableOption": "NoCharge",
    }
    answer = (await technician.put(f"/time/entries/{before['id']}", json=body)).json()
    assert "notes" not in answer
    assert (answer["workType"]["name"], answer["billableOption"]) == ("Regular", "NoCharge")
    lacking = await technician.put(f"/time/entries/{before['id']}", json={"notes": "x"})
    assert [flaw["field"] for flaw in lacking.json()["errors"]] == ["timeStart", "billableOption"]


@pytest.mark.parametrize(
    "status",
    [
        "PendingApproval",
        "ApprovedByTierOne",
        "ReadyToBill",
        "Billed",
        "WrittenOff",
        "BilledAgreement",
    ],
)
async def test_locked_entries_are_neither_changed_nor_deleted(
    manager: httpx2.AsyncClient, world: World, status: str
) -> None:
    key = mine(world)["id"]
    world.set_field("time/entries", key, status=status)
    before = world.entries()
    for answer in (
        await manager.patch(f"/time/entries/{key}", json=replacing(notes="x")),
        await manager.delete(f"/time/entries/{key}"),
    ):
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["code"] == "InvalidStatus"
    assert world.entries() == before


async def test_a_corrected_rejection_says_so(technician: httpx2.AsyncClient, world: World) -> None:
    key = mine(world)["id"]
    world.set_field("time/entries", key, status="Rejected")
    answer = await technician.patch(f"/time/entries/{key}", json=replacing(notes="Mended"))
    assert answer.json()["status"] == "ErrorsCorrected"


async def test_a_deleted_entry_is_gone_and_its_id_stays_unused(
    technician: httpx2.AsyncClient,
) -> None:
    body = {
        "chargeToId": 54321,
        "chargeToType": "ServiceTicket",
        "timeStart": "2026-11-18T15:00:00Z",
        "actualHours": 1,
    }
    first = (await technician.post("/time/entries", json=body)).json()["id"]
    answer = await technician.delete(f"/time/entries/{first}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert (await technician.get(f"/time/entries/{first}")).status_code == 404
    assert (await technician.delete(f"/time/entries/{first}")).status_code == 404
    assert (await technician.post("/time/entries", json=body)).json()["id"] > first


async def test_mail_goes_out_only_for_flags_that_the_patch_names(
    technician: httpx2.AsyncClient, world: World
) -> None:
    url = f"/time/entries/{mine(world)['id']}"
    await technician.patch(url, json=replacing(emailResourceFlag=True))
    await technician.patch(url, json=replacing(notes="x"))
    assert [mail["because"] for mail in world.outbox] == [["emailResourceFlag"]]


async def test_custom_fields_are_kept_and_searchable(
    technician: httpx2.AsyncClient, world: World
) -> None:
    custom = [{"id": 9, "caption": "Van", "type": "Text", "value": {"plate": "B 1"}}]
    await technician.patch(
        f"/time/entries/{mine(world)['id']}", json=replacing(customFields=custom)
    )
    assert mine(world)["customFields"] == custom
    query = {"customFieldConditions": 'caption="Van" AND value != null'}
    found = (await technician.get("/time/entries", params=query)).json()
    assert [entry["id"] for entry in found] == [mine(world)["id"]]
