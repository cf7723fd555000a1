"""Logging time, as a host sees it; the world is checked afterwards."""

from typing import Any

import anyio
import pytest

from connectwise_time.sandbox import World
from support.calls import Caller

pytestmark = pytest.mark.anyio


def writes(world: World) -> list[str]:
    return [served.method for served in world.requests if served.method != "GET"]


async def test_an_hour_and_a_half_on_a_ticket_is_in_the_sheet_right_the_first_time(
    call: Caller, world: World
) -> None:
    before = len(world.entries())
    answer = await call(
        "create_time_entry",
        ticket=54321,
        hours=1.5,
        work_type="remote",
        work_role="level 2",
        notes="Fixed the relay",
    )
    assert len(world.entries()) == before + 1
    stored = world.entries()[-1]
    assert stored["id"] == answer["entry"]
    assert stored["timeStart"] == answer["start"] == "2026-11-20T19:35:00Z"
    assert stored["timeEnd"] == answer["end"] == "2026-11-20T21:05:00Z"
    assert stored["actualHours"] == answer["hours"] == 1.5
    assert stored["chargeToType"] == "ServiceTicket"
    assert (stored["workType"]["name"], stored["workRole"]["name"]) == ("Remote", "Level 2 Tech")
    assert answer["date"] == "2026-11-20"
    for name in ("ticket", "company", "member", "work_type", "work_role"):
        assert set(answer[name]) == {"id", "name"}
    assert answer["sandbox"] is True


async def test_the_text_alone_tells_the_whole_answer(call: Caller) -> None:
    answer = await call("create_time_entry", ticket=54321, hours=1.5, notes="Fixed the relay")
    assert call.text == (
        "SANDBOX: practice data, nothing reaches a real ConnectWise.\n"
        f"Logged entry {answer['entry']}: 1.5 h · Fri 2026-11-20 14:35–16:05 (America/New_York) · "
        "ServiceTicket #54321 Mail relay rejects outgoing messages · Contoso Ltd · by Jamie Doe\n"
        "Regular · Level 2 Tech · Billable · agreement Contoso Managed Services · rate 125\n"
        "at New York Office · Managed Services · "
        "status open (Open) · sheet 2026-11-16 to 2026-11-22 · entered by jdoe\n"
        "Notes: Fixed the relay\n"
        "Notes also shown in: discussion\n"
        "Placed ending now.\n"
        "operation_id operation-1"
    )


async def test_one_call_makes_one_write(call: Caller, world: World) -> None:
    await call("create_time_entry", ticket=54321, hours=1)
    assert writes(world) == ["POST"]


async def test_a_project_ticket_is_found_by_its_number_alone(call: Caller, world: World) -> None:
    await call("create_time_entry", ticket=60102, start="09:00", end="10:00", notes="x")
    assert world.entries()[-1]["chargeToType"] == "ProjectTicket"


# 60104 is an issue; the API charges it as a project ticket (connectwise-api.md §3 [B]).
async def test_a_project_issue_is_charged_as_a_project_ticket(call: Caller, world: World) -> None:
    await call("create_time_entry", ticket=60104, start="09:00", end="10:00", notes="x")
    assert world.entries()[-1]["chargeToType"] == "ProjectTicket"


async def test_a_meeting_goes_on_a_charge_code_and_is_named_in_the_answer(
    call: Caller, world: World
) -> None:
    answer = await call(
        "create_time_entry", charge_code="meetings", date="yesterday", start="08:30", hours=0.5
    )
    stored = world.entries()[-1]
    assert (stored["chargeToType"], stored["chargeToId"]) == ("ChargeCode", 1)
    assert stored["timeStart"] == "2026-11-19T13:30:00Z"
    assert answer["charged_to"] == "ChargeCode 1 MTNG - Meetings"


async def test_an_activity_takes_time(call: Caller, world: World) -> None:
    await call("create_time_entry", activity=1, start="09:00", hours=1, notes="Review")
    assert world.entries()[-1]["chargeToType"] == "Activity"


async def test_hours_on_an_earlier_day_follow_its_last_entry(call: Caller) -> None:
    answer = await call("create_time_entry", ticket=54321, date="2026-11-18", hours=1)
    assert answer["start"] == "2026-11-18T21:30:00Z"
    assert answer["notices"] == ["Placed after the day's last entry."]


async def test_hours_on_an_empty_day_begin_with_the_members_calendar(call: Caller) -> None:
    answer = await call("create_time_entry", ticket=54321, date="2026-10-20", hours=1)
    assert answer["start"] == "2026-10-20T12:00:00Z"
    assert answer["notices"] == ["Placed from the start of the working day."]


async def test_every_field_that_was_said_is_stored(call: Caller, world: World) -> None:
    await call(
        "create_time_entry",
        ticket=54321,
        start="09:00",
        end="12:00",
        deduct=0.5,
        work_type="5",
        work_role=3,
        billable="NoCharge",
        agreement="contoso managed",
        notes='Quotes " and \\ and ümlauts\nand lines',
        internal_notes="Only ours",
        add_to=["resolution", "internal"],
    )
    stored = world.entries()[-1]
    assert stored["hoursDeduct"] == 0.5
    assert stored["actualHours"] == 2.5
    assert stored["billableOption"] == "NoCharge"
    assert stored["agreement"]["id"] == 1
    assert stored["notes"] == 'Quotes " and \\ and ümlauts\nand lines'
    assert stored["internalNotes"] == "Only ours"
    assert stored["addToResolutionFlag"] is True
    assert stored["addToInternalAnalysisFlag"] is True


async def test_nobody_gets_mail_unless_it_is_asked_for(call: Caller, world: World) -> None:
    await call("create_time_entry", ticket=54321, hours=1, notes="x")
    assert world.outbox == []
    await call("create_time_entry", ticket=54321, start="09:00", hours=1, email=["contact"])
    assert len(world.outbox) == 1
    assert "ConnectWise is asked to mail: contact." in call.text


async def test_billable_is_left_to_connectwise(call: Caller, world: World) -> None:
    await call("create_time_entry", charge_code="MTNG", start="09:00", hours=1)
    assert world.entries()[-1]["billableOption"] == "DoNotBill"


async def test_a_preview_stores_nothing(call: Caller, world: World) -> None:
    before = world.entries()
    answer = await call("create_time_entry", ticket=54321, hours=1, notes="x", preview=True)
    assert world.entries() == before
    assert answer["preview"] is True
    assert "entry" not in answer
    assert answer["work_role"]["name"] == "Level 2 Tech"
    assert "PREVIEW, nothing is stored. Would log 1 h" in call.text


async def test_the_same_operation_is_done_once(call: Caller, world: World) -> None:
    wish: dict[str, Any] = {"ticket": 54321, "hours": 1, "operation_id": "again-and-again"}
    first = await call("create_time_entry", **wish)
    again = await call("create_time_entry", **wish)
    assert again["replayed"] is True
    assert again["entry"] == first["entry"]
    assert writes(world) == ["POST"]


async def test_an_operation_id_cannot_be_used_for_something_else(
    call: Caller, world: World
) -> None:
    await call("create_time_entry", ticket=54321, hours=1, operation_id="operation-x")
    text = await call.refused(
        "create_time_entry", ticket=54321, hours=2, operation_id="operation-x"
    )
    assert "operation_id" in text
    assert writes(world) == ["POST"]


async def test_the_same_operation_in_parallel_is_done_once(call: Caller, world: World) -> None:
    wish = {"ticket": 54321, "hours": 1, "operation_id": "all-at-once"}

    async def one() -> None:
        await call.client.call_tool("create_time_entry", wish)

    async with anyio.create_task_group() as group:
        for _ in range(20):
            group.start_soon(one)
    assert writes(world) == ["POST"]


async def test_a_refused_operation_can_be_repeated_with_its_id(call: Caller) -> None:
    await call.refused("create_time_entry", ticket=99999, hours=1, operation_id="operation-y")
    await call("create_time_entry", ticket=54321, hours=1, operation_id="operation-y")


REFUSALS: dict[str, tuple[dict[str, Any], str]] = {
    "nothing to charge to": ({"hours": 1}, "Give ticket (find_tickets"),
    "two things to charge to": ({"ticket": 54321, "charge_code": "MTNG", "hours": 1}, "just one"),
    "no start and no hours": ({"ticket": 54321}, "Give start and end"),
    "a start alone": ({"ticket": 54321, "start": "09:00"}, "Give start and end"),
    "a ticket that does not exist": ({"ticket": 99999, "hours": 1}, "find_tickets"),
    "a work type that does not exist": (
        {"ticket": 54321, "hours": 1, "work_type": "gardening"},
        "Use one of: 7 Administrative",
    ),
    "a work type that may be two": (
        {"ticket": 54321, "hours": 1, "work_type": "emergency"},
        "9 Emergency On-site, 8 Emergency Remote",
    ),
    "an inactive work type": (
        {"ticket": 54321, "hours": 1, "work_type": "after hours"},
        "is inactive",
    ),
    "a work role that does not exist": (
        {"ticket": 54321, "hours": 1, "work_role": "Level 9"},
        "Use one of: ",
    ),
    "a charge code that takes no time": ({"charge_code": "mileage", "hours": 1}, "takes no time"),
    "a member that does not exist": (
        {"ticket": 54321, "hours": 1, "member": "nobody"},
        "Use one of: ",
    ),
    "two members of that name": ({"ticket": 54321, "hours": 1, "member": "smith"}, "Ask which"),
    "an inactive member": ({"ticket": 54321, "hours": 1, "member": "lfox"}, "inactive"),
    "an API member": ({"ticket": 54321, "hours": 1, "member": "timebot"}, "API member"),
    "another company's ticket": (
        {"ticket": 54321, "hours": 1, "company": "Fabrikam Inc"},
        "belongs to Contoso Ltd",
    ),
    "another company's activity": (
        {"activity": 1, "hours": 1, "company": "Fabrikam Inc"},
        "belongs to Contoso Ltd",
    ),
    "an ended agreement": (
        {"ticket": 54333, "hours": 1, "agreement": "Adventure Works Support"},
        "has ended",
    ),
    "a day to come": ({"ticket": 54321, "hours": 1, "date": "2026-11-21"}, "future"),
    "a date that can be read two ways": (
        {"ticket": 54321, "hours": 1, "date": "05/06"},
        "can be read as 2026-05-06 or 2026-06-05",
    ),
    "a date that cannot be read": (
        {"ticket": 54321, "hours": 1, "date": "someday"},
        "Today is Fri 2026-11-20. Give it as today, yesterday, a weekday or an ISO date",
    ),
    "an end before the start": (
        {"ticket": 54321, "date": "yesterday", "start": "14:00", "end": "09:00"},
        "Swap them",
    ),
    "hours that contradict": (
        {"ticket": 54321, "start": "09:00", "end": "10:00", "hours": 3},
        "do not agree",
    ),
    "no hours": ({"ticket": 54321, "hours": 0}, "hours must be more than 0"),
    "too many hours": ({"ticket": 54321, "hours": 25}, "at most 24"),
    "a boolean for a number": ({"ticket": 54321, "hours": True}, "give a number"),
    "an unknown argument": ({"ticket": 54321, "hours": 1, "bogus": "s3cret"}, "unknown argument"),
    "an unknown billing option": (
        {"ticket": 54321, "hours": 1, "billable": "free"},
        "one of Billable, DoNotBill, NoCharge, NoDefault",
    ),
}


@pytest.mark.parametrize("case", REFUSALS)
async def test_what_cannot_be_logged_is_refused_with_the_next_step_and_stores_nothing(
    call: Caller, world: World, case: str
) -> None:
    arguments, remedy = REFUSALS[case]
    before = world.entries()
    text = await call.refused("create_time_entry", **arguments)
    assert remedy in text
    assert "s3cret" not in text
    assert "pydantic" not in text
    assert not text.startswith("Error executing tool")
    assert world.entries() == before
    assert writes(world) == []


async def test_missing_notes_are_refused_where_the_tenant_requires_them(
    call: Caller, world: World
) -> None:
    world.set_field("system/myCompany/timeExpense", 1, requireTimeNoteFlag=True)
    before = world.entries()
    text = await call.refused("create_time_entry", ticket=54321, hours=1)
    assert "requires notes" in text
    text = await call.refused("create_time_entry", ticket=54321, hours=1, preview=True)
    assert "requires notes" in text
    assert world.entries() == before


FORBIDDEN = {
    54339: "#54339 takes no time: Its status",
    54340: "#54340 takes no time: The board Monitoring (locked) is locked",
}


@pytest.mark.parametrize("ticket", FORBIDDEN)
async def test_a_ticket_that_takes_no_time_is_refused_with_the_reason(
    call: Caller, world: World, ticket: int
) -> None:
    before = world.entries()
    for preview in (True, False):
        text = await call.refused("create_time_entry", ticket=ticket, hours=1, preview=preview)
        assert FORBIDDEN[ticket] in text
        assert "use another ticket" in text
    await call.refused("update_time_entry", entry=1, ticket=ticket)
    assert world.entries() == before


async def test_what_connectwise_holds_by_itself_is_not_asked_for_by_whoever_logs_well(
    call: Caller, world: World
) -> None:
    await call("create_time_entry", ticket=54321, hours=1, work_type="remote", work_role="level 2")
    first = len(world.requests)
    assert first <= 4 + 5
    # Times that were said are held against a calendar, which is looked up once.
    await call("create_time_entry", ticket=54321, start="09:00", hours=1, work_type="remote")
    second = len(world.requests)
    assert second - first <= 4 + 2
    await call("create_time_entry", ticket=54321, start="10:00", hours=1, work_type="remote")
    assert len(world.requests) - second <= 4


async def test_hours_alone_are_refused_where_start_and_end_are_required(
    call: Caller, world: World
) -> None:
    world.set_field("system/members", 1, requireStartAndEndTimeOnTimeEntryFlag=True)
    text = await call.refused("create_time_entry", ticket=54321, hours=1)
    assert "requires start and end" in text
    assert writes(world) == []


async def test_what_connectwise_refuses_is_told_with_its_reason(call: Caller, world: World) -> None:
    before = world.entries()
    text = await call.refused(
        "create_time_entry", charge_code="MTNG", date="2020-01-06", start="09:00", hours=1
    )
    assert "period" in text.casefold()
    assert world.entries() == before


async def test_the_right_to_log_for_others_is_named_when_it_is_lacking(
    call: Caller, world: World
) -> None:
    before = world.entries()
    wish = {"ticket": 54321, "hours": 1, "member": "John"}
    for more in ({}, {"preview": True}):
        text = await call.refused("create_time_entry", **wish, **more)
        assert "The time of John Smith was not logged: these keys may log only their own" in text
        assert "Time Entry: Add = All" in text
        assert "illable" not in text
    assert world.entries() == before


@pytest.mark.parametrize("word", ["null", "null ", "[1]", '{"a": 1}', "true", "5e3"])
async def test_text_stays_text_whatever_it_looks_like(
    call: Caller, world: World, word: str
) -> None:
    await call("create_time_entry", ticket=54321, start="09:00", hours=1, notes=word)
    assert world.entries()[-1]["notes"] == word
    await call.refused("create_time_entry", ticket=54321, hours=1, member=word)
    await call.refused("search_time", company=word)


@pytest.mark.parametrize("panes", [["internal"], "internal", '["internal"]'])
async def test_a_list_may_come_as_text(call: Caller, world: World, panes: Any) -> None:
    await call("create_time_entry", ticket=54321, start="09:00", hours=1, notes="x", add_to=panes)
    assert world.entries()[-1]["addToInternalAnalysisFlag"] is True


async def test_a_number_that_can_be_no_id_is_no_company(call: Caller) -> None:
    assert "No company fits" in await call.refused("search_time", company="9" * 200)
