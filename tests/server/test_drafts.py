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


def visit(world: World, **fields: object) -> None:
    """Change Quinn's appointment on the survey."""
    [row] = [
        row
        for row in world.rows("schedule/entries")
        if row.get("objectId") == SURVEY and row["dateStart"] < row["dateEnd"]
    ]
    world.set_field("schedule/entries", row["id"], **fields)


async def test_of_what_goes_on_only_the_part_that_is_over_is_suggested_and_can_be_logged(
    quinn: Caller, world: World
) -> None:
    visit(world, dateStart="2026-11-20T20:00:00Z", dateEnd="2026-11-20T22:30:00Z", hours=2.5)
    [entry] = (await quinn("draft_time", period="today"))["entries"]
    assert (entry["start"], entry["end"]) == ("15:00", "16:05")  # as late as it is
    done = await quinn.planned("create_time_entries", entries=[{**entry, "notes": "Measured"}])
    assert done["state"] == "done"


async def test_what_is_logged_after_midnight_is_not_suggested_over(
    quinn: Caller, world: World
) -> None:
    visit(world, dateStart="2026-11-11T03:00:00Z", dateEnd="2026-11-11T08:00:00Z", hours=5)
    night = {"ticket": SURVEY, "start": "2026-11-11T00:30", "end": "2026-11-11T02:00"}
    asked = {**night, "notes": "Measured", "accept": ["outside_hours", "overlap"]}
    await quinn("create_time_entry", **{**asked, "ticket": 54341})
    told = await quinn("draft_time", period="2026-11-10")
    assert [(e["start"], e["end"]) for e in told["entries"] if e["ticket"] == SURVEY] == [
        ("2026-11-10T22:00:00-05:00", "2026-11-11T00:00:00-05:00")
    ]


async def test_a_ticket_that_takes_no_time_is_told_and_not_suggested(
    quinn: Caller, world: World
) -> None:
    visit(world, objectId=54339)
    told = await quinn("draft_time", period="last week")
    assert [entry["ticket"] for entry in told["entries"]] == [SCANNER]
    assert "Ticket #54339 takes no time" in quinn.text


async def test_a_note_that_is_not_for_the_customer_is_no_entrys_notes(
    quinn: Caller, world: World
) -> None:
    for row in world.rows("service/tickets/notes"):
        world.set_field("service/tickets/notes", row["id"], internalAnalysisFlag=True)
    told = await quinn("draft_time", period="last week")
    [scanner] = [entry for entry in told["entries"] if entry["ticket"] == SCANNER]
    assert "notes" not in scanner
    assert "wrote internally" in quinn.text
