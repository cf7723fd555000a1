"""Guards through the tools: each asks once, stores nothing, and lets pass what is accepted.

Today is Friday, 2026-11-20, 16:05. Jamie works from 8 to 17, logged 08:00–08:30 today, and handed
in the week before; 21 October is a Wednesday on which nobody has logged anything.
"""

from typing import Any

import pytest
from mcp import Client
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from connectwise_time.domain.checks import GUARDS, WARNINGS, Thresholds
from connectwise_time.domain.house import House
from connectwise_time.sandbox import World
from connectwise_time.server.app import build_server
from support.calls import Caller
from support.desks import somebody
from support.sandboxes import desk_on

pytestmark = pytest.mark.anyio

WISH: dict[str, Any] = {"ticket": 54321, "notes": "Rebuilt the mail queue"}
TODAY = {**WISH, "start": "09:00", "hours": 1}
BEFORE = {**TODAY, "date": "2026-10-21"}
TWIN = {"start": "08:00", "end": "08:30", "notes": "Checked the relay queue"}
BILLED = {"billable": "Billable"}
# What a guard asks about; and something like it, about which it does not.
WARNED: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "overlap": ({**TODAY, "start": "08:15"}, {**TODAY, "start": "08:30"}),
    "duplicate": ({**TODAY, **TWIN, "hours": 0.5}, {**TODAY, "start": "08:30"}),
    "day_total": ({**BEFORE, "start": "00:00", "hours": 12.5}, {**BEFORE, "hours": 8}),
    "outside_hours": ({**BEFORE, "start": "9pm"}, {**BEFORE, "start": "9am"}),
    "day_off": ({**BEFORE, "date": "2026-10-18"}, BEFORE),
    "holiday": ({**BEFORE, "date": "2026-10-19"}, {**BEFORE, "date": "2026-10-20"}),
    "closed_ticket": ({**TODAY, "ticket": 54332}, TODAY),
    "agreement_ended": ({**BEFORE, "ticket": 54333, "date": "2026-10-22"}, BEFORE),
    "weak_notes": ({**TODAY, **BILLED, "notes": "fixed"}, {**TODAY, **BILLED}),
}
HARD: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "closed_period": ({**TODAY, "date": "2026-11-12", "start": "16:30", "hours": 0.5}, TODAY),
    "day_full": ({**BEFORE, "start": "00:00", "hours": 23.5}, {**BEFORE, "hours": 8}),
    "notes": ({**TODAY, "notes": " "}, TODAY),
}


@pytest.fixture(autouse=True)
def the_house(world: World) -> None:
    """A Monday is a holiday, and Adventure Works' agreement ends on the 21st."""
    holidays = world.rows("schedule/holidayLists/holidays")
    world.set_field("schedule/holidayLists/holidays", holidays[0]["id"], date="2026-10-19")
    world.set_field("finance/agreements", 3, endDate="2026-10-21T00:00:00Z")


async def answered(client: Client, **wish: Any) -> tuple[str, list[str]]:
    """The text of a call, and what it says that is to be accepted."""
    result = await client.call_tool("create_time_entry", wish)
    text = str(result.content[0].text)  # type: ignore[union-attr]  # there is one text
    asked = text.rpartition("accept=")[2] if result.is_error else ""
    return text, [name for name in WARNINGS if f'"{name}"' in asked]


def test_every_guard_has_an_example() -> None:
    assert set(WARNED) == set(WARNINGS)
    assert set(HARD) == {guard.name for guard in GUARDS if guard.hard}


@pytest.mark.parametrize("guard", WARNED)
async def test_a_warning_stores_nothing_until_it_is_accepted(
    call: Caller, world: World, guard: str
) -> None:
    wish, harmless = WARNED[guard]
    text, asked = await answered(call.client, **harmless)
    assert guard not in asked, text
    before = world.entries()
    text, asked = await answered(call.client, **wish)
    assert guard in asked, text
    assert "othing was written" in text
    assert world.entries() == before
    others = [name for name in asked if name != guard]
    if others:
        assert guard in (await answered(call.client, **wish, accept=others))[1]
        assert world.entries() == before
    await call("create_time_entry", **wish, accept=asked)
    assert len(world.entries()) == len(before) + 1


@pytest.mark.parametrize("guard", HARD)
async def test_a_hard_stop_stores_nothing_whatever_is_accepted(
    call: Caller, world: World, guard: str
) -> None:
    wish, harmless = HARD[guard]
    world.set_field("system/myCompany/timeExpense", 1, requireTimeNoteFlag=guard == "notes")
    if guard == "day_full":
        await call("create_time_entry", **{**BEFORE, "start": "12:00"})
    before = world.entries()
    for more in ({}, {"accept": list(WARNINGS)}, {"preview": True}):
        text = await call.refused("create_time_entry", **wish, **more)
        assert not text.startswith("Nothing was written"), text
    assert world.entries() == before
    assert guard not in (await answered(call.client, **harmless))[0]


async def test_a_closed_week_says_what_opens_it(call: Caller) -> None:
    text = await call.refused("create_time_entry", **HARD["closed_period"][0])
    assert text.startswith("Timesheet 2, which Thu 2026-11-12 is on, is submitted")
    assert "reopen_timesheet" in text


async def test_several_warnings_are_told_at_once_and_the_list_can_be_passed(
    call: Caller, world: World
) -> None:
    before = len(world.entries())
    wish = {**TODAY, **BILLED, "ticket": 54332, "start": "08:15", "notes": "done"}
    text, asked = await answered(call.client, **wish)
    assert asked == ["overlap", "closed_ticket", "weak_notes"]
    assert text.count("\n") == 4
    assert 'shorten it: start="08:30", end="09:15", hours=0.75' in text
    assert 'accept=["overlap","closed_ticket","weak_notes"]' in text
    assert len(world.entries()) == before
    await call("create_time_entry", **wish, accept=asked)
    assert len(world.entries()) == before + 1


async def test_a_choice_of_an_overlap_can_be_taken(call: Caller, world: World) -> None:
    text = await call.refused("create_time_entry", **{**TODAY, "start": "08:15"})
    assert 'move it: start="08:30", end="09:30"' in text
    answer = await call("create_time_entry", **{**TODAY, "start": "08:30", "end": "09:30"})
    assert world.entries()[-1]["id"] == answer["entry"]


async def test_work_that_ends_now_is_offered_before_what_is_in_its_way_by_the_calendar(
    call: Caller, world: World
) -> None:
    await call("create_time_entry", **{**TODAY, "start": "15:00", "hours": 0.75})
    text = await call.refused("create_time_entry", **WISH, hours=1)
    assert 'Choices: move it: start="14:00", end="15:00"; shorten it: start="15:45"' in text
    await call("create_time_entry", **WISH, start="08:30", end="15:00", accept=["overlap"])
    text = await call.refused("create_time_entry", **WISH, hours=1)
    assert "move it" not in text  # only before work, at 07:00, there is as much room
    assert 'shorten it: start="15:45", end="16:05", hours=0.3333' in text
    wish = {**WISH, "start": "15:45", "end": "16:05", "hours": 0.3333}
    answer = await call("create_time_entry", **wish)
    assert world.entries()[-1]["id"] == answer["entry"]


async def test_a_night_shift_is_neither_outside_of_hours_nor_on_free_days(
    call: Caller, world: World
) -> None:
    for row in world.rows("schedule/calendars"):
        nights = {"thursdayStartTime": "22:00:00", "thursdayEndTime": "06:00:00"}
        friday = {"fridayStartTime": "00:00:00", "fridayEndTime": "00:00:00"}
        world.set_field("schedule/calendars", row["id"], **nights, **friday)
    await call("create_time_entry", **WISH, date="2026-10-22", start="22:00", end="06:00")
    morning = {**WISH, "date": "2026-10-23", "start": "10:00", "hours": 1}
    assert (await answered(call.client, **morning))[1] == ["day_off"]
    assert (await answered(call.client, **{**morning, "date": "2026-10-22"}))[1] == [
        "outside_hours"
    ]


async def test_an_unknown_warning_is_refused_by_the_schema(call: Caller, world: World) -> None:
    before = world.entries()
    text = await call.refused("create_time_entry", **TODAY, accept=["everything"])
    assert "one of duplicate, overlap" in text
    assert world.entries() == before


async def test_a_preview_tells_the_warnings_and_refuses_nothing(call: Caller, world: World) -> None:
    before = world.entries()
    wish = {**TODAY, "start": "08:15", "preview": True}
    answer = await call("create_time_entry", **wish)
    assert any(
        notice.startswith('It will be refused without accept=["overlap"]: Fri')
        for notice in answer["notices"]
    )
    assert "notices" not in await call("create_time_entry", **wish, accept=["overlap"])
    assert world.entries() == before


async def test_a_preview_with_several_warnings_names_one_list_in_one_line(call: Caller) -> None:
    wish = {**TODAY, "ticket": 54332, "start": "08:15", "preview": True}
    [notice] = [
        notice
        for notice in (await call("create_time_entry", **wish))["notices"]
        if "accept" in notice
    ]
    assert notice.startswith('It will be refused without accept=["overlap","closed_ticket"]: over')
    assert "closed_ticket: Ticket" in notice


async def test_what_was_accepted_is_told_in_one_line_of_the_answer(call: Caller) -> None:
    answer = await call(
        "create_time_entry", **{**TODAY, "start": "08:15"}, accept=["overlap", "day_off"]
    )
    [line] = [notice for notice in answer["notices"] if notice.startswith("Accepted")]
    assert line.startswith("Accepted: overlaps entry ")
    assert line.endswith(" by 0.25 h.")
    changed = await call(
        "update_time_entry", entry=answer["entry"], start="08:20", accept=["overlap"]
    )
    assert any("Accepted: overlaps entry" in notice for notice in changed["notices"])


async def test_work_that_ends_now_is_not_held_against_a_calendar(
    call: Caller, world: World
) -> None:
    await call("create_time_entry", **WISH, hours=0.5)
    asked = [served.path for served in world.requests]
    assert not [path for path in asked if path.startswith("/schedule")]


async def test_what_cannot_be_looked_up_keeps_nobody_from_logging(world: World) -> None:
    failed: list[str] = []

    def out_of_order(app: ASGIApp) -> ASGIApp:
        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            path = scope.get("path", "")
            if "/schedule/" not in path and "/finance/" not in path:
                return await app(scope, receive, send)
            failed.append(path)
            return await Response("{}", status_code=400)(scope, receive, send)

        return answer

    before = len(world.entries())
    server = build_server(lambda: desk_on(world, around=out_of_order))
    async with Client(server) as client:
        await Caller(client)("create_time_entry", **{**BEFORE, "ticket": 54333, "start": "9pm"})
    assert failed
    assert len(world.entries()) == before + 1


async def test_calendars_and_agreements_are_asked_for_once(call: Caller, world: World) -> None:
    for start in ("09:00", "11:00"):
        await call("create_time_entry", **{**BEFORE, "start": start})
    asked = [served.path for served in world.requests]
    for path in ("/schedule/calendars/1", "/schedule/holidayLists/1/holidays"):
        assert asked.count(path) == 1
    assert asked.count("/finance/agreements/1") == 1
    assert asked.count("/time/entries") == 4  # around it and the write, twice


async def test_nothing_is_looked_up_for_what_a_house_does_not_ask(world: World) -> None:
    house = House(guards=Thresholds(off=frozenset(WARNINGS)))
    async with somebody(world, "technician", house=house) as call:
        wish = {**BEFORE, "ticket": 54333, "start": "9pm", "notes": "x"}
        await call("create_time_entry", **wish)
        await call("create_time_entry", **{**wish, "notes": "y"})
    asked = {served.path.split("/")[1] for served in world.requests}
    assert not asked & {"schedule", "finance"}
    assert "/system/myCompany/timeExpense" not in {served.path for served in world.requests}


# Changes.


async def test_a_change_of_times_is_guarded_and_one_of_words_is_not(
    call: Caller, world: World
) -> None:
    number = (await call("create_time_entry", **{**TODAY, "start": "08:30"}))["entry"]
    before = world.entries()
    text = await call.refused("update_time_entry", entry=number, start="08:15")
    assert "overlap: Fri 2026-11-20 08:15–09:30 overlaps by 0.25 h with entry" in text
    assert world.entries() == before
    await call("update_time_entry", entry=number, notes="x")
    await call("update_time_entry", entry=number, start="08:15", accept=["overlap"])
    assert world.entries()[-1]["timeStart"] == "2026-11-20T13:15:00Z"


async def test_a_move_to_a_closed_ticket_or_into_a_closed_week_is_guarded(
    call: Caller, world: World
) -> None:
    number = (await call("create_time_entry", **TODAY))["entry"]
    before = world.entries()
    assert "closed_ticket: " in await call.refused("update_time_entry", entry=number, ticket=54332)
    text = await call.refused("update_time_entry", entry=number, date="2026-11-12")
    assert text.startswith("Timesheet 2, which Thu 2026-11-12 is on")
    assert world.entries() == before
    await call("update_time_entry", entry=number, ticket=54332, accept=["closed_ticket"])


async def test_another_members_time_is_judged_by_their_own_entries(world: World) -> None:
    async with somebody(world) as call:
        wish = {**TODAY, "start": "08:15", "member": "Jamie Doe"}
        before = len(world.entries())
        assert "overlap: " in await call.refused("create_time_entry", **wish)
        assert len(world.entries()) == before


async def test_an_operation_that_is_repeated_is_replayed_and_not_judged_again(
    call: Caller, world: World
) -> None:
    wish = {**TODAY, "start": "08:15", "operation_id": "the-same-hour"}
    first = await call("create_time_entry", **wish, accept=["overlap"])
    again = await call("create_time_entry", **wish)
    assert (again["entry"], again["replayed"]) == (first["entry"], True)
    assert world.entries()[-1]["id"] == first["entry"]
