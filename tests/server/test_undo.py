"""Taking back what was written: ConnectWise is as it was, or the refusal says why not."""

from typing import Any

import pytest

from connectwise_time.sandbox import World
from support.calls import Caller
from support.office import Office, writes
from support.truth import apart_from_ids, truth_of

pytestmark = pytest.mark.anyio

MONDAY = 55  # an open entry of Jamie's, Monday 09:00-12:00 on ticket 54330
HOUR: dict[str, Any] = {"ticket": 54321, "start": "09:00", "hours": 1, "notes": "Moved mailboxes"}


async def undone(call: Caller, operation_id: str) -> dict[str, Any]:
    return await call.planned("undo_time_change", operation_id=operation_id)


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"deduct": 0.25, "hours": 0.75},
        {"billable": "DoNotBill", "work_type": "on-site", "add_to": ["internal"]},
        {"email": ["contact"]},
    ],
)
async def test_what_was_logged_is_gone_again(
    call: Caller, world: World, more: dict[str, Any]
) -> None:
    before = truth_of(world)
    logged = await call("create_time_entry", **HOUR | more)
    plan = await call("undo_time_change", operation_id=logged["operation_id"])
    assert f"entry {logged['entry']} (Jamie Doe, delete it" in call.text
    assert ("Mail that was sent stays sent." in call.text) is ("email" in more)
    assert truth_of(world) != before
    await call("undo_time_change", plan=plan["plan"])
    assert truth_of(world) == before


async def test_what_was_logged_without_its_break_at_first_is_gone_too(
    call: Caller, world: World
) -> None:
    world.switches.keep_hours_deduct_on_create = False
    before = truth_of(world)
    logged = await call("create_time_entry", **HOUR | {"hours": 0.75, "deduct": 0.25})
    await undone(call, logged["operation_id"])
    assert truth_of(world) == before


CHANGES: list[dict[str, Any]] = [
    {"hours": 2.5},
    {"start": "10:00", "end": "11:00"},
    {"notes": "Rebuilt the backup job", "internal_notes": "twice"},
    {"billable": "DoNotBill"},
    {"ticket": 54321},
    {"charge_code": "Meeting"},
    {"work_type": "on-site", "work_role": "engineer"},
    {"deduct": 0.5},
    {"add_to": ["internal", "resolution"]},
    {"date": "2026-11-17", "accept": ["overlap"]},
]


@pytest.mark.parametrize("change", CHANGES, ids="-".join)
async def test_what_was_changed_reads_as_before(
    call: Caller, world: World, change: dict[str, Any]
) -> None:
    before = truth_of(world)
    changed = await call("update_time_entry", entry=MONDAY, **change)
    await undone(call, changed["operation_id"])
    assert truth_of(world) == before


@pytest.mark.parametrize("change", [{}, *CHANGES[2:7]], ids="-".join)
async def test_what_was_deleted_is_stored_again_with_all_that_it_said(
    call: Caller, world: World, change: dict[str, Any]
) -> None:
    if change:
        await call("update_time_entry", entry=MONDAY, **change)
    before = truth_of(world)
    deleted = await call.planned("delete_time_entry", entry=MONDAY)
    await undone(call, deleted["plan"])
    assert "Now entry " in call.text
    assert apart_from_ids(truth_of(world)) == apart_from_ids(before)
    assert MONDAY not in truth_of(world)


async def test_a_batch_is_taken_back_newest_first(call: Caller, world: World) -> None:
    before = truth_of(world)
    batch = await call.planned(
        "create_time_entries",
        entries=[HOUR, HOUR | {"start": "10:00"}, HOUR | {"start": "11:00"}],
    )
    numbers = [entry["entry"] for entry in batch["entries"]]
    answer = await undone(call, batch["plan"])
    assert (answer["done"], answer["items"]) == (3, 3)
    sent = [f"{w.method} {w.path}" for w in writes(world)[-3:]]
    assert sent == [f"DELETE /time/entries/{number}" for number in reversed(numbers)]
    assert truth_of(world) == before


async def test_one_entry_of_a_batch_is_taken_back(call: Caller, world: World) -> None:
    batch = await call.planned("create_time_entries", entries=[HOUR, HOUR | {"start": "10:00"}])
    left = truth_of(world)
    await undone(call, f"{batch['plan']}.2")
    del left[batch["entries"][1]["entry"]]
    assert truth_of(world) == left


async def test_what_is_left_of_a_batch_is_taken_back_and_the_rest_is_told(
    call: Caller, world: World
) -> None:
    before = truth_of(world)
    batch = await call.planned("create_time_entries", entries=[HOUR, HOUR | {"start": "10:00"}])
    gone = batch["entries"][0]["entry"]
    await call.planned("delete_time_entry", entry=gone)
    plan = await call("undo_time_change", operation_id=batch["plan"])
    assert f"Not undone: Entry {gone} is not there any more" in call.text
    await call("undo_time_change", plan=plan["plan"])
    assert truth_of(world) == before


@pytest.mark.parametrize("deed", ["log", "change", "delete"])
async def test_an_undo_is_undone(call: Caller, world: World, deed: str) -> None:
    if deed == "log":
        its = (await call("create_time_entry", **HOUR))["operation_id"]
    elif deed == "change":
        its = (await call("update_time_entry", entry=MONDAY, hours=2))["operation_id"]
    else:
        its = (await call.planned("delete_time_entry", entry=MONDAY))["plan"]
    after = truth_of(world)
    again = await undone(call, its)
    assert truth_of(world) != after
    await undone(call, again["plan"])
    assert apart_from_ids(truth_of(world)) == apart_from_ids(after)


async def test_an_undo_that_was_done_is_not_done_twice(call: Caller, world: World) -> None:
    deleted = await call.planned("delete_time_entry", entry=MONDAY)
    answer = await undone(call, deleted["plan"])
    sent, after = len(writes(world)), truth_of(world)
    await call("undo_time_change", plan=answer["plan"])
    assert "was carried out before; nothing was done now" in call.text
    assert "was undone before" in await call.refused(
        "undo_time_change", operation_id=deleted["plan"]
    )
    assert (len(writes(world)), truth_of(world)) == (sent, after)


async def test_what_somebody_changed_since_is_left_alone_and_told(
    call: Caller, world: World
) -> None:
    logged = await call("create_time_entry", **HOUR)
    changed = await call("update_time_entry", entry=MONDAY, hours=2)
    world.set_field("time/entries", logged["entry"], notes="Somebody else's words")
    world.set_field("time/entries", MONDAY, timeEnd="2026-11-16T15:30:00Z")
    after = truth_of(world)
    told = await call.refused("undo_time_change", operation_id=logged["operation_id"])
    assert "was changed since: notes" in told
    assert "Somebody else's words" not in told
    told = await call.refused("undo_time_change", operation_id=changed["operation_id"])
    assert "was changed since: end" in told
    assert truth_of(world) == after


async def test_what_was_changed_elsewhere_since_stays_as_it_is(call: Caller, world: World) -> None:
    changed = await call("update_time_entry", entry=MONDAY, hours=2)
    world.set_field("time/entries", MONDAY, notes="Somebody else's words")
    await undone(call, changed["operation_id"])
    row = truth_of(world)[MONDAY]
    assert (row["actualHours"], row["notes"]) == (3, "Somebody else's words")


async def test_what_changes_between_plan_and_yes_voids_the_plan(call: Caller, world: World) -> None:
    logged = await call("create_time_entry", **HOUR)
    plan = await call("undo_time_change", operation_id=logged["operation_id"])
    world.set_field("time/entries", logged["entry"], notes="Somebody else's words")
    after = truth_of(world)
    assert "changed after the plan was made" in await call.refused(
        "undo_time_change", plan=plan["plan"]
    )
    assert truth_of(world) == after


@pytest.mark.parametrize(
    ("status", "why"),
    [
        ("PendingApproval", "submitted (PendingApproval)"),
        ("ApprovedByTierOne", "approved (ApprovedByTierOne)"),
        ("ApprovedByTierTwo", "First have whoever approved it take that back"),
        ("Billed", "it is Billed"),
        ("WrittenOff", "it is WrittenOff"),
    ],
)
async def test_what_was_handed_in_approved_or_billed_since_stays(
    call: Caller, world: World, status: str, why: str
) -> None:
    logged = await call("create_time_entry", **HOUR)
    changed = await call("update_time_entry", entry=MONDAY, hours=2)
    for number in (logged["entry"], MONDAY):
        world.set_field("time/entries", number, status=status)
    after = truth_of(world)
    for deed in (logged, changed):
        told = await call.refused("undo_time_change", operation_id=deed["operation_id"])
        assert why in told
    assert truth_of(world) == after


async def test_a_deletion_is_not_undone_on_a_sheet_that_was_handed_in(
    call: Caller, world: World
) -> None:
    sheet = truth_of(world)[MONDAY]["timeSheet"]["id"]
    deleted = await call.planned("delete_time_entry", entry=MONDAY)
    plan = await call("undo_time_change", operation_id=deleted["plan"])
    await call.planned("submit_timesheet", timesheet=sheet)
    after = truth_of(world)
    told = await call.refused("undo_time_change", plan=plan["plan"])
    assert "PendingApproval and cannot be changed" in told
    told = await call.refused("undo_time_change", operation_id=deleted["plan"])
    assert f"Timesheet {sheet}, which Mon 2026-11-16 is on, is submitted" in told
    assert truth_of(world) == after


async def test_a_sheet_that_was_handed_in_is_reopened_not_undone(
    call: Caller, world: World
) -> None:
    sent = await call.planned("submit_timesheet", timesheet=7)
    after = truth_of(world)
    told = await call.refused("undo_time_change", operation_id=sent["plan"])
    assert "reopen_timesheet takes a timesheet back" in told
    assert truth_of(world) == after


async def test_what_nobody_knows_is_not_undone(call: Caller, world: World) -> None:
    before = truth_of(world)
    assert "Give the operation_id" in await call.refused(
        "undo_time_change", operation_id="never-heard-of"
    )
    assert "not said what to undo" in await call.refused("undo_time_change")
    assert truth_of(world) == before


async def test_a_correction_of_rejected_time_is_undone_and_its_status_told(
    call: Caller, world: World
) -> None:
    world.set_field("time/entries", MONDAY, status="Rejected")
    before = truth_of(world)[MONDAY]
    changed = await call("update_time_entry", entry=MONDAY, hours=2)
    plan = await call("undo_time_change", operation_id=changed["operation_id"])
    assert "stays corrected (ErrorsCorrected): it was rejected (Rejected)" in call.text
    await call("undo_time_change", plan=plan["plan"])
    after = truth_of(world)[MONDAY]
    assert after == before | {"status": "ErrorsCorrected"}


async def test_a_person_says_yes_before_anything_is_undone(office: Office, world: World) -> None:
    person = await office.person("technician")
    before = truth_of(world)
    logged = await person("create_time_entry", **HOUR)
    await person.does("undo_time_change", operation_id=logged["operation_id"])
    assert "Undo the change of 1 entry: 1 h" in person.shown
    assert "What is deleted is never billed." in person.shown
    assert truth_of(world) == before


async def test_in_the_documented_dialect_each_kind_is_taken_back(
    documented: Office, world: World
) -> None:
    person = await documented.person("technician")
    before = truth_of(world)
    logged = await person("create_time_entry", **HOUR)
    await person.does("undo_time_change", operation_id=logged["operation_id"])
    changed = await person("update_time_entry", entry=MONDAY, ticket=54321, hours=2)
    await person.does("undo_time_change", operation_id=changed["operation_id"])
    assert truth_of(world) == before
    deleted = await person.does("delete_time_entry", entry=MONDAY)
    await person.does("undo_time_change", operation_id=deleted["plan"])
    assert apart_from_ids(truth_of(world)) == apart_from_ids(before)
