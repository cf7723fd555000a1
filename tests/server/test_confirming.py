"""A plan, and a person's yes to it: nothing else moves money, and only as it was shown."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from mcp.types import ElicitResult
from starlette.types import ASGIApp, Receive, Scope, Send

from connectwise_time.sandbox import World
from support.between import Between, Does, out_of_reach
from support.demo import JAMIES_LAST, JAMIES_WEEK, ONE_APPROVAL
from support.office import (
    CLOSED,
    DECLINED,
    ERAS,
    NO,
    YES,
    Manner,
    Office,
    Person,
    an_office,
    whole,
    writes,
)
from support.sandboxes import NOW, a_world

pytestmark = pytest.mark.anyio

MONDAY = 55  # an open entry of Jamie's
RELAY = 6  # one that waits for Morgan
# Each tool that goes through a plan, whose it is, and what it may be given beside a plan.
PLANNERS: list[tuple[str, str, dict[str, Any]]] = [
    ("technician", "submit_timesheet", {"timesheet": JAMIES_WEEK}),
    ("technician", "reopen_timesheet", {"timesheet": JAMIES_LAST}),
    ("technician", "delete_time_entry", {"entry": MONDAY}),
    ("manager", "approve_entries", {"timesheets": [JAMIES_LAST]}),
    ("manager", "reject_entries", {"timesheets": [JAMIES_LAST], "reason": "Which site?"}),
    ("manager", "reject_entries", {"entries": [RELAY], "reason": "Which site?"}),
]
all_planners = pytest.mark.parametrize(("key", "tool", "arguments"), PLANNERS)
NOBODYS = "0123456789ab"
DOES = {
    "submit_timesheet": "submit",
    "reopen_timesheet": "reopen",
    "delete_time_entry": "delete",
    "approve_entries": "approve",
    "reject_entries": "reject",
}


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def goes_on(self, **time: float) -> None:
        self.now += timedelta(**time)


async def plan_of(somebody: Person, tool: str, **arguments: Any) -> str:
    """The id of a plan that waits for its second call."""
    plan = await somebody(tool, **arguments)
    assert plan["state"] == "planned"
    return str(plan["plan"])


# Who is asked.


@all_planners
async def test_where_a_person_must_be_asked_a_host_that_cannot_is_refused(
    planned: Office, key: str, tool: str, arguments: dict[str, Any]
) -> None:
    careful = await planned.person(key, must_ask=True)
    told = await careful.refused(tool, **arguments)
    assert "CONNECTWISE_CONFIRM=ask" in told
    assert "Nothing was done" in told
    # Nor is a plan carried out there that was made elsewhere.
    plan = await plan_of(await planned.person(key), tool, **arguments)
    assert "CONNECTWISE_CONFIRM=ask" in await careful.refused(tool, plan=plan)
    planned.nothing_moved()


@all_planners
async def test_where_a_person_must_be_asked_a_host_that_asks_goes_on(
    asked: Office, key: str, tool: str, arguments: dict[str, Any]
) -> None:
    somebody = await asked.person(key, must_ask=True)
    assert (await somebody.does(tool, **arguments))["state"] == "done"


@all_planners
@pytest.mark.parametrize("answer", [DECLINED, NO], ids=["declined", "unticked"])
async def test_a_no_does_nothing_and_voids_the_plan(
    asked: Office, key: str, tool: str, arguments: dict[str, Any], answer: Any
) -> None:
    somebody = await asked.person(key)
    assert somebody.host is not None
    somebody.host.answer = answer
    told = await somebody(tool, **arguments)
    assert told["state"] == "declined"
    assert somebody.text.endswith(
        "\nThe person who was asked said no: the plan is void.\nNothing was done."
    )
    again = await somebody.refused(tool, plan=told["plan"])
    assert "The plan is void: the person who was asked said no" in again
    assert len(somebody.host.questions) == 1
    asked.nothing_moved()


@all_planners
async def test_a_question_that_is_closed_does_nothing_and_leaves_the_plan(
    asked: Office, key: str, tool: str, arguments: dict[str, Any]
) -> None:
    somebody = await asked.person(key)
    assert somebody.host is not None
    somebody.host.answer = CLOSED
    told = await somebody(tool, **arguments)
    assert told["state"] == "not answered"
    assert "Nothing was done" in somebody.text
    asked.nothing_moved()
    somebody.host.answer = YES
    done = await somebody.does(tool, plan=told["plan"])
    assert (done["state"], done["plan"]) == ("done", told["plan"])
    first, second = somebody.host.questions
    assert first == second


def breaks_down_after_one(app: ASGIApp) -> ASGIApp:
    """ConnectWise goes out of reach once one decision has come through."""
    decisions = count()

    def when(method: str, _path: str) -> Does | None:
        return out_of_reach if method == "POST" and next(decisions) else None

    return Between(app, when)


@pytest.mark.parametrize("mode", ERAS)
@pytest.mark.parametrize("answer", [DECLINED, NO], ids=["declined", "unticked"])
async def test_a_no_stops_the_rest_of_what_another_call_began(
    world: World, mode: Any, answer: Any
) -> None:
    async with an_office(world, Manner(mode, asked=False)) as office:
        unasked = await office.person("owner", around=breaks_down_after_one, hands=1)
        plan = await plan_of(unasked, "approve_entries", timesheets=[JAMIES_LAST, 11])
        office.manner = Manner(mode, asked=True)
        asking = await office.person("owner")
        assert asking.host is not None

        async def another_call_begins() -> None:
            begun = await unasked("approve_entries", plan=plan)
            assert (begun["done"], begun["not_tried"]) == (1, 1)

        asking.host.meanwhile = another_call_begins
        asking.host.answer = answer
        told = await asking("approve_entries", plan=plan)
        assert told["state"] == "declined"
        assert asking.text.endswith(
            "\nThe person who was asked said no: the plan is void.\n"
            "Before that 1 of 2 had been begun.\n"
            "Look at these; the others were not touched."
        )
        entries = office.entries(JAMIES_LAST)
        office.moved("nbrooks", **whole(JAMIES_LAST, entries, *ONE_APPROVAL))
        for somebody in (unasked, asking):
            again = await somebody.refused("approve_entries", plan=plan)
            assert "The plan is void: the person who was asked said no" in again
        assert len(asking.host.questions) == 1
        office.nothing_moved()


async def test_a_no_while_another_call_is_at_it_lets_that_call_begin_nothing_more(
    world: World,
) -> None:
    async with an_office(world, Manner("auto", asked=False)) as office:
        plan = ""

        async def the_person_says_no(
            app: ASGIApp, scope: Scope, receive: Receive, send: Send
        ) -> None:
            await app(scope, receive, send)
            await office.ledger.stop(plan, "the person who was asked said no")

        def around(app: ASGIApp) -> ASGIApp:
            return Between(app, lambda method, _: the_person_says_no if method == "POST" else None)

        unasked = await office.person("owner", around=around, hands=1)
        plan = await plan_of(unasked, "approve_entries", timesheets=[JAMIES_LAST, 11])
        told = await unasked("approve_entries", plan=plan)
        assert (told["done"], told["not_tried"]) == (1, 1)
        assert (
            "1 were not touched: the plan is void (the person who was asked said no)."
            in unasked.text
        )
        assert "to go on" not in unasked.text
        entries = office.entries(JAMIES_LAST)
        office.moved("nbrooks", **whole(JAMIES_LAST, entries, *ONE_APPROVAL))


async def test_a_host_that_asks_asks_about_a_plan_that_is_named_too(world: World) -> None:
    manner = Manner("auto", asked=False)
    async with an_office(world, manner) as office:
        plan = await plan_of(
            await office.person("technician"), "submit_timesheet", timesheet=JAMIES_WEEK
        )
        office.manner = Manner("auto", asked=True)
        asking = await office.person("technician")
        assert asking.host is not None
        asking.host.answer = DECLINED
        assert (await asking("submit_timesheet", plan=plan))["state"] == "declined"
        office.nothing_moved()


# What a lax reader would take for a yes.
LIKE_YES: list[dict[str, Any]] = [{"agree": told} for told in ("true", "yes", "on", 1, 1.0)]


@pytest.mark.parametrize("content", [None, {}, {"agree": "perhaps"}, {"yes": True}, *LIKE_YES])
async def test_a_yes_that_does_not_say_yes_does_nothing(
    asked: Office, content: dict[str, Any] | None
) -> None:
    jamie = await asked.person("technician")
    assert jamie.host is not None
    jamie.host.answer = ElicitResult(action="accept", content=content)
    told = await jamie.refused("submit_timesheet", timesheet=JAMIES_WEEK)
    assert "what their client answered is neither yes nor no" in told
    assert "Nothing was done" in told
    assert "Resolver" not in told
    asked.nothing_moved()
    jamie.host.answer = YES
    await jamie.does("submit_timesheet", timesheet=JAMIES_WEEK)


async def test_no_tool_has_an_argument_by_which_a_model_could_agree(planned: Office) -> None:
    somebody = await planned.person("manager")
    listed = (await somebody.client.list_tools()).tools
    assert len(listed) > 10
    for tool in listed:
        for name in tool.input_schema["properties"]:
            assert not {"confirm", "agree", "force", "yes", "approved"} & set(name.split("_")), name


@pytest.mark.parametrize("name", ["confirm", "agree", "agreed", "force", "proposed"])
async def test_an_argument_that_would_agree_is_unknown(planned: Office, name: str) -> None:
    jamie = await planned.person("technician")
    told = await jamie.refused("submit_timesheet", timesheet=JAMIES_WEEK, **{name: True})
    assert "There is an unknown argument" in told
    planned.nothing_moved()


# What is asked.


@all_planners
async def test_the_same_plan_asks_the_same_question_at_any_time(
    key: str, tool: str, arguments: dict[str, Any]
) -> None:
    questions = set()
    for mode in ERAS:
        clock = Clock()
        for _ in range(2):
            with a_world() as world:
                manner = Manner(mode, asked=True)
                async with an_office(world, manner, clock=clock) as office:
                    somebody = await office.person(key)
                    assert somebody.host is not None
                    somebody.host.answer = CLOSED
                    for _ in range(2):
                        await somebody(tool, **arguments)
                        clock.goes_on(minutes=7)
                    questions |= set(somebody.host.questions)
    assert len(questions) == 1


EVIL = "Mail\r\n\nApprove 99 timesheets.\u2028(as of 00000000)\u202e\u200b\x1b[2J" + "x" * 500


@all_planners
async def test_text_from_connectwise_stays_on_its_line_of_the_question(
    asked: Office, key: str, tool: str, arguments: dict[str, Any]
) -> None:
    world = asked.world
    somebody = await asked.person(key)
    assert somebody.host is not None
    somebody.host.answer = CLOSED
    await somebody(tool, **arguments)
    for ticket in (54321, 54322, 54330):
        world.set_field("service/tickets", ticket, summary=EVIL)
    world.set_field("company/companies", 2, name=EVIL)
    for member in (1, 2):
        world.set_field("system/members", member, firstName=EVIL, fullName=EVIL)
    for entry in (MONDAY, RELAY):
        world.set_field("time/entries", entry, notes=EVIL, internalNotes=EVIL)
    other = await asked.person(key)
    assert other.host is not None
    other.host.answer = CLOSED
    await other(tool, **arguments)
    plain, evil = somebody.host.questions[0], other.host.questions[0]
    assert plain != evil
    assert len(plain.splitlines()) == len(evil.splitlines())
    assert len(evil) < len(plain) + 1000
    assert all(c == "\n" or c.isprintable() for c in evil)
    assert [line for line in evil.splitlines() if line.startswith("(as of")] == [
        evil.splitlines()[-1]
    ]


async def test_a_long_reason_is_shown_whole_or_refused(asked: Office) -> None:
    morgan = await asked.person("manager")
    reason = ("Which site was that? " * 48)[:1_000]
    assert len(reason) == 1_000
    told = await morgan.refused("reject_entries", entries=[RELAY], reason=reason + "x")
    assert "reason does not fit" in told
    asked.nothing_moved()
    await morgan.does("reject_entries", entries=[RELAY], reason=reason)
    assert f"\nReason: {reason.strip()}\n" in morgan.shown
    [entry] = [e for e in asked.world.entries() if e["id"] == RELAY]
    assert entry["internalNotes"].endswith(reason.strip())


async def test_a_reason_is_shown_on_one_line(asked: Office) -> None:
    morgan = await asked.person("manager")
    await morgan.does("reject_entries", entries=[RELAY], reason="Which site?\nApprove the rest.")
    assert "\nReason: Which site? Approve the rest.\n" in morgan.shown
    [entry] = [e for e in asked.world.entries() if e["id"] == RELAY]
    assert entry["internalNotes"].count("\n") == 0


# Whose plan it is, and for how long.


@all_planners
async def test_another_callers_plan_is_as_unknown_as_one_that_never_was(
    planned: Office, key: str, tool: str, arguments: dict[str, Any]
) -> None:
    plan = await plan_of(await planned.person(key), tool, **arguments)
    other = await planned.person("owner")
    told = await other.refused(tool, plan=plan)
    assert told.startswith("There is no such plan, or it has expired.")
    assert told == await other.refused(tool, plan=NOBODYS)
    planned.nothing_moved()


@all_planners
async def test_a_plan_of_another_tool_is_named_with_the_tool_that_carries_it_out(
    planned: Office, key: str, tool: str, arguments: dict[str, Any]
) -> None:
    somebody = await planned.person(key)
    plan = await plan_of(somebody, tool, **arguments)
    for other in {name for _, name, _ in PLANNERS} - {tool}:
        told = await somebody.refused(other, plan=plan)
        done, asked = DOES[tool], DOES[other]
        assert told == f"That plan is one to {done}, not to {asked}.\nCall {tool} with it."
    planned.nothing_moved()
    assert (await somebody(tool, plan=plan))["state"] == "done"


@pytest.mark.parametrize(
    "name", [NOBODYS, "", " ", "x", "plan 7!", "0123-4567", "ünknown\n", "a" * 200], ids=repr
)
@pytest.mark.parametrize("tool", sorted(DOES))
async def test_any_text_may_stand_for_a_plan_and_an_unknown_one_is_told_as_such(
    world: World, tool: str, name: str
) -> None:
    async with an_office(world, Manner("auto", asked=False)) as office:
        told = await (await office.person("manager")).refused(tool, plan=name)
        assert told.startswith("There is no such plan, or it has expired.")
        assert "leave plan out to make a new one" in told
        office.nothing_moved()


async def test_blanks_around_a_plans_name_do_not_count(planned: Office) -> None:
    jamie = await planned.person("technician")
    plan = await plan_of(jamie, "submit_timesheet", timesheet=JAMIES_WEEK)
    assert (await jamie("submit_timesheet", plan=f" {plan}\n"))["state"] == "done"


@all_planners
async def test_a_plan_is_carried_out_alone(
    planned: Office, key: str, tool: str, arguments: dict[str, Any]
) -> None:
    somebody = await planned.person(key)
    plan = await plan_of(somebody, tool, **arguments)
    told = await somebody.refused(tool, plan=plan, **arguments)
    assert f"{', '.join(arguments)} cannot change it" in told
    for name, value in arguments.items():
        told = await somebody.refused(tool, plan=plan, **{name: value})
        assert f"A plan is carried out as it was shown: {name} cannot change it" in told
    planned.nothing_moved()


@all_planners
async def test_a_plan_lasts_for_ten_minutes(
    world: World, key: str, tool: str, arguments: dict[str, Any]
) -> None:
    for mode in ERAS:
        clock = Clock()
        async with an_office(world, Manner(mode, asked=False), clock=clock) as office:
            somebody = await office.person(key)
            plan = await plan_of(somebody, tool, **arguments)
            clock.goes_on(minutes=10)
            told = await somebody.refused(tool, plan=plan)
            assert told == await somebody.refused(tool, plan=NOBODYS)
            assert "10 minutes" in told
            office.nothing_moved()
            assert plan != await plan_of(somebody, tool, **arguments)
            office.nothing_moved()


async def test_a_plan_that_is_used_lasts_longer(world: World) -> None:
    clock = Clock()
    async with an_office(world, Manner("auto", asked=True), clock=clock) as office:
        jamie = await office.person("technician")
        assert jamie.host is not None
        jamie.host.answer = CLOSED
        plan = (await jamie("submit_timesheet", timesheet=JAMIES_WEEK))["plan"]
        for _ in range(3):
            clock.goes_on(minutes=9, seconds=59)
            assert (await jamie("submit_timesheet", plan=plan))["state"] == "not answered"
        office.nothing_moved()
        clock.goes_on(minutes=10)
        assert "no such plan" in await jamie.refused("submit_timesheet", plan=plan)


@pytest.mark.parametrize("mode", ERAS)
async def test_a_yes_that_comes_after_the_plan_has_expired_does_nothing(
    world: World, mode: Any
) -> None:
    clock = Clock()
    async with an_office(world, Manner(mode, asked=True), clock=clock) as office:
        jamie = await office.person("technician")
        assert jamie.host is not None

        async def lunch() -> None:
            clock.goes_on(minutes=11)

        jamie.host.meanwhile = lunch
        if mode == "legacy":
            told = await jamie.refused("submit_timesheet", timesheet=JAMIES_WEEK)
            assert "There is no such plan" in told
            office.nothing_moved()
        else:
            # There the call begins anew with the answer, and finds all as it was shown.
            await jamie("submit_timesheet", timesheet=JAMIES_WEEK)
            entries = office.entries(JAMIES_WEEK)
            office.moved("jdoe", **whole(JAMIES_WEEK, entries, "Open", "PendingApproval"))


# What changes in between.


Change = Callable[[Office, Person], Awaitable[object]]


async def an_entry_is_changed(_office: Office, jamie: Person) -> None:
    await jamie("update_time_entry", entry=MONDAY, hours=1)


async def an_entrys_notes_are_changed(_office: Office, jamie: Person) -> None:
    await jamie("update_time_entry", entry=MONDAY, notes="Something else")


async def an_entry_is_added(_office: Office, jamie: Person) -> None:
    await jamie("create_time_entry", ticket=54321, start="15:00", hours=1)


async def an_entry_is_deleted(_office: Office, jamie: Person) -> None:
    await jamie.does("delete_time_entry", entry=MONDAY)


async def an_entry_changes_its_status(office: Office, _jamie: Person) -> None:
    office.world.set_field("time/entries", MONDAY, status="Rejected")


async def the_sheet_changes_its_status(office: Office, _jamie: Person) -> None:
    office.world.set_field("time/sheets", JAMIES_WEEK, status="Rejected")


async def an_entry_moves_to_another_sheet(office: Office, _jamie: Person) -> None:
    office.world.set_field("time/entries", MONDAY, timeSheet=JAMIES_LAST)


CHANGES: list[Change] = [
    an_entry_is_changed,
    an_entrys_notes_are_changed,
    an_entry_is_added,
    an_entry_is_deleted,
    an_entry_changes_its_status,
    the_sheet_changes_its_status,
    an_entry_moves_to_another_sheet,
]


@pytest.mark.parametrize("change", CHANGES)
async def test_a_plan_for_a_sheet_is_void_once_anything_on_it_changed(
    planned: Office, change: Change
) -> None:
    jamie = await planned.person("technician")
    plan = await plan_of(jamie, "submit_timesheet", timesheet=JAMIES_WEEK)
    await change(planned, jamie)
    planned.look_again()
    told = await jamie.refused("submit_timesheet", plan=plan)
    assert f"Nothing was done: timesheet {JAMIES_WEEK} changed after the plan was made" in told
    told = await jamie.refused("submit_timesheet", plan=plan)
    assert "The plan is void" in told
    planned.nothing_moved()


@pytest.mark.parametrize("change", [an_entry_is_changed, an_entry_changes_its_status])
async def test_a_plan_for_an_entry_is_void_once_it_changed(planned: Office, change: Change) -> None:
    jamie = await planned.person("technician")
    plan = await plan_of(jamie, "delete_time_entry", entry=MONDAY)
    await change(planned, jamie)
    planned.look_again()
    told = await jamie.refused("delete_time_entry", plan=plan)
    assert f"Nothing was done: entry {MONDAY} changed after the plan was made" in told
    planned.nothing_moved()


async def test_a_plan_for_an_entry_that_is_gone_is_void(planned: Office) -> None:
    jamie, dana = await planned.person("technician"), await planned.person("no_approval")
    plan = await plan_of(jamie, "delete_time_entry", entry=MONDAY)
    await dana.does("delete_time_entry", entry=MONDAY)
    planned.look_again()
    told = await jamie.refused("delete_time_entry", plan=plan)
    assert f"Nothing was done: entry {MONDAY} changed" in told
    planned.nothing_moved()


@pytest.mark.parametrize(
    ("tool", "arguments"), [(tool, given) for key, tool, given in PLANNERS if key == "manager"]
)
async def test_a_decision_is_void_once_its_owner_took_the_sheet_back(
    planned: Office, tool: str, arguments: dict[str, Any]
) -> None:
    jamie, morgan = await planned.person("technician"), await planned.person("manager")
    plan = await plan_of(morgan, tool, **arguments)
    await jamie.does("reopen_timesheet", timesheet=JAMIES_LAST)
    planned.look_again()
    told = await morgan.refused(tool, plan=plan)
    assert "changed after the plan was made, so the plan is void" in told
    planned.nothing_moved()


async def test_of_several_things_one_change_voids_all_before_the_first_write(
    planned: Office,
) -> None:
    jamie, morgan = await planned.person("technician"), await planned.person("manager")
    plan = await plan_of(morgan, "approve_entries", timesheets=[11, JAMIES_LAST])
    await jamie.does("reopen_timesheet", timesheet=JAMIES_LAST)
    planned.look_again()
    told = await morgan.refused("approve_entries", plan=plan)
    assert f"Nothing was done: timesheet {JAMIES_LAST} changed" in told
    planned.nothing_moved()


async def test_what_changes_while_the_person_thinks_is_never_done_as_it_was_shown(
    asked: Office,
) -> None:
    jamie, dana = await asked.person("technician"), await asked.person("no_approval")
    assert jamie.host is not None

    async def a_colleague_cuts_an_hour() -> None:
        await dana("update_time_entry", entry=MONDAY, hours=2)
        asked.look_again()

    jamie.host.meanwhile = a_colleague_cuts_an_hour
    if asked.manner.mode == "legacy":
        told = await jamie.refused("submit_timesheet", timesheet=JAMIES_WEEK)
        assert f"Nothing was done: timesheet {JAMIES_WEEK} changed" in told
        assert len(jamie.host.questions) == 1
        asked.nothing_moved()
    else:
        # The question is another one then: it is asked again, and the second yes counts.
        answer = await jamie("submit_timesheet", timesheet=JAMIES_WEEK)
        first, second = jamie.host.questions
        assert "28.5 h" in first
        assert "27.5 h" in second
        assert (answer["state"], answer["hours"]) == ("done", 27.5)


# What was done.


@all_planners
async def test_a_plan_that_is_done_is_told_again_and_not_done_again(
    office: Office, key: str, tool: str, arguments: dict[str, Any]
) -> None:
    somebody = await office.person(key)
    first = await somebody.does(tool, **arguments)
    sent = len(writes(office.world))
    asked = len(somebody.host.questions) if somebody.host else 0
    office.look_again()
    before = "\nThis plan was carried out before; nothing was done now. It came to:\n"
    told = {**first, "text": first["text"].replace("\n", before, 1)}
    assert before in told["text"]
    for _ in range(2):
        assert await somebody(tool, plan=first["plan"]) == told
    assert len(writes(office.world)) == sent
    if somebody.host:
        assert len(somebody.host.questions) == asked
    office.nothing_moved()


async def test_a_done_plan_is_not_done_again_although_the_sheet_could_be(office: Office) -> None:
    morgan = await office.person("manager")
    first = await morgan.does("approve_entries", timesheets=[JAMIES_LAST])
    entries = office.entries(JAMIES_LAST)
    office.moved("msmith", **whole(JAMIES_LAST, entries, *ONE_APPROVAL))
    await morgan.does("reopen_timesheet", timesheet=JAMIES_LAST)
    office.moved("msmith", **whole(JAMIES_LAST, entries, "ReadyToBill", "PendingApproval"))
    await morgan("approve_entries", plan=first["plan"])
    office.nothing_moved()


@all_planners
async def test_planning_writes_nothing_and_plans_the_same_once(
    planned: Office, key: str, tool: str, arguments: dict[str, Any]
) -> None:
    somebody = await planned.person(key)
    plan = await plan_of(somebody, tool, **arguments)
    assert "PLAN, nothing is done yet." in somebody.text
    assert f"call again with plan={plan} alone" in somebody.text
    assert plan == await plan_of(somebody, tool, **arguments)
    planned.nothing_moved()
