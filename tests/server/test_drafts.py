"""What is suggested of Quinn's last week, and what becomes of it; the sandbox is looked at."""

from collections.abc import AsyncIterator

import pytest
from mcp import Client

from connectwise_time.sandbox import World
from connectwise_time.sandbox.faults import Rule, Status
from connectwise_time.server.app import build_server
from support.calls import Caller
from support.desks import somebody
from support.sandboxes import desk_on

pytestmark = pytest.mark.anyio

SURVEY, SCANNER = 54327, 54347
SUGGESTED = [
    {"ticket": SURVEY, "date": "2026-11-10", "start": "15:00", "end": "17:00"},
    {
        "ticket": SCANNER,
        "date": "2026-11-12",
        "start": "15:00",
        "end": "17:00",
        "notes": "Scanner mounted; mail waits for the password.",
    },
]


@pytest.fixture(params=["legacy", "auto"])
async def quinn(request: pytest.FixtureRequest, world: World) -> AsyncIterator[Caller]:
    """Calls tools as the technician Quinn Okafor, in both protocol eras."""
    async with Client(
        build_server(lambda: desk_on(world, key="catch_up")), mode=request.param
    ) as client:
        yield Caller(client)


async def test_two_gaps_of_a_week_are_suggested_each_with_what_tells_of_it(quinn: Caller) -> None:
    told = await quinn("draft_time", period="last week")
    assert told["entries"] == SUGGESTED
    wrote = 'wrote at 16:40 "Scanner mounted; mail waits for the password."'
    assert told["because"] == [
        "appointment 15:00–17:00",
        f"{wrote}; updated the ticket at 16:40",
    ]
    assert "2 h GUESS" in quinn.text
    assert "ticket-1 #54344" in quinn.text
    assert "no end is known" in quinn.text


async def test_what_is_chosen_is_logged_as_it_was_suggested_and_not_suggested_again(
    quinn: Caller, world: World
) -> None:
    told = await quinn("draft_time", period="last week")
    first, second = told["entries"]
    chosen = [{**first, "notes": "Measured the aisles"}, {**second, "end": "16:45"}]
    done = await quinn.planned("create_time_entries", entries=chosen)
    assert done["state"] == "done"
    made = {entry["chargeToId"]: entry for entry in world.entries()[-2:]}
    assert (made[SURVEY]["timeStart"], made[SURVEY]["actualHours"]) == ("2026-11-10T20:00:00Z", 2)
    assert (made[SCANNER]["timeStart"], made[SCANNER]["actualHours"]) == (
        "2026-11-12T20:00:00Z",
        1.75,
    )
    again = await quinn("draft_time", period="last week")
    assert again["entries"] == []


async def test_who_has_left_nothing_behind_is_asked_about_the_gaps(quinn: Caller) -> None:
    told = await quinn("draft_time", period="last week", member="jsmith")
    assert told["entries"] == []
    assert "Missing without any trace; ask what was done:" in quinn.text


async def test_what_is_suggested_for_somebody_else_is_logged_for_them(
    world: World,
) -> None:
    async with somebody(world, "manager") as call:
        told = await call("draft_time", period="last week", member="qokafor")
        assert [entry["member"] for entry in told["entries"]] == ["13", "13"]
        assert [entry["ticket"] for entry in told["entries"]] == [SURVEY, SCANNER]


async def test_days_to_come_and_many_days_are_refused(quinn: Caller) -> None:
    assert "Give days up to today" in await quinn.refused("draft_time", period="next week")
    assert "Ask for a week" in await quinn.refused("draft_time", period="last 60 days")


async def test_what_may_not_be_seen_tells_nothing_and_the_rest_does(
    quinn: Caller, world: World
) -> None:
    world.faults.add(Rule(Status(403), "GET", "/schedule/entries"))
    world.faults.add(Rule(Status(403), "GET", "/time/ticketstopwatches"))
    told = await quinn("draft_time", period="last week")
    assert [entry["ticket"] for entry in told["entries"]] == [SCANNER]


async def test_a_connectwise_without_such_traces_tells_what_is_missing(world: World) -> None:
    async with somebody(world, "catch_up", dialect="documented") as call:
        told = await call("draft_time", period="last week")
        assert "Missing without any trace" in told["text"]
