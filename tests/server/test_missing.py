"""Missing time through the tool: whose, which days, and how much it costs to know.

Today is Friday, 2026-11-20, 16:05 in New York; Wednesday the 11th is a holiday there.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from connectwise_time.domain.checks import WARNINGS
from connectwise_time.domain.house import House
from connectwise_time.domain.review import Worth
from connectwise_time.sandbox import World
from connectwise_time.sandbox.faults import Rule, Status
from support.calls import Caller
from support.desks import somebody
from support.sandboxes import NOW, TODAY

pytestmark = pytest.mark.anyio

MOST_REQUESTS = 80
WEEK = "2026-10-19..2026-10-25"  # in which nobody has logged anything
JAMIE = 1
HOLIDAYS = "schedule/holidayLists/holidays"


def days(answer: dict[str, Any], name: str = "Jamie Doe") -> dict[str, Any]:
    """The days of a person: hours missing, and gaps where there are."""
    [person] = [person for person in answer["people"] if person["name"] == name]
    return {day["date"]: (day["hours"], day.get("gaps")) for day in person["days"]}


async def log(call: Caller, date: str, **wish: Any) -> None:
    """An hour or more of Jamie's, whatever is asked about it."""
    told = {"ticket": 54321, "notes": "Rebuilt the mail queue", **wish}
    if "charge_code" in wish:
        del told["ticket"]
    await call("create_time_entry", date=date, **told, accept=[*WARNINGS])


async def test_days_lack_hours_with_the_gaps_in_which_they_may_lie(call: Caller) -> None:
    await log(call, "2026-10-19", start="08:00", end="12:00")
    await log(call, "2026-10-19", start="13:00", end="17:00")
    await log(call, "2026-10-20", start="09:30", end="12:00")
    await log(call, "2026-10-21", start="08:00", end="17:00", deduct=1, charge_code="PTO")
    await log(call, "2026-10-22", start="20:00", end="01:00")
    answer = await call("find_missing_time", period=WEEK)
    assert days(answer) == {
        "2026-10-20": (5.5, ["08:00–09:30", "12:00–17:00"]),
        "2026-10-22": (4, ["08:00–17:00"]),
        "2026-10-23": (7, ["08:00–17:00"]),
    }
    assert (answer["hours"], answer["since"], answer["until"]) == (16.5, "2026-10-19", "2026-10-26")
    assert "Tue 10-20 5.5 h in 08:00–09:30, 12:00–17:00" in call.text
    assert "create_time_entry" in call.text


async def test_a_break_among_the_gaps_is_explained_where_they_are_longer_than_what_lacks(
    call: Caller,
) -> None:
    await log(call, "2026-10-19", start="08:00", end="12:00")
    await log(call, "2026-10-19", start="13:00", end="16:00")
    await call("find_missing_time", period="2026-10-19..2026-10-19")
    assert "Mon 10-19 1 h in 12:00–13:00, 16:00–17:00" in call.text
    assert "a break lies among them" in call.text
    assert "draft_time" in call.text
    await log(call, "2026-10-19", start="12:00", end="13:00")
    await call("find_missing_time", period="2026-10-20..2026-10-20")
    assert "a break" not in call.text


async def test_days_without_anything_are_told_as_one_across_weekends_and_holidays(
    call: Caller,
) -> None:
    answer = await call("find_missing_time", period="2026-10-15..2026-10-27")
    assert "Thu 10-15 to Tue 10-27 8 h each, nothing logged" in call.text
    assert answer["hours"] == 72
    assert len(days(answer)) == 9


async def test_nothing_is_missing_of_a_week_in_order_nor_of_days_to_come(call: Caller) -> None:
    answer = await call("find_missing_time", period="last week")
    assert (answer["people"], answer["hours"]) == ([], 0)
    assert "Nothing is missing of Jamie Doe" in call.text
    until_now = await call("find_missing_time", period="this week")
    assert until_now["until"] == "2026-11-21"
    assert max(days(until_now)) == "2026-11-20"


async def test_part_time_and_other_zones_count_by_their_own_calendar(world: World) -> None:
    async with somebody(world, "manager") as morgan:
        dana = await morgan("find_missing_time", member="dana", period=WEEK)
        assert days(dana, "Dana Patch") == {f"2026-10-{day}": (4, None) for day in (19, 20, 21)}
        olivia = await morgan("find_missing_time", member="olivia", period="last week")
        assert set(days(olivia, "Olivia Patel")) == {"2026-11-11", "2026-11-13"}
        assert olivia["people"][0]["zone"] == "Europe/London"


@pytest.mark.parametrize(
    ("fields", "hours"),
    [
        ({"calendar": None}, 40),
        ({"dailyCapacity": None}, 37.5),
        ({"dailyCapacity": 0}, 0),
        ({"hireDate": "2026-10-21T00:00:00Z"}, 24),
        ({"timeSheetStartDate": "2026-10-23T00:00:00Z"}, 8),
        ({"inactiveFlag": True, "inactiveDate": "2026-10-20T00:00:00Z"}, 16),
    ],
)
async def test_members_count_as_connectwise_tells_of_them(
    world: World, fields: dict[str, Any], hours: float
) -> None:
    world.set_field("system/members", 3, **fields)
    house = House(findings=Worth(capacity_hours=7.5))
    async with somebody(world, "manager", house=house) as morgan:
        answer = await morgan("find_missing_time", member="jsmith", period=WEEK)
        assert answer["hours"] == hours
        assert ("is assumed" in morgan.text) is ("calendar" in fields)


async def test_a_team_is_told_by_person_without_those_of_whom_no_time_is_expected(
    world: World,
) -> None:
    async with somebody(world, "manager") as morgan:
        team = await morgan("find_missing_time", team=True, period=WEEK)
        names = {person["name"] for person in team["people"]}
        assert names == {"Jamie Doe", "Joan Smith", "John Smith"}
        assert team["hours"] == 120
        assert "(3 looked at)" in morgan.text
    world.set_field("system/members", 3, requireTimeSheetEntryFlag=False)
    async with somebody(world, "manager") as morgan:
        team = await morgan("find_missing_time", team=True, period=WEEK)
        assert len(team["people"]) == 2
        assert "1 left out" in morgan.text
        john = await morgan("find_missing_time", member="john smith", period=WEEK)
        assert john["hours"] == 40
        assert "expects no timesheets of John Smith" in morgan.text


async def test_keys_that_see_only_their_own_time_are_told_so(world: World) -> None:
    for row in world.rows("system/mySecurity"):
        if row["member"]["id"] == JAMIE and row["moduleFunctionName"] == "Time Entry":
            world.set_field("system/mySecurity", row["id"], inquireLevel="My")
    async with somebody(world, "technician") as jamie:
        told = await jamie.refused("find_missing_time", member="john smith")
        assert "only their own member's time" in told
        assert "inquire level All" in told
        assert (await jamie("find_missing_time", period=WEEK))["hours"] == 40


async def test_keys_that_see_only_the_short_list_of_members_assume_a_usual_week(
    world: World,
) -> None:
    for row in world.rows("system/mySecurity"):
        if row["member"]["id"] == 2 and row["moduleFunctionName"] == "Member Maintenance":
            world.set_field("system/mySecurity", row["id"], inquireLevel="None")
    async with somebody(world, "manager") as morgan:
        answer = await morgan("find_missing_time", member="dana", period=WEEK)
        assert answer["hours"] == 40
        assert "Dana Patch: No calendar is seen: Monday to Friday, 8 h a day" in morgan.text


async def test_who_approves_nobody_is_told_that_there_is_no_team(world: World) -> None:
    async with somebody(world, "technician") as jamie:
        for tool in ("find_missing_time", "list_timesheets"):
            told = await jamie.refused(tool, team=True)
            assert "Jamie Doe approves nobody's time" in told
            assert 'member="everybody"' in told
    for row in world.rows("system/mySecurity"):
        if row["member"]["id"] == 2 and row["moduleFunctionName"] == "Member Maintenance":
            world.set_field("system/mySecurity", row["id"], inquireLevel="None")
    async with somebody(world, "manager") as morgan:
        told = await morgan.refused("find_missing_time", team=True)
        assert "may not see who approves whom" in told
        assert "Member Maintenance" in told


async def test_what_cannot_be_asked_is_refused_with_what_can(call: Caller) -> None:
    told = await call.refused("find_missing_time", member="john smith", team=True)
    assert "one of the two" in told
    told = await call.refused("find_missing_time", period="2026-01-01..2026-11-15")
    assert "more than 92 days" in told
    assert "a quarter at a time" in told


@pytest.fixture(scope="module")
def many() -> Iterator[World]:
    """The large tenant: sixty people with a year of time."""
    opened = World.open(seed="large", today=TODAY, now=lambda: NOW)
    yield opened
    opened.close()


@pytest.mark.no_cover
async def test_a_month_of_sixty_people_costs_few_requests_and_fits_an_answer(many: World) -> None:
    async with somebody(many, "owner") as nora:
        before = len(many.requests)
        month = f"{MONTH[0]}..{MONTH[-1]}"
        answer = await nora("find_missing_time", member="everybody", period=month)
    assert len(many.requests) - before <= MOST_REQUESTS
    assert int(nora.text.partition(" looked at)")[0].rpartition("(")[2]) >= 60
    assert len(nora.text) < 12_000
    assert answer["more"] > 0
    assert answer["hours"] == pytest.approx(missing_in(many), abs=0.05)


MONTH = [TODAY - timedelta(days=number) for number in range(30, 0, -1)]


def missing_in(world: World) -> float:
    """The same, from the sandbox's own rows."""
    zones = {row["id"]: row["name"] for row in world.rows("system/timeZoneSetups")}
    names = {"Eastern Standard Time": "America/New_York", "GMT Standard Time": "Europe/London"}
    calendars = {row["id"]: row for row in world.rows("schedule/calendars")}
    off = {(r["holidayList"]["id"], r["date"][:10]) for r in world.rows(HOLIDAYS)}
    members = {m["id"]: m for m in world.rows("system/members") if _is_asked_for(m)}
    zone_of = {key: ZoneInfo(names[zones[m["timeZone"]["id"]]]) for key, m in members.items()}
    logged: Counter[tuple[int, str]] = Counter()
    entries = "SELECT member_id, time_start, actual_hours FROM time_entries WHERE time_start > ?"
    for who, began, hours in world.store.all(entries, [MONTH[0].isoformat()]):
        if who in members:
            start = datetime.fromisoformat(began).astimezone(zone_of[who])
            logged[who, start.date().isoformat()] += hours
    lacking = 0.0
    for who, member in members.items():
        calendar = calendars[member["calendar"]["id"]]
        held = (calendar.get("holidayList") or {"id": 0})["id"]
        for day in MONTH:
            works = calendar.get(f"{day:%A}".lower() + "StartTime")
            if works and (held, day.isoformat()) not in off:
                lacks = member["dailyCapacity"] - logged[who, day.isoformat()]
                lacking += lacks if lacks >= 0.25 else 0
    return lacking


def _is_asked_for(member: dict[str, Any]) -> bool:
    return bool(
        not member["inactiveFlag"]
        and member["licenseClass"] != "A"
        and member["requireTimeSheetEntryFlag"]
    )


async def test_holidays_that_may_not_be_seen_are_said_to_be_expected(world: World) -> None:
    johns = {"member": "jsmith", "period": "2026-11-09..2026-11-13"}
    async with somebody(world, "manager") as morgan:
        seen = await morgan("find_missing_time", **johns)
        assert "No holidays are seen" not in morgan.text
    world.faults.add(Rule(Status(403), "GET", "/schedule/holidayLists/**"))
    async with somebody(world, "manager") as morgan:
        told = await morgan("find_missing_time", **johns)
        assert told["hours"] == seen["hours"] + 8
        assert "No holidays are seen" in morgan.text
