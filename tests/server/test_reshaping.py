"""Cutting an entry in two, and joining two: all of it or nothing, and as many hours as before."""

from typing import Any

import pytest

from connectwise_time.sandbox import World
from connectwise_time.sandbox.faults import Rule, Status
from support.calls import Caller
from support.office import Office, writes
from support.truth import Truth, truth_of

pytestmark = pytest.mark.anyio

MONDAY = 55  # an open entry of Jamie's, Monday 09:00-12:00 on ticket 54330
HOUR: dict[str, Any] = {"ticket": 54321, "start": "08:00", "hours": 1, "notes": "Moved mailboxes"}


def new_in(before: Truth, after: Truth) -> dict[str, Any]:
    [number] = after.keys() - before.keys()
    return after[number]


def hours_of(truth: Truth) -> float:
    return float(round(sum(row["actualHours"] for row in truth.values()), 4))


@pytest.mark.parametrize("where", [{"at": "10:30"}, {"hours": "90 min"}, {"at": "10:30am"}])
async def test_an_entry_is_cut_in_two(call: Caller, world: World, where: dict[str, Any]) -> None:
    before = truth_of(world)
    plan = await call("split_time_entry", entry=MONDAY, **where)
    assert "stays Mon 2026-11-16 09:00–10:30" in call.text
    told = call.text.partition("stays")[2]  # the half that stays is told first
    assert "new entry (Jamie Doe, Mon 2026-11-16 10:30–12:00 · #54330" in told
    assert 'Remote, Level 2 Tech, Billable, notes "Backup job rebuilt"' in told
    assert truth_of(world) == before
    answer = await call("split_time_entry", plan=plan["plan"])
    assert (answer["state"], answer["done"], answer["hours"]) == ("done", 2, 3)
    after = truth_of(world)
    second = new_in(before, after)
    assert "Split into 2 entries: 3 h (3 h billable).\n- entry 55: now 1.5 h, set" in call.text
    assert f"- new entry {second['id']}: Billable 1.5 h, Remote, Level 2 Tech" in call.text
    assert after[MONDAY] == before[MONDAY] | {
        **{name: after[MONDAY][name] for name in ("hoursBilled", "invoiceHours")},
        "extendedInvoiceAmount": after[MONDAY]["extendedInvoiceAmount"],
        "timeEnd": "2026-11-16T15:30:00Z",
        "actualHours": 1.5,
    }
    assert (second["timeStart"], second["timeEnd"]) == (
        *("2026-11-16T15:30:00Z", "2026-11-16T17:00:00Z"),
    )
    same = ("chargeToId", "notes", "workType", "workRole", "billableOption", "member")
    assert [second[name] for name in same] == [before[MONDAY][name] for name in same]
    assert hours_of(after) == hours_of(before)


async def test_the_second_half_goes_to_another_ticket_with_notes_of_its_own(
    call: Caller, world: World
) -> None:
    before = truth_of(world)
    await call.planned(
        *("split_time_entry",), entry=MONDAY, at="11:00", ticket=54321, notes="Mail queue"
    )
    second = new_in(before, truth_of(world))
    assert (second["chargeToId"], second["notes"], second["company"]["name"]) == (
        *(54321, "Mail queue", "Contoso Ltd"),
    )


async def test_what_one_customer_reads_is_not_shown_to_another_one(
    call: Caller, world: World
) -> None:
    await call("update_time_entry", entry=MONDAY, internal_notes="Their admin left")
    before = truth_of(world)
    wish = {"entry": MONDAY, "at": "11:00", "ticket": 54321}
    assert "which is Contoso Ltd's" in await call.refused("split_time_entry", **wish)
    assert truth_of(world) == before
    await call.planned("split_time_entry", **wish, notes="Mail queue")
    second = new_in(before, truth_of(world))
    assert (second["notes"], second.get("internalNotes")) == ("Mail queue", None)


async def test_what_was_no_customers_work_needs_notes_of_its_own_on_a_ticket(
    call: Caller, world: World
) -> None:
    meeting = {"charge_code": "Meeting", "start": "08:00", "hours": 1, "notes": "Planning the week"}
    logged = await call("create_time_entry", **meeting, accept=["overlap", "outside_hours"])
    before = truth_of(world)
    wish = {"entry": logged["entry"], "at": "8:30", "ticket": 54321}
    assert "not written for ticket #54321" in await call.refused("split_time_entry", **wish)
    assert truth_of(world) == before
    await call("split_time_entry", **wish, notes="Mail queue")
    assert ', DoNotBill, notes "Mail queue"' in call.text


@pytest.mark.parametrize(
    ("second", "guard", "says"),
    [
        (
            {"ticket": 54332, "notes": "Renewed the portal certificate"},
            "closed_ticket",
            "certificate expired",
        ),
        ({"notes": "done"}, "weak_notes", "notes"),
    ],
)
async def test_what_is_odd_about_the_second_half_is_to_be_accepted(
    call: Caller, world: World, second: dict[str, Any], guard: str, says: str
) -> None:
    world.set_field("system/myCompany/timeExpense", 1, requireTimeNoteFlag=True)
    before = truth_of(world)
    wish = {"entry": MONDAY, "at": "11:00", **second}
    told = await call.refused("split_time_entry", **wish)
    assert says in told
    assert f'call again with accept=["{guard}"]' in told
    assert truth_of(world) == before
    plan = await call("split_time_entry", **wish, accept=[guard])
    assert says in call.text
    await call("split_time_entry", plan=plan["plan"])
    assert new_in(before, truth_of(world))["actualHours"] == 1


async def test_what_was_odd_before_it_is_cut_is_not_asked_about(call: Caller, world: World) -> None:
    world.set_field("system/myCompany/timeExpense", 1, requireTimeNoteFlag=True)
    await call("update_time_entry", entry=MONDAY, notes="done", accept=["weak_notes"])
    plan = await call("split_time_entry", entry=MONDAY, at="11:00")
    assert plan["state"] == "planned"


@pytest.mark.parametrize("tool", ["split_time_entry", "merge_time_entries"])
async def test_why_it_was_sent_back_is_told_before_that_is_out_of_sight(
    call: Caller, world: World, tool: str
) -> None:
    *_, arguments = await a_wish(call, tool, first=True)
    number = arguments.get("entry") or arguments["entries"][0]
    world.set_field("time/entries", number, status="Rejected", internalNotes="Which server?")
    plan = await call(tool, **arguments)
    assert f"entry {number} counts as corrected: correct also what was objected to" in call.text
    assert '"Which server?"' in call.text
    await call(tool, plan=plan["plan"])
    assert truth_of(world)[number]["status"] == "ErrorsCorrected"


async def test_work_over_midnight_is_cut_there(call: Caller, world: World) -> None:
    logged = await call(
        *("create_time_entry",),
        **{**HOUR, "date": "2026-11-18", "start": "22:00", "hours": 4},
        accept=["overlap", "outside_hours", "day_total"],
    )
    before = truth_of(world)
    await call.planned("split_time_entry", entry=logged["entry"], at="midnight")
    second = new_in(before, truth_of(world))
    assert second["timeStart"] == "2026-11-19T05:00:00Z"
    assert second["actualHours"] == 2


async def test_a_break_is_in_the_half_that_the_person_says(call: Caller, world: World) -> None:
    await call("update_time_entry", entry=MONDAY, deduct=0.5)
    before = truth_of(world)
    told = await call.refused("split_time_entry", entry=MONDAY, at="11:00")
    assert 'break_in="first"' in told
    assert truth_of(world) == before
    await call.planned("split_time_entry", entry=MONDAY, at="11:00", break_in="second")
    after = truth_of(world)
    assert (after[MONDAY]["actualHours"], new_in(before, after)["actualHours"]) == (2, 0.5)


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        ({"entry": MONDAY}, "not said where to cut"),
        ({"entry": MONDAY, "at": "10:00", "hours": 1}, "Both at and hours"),
        ({"entry": MONDAY, "at": "13:00"}, "not inside of the entry (Mon 2026-11-16 09:00–12:00)"),
        ({"entry": MONDAY, "hours": 3}, "not inside of the entry"),
        ({"entry": 1, "at": "10:00"}, "it is Billed"),
        ({"entry": 6, "at": "10:00"}, "First have it sent back"),
        ({"entry": MONDAY, "at": "10:00", "ticket": 999_999}, "no ticket #999999"),
        ({"at": "10:00"}, "not said which entry"),
    ],
)
async def test_what_cannot_be_cut_stays_whole(
    call: Caller, world: World, wish: dict[str, Any], why: str
) -> None:
    before = truth_of(world)
    assert why in (await call.refused("split_time_entry", **wish)).replace("\n", " ")
    assert truth_of(world) == before
    assert not writes(world)


async def test_where_rounding_would_make_other_hours_nothing_is_cut(
    call: Caller, world: World
) -> None:
    world.set_field("system/myCompany/timeExpense", 1, roundingFactor=0.5)
    before = truth_of(world)
    told = await call.refused("split_time_entry", entry=MONDAY, at="10:15")
    assert "rounds hours in steps of 0.5 h: 3 h would become 1.5 + 2 h" in told
    assert truth_of(world) == before


async def test_where_rounding_makes_other_hours_of_each_the_plan_tells_those(
    call: Caller, world: World
) -> None:
    world.set_field("system/myCompany/timeExpense", 1, roundingFactor=0.25)
    times = {"start": "18:00", "end": "19:40", "date": "2026-11-18"}
    wish = {name: HOUR[name] for name in ("ticket", "notes")} | times
    logged = await call("create_time_entry", **wish, accept=["outside_hours"])
    before = truth_of(world)
    assert before[logged["entry"]]["actualHours"] == 1.75
    plan = await call("split_time_entry", entry=logged["entry"], at="19:00")
    assert "Split into 2 entries: 1.75 h" in call.text
    await call("split_time_entry", plan=plan["plan"])
    after = truth_of(world)
    hours = [row["actualHours"] for row in (after[logged["entry"]], new_in(before, after))]
    assert hours == [1, 0.75]
    assert "DELETE" not in {sent.method for sent in writes(world)}


async def test_two_that_would_be_rounded_to_other_hours_as_one_are_not_joined(
    call: Caller, world: World
) -> None:
    world.set_field("system/myCompany/timeExpense", 1, roundingFactor=0.25)
    wish = {name: HOUR[name] for name in ("ticket", "notes")} | {"date": "2026-11-18"}
    times = [
        {"start": "18:00", "end": "18:20"},
        {"start": "18:20", "end": "18:40", "notes": "More"},
    ]
    logged = [
        await call("create_time_entry", **wish | each, accept=["outside_hours"]) for each in times
    ]
    before = truth_of(world)
    told = await call.refused("merge_time_entries", entries=[each["entry"] for each in logged])
    assert "0.5 h would become 0.75 h" in told
    assert truth_of(world) == before


async def test_what_is_billed_otherwise_though_hours_are_the_same_is_told(
    call: Caller, world: World
) -> None:
    world.set_field("time/entries", MONDAY, hoursBilled=1, hourlyRate=400)
    await call("split_time_entry", entry=MONDAY, at="10:30")
    assert "Other hours are billed, as ConnectWise works it out: 3, not 1." in call.text
    assert ", not 400: ConnectWise sets it" in call.text


async def test_entries_of_different_rates_are_not_joined(call: Caller, world: World) -> None:
    entries = await two(call)
    world.set_field("time/entries", entries[1], hourlyRate=400)
    before = truth_of(world)
    assert "rate differ" in await call.refused("merge_time_entries", entries=entries)
    assert truth_of(world) == before


async def test_nobody_is_asked_to_join_what_the_keys_may_not_delete(
    call: Caller, world: World
) -> None:
    entries = await two(call)
    world.store.all(
        "UPDATE security_levels SET delete_level = 'None' WHERE member_id = 1"
        " AND module_function_name LIKE '%Time Entry%'"
    )
    before = truth_of(world)
    told = await call.refused("merge_time_entries", entries=entries)
    assert "no right to delete time" in told
    assert truth_of(world) == before


async def two(call: Caller, **second: Any) -> list[int]:
    """Two hours that follow each other."""
    wishes = [HOUR, HOUR | {"start": "09:00", "notes": "And calendars"} | second]
    accept = ["overlap", "outside_hours"]
    logged = [await call("create_time_entry", **wish, accept=accept) for wish in wishes]
    return [each["entry"] for each in logged]


async def test_two_entries_become_the_earlier_one(call: Caller, world: World) -> None:
    first, second = await two(call)
    before = truth_of(world)
    plan = await call("merge_time_entries", entries=[second, first])
    assert f"goes into entry {first}" in call.text
    answer = await call("merge_time_entries", plan=plan["plan"])
    assert answer["state"] == "done"
    after = truth_of(world)
    assert before.keys() - after.keys() == {second}
    assert after[first]["actualHours"] == 2
    assert after[first]["notes"] == "Moved mailboxes\nAnd calendars"
    assert hours_of(after) == hours_of(before)


@pytest.mark.parametrize(("gap", "ends"), [("break", "15:30"), ("close", "15:00")])
async def test_a_gap_is_a_break_or_closed_as_the_person_says(
    call: Caller, world: World, gap: str, ends: str
) -> None:
    entries = await two(call, start="09:30")
    before = truth_of(world)
    told = await call.refused("merge_time_entries", entries=entries)
    assert "Between the two are 0.5 h" in told
    assert truth_of(world) == before
    await call.planned("merge_time_entries", entries=entries, gap=gap)
    joined = truth_of(world)[entries[0]]
    assert (joined["timeEnd"][11:16], joined["actualHours"]) == (ends, 2)


async def test_hours_of_two_that_are_joined_and_taken_apart_count_once(call: Caller) -> None:
    plan = await call("merge_time_entries", entries=await two(call))
    assert "Join 2 entries: 2 h (2 h billable)" in call.text
    assert plan["hours"] == 2
    await call("merge_time_entries", plan=plan["plan"])
    undo = await call("undo_time_change", operation_id=plan["plan"])
    assert "Undo the change of 2 entries: 2 h (2 h billable)" in call.text
    assert "The hours stay the same." in call.text
    await call("undo_time_change", plan=undo["plan"])
    assert "Undone 2 entries: 2 h (2 h billable).\n- entry " in call.text
    assert ": now 1 h, set: end, notes" in call.text


@pytest.mark.parametrize(("gap", "overlaps"), [("break", False), ("close", True)])
async def test_what_lies_between_two_that_are_joined_is_told_where_it_would_overlap(
    call: Caller, gap: str, *, overlaps: bool
) -> None:
    evening = HOUR | {"date": "2026-11-18", "accept": ["outside_hours"]}
    first, second, between = [
        (await call("create_time_entry", **evening | {"start": start, "notes": f"From {start}"}))
        for start in ("17:00", "19:00", "18:00")
    ]
    await call("merge_time_entries", entries=[first["entry"], second["entry"]], gap=gap)
    told = f"overlaps by 1 h with entry {between['entry']}" in call.text
    assert told is overlaps


@pytest.mark.parametrize("gap", [None, "break", "close"])
async def test_no_hour_moves_to_another_day(call: Caller, world: World, gap: str | None) -> None:
    before = truth_of(world)
    told = await call.refused("merge_time_entries", entries=[58, MONDAY], gap=gap)
    assert "3 h would move from 2026-11-17 to 2026-11-16" in told
    assert truth_of(world) == before


@pytest.mark.parametrize(
    ("second", "why"),
    [
        ({"ticket": 54330}, "what it is charged to"),
        ({"billable": "DoNotBill"}, "billable differ"),
        ({"work_type": "on-site"}, "work type differ"),
        ({"start": "08:30"}, "The two overlap"),
    ],
)
async def test_what_is_not_alike_is_not_joined(
    call: Caller, world: World, second: dict[str, Any], why: str
) -> None:
    entries = await two(call, **second)
    before = truth_of(world)
    assert why in await call.refused("merge_time_entries", entries=entries)
    assert truth_of(world) == before


@pytest.mark.parametrize("tool", ["split_time_entry", "merge_time_entries"])
async def test_a_refused_first_step_leaves_all_as_it_was(
    call: Caller, world: World, tool: str
) -> None:
    method, path, arguments = await a_wish(call, tool, first=True)
    before = truth_of(world)
    world.faults.add(Rule(Status(400), method, path, times=1))
    await call.planned_and_refused(tool, **arguments)
    assert truth_of(world) == before


@pytest.mark.parametrize("tool", ["split_time_entry", "merge_time_entries"])
async def test_a_refused_second_step_takes_the_first_one_back(
    call: Caller, world: World, tool: str
) -> None:
    method, path, arguments = await a_wish(call, tool, first=False)
    before = truth_of(world)
    world.faults.add(Rule(Status(400), method, path, times=1))
    told = await call.planned_and_refused(tool, **arguments)
    assert "taken back" in told
    assert truth_of(world) == before
    assert (await call("check_operation"))["state"] == "nothing unresolved"


async def test_what_could_not_be_taken_back_is_named_by_its_number(
    call: Caller, world: World
) -> None:
    before = truth_of(world)
    world.faults.add(Rule(Status(400), "PATCH", f"/time/entries/{MONDAY}", times=1))
    world.faults.add(Rule(Status(400), "DELETE", "/time/entries/*"))
    plan = await call("split_time_entry", entry=MONDAY, at="10:30")
    answer = await call("split_time_entry", plan=plan["plan"])
    second = new_in(before, truth_of(world))["id"]
    assert answer["state"] == "partly done"
    assert f"Look at entry {second} with get_time_entry" in call.text


@pytest.mark.parametrize("tool", ["split_time_entry", "merge_time_entries"])
async def test_what_was_split_or_joined_is_undone_as_a_whole(
    call: Caller, world: World, tool: str
) -> None:
    *_, arguments = await a_wish(call, tool, first=True)
    before = truth_of(world)
    answer = await call.planned(tool, **arguments)
    assert truth_of(world) != before
    await call.planned("undo_time_change", operation_id=answer["plan"])
    after = truth_of(world)
    texts = [sorted(map(repr, _without_ids(truth))) for truth in (before, after)]
    assert texts[0] == texts[1]


@pytest.mark.parametrize("tool", ["split_time_entry", "merge_time_entries"])
async def test_what_changed_between_plan_and_yes_is_left_alone(
    call: Caller, world: World, tool: str
) -> None:
    *_, arguments = await a_wish(call, tool, first=True)
    plan = await call(tool, **arguments)
    changed = arguments.get("entry") or arguments["entries"][0]
    world.set_field("time/entries", changed, notes="Somebody else's words")
    after = truth_of(world)
    assert "changed after the plan was made" in await call.refused(tool, plan=plan["plan"])
    assert truth_of(world) == after


def _without_ids(truth: Truth) -> list[dict[str, Any]]:
    return [{name: row[name] for name in row if name != "id"} for row in truth.values()]


async def a_wish(call: Caller, tool: str, *, first: bool) -> tuple[str, str, dict[str, Any]]:
    """What one of its steps sends, and what to call it with."""
    if tool == "split_time_entry":
        arguments: dict[str, Any] = {"entry": MONDAY, "at": "10:30"}
        path = "/time/entries" if first else f"/time/entries/{MONDAY}"
        return "POST" if first else "PATCH", path, arguments
    entries = await two(call)
    path = f"/time/entries/{entries[0] if first else entries[1]}"
    return "PATCH" if first else "DELETE", path, {"entries": entries}


async def test_a_person_says_yes_before_anything_is_split_or_joined(
    office: Office, world: World
) -> None:
    person = await office.person("technician")
    before = truth_of(world)
    await person.does("split_time_entry", entry=MONDAY, at="10:30")
    assert "Split into 2 entries: 3 h" in person.shown
    second = new_in(before, truth_of(world))["id"]
    await person.does("merge_time_entries", entries=[MONDAY, second])
    assert "Join 2 entries: 3 h" in person.shown
    assert truth_of(world) == before


async def test_in_the_documented_dialect_it_is_the_same(documented: Office, world: World) -> None:
    person = await documented.person("technician")
    before = truth_of(world)
    await person.does("split_time_entry", entry=MONDAY, at="10:30")
    second = new_in(before, truth_of(world))["id"]
    await person.does("merge_time_entries", entries=[second, MONDAY])
    assert truth_of(world) == before
