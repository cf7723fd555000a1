"""A technician's week is reviewed, drafted, corrected and submitted, by tool calls alone."""

from collections.abc import AsyncIterator
from itertools import pairwise

import pytest

from connectwise_time.sandbox import World
from support.calls import Caller
from support.demo import QUINNS_LAST
from support.desks import somebody

pytestmark = pytest.mark.anyio

LAST_WEEK = {"period": "last week"}
TO_MEND = {"rejected_entries", "missing_time", "overlaps", "weak_notes"}
CAME_BACK, OVERLAPS, WEAK = 73, 78, 80
SURVEY, SCANNER, DNS = 54327, 54347, 54344


@pytest.fixture(params=["legacy", "auto"])
async def quinn(request: pytest.FixtureRequest, world: World) -> AsyncIterator[Caller]:
    """Calls tools as the technician Quinn Okafor, in both protocol eras."""
    async with somebody(world, "catch_up", mode=request.param) as call:
        yield call


async def findings(quinn: Caller) -> set[str]:
    """The rules that something of last week breaks."""
    told = await quinn("review_timesheet", **LAST_WEEK)
    return {finding.partition(":")[0] for finding in told["findings"]}


async def test_a_week_is_reviewed_drafted_corrected_and_submitted(
    quinn: Caller, world: World
) -> None:
    assert await findings(quinn) >= TO_MEND

    drafted = await quinn("draft_time", **LAST_WEEK)
    survey, scanner = drafted["entries"]
    survey["notes"] = "Measured 14 spots of the warehouse"
    assert (await quinn.planned("create_time_entries", entries=[survey, scanner]))[
        "state"
    ] == "done"

    [forgotten] = (await quinn("list_timers"))["timers"]
    assert forgotten["forgotten"]
    assert "when the work ended" in await quinn.refused("stop_timer", timer=forgotten["timer"])
    ended = {"timer": forgotten["timer"], "end": "17:40"}
    assert "outside_hours" in await quinn.refused("stop_timer", **ended)
    await quinn("stop_timer", **ended, accept=["outside_hours"])

    back = await quinn("review_timesheet", rejected=True)
    assert back["entries"] == [CAME_BACK]
    assert "name the account" in quinn.text
    notes = "Created the account asmith for Anna Smith"
    await quinn("update_time_entry", entry=CAME_BACK, notes=notes)
    await quinn("update_time_entry", entry=OVERLAPS, end="10:00")
    await quinn("update_time_entry", entry=WEAK, notes="Freed 40 GB: moved old profiles")

    assert not await findings(quinn) & TO_MEND
    await quinn.planned("submit_timesheet", **LAST_WEEK)

    sheet = next(row for row in world.rows("time/sheets") if row["id"] == QUINNS_LAST)
    mine = [row for row in world.entries() if row["timeSheet"]["id"] == QUINNS_LAST]
    assert sheet["status"] == "PendingApproval"
    assert {row["status"] for row in mine} == {"PendingApproval"}
    assert all(row["ticket"]["id"] != DNS for row in world.rows("time/ticketstopwatches"))
    in_order = sorted(mine, key=lambda row: row["timeStart"])
    assert all(row["timeEnd"] <= after["timeStart"] for row, after in pairwise(in_order))
    made = {row["chargeToId"]: row for row in mine[-3:]}
    assert {number: row["actualHours"] for number, row in made.items()} == {
        SURVEY: 2,
        SCANNER: 2,
        DNS: 0.5,
    }
    assert made[DNS]["timeStart"] == "2026-11-13T22:10:00Z"
    # What the week came to: forty hours of work and leave, and half an hour in the evening.
    assert sum(row["actualHours"] for row in mine) == 40.5
