"""A preview says what would be stored and why, and stores nothing; the world is checked after."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from mcp import Client
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from connectwise_time.sandbox import World
from connectwise_time.server.app import build_server
from support.calls import Caller
from support.sandboxes import desk_on

pytestmark = pytest.mark.anyio

MONDAY = 55  # an open entry of Jamie's, Monday 09:00-12:00 on ticket 54330, Remote as Level 2 Tech
CONTOSO = 1  # the agreement of ticket 54321
DEFAULTS = "/time/entries/defaults"
PREVIEWED = (
    *("start", "end", "date", "hours", "deduct", "charged_to", "ticket", "company", "member"),
    *("work_type", "work_role", "agreement", "location", "department", "billable", "hourly_rate"),
    *("notes", "internal_notes"),
)


@pytest.fixture(params=["psa", "documented"])
async def either(request: pytest.FixtureRequest, world: World) -> AsyncIterator[Caller]:
    """Calls tools as Jamie Doe, in both dialects."""
    server = build_server(lambda: desk_on(world, dialect=request.param, told=False))
    async with Client(server) as client:
        yield Caller(client)


def sent(world: World) -> list[str]:
    """The writes, and the questions that look like one."""
    return [f"{one.method} {one.path}" for one in world.requests if one.method != "GET"]


def same(one: dict[str, Any], other: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """The fields in which two answers differ."""
    return {n: (one.get(n), other.get(n)) for n in PREVIEWED if one.get(n) != other.get(n)}


WISHES: dict[str, dict[str, Any]] = {
    "hours on a ticket": {"ticket": 54321, "hours": 1.5},
    "a project ticket": {"ticket": 60102, "start": "09:00", "end": "10:00", "notes": "x"},
    "a meeting": {"charge_code": "MTNG", "start": "09:00", "hours": 0.5},
    "an activity": {"activity": 1, "start": "09:00", "hours": 1},
    "an ended agreement": {"ticket": 54333, "hours": 1, "accept": ["agreement_ended"]},
    "everything said": {
        "ticket": 54321,
        "start": "09:00",
        "end": "12:00",
        "work_type": "overtime",
        "work_role": "engineer",
        "billable": "NoCharge",
        "agreement": "contoso managed",
        "location": "london",
        "department": "ADM",
        "notes": "Fixed",
        "internal_notes": "ours",
    },
}


@pytest.mark.parametrize("case", WISHES)
async def test_a_preview_is_what_the_same_call_then_stores(
    either: Caller, world: World, case: str
) -> None:
    before = world.entries()
    shown = await either("create_time_entry", **WISHES[case], preview=True)
    assert world.entries() == before
    assert set(sent(world)) == {f"POST {DEFAULTS}"}
    assert "PREVIEW, nothing is stored. Would log" in either.text
    assert "entry" not in shown
    stored = await either("create_time_entry", **WISHES[case])
    assert same(shown, stored) == {}
    assert len(world.entries()) == len(before) + 1


CHANGES: dict[str, dict[str, Any]] = {
    "hours": {"hours": 1.25},
    "a break": {"deduct": 0.5},
    "notes alone": {"notes": "Rebuilt it"},
    "type and role": {"work_type": "overtime", "work_role": "engineer"},
    "billing": {"billable": "DoNotBill"},
    "another ticket": {"ticket": 54321},
    "a meeting": {"charge_code": "MTNG"},
    "the day": {"date": "2026-11-17", "accept": ["overlap", "day_total"]},
    "place": {"location": "london", "department": "ADM"},
    "the place is left to ConnectWise": {"clear": ["location", "department"]},
    "the role is left to ConnectWise": {"clear": ["work_role"]},
    "notes are emptied": {"clear": ["notes"]},
}


@pytest.mark.parametrize("case", CHANGES)
async def test_a_preview_of_a_change_is_what_the_same_call_then_stores(
    either: Caller, world: World, case: str
) -> None:
    before = world.entries()
    shown = await either("update_time_entry", entry=MONDAY, **CHANGES[case], preview=True)
    assert world.entries() == before
    assert set(sent(world)) == {f"POST {DEFAULTS}"}
    assert "PREVIEW, nothing is stored. Would change entry 55" in either.text
    stored = await either("update_time_entry", entry=MONDAY, **CHANGES[case])
    assert same(shown, stored) == {}
    assert shown["entry"] == stored["entry"] == MONDAY


async def test_a_preview_sends_no_mail(call: Caller, world: World) -> None:
    mails = {"email": ["contact", "cc"], "email_cc": "x@example.com"}
    await call("create_time_entry", ticket=54321, hours=1, **mails, preview=True)
    await call("update_time_entry", entry=MONDAY, hours=1, **mails, preview=True)
    assert world.outbox == []


async def test_the_text_of_a_preview_tells_the_whole_answer(call: Caller) -> None:
    await call(
        "create_time_entry", ticket=54321, hours=1.5, work_type="travel", billable="Billable",
        preview=True,
    )  # fmt: skip
    _, _, text = call.text.partition("\n")
    assert text == (
        "PREVIEW, nothing is stored. Would log 1.5 h · Fri 2026-11-20 14:35–16:05 "
        "(America/New_York) · ServiceTicket #54321 Mail relay rejects outgoing messages · "
        "Contoso Ltd · by Jamie Doe\n"
        "Covered by agreement Contoso Managed Services.\n"
        "Travel (you) · Level 2 Tech (member) · Billable (you) · agreement Contoso Managed "
        "Services (ticket) · rate 125\n"
        "at New York Office · Managed Services\n"
        "Notes also shown in: discussion\n"
        "ConnectWise would bill it as NoCharge; you set Billable.\n"
        "Placed ending now."
    )


# Where each part came from


async def came_from(call: Caller, **wish: Any) -> dict[str, str]:
    answer = await call("create_time_entry", start="09:00", hours=1, **wish, preview=True)
    found: dict[str, str] = answer["came_from"]
    return found


async def test_what_nobody_else_says_comes_from_the_member_and_the_ticket(call: Caller) -> None:
    assert await came_from(call, ticket=54321) == {
        "work_type": "member",
        "work_role": "member",
        "agreement": "ticket",
        "location": "ticket",
        "department": "ticket",
        "billable": "work type",
    }


async def test_what_is_said_comes_from_whoever_says_it(call: Caller) -> None:
    wish = WISHES["everything said"] | {"start": "09:00", "preview": True}
    answer = await call("create_time_entry", **wish)
    assert set(answer["came_from"].values()) == {"you"}


async def test_the_ticket_may_say_it_all(call: Caller, world: World) -> None:
    world.set_field(
        "service/tickets", 54321, workType=4, workRole=3, billTime="DoNotBill", location=2
    )
    found = await came_from(call, ticket=54321)
    assert {found[part] for part in ("work_type", "work_role", "billable", "location")} == {
        "ticket"
    }


async def test_the_board_the_agreement_and_the_charge_code_may_say_it(
    call: Caller, world: World
) -> None:
    world.set_field("service/boards", 1, workType=4, billTime="NoCharge")
    world.set_field("finance/agreements", CONTOSO, workRole=3)
    found = await came_from(call, ticket=54321)
    assert (found["work_type"], found["work_role"]) == ("board", "agreement")
    assert found["billable"] == "board"
    found = await came_from(call, charge_code="MTNG")
    assert (found["work_type"], found["billable"]) == ("charge code", "charge code")


async def test_the_tenants_default_and_the_project_may_say_it(call: Caller, world: World) -> None:
    world.set_field("system/members", 1, workType=None)
    world.set_field("project/projects", 1, billTime="DoNotBill")
    found = await came_from(call, ticket=60102)
    assert (found["work_type"], found["billable"]) == ("tenant's default", "project")


async def test_the_agreements_own_setting_for_a_work_type_is_named(
    call: Caller, world: World
) -> None:
    world.set_field("finance/agreements/worktypes", 1, billTime="DoNotBill")
    found = await came_from(call, ticket=54321, work_type="overtime")
    assert found["billable"] == "agreement's work type"


async def test_a_change_leaves_things_as_they_were_and_says_so(call: Caller) -> None:
    answer = await call("update_time_entry", entry=MONDAY, work_type="travel", preview=True)
    assert answer["came_from"] == {
        "work_type": "you",
        "work_role": "as it was",
        "location": "as it was",
        "department": "as it was",
        "billable": "as it was",
    }
    answer = await call("update_time_entry", entry=MONDAY, ticket=54321, preview=True)
    assert answer["came_from"]["agreement"] == "ticket"


async def test_what_a_change_leaves_to_connectwise_is_traced_too(call: Caller) -> None:
    await call("update_time_entry", entry=MONDAY, location="london", work_role="engineer")
    clear = ["work_type", "work_role", "location"]
    answer = await call("update_time_entry", entry=MONDAY, clear=clear, preview=True)
    found = answer["came_from"]
    assert (found["work_type"], found["work_role"]) == ("member", "member")
    assert (found["location"], found["billable"]) == ("ticket", "as it was")


# Agreements


async def covers(call: Caller, ticket: int = 54321, **wish: Any) -> bool | None:
    answer = await call("create_time_entry", **{"ticket": ticket, "hours": 1, **wish}, preview=True)
    found: bool | None = answer.get("agreement_covers")
    return found


async def test_an_agreement_covers_work_by_its_terms(call: Caller) -> None:
    assert await covers(call) is True
    assert "\nCovered by agreement Contoso Managed Services.\n" in call.text


async def test_an_agreement_that_ended_is_left_out_and_named(call: Caller) -> None:
    assert await covers(call, 54333) is False
    assert "agreement Adventure Works Support is left out: it ended on 2026-10-" in call.text
    assert await covers(call, 54336) is False
    assert "agreement Tailspin Managed Services is left out: it is cancelled." in call.text


async def test_an_agreement_that_covers_no_time_says_so(call: Caller) -> None:
    assert await covers(call, 54322) is False
    assert "Agreement Fabrikam Block Hours does not cover it: it does not cover time" in call.text


@pytest.mark.parametrize(
    ("table", "column", "why"),
    [
        ("agreement_work_type_exclusions", "work_type_id", "excludes the work type Regular"),
        ("agreement_work_role_exclusions", "work_role_id", "excludes the work role Level 2 Tech"),
    ],
)
async def test_work_that_an_agreement_excludes_is_not_covered(
    call: Caller, world: World, table: str, column: str, why: str
) -> None:
    own = {"work_type_id": 1, "work_role_id": 2}[column]
    with world.store.turn():
        world.store.insert(table, {column: own, "agreement_id": CONTOSO})
    assert await covers(call) is False
    assert why in call.text


async def test_time_that_is_not_billed_is_not_covered(call: Caller) -> None:
    assert await covers(call, billable="NoCharge") is False
    assert "\nNot billed (NoCharge: you).\n" in call.text


LIMITS: dict[str, tuple[int, dict[str, Any], bool, str]] = {
    "ten hours a month": (56101, {"hours": 1}, True, "limited to 10 hours per calendar month"),
    "more than it has": (
        56101,
        {"start": "02:00", "hours": 12},
        True,
        "for 10 h; billed at 125 per hour (2 h).",
    ),
    "two hours that may be overrun": (56106, {"hours": 3}, True, "and may be overrun"),
    "what it excludes": (56104, {"work_type": "on-site"}, False, "excludes the work type On-site"),
    "whom it excludes": (
        56104,
        {"work_role": "project manager"},
        False,
        "excludes the work role Project Manager",
    ),
    "a free training": (56104, {"work_type": "training"}, False, "Not billed (NoCharge: "),
    "cancelled": (56107, {"hours": 1}, False, "is left out: it was cancelled on 2026-10-27"),
    "ended": (56102, {"hours": 1}, False, "is left out: it ended on 2026-10-31"),
}


@pytest.mark.parametrize("case", LIMITS)
async def test_each_agreement_of_the_demo_company_says_what_it_covers(
    call: Caller, case: str
) -> None:
    ticket, wish, expected, why = LIMITS[case]
    assert await covers(call, ticket, **wish) is expected
    assert why in call.text


async def test_where_agreements_may_not_be_seen_nothing_is_claimed(world: World) -> None:
    def shy(app: ASGIApp) -> ASGIApp:
        return refusing(app, "/finance/agreements", 403)

    async with Client(build_server(lambda: desk_on(world, around=shy))) as client:
        call = Caller(client)
        assert await covers(call) is None
        assert "Whether agreement Contoso Managed Services covers it is not known" in call.text
        agreement = "agreement Contoso Managed Services"
        assert f"\nNot certain: billed at 125 per hour (1 h), unless {agreement} covers it.\n" in (
            call.text
        )


# Moving

ADMIN_WOULD = (
    "ADMIN - Administration would be Administrative, DoNotBill; this entry stays Remote, Billable; "
    'to take that over, give work_type="Administrative" (or clear=["work_type"]) and '
    'billable="DoNotBill".'
)


async def test_a_moved_entry_says_what_the_new_target_would_bring(call: Caller) -> None:
    answer = await call("update_time_entry", entry=MONDAY, charge_code="ADMIN", preview=True)
    assert answer["notices"] == [ADMIN_WOULD]
    answer = await call("update_time_entry", entry=MONDAY, charge_code="ADMIN")
    assert answer["notices"] == [ADMIN_WOULD]
    assert ADMIN_WOULD in call.text


async def test_what_a_move_names_itself_is_not_asked_about(call: Caller) -> None:
    wish = {"work_type": "administrative", "billable": "DoNotBill", "work_role": "level 2"}
    moved = await call("update_time_entry", entry=MONDAY, charge_code="ADMIN", **wish, preview=True)
    assert "notices" not in moved
    assert "notices" not in await call("update_time_entry", entry=MONDAY, notes="x", preview=True)


async def test_a_move_to_a_ticket_is_asked_of_connectwise_in_a_preview(
    call: Caller, world: World
) -> None:
    world.set_field("service/boards", 1, billTime="NoCharge")
    wish = {"entry": MONDAY, "ticket": 54321, "work_type": "remote"}
    answer = await call("update_time_entry", **wish, preview=True)
    expected = "Ticket #54321 would be NoCharge; this entry stays Billable; to take that over, "
    assert answer["notices"] == [f'{expected}give billable="NoCharge".']
    # Nobody asks for a board after the fact: then it is said what stays.
    answer = await call("update_time_entry", **wish)
    kept = "It is moved and keeps Level 2 Tech, Billable: check that this still fits."
    assert answer["notices"] == [kept]


async def test_what_connectwise_fills_in_where_it_was_emptied_was_not_ignored(
    call: Caller,
) -> None:
    answer = await call("update_time_entry", entry=MONDAY, clear=["work_type"])
    assert answer["notices"] == ["ConnectWise filled in Regular."]
    answer = await call("update_time_entry", entry=MONDAY, clear=["work_type"])
    again = "work_type is Regular as before: ConnectWise does not leave it empty."
    assert answer["notices"] == [again]


# What it would bill

BILLS: dict[str, tuple[dict[str, Any], str]] = {
    "an agreement": ({"ticket": 54321}, "Covered by agreement Contoso Managed Services."),
    "an agreement with a limit": (
        {"ticket": 56101},
        "Covered by agreement Müller Block 10 h a month while its limit lasts: not certain.",
    ),
    "an agreement that covers no time": ({"ticket": 54322}, "Billed at 110 per hour (1 h)."),
    "a work type": (
        {"ticket": 54321, "work_type": "travel"}, "Not billed (NoCharge: work type).",
    ),
    "internal time": ({"charge_code": "ADMIN"}, "Not billed (DoNotBill: charge code)."),
}  # fmt: skip


@pytest.mark.parametrize("case", BILLS)
async def test_the_first_line_below_the_headline_says_what_it_would_bill(
    call: Caller, case: str
) -> None:
    wish, expected = BILLS[case]
    await call("create_time_entry", start="09:00", hours=1, **wish, preview=True)
    lines = call.text.splitlines()
    assert lines[1].startswith("PREVIEW")
    assert lines[2] == expected
    assert max(map(len, lines[2:])) < 130
    assert ("· rate" in call.text) is not expected.startswith("Not billed")


async def test_what_is_stored_without_a_charge_shows_no_rate_beside_it(call: Caller) -> None:
    await call("create_time_entry", ticket=54321, start="09:00", hours=1, work_type="travel")
    assert "NoCharge" in call.text
    assert "rate" not in call.text
    await call("get_time_entry", entry=MONDAY)
    assert "Billable · rate 125\n" in call.text


# Deciding otherwise


async def test_another_billing_than_connectwises_is_said_plainly(
    call: Caller, world: World
) -> None:
    wish = {"ticket": 54352, "start": "09:00", "hours": 1, "billable": "Billable"}
    answer = await call("create_time_entry", **wish, preview=True)
    assert answer["otherwise"] == {"billable": "DoNotBill"}
    assert "ConnectWise would bill it as DoNotBill; you set Billable." in call.text
    await call("create_time_entry", **wish)
    assert world.entries()[-1]["billableOption"] == "Billable"
    assert "The ticket says DoNotBill; you set Billable." in call.text


async def test_another_billing_than_the_work_types_is_told_after_the_fact(call: Caller) -> None:
    await call("create_time_entry", ticket=54321, hours=1, work_type="travel", billable="Billable")
    assert "The work type Travel says NoCharge; you set Billable." in call.text


@pytest.mark.parametrize("billable", ["Billable", "NoDefault"])
async def test_what_connectwise_would_do_anyway_is_no_news(call: Caller, billable: str) -> None:
    wish = {"ticket": 54321, "start": "09:00", "hours": 1, "billable": billable}
    answer = await call("create_time_entry", **wish, preview=True)
    assert "otherwise" not in answer
    assert "you set" not in call.text
    await call("create_time_entry", **wish)
    assert "you set" not in call.text


async def test_another_agreement_is_said_plainly(call: Caller, world: World) -> None:
    with world.store.turn():
        row = world.store.one("agreements", CONTOSO)
        assert row is not None
        world.store.insert("agreements", {**row, "id": 90, "name": "Contoso Projects"})
    wish = {"ticket": 54321, "start": "09:00", "hours": 1, "agreement": "contoso projects"}
    answer = await call("create_time_entry", **wish, preview=True)
    assert answer["otherwise"] == {"agreement": "Contoso Managed Services"}
    said = "ConnectWise would take agreement Contoso Managed Services; you set Contoso Projects."
    assert said in call.text
    await call("create_time_entry", **wish)
    assert world.entries()[-1]["agreement"]["id"] == 90
    assert (
        "The ticket's agreement is Contoso Managed Services; you set Contoso Projects." in call.text
    )


async def test_who_may_not_choose_the_billing_option_learns_it_from_the_preview(
    call: Caller, world: World
) -> None:
    rows = world.rows("system/mySecurity")
    [right] = [
        row["id"]
        for row in rows
        if row["moduleFunctionName"] == "Time Entry Billable Option" and row["member"]["id"] == 1
    ]
    world.set_field("system/mySecurity", right, editLevel="None")
    before = world.entries()
    wish = {"ticket": 54321, "hours": 1, "billable": "NoCharge"}
    text = await call.refused("create_time_entry", **wish, preview=True)
    assert "Time Entry Billable Option" in text
    await call("create_time_entry", ticket=54321, hours=1, preview=True)
    assert world.entries() == before


# Rounding, rates and the last pair


async def test_rounding_is_told_before_and_after(call: Caller, world: World) -> None:
    world.set_field("system/myCompany/timeExpense", 1, roundingFactor=0.25)
    wish = {"ticket": 54321, "start": "09:00", "hours": 1.4}
    shown = await call("create_time_entry", **wish, preview=True)
    assert shown["hours"] == 1.5
    assert shown["rounded"] == {"said": 1.4, "to": 1.5}
    assert "ConnectWise rounds 1.4 h to 1.5 h, in steps of 0.25 h." in call.text
    stored = await call("create_time_entry", **wish)
    assert world.entries()[-1]["actualHours"] == 1.5
    assert stored["rounded"] == shown["rounded"]
    assert "did not take over" not in call.text


async def test_a_rate_is_shown_only_to_those_who_may_see_it(call: Caller, world: World) -> None:
    wish = {"ticket": 54321, "start": "09:00", "hours": 1, "preview": True}
    assert (await call("create_time_entry", **wish))["hourly_rate"] == 125
    assert "rate 125" in call.text
    [right] = [
        row["id"]
        for row in world.rows("system/mySecurity")
        if row["moduleFunctionName"] == "Billing View Time" and row["member"]["id"] == 1
    ]
    world.set_field("system/mySecurity", right, inquireLevel="None")
    assert "hourly_rate" not in await call("create_time_entry", **wish)
    assert "· rate" not in call.text
    await call("create_time_entry", **wish | {"ticket": 54322})
    assert "\nBilled (1 h); the rate is not told.\n" in call.text


async def test_a_minimum_of_billed_hours_leaves_the_hours_as_they_are(call: Caller) -> None:
    answer = await call(
        "create_time_entry", ticket=54321, start="09:00", hours=0.5, work_type="6", preview=True
    )
    assert (answer["hours"], "rounded" in answer) == (0.5, False)
    assert "billed as 1 h" in call.text


async def test_the_last_pair_on_the_ticket_is_offered_and_never_taken(
    call: Caller, world: World
) -> None:
    await call(
        "create_time_entry", ticket=54323, start="08:30", hours=1, work_type="travel",
        work_role="engineer",
    )  # fmt: skip
    answer = await call("create_time_entry", ticket=54323, start="10:00", hours=1, preview=True)
    assert answer["last_used"] == {
        "work_type": {"id": 4, "name": "Travel"},
        "work_role": {"id": 4, "name": "Engineer"},
        "date": "2026-11-20",
    }
    assert "Last used here (2026-11-20): Travel as Engineer." in call.text
    assert answer["work_type"]["name"] == "Regular"
    # 54349 is of the same company.
    answer = await call("create_time_entry", ticket=54349, start="10:00", hours=1, preview=True)
    assert "Last used for this company (2026-11-20): Travel as Engineer." in call.text
    await call("create_time_entry", ticket=54323, start="10:00", hours=1)
    assert world.entries()[-1]["workType"]["name"] == "Regular"


async def test_no_pair_is_offered_where_one_is_named_or_it_is_the_same(call: Caller) -> None:
    wish = {"ticket": 54321, "start": "09:00", "hours": 1, "preview": True}
    assert "last_used" in await call("create_time_entry", **wish)
    assert "last_used" not in await call("create_time_entry", **wish, work_type="travel")
    assert "last_used" not in await call("create_time_entry", **wish, work_role="engineer")
    await call("create_time_entry", ticket=54321, start="15:00", hours=0.5)
    assert "last_used" not in await call("create_time_entry", **wish)


async def test_a_pair_that_is_inactive_by_now_is_not_offered(call: Caller, world: World) -> None:
    await call("create_time_entry", ticket=54349, start="08:30", hours=1, work_type="travel")
    world.set_field("time/workTypes", 4, inactiveFlag=True)
    wish = {"ticket": 54349, "start": "09:00", "hours": 1, "preview": True}
    async with Client(build_server(lambda: desk_on(world))) as client:
        assert "last_used" not in await Caller(client)("create_time_entry", **wish)


# Where ConnectWise does not work it out


def refusing(app: ASGIApp, path: str, status: int) -> ASGIApp:
    async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and path in scope["path"]:
            body = {"code": "Security", "message": "no"}
            told = JSONResponse(body, 403) if status == 403 else Response("<html>", status)
            await told(scope, receive, send)
        else:
            await app(scope, receive, send)

    return refuse


@pytest.mark.parametrize("status", [403, 404, 405])
async def test_a_preview_that_connectwise_does_not_work_out_says_so_and_guesses_nothing(
    world: World, status: int
) -> None:
    before = world.entries()

    def shy(app: ASGIApp) -> ASGIApp:
        return refusing(app, "/time/entries/defaults", status)

    async with Client(build_server(lambda: desk_on(world, around=shy))) as client:
        call = Caller(client)
        answer = await call(
            "create_time_entry", ticket=54321, hours=1, work_type="travel", preview=True
        )
        assert "ConnectWise did not work this out" in call.text
        assert "\nWhat it would bill is not certain: ConnectWise did not tell.\n" in call.text
        assert answer["company"]["name"] == "Contoso Ltd"
        assert answer["came_from"] == {"work_type": "you"}
        assert not {"work_role", "billable", "hourly_rate", "agreement"} & answer.keys()
        answer = await call("update_time_entry", entry=MONDAY, hours=1, preview=True)
        assert "ConnectWise did not work this out" in call.text
        assert (answer["hours"], answer["work_type"]["name"]) == (1, "Remote")
        assert "billed as" not in call.text
    assert world.entries() == before


@pytest.mark.parametrize("told", [{"id": 1}, {"actualHours": "soon", "timeStart": 7}])
async def test_an_answer_that_is_no_whole_entry_is_not_shown_as_one(
    world: World, told: dict[str, Any]
) -> None:
    def around(app: ASGIApp) -> ASGIApp:
        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            is_asked = scope.get("path", "").endswith(DEFAULTS)
            await (JSONResponse(told) if is_asked else app)(scope, receive, send)

        return answer

    async with Client(build_server(lambda: desk_on(world, around=around))) as client:
        call = Caller(client)
        shown = await call("create_time_entry", ticket=54321, hours=1, notes="?", preview=True)
    assert shown["hours"] == 1
    assert "54321" in shown["charged_to"]
    assert "ConnectWise did not work this out: its answer is no whole entry." in call.text


async def test_a_preview_of_a_change_of_submitted_time_says_how_to_unlock_it(
    call: Caller, world: World
) -> None:
    before = world.entries()
    told = await call.refused("update_time_entry", entry=6, notes="x", preview=True)
    assert "First have it sent back with reject_entries, or reopen_timesheet." in told
    assert world.entries() == before


async def test_what_connectwise_would_refuse_its_preview_refuses(
    call: Caller, world: World
) -> None:
    before = world.entries()
    wish = {"ticket": 54321, "date": "2020-01-06", "start": "09:00", "hours": 1, "preview": True}
    assert "period" in (await call.refused("create_time_entry", **wish)).casefold()
    assert world.entries() == before


async def test_an_entry_is_not_shown_as_anothers_where_the_keys_may_not_give_it(
    call: Caller, world: World
) -> None:
    before = world.entries()
    told = await call.refused("update_time_entry", entry=64, member="john", preview=True)
    assert "The time of John Smith was not changed: these keys may change only their own" in told
    assert "Time Entry: Edit = All" in told
    assert world.entries() == before
