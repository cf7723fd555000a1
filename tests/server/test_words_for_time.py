"""Words for time through the tools: what was understood is echoed, in local time and in UTC."""

from contextlib import closing
from typing import Literal

import pytest
from mcp import Client

from connectwise_time.sandbox import World
from connectwise_time.server.app import build_server
from support.calls import Caller
from support.sandboxes import NOW, TODAY, desk_on

pytestmark = pytest.mark.anyio
ANYHOW = ["overlap", "outside_hours"]  # when it was is the point here, not what lies beside it


async def test_a_range_of_a_day_in_words_is_logged_and_echoed(call: Caller, world: World) -> None:
    answer = await call(
        "create_time_entry",
        ticket=54321,
        start="yesterday 2-3:30pm",
        deduct="15 min",
        notes="x",
        accept=ANYHOW,
    )
    assert (answer["start"], answer["end"]) == ("2026-11-19T19:00:00Z", "2026-11-19T20:30:00Z")
    assert (answer["date"], answer["hours"], answer["deduct"]) == ("2026-11-19", 1.25, 0.25)
    assert "Thu 2026-11-19 14:00–15:30 (America/New_York)" in call.text
    assert world.entries()[-1]["actualHours"] == 1.25


async def test_hours_in_words_and_as_a_number_are_one_call_where_the_number_is_one(
    call: Caller,
) -> None:
    said: dict[str, object] = {
        "ticket": 54321,
        "start": "06:00",
        "notes": "x",
        "operation_id": "one-call",
    }
    said["accept"] = ANYHOW
    first = await call("create_time_entry", hours=1.5, **said)
    again = await call("create_time_entry", hours="1.5", **said)
    assert (again["entry"], again["replayed"]) == (first["entry"], True)


@pytest.mark.parametrize(
    "said", [{"start": 1430}, {"date": 20261119, "start": "14:30"}, {"ticket": "#54321"}]
)
async def test_a_number_is_read_as_its_text_is(call: Caller, said: dict[str, object]) -> None:
    answer = await call(
        "create_time_entry",
        **{"ticket": 54321, "date": "2026-11-19", "start": "2:30pm", "hours": "1"} | said,
        notes="x",
        preview=True,
        accept=ANYHOW,
    )
    assert (answer["start"], answer["hours"]) == ("2026-11-19T19:30:00Z", 1)
    assert answer["ticket"]["id"] == 54321


@pytest.mark.parametrize("start", [14.5, True, [9], {"hour": 9}])
async def test_what_is_no_text_is_no_time(call: Caller, start: object) -> None:
    told = await call.refused("create_time_entry", ticket=54321, start=start, hours=1)
    assert "start does not fit" in told


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"date": "05/06", "hours": 1}, "2026-05-06 or 2026-06-05"),
        ({"start": "2:30", "hours": 1}, "02:30 or 14:30"),
        ({"start": "9am", "hours": 90}, "90 min"),
        ({"date": "last monday", "hours": 1}, "Mon 2026-11-16 or Mon 2026-11-09"),
        ({"date": "next friday", "hours": 1}, "future"),
        ({"start": "2-3pm", "end": "4pm"}, "contradict"),
        ({"start": "9am", "hours": "1-2h"}, "cannot be read"),
    ],
)
async def test_what_has_two_readings_or_none_is_refused_and_stores_nothing(
    call: Caller, world: World, said: dict[str, object], told: str
) -> None:
    before = world.entries()
    assert told in await call.refused("create_time_entry", ticket=54321, notes="x", **said)
    assert world.entries() == before


async def test_a_change_takes_words_too(call: Caller) -> None:
    made = await call("create_time_entry", ticket=54321, start="6-7am", notes="x", accept=ANYHOW)
    answer = await call("update_time_entry", entry=made["entry"], hours="1h 15m", accept=ANYHOW)
    assert (answer["start"], answer["hours"]) == ("2026-11-20T11:00:00Z", 1.25)
    answer = await call(
        "update_time_entry", entry=made["entry"], start="thursday 6-8am", accept=ANYHOW
    )
    assert (answer["date"], answer["hours"]) == ("2026-11-19", 2)


@pytest.mark.parametrize(
    ("starts", "this", "last"),
    [
        ("monday", ("2026-11-16", "2026-11-23"), ("2026-11-09", "2026-11-16")),
        ("sunday", ("2026-11-15", "2026-11-22"), ("2026-11-08", "2026-11-15")),
    ],
)
async def test_weeks_begin_as_the_tenants_time_periods_do(
    starts: Literal["monday", "sunday"], this: tuple[str, str], last: tuple[str, str]
) -> None:
    with closing(World.open(today=TODAY, now=lambda: NOW, week_starts=starts)) as world:
        async with Client(build_server(lambda: desk_on(world))) as client:
            call = Caller(client)
            for period, days in (("this week", this), ("last week", last), (None, this)):
                answer = await call("search_time", **({"period": period} if period else {}))
                assert (answer["since"], answer["until"]) == days
            answer = await call("list_timesheets")
            assert (answer["since"], answer["until"]) == (last[0], this[1])
            assert _asked_for_weeks(world) == 1


async def test_weeks_are_not_asked_about_where_nobody_speaks_of_them(
    call: Caller, world: World
) -> None:
    await call("search_time", period="last 14 days")
    await call("create_time_entry", ticket=54321, date="monday", start="6-7am", accept=ANYHOW)
    assert _asked_for_weeks(world) == 0


def _asked_for_weeks(world: World) -> int:
    return sum("timePeriodSetups" in request.path for request in world.requests)
