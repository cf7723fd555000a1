"""What is told of taking back: what belongs together, what was undone since, what stays lost."""

from typing import Any

import pytest

from connectwise_time.sandbox import World
from support.calls import Caller
from support.desks import somebody
from support.truth import truth_of

pytestmark = pytest.mark.anyio

MONDAY = 55  # an open entry of Jamie's, Monday 09:00-12:00 on ticket 54330
HOUR: dict[str, Any] = {"ticket": 54321, "start": "09:00", "hours": 1, "notes": "Moved mailboxes"}


async def undone(call: Caller, operation_id: str) -> dict[str, Any]:
    return await call.planned("undo_time_change", operation_id=operation_id)


@pytest.mark.parametrize("half", ["new", f"e{MONDAY}"])
async def test_one_step_of_what_belongs_together_is_not_undone_alone(
    call: Caller, world: World, half: str
) -> None:
    before = truth_of(world)
    split = await call.planned("split_time_entry", entry=MONDAY, at="10:00")
    after = truth_of(world)
    # Which number the new half has in its plan is its own affair.
    steps = [half] if half != "new" else ["1", "2"]
    told = "".join(
        [
            await call.refused("undo_time_change", operation_id=f"{split['plan']}.{step}")
            for step in steps
        ]
    )
    assert f"one step of plan {split['plan']} (to split)" in told
    assert truth_of(world) == after
    undo = await undone(call, split["plan"])
    assert truth_of(world) == before
    told = await call.refused("undo_time_change", operation_id=f"{undo['plan']}.e{MONDAY}")
    assert f"one step of plan {undo['plan']} (to undo)" in told
    assert truth_of(world) == before


async def test_what_was_undone_and_done_again_is_undone_under_its_new_ids(
    call: Caller, world: World
) -> None:
    before = truth_of(world)
    batch = await call.planned("create_time_entries", entries=[HOUR, HOUR | {"start": "10:00"}])
    first = await undone(call, batch["plan"])
    assert f"was undone before, by plan {first['plan']}" in await call.refused(
        "undo_time_change", operation_id=batch["plan"]
    )
    await undone(call, first["plan"])
    assert len(truth_of(world)) == len(before) + 2
    await undone(call, batch["plan"])
    assert truth_of(world) == before


async def test_a_change_is_undone_done_again_and_undone(call: Caller, world: World) -> None:
    before = truth_of(world)
    changed = await call("update_time_entry", entry=MONDAY, hours=2)
    after = truth_of(world)
    first = await undone(call, changed["operation_id"])
    told = await call.refused("undo_time_change", operation_id=changed["operation_id"])
    assert f'undo_time_change(operation_id="{first["plan"]}")' in told
    await undone(call, first["plan"])
    assert truth_of(world) == after
    await undone(call, changed["operation_id"])
    assert truth_of(world) == before


async def test_of_a_batch_the_rest_is_undone_where_one_was_undone_before(
    call: Caller, world: World
) -> None:
    before = truth_of(world)
    batch = await call.planned("create_time_entries", entries=[HOUR, HOUR | {"start": "10:00"}])
    one = await undone(call, f"{batch['plan']}.1")
    plan = await call("undo_time_change", operation_id=batch["plan"])
    assert f"{batch['plan']}.1 was undone before, by plan {one['plan']}" in call.text
    await call("undo_time_change", plan=plan["plan"])
    assert truth_of(world) == before


async def test_a_repeated_call_tells_that_what_it_did_was_undone(
    call: Caller, world: World
) -> None:
    before = truth_of(world)
    logged = await call("create_time_entry", **HOUR, operation_id="the-hour")
    undo = await undone(call, "the-hour")
    told = await call.refused("create_time_entry", **HOUR, operation_id="the-hour")
    assert f"was undone since by plan {undo['plan']}" in told
    assert truth_of(world) == before
    await undone(call, undo["plan"])
    after = truth_of(world)
    again = await call("create_time_entry", **HOUR, operation_id="the-hour")
    assert again["entry"] in after
    assert again["entry"] != logged["entry"]
    assert truth_of(world) == after


async def test_a_repeated_change_tells_that_it_was_undone(call: Caller, world: World) -> None:
    before = truth_of(world)
    change: dict[str, Any] = {"entry": MONDAY, "hours": 2, "operation_id": "two-hours"}
    await call("update_time_entry", **change)
    await undone(call, "two-hours")
    assert "was undone since by plan" in await call.refused("update_time_entry", **change)
    assert truth_of(world) == before


async def test_a_repeated_plan_tells_that_what_it_did_was_undone(
    call: Caller, world: World
) -> None:
    before = truth_of(world)
    batch = await call.planned("create_time_entries", entries=[HOUR, HOUR | {"start": "10:00"}])
    undo = await undone(call, batch["plan"])
    await call("create_time_entries", plan=batch["plan"])
    assert f"Undone since, by plan {undo['plan']}" in call.text
    assert truth_of(world) == before


@pytest.mark.parametrize("deed", ["delete", "change"])
async def test_time_that_comes_back_over_other_time_is_told_with_the_plan(
    call: Caller, world: World, deed: str
) -> None:
    if deed == "delete":
        its = (await call.planned("delete_time_entry", entry=MONDAY))["plan"]
    else:
        its = (await call("update_time_entry", entry=MONDAY, end="10:00"))["operation_id"]
    hour = HOUR | {"date": "2026-11-16", "start": "10:30"}
    since = await call("create_time_entry", **hour)
    after = truth_of(world)
    await call("undo_time_change", operation_id=its)
    assert f"overlaps by 1 h with entry {since['entry']}" in call.text
    assert truth_of(world) == after


async def test_time_that_is_logged_again_is_told_before_it_comes_back(
    call: Caller, world: World
) -> None:
    logged = await call("create_time_entry", **HOUR)
    deleted = await call.planned("delete_time_entry", entry=logged["entry"])
    await call("create_time_entry", **HOUR)
    after = truth_of(world)
    plan = await call("undo_time_change", operation_id=deleted["plan"])
    assert "The same time is logged already" in call.text
    assert "it is there already" in await call.refused("undo_time_change", plan=plan["plan"])
    assert truth_of(world) == after


async def test_what_comes_back_where_no_other_time_is_is_not_remarked_on(
    call: Caller,
) -> None:
    deleted = await call.planned("delete_time_entry", entry=MONDAY)
    await call("undo_time_change", operation_id=deleted["plan"])
    assert f"Entry {MONDAY}:" not in call.text


async def test_without_the_right_nothing_is_planned(call: Caller, world: World) -> None:
    logged = await call("create_time_entry", **HOUR)
    world.store.all(
        "UPDATE security_levels SET delete_level = 'None' WHERE member_id = 1"
        " AND module_function_name LIKE '%Time Entry%'"
    )
    after = truth_of(world)
    told = await call.refused("undo_time_change", operation_id=logged["operation_id"])
    assert "no right to delete time" in told
    assert truth_of(world) == after


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"status": "Rejected"}, "was rejected (Rejected): stored again, it is as any new one"),
        ({"hoursBilled": 1.0}, "had 3 h of which 1 h were billed"),
        ({"adjustment": 5}, "had what is not brought back from here: adjustment"),
        ({"overageRate": 10}, "had what is not brought back from here: overage rate"),
        (
            {"customFields": [{"id": 1, "caption": "Site", "value": "secret"}]},
            "had what is not brought back from here: custom fields",
        ),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
)
async def test_what_is_not_brought_back_is_told_before_and_after(
    call: Caller, world: World, fields: dict[str, Any], told: str
) -> None:
    world.set_field("time/entries", MONDAY, **fields)
    deleted = await call.planned("delete_time_entry", entry=MONDAY)
    plan = await call("undo_time_change", operation_id=deleted["plan"])
    assert told in call.text
    assert "secret" not in call.text
    await call("undo_time_change", plan=plan["plan"])
    assert told in call.text


async def test_hours_billed_by_hand_are_told_where_a_change_of_times_is_undone(
    call: Caller, world: World
) -> None:
    world.set_field("time/entries", MONDAY, hoursBilled=1.0)
    changed = await call("update_time_entry", entry=MONDAY, hours=2)
    await undone(call, changed["operation_id"])
    assert "had 3 h of which 1 h were billed: ConnectWise works that out anew" in call.text
    assert truth_of(world)[MONDAY]["actualHours"] == 3


async def test_undoing_what_a_stopwatch_measured_tells_that_it_is_gone(world: World) -> None:
    async with somebody(world, "catch_up") as quinn:
        before = truth_of(world)
        stopped = await quinn(
            "stop_timer", timer="ticket-1", end="18:05", notes="DNS", accept=["outside_hours"]
        )
        plan = await quinn("undo_time_change", operation_id=stopped["operation_id"])
        told = "Stopwatch ticket-1 does not come back: then its Fri 2026-11-13 17:10–18:05"
        assert told in quinn.text
        assert 'start_timer(ticket=54344) starts a new one. Its notes: "DNS"' in quinn.text
        await quinn("undo_time_change", plan=plan["plan"])
        assert told in quinn.text
        assert truth_of(world) == before
        assert [row["timer"] for row in (await quinn("list_timers"))["timers"]] == []
