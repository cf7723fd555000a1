"""Several entries by one plan: judged together, shown as one table, stored as they were shown."""

import json
import re
from datetime import datetime, timedelta
from inspect import signature
from typing import Any

import pytest

from connectwise_time.domain.batches import MOST_ENTRIES
from connectwise_time.journal.memory_plans import MemoryPlans
from connectwise_time.sandbox import World
from connectwise_time.server.tools.batches import NewEntry
from connectwise_time.server.tools.entries import create_time_entry
from support.between import Between, out_of_reach
from support.calls import Caller
from support.desks import somebody, writes
from support.office import MANNERS, NO, Manner, Office, an_office
from support.sandboxes import NOW

pytestmark = pytest.mark.anyio

DAY = "2026-10-21"
TOOL = "create_time_entries"


def an_hour(start: str, **others: Any) -> dict[str, Any]:
    usual = {"ticket": 54321, "date": DAY, "start": start, "hours": 1, "notes": f"From {start}"}
    return usual | others


def test_each_of_several_entries_takes_what_one_takes() -> None:
    one = signature(create_time_entry).parameters.keys()
    of_the_call = {"ctx", "preview", "operation_id", "accept"}
    assert list(NewEntry.model_fields) == [name for name in one if name not in of_the_call]
    assert set(NewEntry.model_fields) <= {*NewEntry().wish().__dataclass_fields__} | {
        *("date", "start", "end", "hours", "deduct")
    }


async def test_what_the_person_agreed_to_is_stored_entry_by_entry(office: Office) -> None:
    jamie = await office.person("technician")
    there = len(office.world.entries())
    entries = [
        an_hour("09:00", work_type="remote", work_role="engineer", internal_notes="Ask Nora"),
        an_hour("10:00", billable="NoCharge", add_to=["discussion"]),
        {"charge_code": "MTNG", "date": DAY, "start": "11:00", "end": "12:30", "deduct": 0.5},
    ]
    done = await jamie.does(TOOL, entries=entries)
    for said in (
        "Log 3 entries: 3 h.",
        "Wed 2026-10-21 09:00–10:00",
        "#54321 Mail relay rejects outgoing messages",
        *("Remote", "Engineer", "Ask Nora", "NoCharge", "discussion", "MTNG - Meetings"),
    ):
        assert said in jamie.shown
    rows = office.world.entries()[there:]
    assert [row["id"] for row in rows] == [entry["entry"] for entry in done["entries"]]
    assert [row["actualHours"] for row in rows] == [1, 1, 1]
    assert [row["chargeToType"] for row in rows] == ["ServiceTicket"] * 2 + ["ChargeCode"]
    assert rows[0]["internalNotes"] == "Ask Nora"
    assert rows[1]["billableOption"] == "NoCharge"
    for number, (row, entry) in enumerate(zip(rows, done["entries"], strict=True), 1):
        assert (entry["number"], entry["state"]) == (number, "done")
        assert (row["timeStart"], row["timeEnd"]) == (entry["start"], entry["end"])
        assert entry["date"] == DAY
        assert f"{number}\tentry {row['id']}" in jamie.text
    assert sum(write.startswith("POST /time/entries") for write in writes(office.world)) == 1
    assert writes(office.world)["POST /time/entries"] == 3


async def test_a_no_stores_nothing(asked: Office) -> None:
    jamie = await asked.person("technician")
    assert jamie.host is not None
    jamie.host.answer = NO
    told = await jamie(TOOL, entries=[an_hour("09:00"), an_hour("10:00")])
    assert told["state"] == "declined"
    assert "The plan is void" in await jamie.refused(TOOL, plan=told["plan"])
    asked.nothing_moved()


async def test_all_that_cannot_be_stored_is_told_at_once_and_nothing_is_stored(
    call: Caller, world: World
) -> None:
    told = await call.refused(
        TOOL,
        entries=[
            an_hour("09:00"),
            an_hour("10:00", ticket=99),
            an_hour("11:00", work_type="Nonsense"),
            an_hour("12:00", work_type="Nonsense"),
            an_hour("soon"),
            an_hour("13:00", ticket=54340),
            an_hour("09:30", ticket=54322),
        ],
    )
    assert "Nothing was done: 6 of 7 entries" in told
    assert "Entry 2: There is no ticket #99" in told
    assert "Entries 3, 4: No work type" in told
    assert "Entry 5: " in told
    assert "Entry 6: " in told
    assert "Entry 7: overlap: " in told
    assert 'accept=["overlap"]' in told
    assert "Entry 1" not in told
    assert not writes(world)


async def test_entries_are_judged_beside_each_other(call: Caller, world: World) -> None:
    told = await call.refused(
        TOOL,
        entries=[
            an_hour("09:00"),
            an_hour("09:30", ticket=54322),
            an_hour("09:00"),
            an_hour("10:30"),
        ],
    )
    assert "2 of 4 entries" in told
    assert "Entry 2: overlap: " in told
    assert "Entry 3: duplicate: " in told
    assert 'accept=["duplicate","overlap"]' in told
    assert not writes(world)


async def test_the_plan_shows_what_was_accepted_and_who_decides(call: Caller) -> None:
    entries = [an_hour("09:00"), an_hour("11:00"), an_hour("09:30", work_type="remote")]
    await call(TOOL, entries=entries, accept=["overlap"])
    assert (
        "Accepted: Entry 3: overlap: Wed 2026-10-21 09:30–10:30 overlaps by 0.5 h with entry 1 of"
        " this call on ServiceTicket 54321, Wed 2026-10-21 09:00–10:00."
    ) in call.text
    filled = "filled in by ConnectWise"
    assert f"; Role: {filled}; Billing: {filled}" in call.text
    rows = [line.split("\t") for line in call.text.splitlines() if "\t" in line]
    assert [row[rows[0].index("Type")] for row in rows[1:]] == [filled, filled, "Remote"]


async def test_what_connectwise_decided_is_told_of_each_that_is_stored(
    call: Caller, world: World
) -> None:
    there = len(world.entries())
    entries = [an_hour("09:00"), an_hour("10:00", billable="NoCharge", work_role="engineer")]
    await call.planned(TOOL, entries=entries)
    assert "Logged 2 entries: 2 h (1 h billable)." in call.text
    for row in world.entries()[there:]:
        how = f"{row['billableOption']} 1 h, {row['workType']['name']}, {row['workRole']['name']}"
        assert f"entry {row['id']}: {how}" in call.text
    assert "filled in" not in call.text


async def test_what_is_stored_already_is_told_before_anything_is_planned(
    call: Caller, world: World
) -> None:
    first = await call("create_time_entry", **an_hour("09:00"))
    sent = writes(world)
    told = await call.refused(TOOL, entries=[an_hour("10:00"), an_hour("09:00")])
    assert "Entry 2: duplicate: " in told
    assert f"entry {first['entry']}" in told
    assert writes(world) == sent
    # Meant a second time, it is stored.
    wishes = [an_hour("10:00"), an_hour("09:00")]
    done = await call.planned(TOOL, entries=wishes, accept=["duplicate"])
    assert done["done"] == 2


async def test_what_is_accepted_is_shown_and_lets_nothing_else_pass(
    office: Office,
) -> None:
    """Entry 2 is stored by somebody else while the person reads: of that nobody was asked."""
    jamie = await office.person("technician")
    elsewhere = await office.person("technician")
    first = await elsewhere("create_time_entry", **an_hour("09:00"))
    wishes = [an_hour("09:00"), an_hour("11:00")]

    async def meanwhile() -> None:
        await elsewhere("create_time_entry", **an_hour("11:00", ticket=54322), accept=["overlap"])

    if jamie.host is not None:
        jamie.host.meanwhile = meanwhile
        answer = await jamie(TOOL, entries=wishes, accept=["duplicate", "overlap"])
        [shown] = jamie.host.questions
    else:
        plan = await jamie(TOOL, entries=wishes, accept=["duplicate", "overlap"])
        shown = jamie.text
        await meanwhile()
        answer = await jamie(TOOL, plan=plan["plan"])
    told = f"Entry 1: duplicate: The same time is logged already: entry {first['entry']}."
    assert f"Accepted: {told}" in shown
    assert "From 09:00\tduplicate" in shown
    assert "overlap" not in shown
    assert [entry["state"] for entry in answer["entries"]] == ["done", "refused"]
    assert "overlap: " in answer["entries"][1]["told"]
    assert "log such an entry by itself with create_time_entry" in jamie.text


async def test_one_list_of_what_to_accept_is_enough_for_all(call: Caller, world: World) -> None:
    await call("create_time_entry", **an_hour("09:00"))
    await call("create_time_entry", **an_hour("11:00"))
    sent = writes(world)
    wishes = [an_hour("09:00"), an_hour("10:30"), an_hour("20:00")]
    told = await call.refused(TOOL, entries=wishes)
    assert "3 of 3 entries" in told
    assert told.count("accept=") == 1
    assert 'accept=["duplicate","overlap","outside_hours"]' in told
    assert "UTC" not in told
    assert writes(world) == sent
    accept = ["duplicate", "overlap", "outside_hours"]
    assert (await call.planned(TOOL, entries=wishes, accept=accept))["done"] == 3


async def test_a_call_that_is_made_again_on_purpose_is_stored_again(call: Caller) -> None:
    wish = an_hour("09:00")
    first = await call("create_time_entry", **wish)
    # It is no twin of it any more; what was called for is the same.
    await call("update_time_entry", entry=first["entry"], hours=0.5)
    told = await call.refused(TOOL, entries=[wish])
    assert "Entry 1: duplicate: The same was done " in told
    assert f"entry {first['entry']}, 0.5 h, Wed 2026-10-21 09:00–09:30." in told
    plan = await call(TOOL, entries=[wish], accept=["duplicate", "overlap"])
    assert "Accepted: Entry 1: duplicate: The same was done " in call.text
    assert (await call(TOOL, plan=plan["plan"]))["done"] == 1


async def test_what_was_moved_since_is_no_repetition_where_it_was(call: Caller) -> None:
    wish = an_hour("09:00")
    first = await call("create_time_entry", **wish)
    await call("update_time_entry", entry=first["entry"], start="13:00", end="14:00")
    assert (await call("create_time_entry", **wish))["entry"] != first["entry"]


async def test_hours_that_connectwise_rounds_are_told_with_those_that_were_meant(
    call: Caller, world: World
) -> None:
    world.set_field("system/myCompany/timeExpense", 1, roundingFactor=0.25)
    done = await call.planned(TOOL, entries=[an_hour("09:00", hours=0.4)])
    stored = world.entries()[-1]
    decided = "Billable 0.5 h, Regular, Level 2 Tech"
    told = f"entry {stored['id']}: {decided}; ConnectWise made 0.5 h of 0.4 h"
    assert done["entries"][0]["told"] == told
    assert done["entries"][0]["entry"] == stored["id"]
    assert told in call.text


async def test_hours_alone_follow_each_other_on_an_earlier_day(call: Caller, world: World) -> None:
    there = len(world.entries())
    wishes = [
        {"ticket": 54321, "date": DAY, "hours": 1, "notes": "One"},
        {"ticket": 54322, "date": DAY, "hours": 2, "notes": "Two"},
        {"charge_code": "MTNG", "date": DAY, "hours": 0.5},
    ]
    await call.planned(TOOL, entries=wishes)
    rows = world.entries()[there:]
    assert len(rows) == 3
    assert [row["timeStart"] for row in rows[1:]] == [row["timeEnd"] for row in rows[:-1]]


async def test_hours_alone_of_today_follow_each_other_and_the_last_ends_now(
    call: Caller, world: World
) -> None:
    there = len(world.entries())
    wishes = [
        {"ticket": 54321, "hours": 0.25, "notes": "One"},
        {"ticket": 54321, "hours": 0.25, "notes": "One"},
        {"charge_code": "MTNG", "hours": 0.5, "notes": "Three"},
    ]
    plan = await call(TOOL, entries=wishes)
    assert "Entries 1, 2: Placed ending where the next one begins." in call.text
    assert "Entry 3: Placed ending now." in call.text
    await call(TOOL, plan=plan["plan"])
    rows = world.entries()[there:]
    assert [row["timeEnd"][11:16] for row in rows] == ["20:20", "20:35", "21:05"]
    assert [row["timeStart"] for row in rows[1:]] == [row["timeEnd"] for row in rows[:-1]]


async def test_hours_alone_of_today_that_overlap_are_offered_room_that_passes(
    call: Caller, world: World
) -> None:
    await call("create_time_entry", ticket=54322, start="15:00", end="15:45", notes="There")
    sent = writes(world)
    wishes: list[dict[str, Any]] = [
        {"ticket": 54321, "hours": 0.25, "notes": "One"},
        {"ticket": 54321, "hours": 0.5, "notes": "Two"},
        {"charge_code": "MTNG", "start": "14:45", "end": "15:00"},
    ]
    told = await call.refused(TOOL, entries=wishes)
    assert "Entry 2: overlap: " in told
    assert "move it" not in told
    offered = re.findall(r'entry (\d) with date="(.+?)", start="(.+?)", end="(.+?)"', told)
    assert [int(number) for number, *_ in offered] == [1, 2]
    for number, *when in offered:
        wishes[int(number) - 1] |= dict(zip(("date", "start", "end"), when, strict=True))
    assert writes(world) == sent
    assert (await call.planned(TOOL, entries=wishes))["done"] == 3


async def test_a_batch_is_not_open_ended(call: Caller, world: World) -> None:
    many = [an_hour("09:00")] * (MOST_ENTRIES + 1)
    told = await call.refused(TOOL, entries=many)
    assert (
        told == f"Nothing was done. entries has too many: give at most {MOST_ENTRIES} in one call."
    )
    for entries in ([], ["one hour"], [{"ticket": 1, "horus": 2}], [{"ticket": True}]):
        assert "Nothing was done" in await call.refused(TOOL, entries=entries)
    assert "It is not said which entries" in await call.refused(TOOL)
    assert "Give 1 to 50 entries" in await call.refused(TOOL, entries=[])
    assert not world.requests or not writes(world)


async def test_what_does_not_fit_is_named_by_its_number(call: Caller) -> None:
    told = await call.refused(TOOL, entries=[an_hour("09:00"), {"ticket": "x"}, {"horus": 2}])
    assert "Number 2 of entries: ticket does not fit: give a whole number." in told
    assert 'Number 3 of entries has an unknown name "horus": hours is meant?' in told
    told = await call.refused(TOOL, entries=[an_hour("09:00", accept=["overlap"])])
    assert told == (
        'Nothing was done. Number 1 of entries has an unknown name "accept": it goes beside'
        " entries, for all of them."
    )
    told = await call.refused(TOOL, entries=[an_hour("09:00", note="x", xyz=1)])
    assert 'has an unknown name "note": notes is meant?' in told
    assert 'has an unknown name "xyz". Known are: ticket, ' in told


async def test_a_list_may_come_as_text(call: Caller) -> None:
    planned = await call(TOOL, entries=json.dumps([an_hour("09:00", add_to="internal")]))
    assert planned["items"] == 1


async def test_a_plan_is_named_alone(call: Caller, world: World) -> None:
    plan = (await call(TOOL, entries=[an_hour("09:00")]))["plan"]
    told = await call.refused(TOOL, plan=plan, entries=[an_hour("10:00")])
    assert "entries cannot change it" in told
    assert "Call create_time_entries with it" in await call.refused("delete_time_entry", plan=plan)
    assert not writes(world)


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.mark.parametrize("mode", ["legacy", "auto"])
async def test_ending_now_means_the_moment_of_the_plan(world: World, mode: str) -> None:
    clock = Clock()
    wish = [{"ticket": 54321, "hours": 0.5, "notes": "Just now"}]
    async with somebody(world, "technician", mode=mode, now=clock) as call:
        first = await call(TOOL, entries=wish)
        clock.now += timedelta(minutes=7)
        # Asked for again while it waits, it is the same plan, and means the same moment.
        again = await call(TOOL, entries=wish)
        assert (again["plan"], again["entries"]) == (first["plan"], first["entries"])
        done = await call(TOOL, plan=first["plan"])
    assert done["entries"][0]["end"] == first["entries"][0]["end"] == "2026-11-20T21:05:00Z"
    assert world.entries()[-1]["timeEnd"] == "2026-11-20T21:05:00Z"


@pytest.mark.parametrize("manner", [manner for manner in MANNERS if manner.asked], ids=str)
async def test_a_person_may_take_minutes_to_agree_to_hours_that_end_now(
    world: World, manner: Manner
) -> None:
    clock = Clock()
    async with an_office(world, manner) as office:
        office.clock = clock
        office.ledger = MemoryPlans(clock)
        jamie = await office.person("technician", now=clock)
        assert jamie.host is not None

        async def thinks() -> None:
            clock.now += timedelta(minutes=3)

        jamie.host.meanwhile = thinks
        wish = {"charge_code": "MTNG", "hours": 0.25, "notes": "Planned the week with Nora"}
        done = await jamie.does(TOOL, entries=[wish])
    assert done["entries"][0]["end"] == "2026-11-20T21:05:00Z"


async def test_unfinished_entries_that_are_given_again_lead_to_their_plan(world: World) -> None:
    reached = True

    def around(app: Any) -> Between:
        def befalls(method: str, _path: str) -> Any:
            posted = writes(world)["POST /time/entries"]
            return out_of_reach if method == "POST" and posted >= 2 and not reached else None

        return Between(app, befalls)

    wishes = [an_hour("09:00"), an_hour("10:00"), an_hour("11:00")]
    async with somebody(world, "technician", around=around) as call:
        plan = (await call(TOOL, entries=wishes))["plan"]
        reached = False
        part = await call(TOOL, plan=plan)
        assert (part["done"], part["not_tried"]) == (2, 1)
        assert [entry["state"] for entry in part["entries"]] == ["done", "done", "not_tried"]
        assert f"call again with plan={plan} alone" in call.text
        reached = True
        told = await call.refused(TOOL, entries=wishes)
        assert f"Call again with plan={plan} alone" in told
        assert (await call(TOOL, plan=plan))["state"] == "done"
        # All of it is there now: that is told as for a single entry.
        assert "Entry 1: duplicate: " in await call.refused(TOOL, entries=wishes)
    assert writes(world)["POST /time/entries"] == 3


async def test_what_several_entries_share_is_asked_for_once(call: Caller, world: World) -> None:
    wishes = [an_hour(f"{hour:02}:00") for hour in (9, 11, 13, 14)]
    await call(TOOL, entries=wishes)
    asked = [served.path for served in world.requests]
    for path in ("/schedule/calendars/1", "/finance/agreements/1", "/time/workTypes"):
        assert asked.count(path) <= 1, path
    assert asked.count("/service/tickets/54321") == len(wishes)


async def test_several_findings_of_one_entry_stand_in_lines_of_their_own(call: Caller) -> None:
    wish = an_hour("09:00", date="2026-11-05")
    told = await call.refused(TOOL, entries=[wish])
    assert "\nEntry 1: closed_period: " in told
    assert "\n  overlap: " in told
    assert ".." not in told
