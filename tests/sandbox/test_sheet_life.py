"""Every step of a sheet's life over HTTP, and every refusal: by whom, from where, with what."""

from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from connectwise_time.sandbox import World

pytestmark = pytest.mark.anyio
Connect = Callable[..., httpx2.AsyncClient]

# The demo's sheets on Wednesday 2026-11-18, by who and which week.
JAMIES_WEEK, JAMIES_LAST, MORGANS_LAST, JOHNS_LAST, JOANS_LAST, OLIVIAS_LAST = 7, 2, 3, 4, 5, 6
JOANS_PROJECT, JOHNS_PROJECT, JAMIES_BILLED = 11, 12, 1


def state(world: World) -> list[Any]:
    trails = [world.rows(f"time/{kind}/audits") for kind in ("sheets", "entries")]
    return [world.rows("time/sheets"), world.entries(), trails]


def sheet_of(world: World, key: int) -> str:
    return str(next(row["status"] for row in world.rows("time/sheets") if row["id"] == key))


def entries_of(world: World, key: int) -> list[str]:
    return [e["status"] for e in world.entries() if e["timeSheet"]["id"] == key]


async def act(client: httpx2.AsyncClient, key: int, action: str) -> httpx2.Response:
    body = None
    if action.startswith("approve "):
        action, kind = action.split()
        body = {"id": key, "approvalType": kind}
    return await client.post(f"/time/sheets/{key}/{action}", json=body)


async def reach(connect: Connect, key: int, *steps: str) -> None:
    for step in steps:
        name, action = step.split(" ", 1)
        answer = await act(connect(name), key, action)
        assert answer.status_code == 200, (step, answer.text)


async def must_refuse(
    world: World, client: httpx2.AsyncClient, key: int, action: str, status: int
) -> dict[str, Any]:
    before = state(world)
    answer = await act(client, key, action)
    assert answer.status_code == status, answer.text
    assert state(world) == before
    body: dict[str, Any] = answer.json()
    return body


async def test_a_week_is_submitted_and_its_entries_with_it(
    technician: httpx2.AsyncClient, world: World
) -> None:
    answer = await act(technician, JAMIES_WEEK, "submit")
    assert (answer.status_code, answer.json()["success"]) == (200, True)
    assert sheet_of(world, JAMIES_WEEK) == "PendingApproval"
    assert set(entries_of(world, JAMIES_WEEK)) == {"PendingApproval"}
    sheet = (await technician.get(f"/time/sheets/{JAMIES_WEEK}")).json()
    assert sheet["_info"] == {"lastUpdated": "2026-11-18T20:00:00Z", "updatedBy": "jdoe"}


@pytest.mark.parametrize(
    ("tiers", "after"),
    [
        ((True, True), "PendingApproval"),
        ((False, True), "ApprovedByTierOne"),
        ((False, False), "ReadyToBill"),
    ],
)
async def test_the_tenants_tiers_decide_where_submitted_time_waits(
    technician: httpx2.AsyncClient, world: World, tiers: tuple[bool, bool], after: str
) -> None:
    flags = {"tier1ApprovalFlag": tiers[0], "tier2ApprovalFlag": tiers[1]}
    world.set_field("system/myCompany/timeExpense", 1, **flags)
    await act(technician, JAMIES_WEEK, "submit")
    assert {sheet_of(world, JAMIES_WEEK), *entries_of(world, JAMIES_WEEK)} == {after}


@pytest.mark.parametrize(
    ("name", "key"),
    [("technician", JAMIES_LAST), ("manager", MORGANS_LAST), ("technician", JAMIES_BILLED)],
)
async def test_what_was_submitted_or_approved_is_not_submitted_again(
    connect: Connect, world: World, name: str, key: int
) -> None:
    refused = await must_refuse(world, connect(name), key, "submit", 400)
    assert refused["errors"][0]["code"] == "InvalidStatus"
    assert sheet_of(world, key) in refused["errors"][0]["message"]


async def test_an_empty_sheet_is_not_submitted_but_can_be_deleted(
    technician: httpx2.AsyncClient, world: World
) -> None:
    for entry in [e["id"] for e in world.entries() if e["timeSheet"]["id"] == JAMIES_WEEK]:
        await technician.delete(f"/time/entries/{entry}")
    refused = await must_refuse(world, technician, JAMIES_WEEK, "submit", 400)
    assert "no time" in refused["errors"][0]["message"]
    answer = await technician.delete(f"/time/sheets/{JAMIES_WEEK}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert (await technician.get(f"/time/sheets/{JAMIES_WEEK}")).status_code == 404


async def test_a_sheet_with_time_is_not_deleted(
    connect: Connect, technician: httpx2.AsyncClient, world: World
) -> None:
    before = state(world)
    assert (await technician.delete(f"/time/sheets/{JAMIES_WEEK}")).status_code == 400
    assert (await technician.delete(f"/time/sheets/{JOHNS_LAST}")).status_code == 403
    assert (await connect("readonly").delete(f"/time/sheets/{JAMIES_WEEK}")).status_code == 403
    assert state(world) == before


async def test_nobody_submits_for_others_without_edit_all(connect: Connect, world: World) -> None:
    await must_refuse(world, connect("technician"), JOHNS_LAST, "submit", 403)
    await must_refuse(world, connect("readonly"), JOHNS_LAST, "submit", 403)
    assert (await act(connect("no_approval"), JOHNS_LAST, "submit")).status_code == 200


async def test_with_one_tier_an_approval_makes_time_ready_to_bill(
    connect: Connect, world: World
) -> None:
    await reach(connect, JAMIES_LAST, "manager approve Tier1Update")
    assert {sheet_of(world, JAMIES_LAST), *entries_of(world, JAMIES_LAST)} == {"ReadyToBill"}
    await must_refuse(world, connect("manager"), JAMIES_LAST, "approve Tier1Update", 400)


async def test_with_two_tiers_the_second_is_the_owners(connect: Connect, world: World) -> None:
    world.set_field("system/myCompany/timeExpense", 1, tier2ApprovalFlag=True)
    await must_refuse(world, connect("owner"), JAMIES_LAST, "approve Tier2Update", 400)
    await reach(connect, JAMIES_LAST, "manager approve Tier1Update")
    assert {sheet_of(world, JAMIES_LAST), *entries_of(world, JAMIES_LAST)} == {"ApprovedByTierOne"}
    await must_refuse(world, connect("manager"), JAMIES_LAST, "approve Tier2Update", 403)
    refused = await must_refuse(world, connect("owner"), JAMIES_LAST, "approve Tier1Update", 400)
    assert refused["errors"][0]["field"] == "approvalType"
    await reach(connect, JAMIES_LAST, "owner approve Tier2Update")
    assert {sheet_of(world, JAMIES_LAST), *entries_of(world, JAMIES_LAST)} == {"ReadyToBill"}


async def test_the_approvers_approver_is_the_second_tier_for_level_my(
    connect: Connect, world: World
) -> None:
    world.set_field("system/myCompany/timeExpense", 1, tier2ApprovalFlag=True)
    for row in world.rows("system/mySecurity"):
        if (row["moduleFunctionName"], row["member"]["identifier"]) == ("Time Approval", "nbrooks"):
            world.set_field("system/mySecurity", row["id"], editLevel="My")
    await must_refuse(world, connect("owner"), JAMIES_LAST, "approve Tier1Update", 403)
    await reach(connect, JAMIES_LAST, "manager approve Tier1Update", "owner approve Tier2Update")
    assert sheet_of(world, JAMIES_LAST) == "ReadyToBill"


async def test_project_time_waits_for_its_project_manager_first(
    connect: Connect, world: World
) -> None:
    await must_refuse(world, connect("manager"), JOHNS_PROJECT, "approve Tier1Update", 400)
    await must_refuse(world, connect("manager"), JOHNS_PROJECT, "approve Project", 403)
    await must_refuse(world, connect("manager"), JOHNS_PROJECT, "reject", 403)
    await must_refuse(world, connect("project_manager"), JOHNS_PROJECT, "approve Tier1Update", 403)
    await reach(connect, JOHNS_PROJECT, "project_manager approve Project")
    assert {sheet_of(world, JOHNS_PROJECT), *entries_of(world, JOHNS_PROJECT)} == {
        "PendingApproval"
    }
    await must_refuse(world, connect("project_manager"), JOHNS_PROJECT, "approve Project", 400)
    await reach(connect, JOHNS_PROJECT, "manager approve Tier1Update")
    assert sheet_of(world, JOHNS_PROJECT) == "ReadyToBill"


async def test_a_project_manager_sends_back_project_time_only(
    connect: Connect, world: World
) -> None:
    await reach(connect, JOHNS_PROJECT, "project_manager reject")
    assert sheet_of(world, JOHNS_PROJECT) == "Rejected"
    assert sorted(set(entries_of(world, JOHNS_PROJECT))) == ["PendingApproval", "Rejected"]


async def test_a_project_without_approver_asks_nobody(connect: Connect, world: World) -> None:
    world.set_field("project/projects", 1, timeApprover=None)
    await reach(connect, JOANS_LAST, "manager submit")
    assert sheet_of(world, JOANS_LAST) == "PendingApproval"


async def test_rejected_time_is_corrected_and_handed_in_again(
    connect: Connect, world: World
) -> None:
    await reach(connect, JAMIES_LAST, "manager reject")
    assert {sheet_of(world, JAMIES_LAST), *entries_of(world, JAMIES_LAST)} == {"Rejected"}
    await must_refuse(world, connect("manager"), JAMIES_LAST, "approve Tier1Update", 400)
    entries = [e["id"] for e in world.entries() if e["timeSheet"]["id"] == JAMIES_LAST]
    patch = [{"op": "replace", "path": "notes", "value": "Better"}]
    for entry in entries:
        answer = await connect("technician").patch(f"/time/entries/{entry}", json=patch)
        assert answer.json()["status"] == "ErrorsCorrected"
    assert sheet_of(world, JAMIES_LAST) == "ErrorsCorrected"
    await reach(connect, JAMIES_LAST, "technician submit", "manager approve Tier1Update")
    assert sheet_of(world, JAMIES_LAST) == "ReadyToBill"


async def test_a_rejected_sheet_can_be_handed_in_as_it_is(connect: Connect, world: World) -> None:
    await reach(connect, JAMIES_LAST, "manager reject", "technician submit")
    assert set(entries_of(world, JAMIES_LAST)) == {"PendingApproval"}


async def test_a_second_tier_rejection_asks_for_a_correction(
    connect: Connect, world: World
) -> None:
    world.set_field("system/myCompany/timeExpense", 1, tier2ApprovalFlag=True)
    await reach(connect, JAMIES_LAST, "manager approve Tier1Update")
    await must_refuse(world, connect("manager"), JAMIES_LAST, "reject", 403)
    await reach(connect, JAMIES_LAST, "owner reject")
    assert {sheet_of(world, JAMIES_LAST), *entries_of(world, JAMIES_LAST)} == {"RejectBySecondTier"}
    await must_refuse(world, connect("technician"), JAMIES_LAST, "submit", 400)
    entry = next(e["id"] for e in world.entries() if e["timeSheet"]["id"] == JAMIES_LAST)
    patch = [{"op": "replace", "path": "notes", "value": "Better"}]
    await connect("technician").patch(f"/time/entries/{entry}", json=patch)
    assert sheet_of(world, JAMIES_LAST) == "ErrorsCorrected"
    await reach(connect, JAMIES_LAST, "technician submit")
    assert sheet_of(world, JAMIES_LAST) == "PendingApproval"


@pytest.mark.parametrize("key", [JAMIES_WEEK, JOANS_LAST, OLIVIAS_LAST, JAMIES_BILLED])
async def test_only_what_waits_is_rejected(connect: Connect, world: World, key: int) -> None:
    await must_refuse(world, connect("owner"), key, "reject", 400)


async def test_the_owner_takes_back_what_nobody_approved_yet(
    connect: Connect, world: World
) -> None:
    await reach(connect, JAMIES_LAST, "technician reverse")
    assert {sheet_of(world, JAMIES_LAST), *entries_of(world, JAMIES_LAST)} == {"Open"}
    refused = await must_refuse(world, connect("technician"), JAMIES_LAST, "reverse", 400)
    assert "cannot be reversed" in refused["errors"][0]["message"]


async def test_an_approval_is_taken_back_one_step_by_who_may_give_it(
    connect: Connect, world: World
) -> None:
    world.set_field("system/myCompany/timeExpense", 1, tier2ApprovalFlag=True)
    steps = ("manager approve Tier1Update", "owner approve Tier2Update")
    await reach(connect, JAMIES_LAST, *steps)
    for name in ("technician", "manager", "no_approval"):
        await must_refuse(world, connect(name), JAMIES_LAST, "reverse", 403)
    seen = []
    for name in ("owner", "manager", "manager"):
        await reach(connect, JAMIES_LAST, f"{name} reverse")
        seen.append(sheet_of(world, JAMIES_LAST))
        assert set(entries_of(world, JAMIES_LAST)) == {seen[-1]}
    assert seen == ["ApprovedByTierOne", "PendingApproval", "Open"]


async def test_with_one_tier_ready_to_bill_goes_back_to_pending(
    connect: Connect, world: World
) -> None:
    await reach(connect, JAMIES_LAST, "manager approve Tier1Update", "manager reverse")
    assert sheet_of(world, JAMIES_LAST) == "PendingApproval"


async def test_billed_time_is_not_reversed(connect: Connect, world: World) -> None:
    refused = await must_refuse(world, connect("owner"), JAMIES_BILLED, "reverse", 400)
    assert "billed" in refused["errors"][0]["message"]


@pytest.mark.parametrize("name", ["technician", "no_approval", "readonly"])
@pytest.mark.parametrize("action", ["approve Tier1Update", "reject"])
async def test_without_time_approval_nothing_is_decided(
    connect: Connect, world: World, name: str, action: str
) -> None:
    refused = await must_refuse(world, connect(name), JAMIES_LAST, action, 403)
    assert refused["code"] == "Security"


async def test_level_my_reaches_the_own_team_only(connect: Connect, world: World) -> None:
    manager = connect("manager")
    await reach(connect, OLIVIAS_LAST, "owner reverse")
    # Olivia reports to Morgan, but her timeApprover is Nora.
    await must_refuse(world, manager, OLIVIAS_LAST, "approve Tier1Update", 403)
    # John has no timeApprover and reports to Morgan.
    await reach(connect, JOHNS_LAST, "no_approval submit", "manager approve Tier1Update")
    # One's own time waits for someone else.
    await reach(connect, MORGANS_LAST, "owner reverse")
    await must_refuse(world, manager, MORGANS_LAST, "approve Tier1Update", 403)
    await reach(connect, MORGANS_LAST, "owner approve Tier1Update")


async def test_level_all_reaches_everybody(connect: Connect, world: World) -> None:
    await reach(connect, JAMIES_LAST, "api approve Tier1Update")
    await reach(connect, JOHNS_PROJECT, "owner approve Project", "api approve Tier1Update")
    assert sheet_of(world, JOHNS_PROJECT) == "ReadyToBill"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"id": JAMIES_LAST}, 400),
        ({"approvalType": "Tier1Update"}, 400),
        ({"id": 1, "approvalType": "Tier1Update"}, 400),
        ({"id": JAMIES_LAST, "approvalType": "Billing"}, 400),
        ({"id": JAMIES_LAST, "approvalType": "tier1"}, 500),
        ({"id": "2", "approvalType": "Tier1Update"}, 500),
        ([], 500),
        ("Tier1Update", 500),
    ],
)
async def test_an_approval_says_which_sheet_and_which_tier(
    manager: httpx2.AsyncClient, world: World, body: object, status: int
) -> None:
    before = state(world)
    answer = await manager.post(f"/time/sheets/{JAMIES_LAST}/approve", json=body)
    assert answer.status_code == status, answer.text
    assert state(world) == before


@pytest.mark.parametrize("action", ["submit", "approve Tier1Update", "reject", "reverse"])
async def test_an_unknown_sheet_is_404(manager: httpx2.AsyncClient, action: str) -> None:
    answer = await act(manager, 9999, action)
    assert (answer.status_code, answer.json()["code"]) == (404, "NotFound")


def by_the_switch(world: World) -> None:
    world.switches.refuse_closed_periods = True


def by_the_tenants_setting(world: World) -> None:
    world.set_field("system/myCompany/timeExpense", 1, disableTimeEntryFlag=True)


@pytest.mark.parametrize("shut", [by_the_switch, by_the_tenants_setting])
async def test_a_closed_period_is_shut_only_when_something_says_so(
    connect: Connect, world: World, shut: Callable[[World], None]
) -> None:
    dispatcher = connect("no_approval")
    entry = next(e["id"] for e in world.entries() if e["timeSheet"]["id"] == JOHNS_LAST)
    old = {
        "chargeToId": 54321,
        "chargeToType": "ServiceTicket",
        "member": {"id": 3},
        "timeStart": "2026-11-10T15:00:00Z",
        "actualHours": 1,
    }
    assert (await dispatcher.post("/time/entries", json=old)).status_code == 201
    shut(world)
    # Ended on the 15th, 3 days past its end and 3 of John's tolerance: open up to the 21st.
    assert (await dispatcher.post("/time/entries", json=old)).status_code == 201
    world.set_field("system/members", 3, daysTolerance=-1)
    before = state(world)
    refused = await dispatcher.post("/time/entries", json=old)
    assert refused.json()["errors"][0]["code"] == "PeriodClosed"
    patch = [{"op": "replace", "path": "notes", "value": "late"}]
    assert (await dispatcher.patch(f"/time/entries/{entry}", json=patch)).status_code == 400
    assert (await dispatcher.delete(f"/time/entries/{entry}")).status_code == 400
    assert state(world) == before
