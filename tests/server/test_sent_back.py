"""All that was sent back, without knowing the week: why, by whom, and what to call next."""

from typing import Any

import pytest

from connectwise_time.sandbox import World
from support.demo import JOANS_LAST, QUINNS_LAST
from support.desks import somebody, writes

pytestmark = pytest.mark.anyio

JOANS = [32, 35, 38]


@pytest.mark.parametrize("dialect", ["psa", "documented"])
async def test_what_came_back_is_shown_with_who_why_and_the_next_calls(
    world: World, dialect: Any
) -> None:
    async with somebody(world, "manager", me="joansmith", dialect=dialect) as joan:
        answer = await joan("review_timesheet", rejected=True)
        assert answer["entries"] == JOANS
        assert (answer["timesheets"], answer["hours"]) == ([JOANS_LAST], 21)
        assert answer["member"] == "Joan Smith"
        assert "which rack? Please name the room." in answer["findings"][0]
        told = joan.text
    assert f"Timesheet {JOANS_LAST} of Joan Smith, 2026-11-09 to 2026-11-15: rejected" in told
    assert "- entry 32: Mon 2026-11-09 09:00–16:00 · 7 h · #60101 Plan the move" in told
    assert "which rack? Please name the room." in told
    assert "Next: update_time_entry(entry=32, …), and so on for each, then submit_timesheet" in told
    assert f"(timesheet={JOANS_LAST})." in told
    assert not writes(world)


async def test_what_was_corrected_is_sent_back_no_more(world: World) -> None:
    async with somebody(world, "technician", me="joansmith") as joan:
        await joan("review_timesheet", rejected=True)
    for number in JOANS:
        world.set_field("time/entries", number, status="ErrorsCorrected")
    async with somebody(world, "technician", me="joansmith") as joan:
        answer = await joan("review_timesheet", rejected=True)
    assert (answer["entries"], answer["findings"]) == ([], [])
    assert "No time of Joan Smith was sent back" in answer["text"]


async def test_a_manager_sees_everybodys_by_sheet(world: World) -> None:
    async with somebody(world, "manager") as morgan:
        answer = await morgan("review_timesheet", rejected=True, member="everybody")
        assert answer["timesheets"] == [JOANS_LAST, QUINNS_LAST]
        lines = morgan.text.splitlines()
        assert sum(line.startswith("Next: update_time_entry") for line in lines) == 2
        one = await morgan("review_timesheet", rejected=True, member="joan")
        assert one["timesheets"] == [JOANS_LAST]


async def test_of_much_the_oldest_is_shown_and_how_much_more_there_is(world: World) -> None:
    for entry in world.entries():
        world.set_field("time/entries", entry["id"], status="Rejected")
    every = len(world.entries())
    async with somebody(world, "manager") as morgan:
        before = len(world.requests)
        answer = await morgan("review_timesheet", rejected=True, member="everybody")
    assert len(answer["entries"]) == 50
    assert answer["more"] == every - 50
    assert f"in {every} entries" in answer["text"]
    assert len(world.requests) - before < 30


async def test_a_week_and_all_weeks_are_not_asked_for_at_once(world: World) -> None:
    async with somebody(world, "technician") as jamie:
        for more in ({"timesheet": 7}, {"period": "last week"}):
            told = await jamie.refused("review_timesheet", rejected=True, **more)
            assert "Leave timesheet and period out" in told


async def test_long_reasons_are_clipped_where_there_are_many(world: World) -> None:
    reason = "Rejected by msmith: " + "please name the room and the rack, " * 25
    for entry in world.entries():
        world.set_field("time/entries", entry["id"], status="Rejected", internalNotes=reason)
    async with somebody(world, "manager") as morgan:
        answer = await morgan("review_timesheet", rejected=True, member="everybody")
    assert len(answer["entries"]) >= 20
    assert len(morgan.text) < 12_000
    assert len("".join(answer["findings"])) < 10_000
    assert "review_timesheet(timesheet=…) tells more of them" in morgan.text
