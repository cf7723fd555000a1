"""Who may decide about whose time, as the house has it, beside what ConnectWise allows."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.types import ASGIApp

from connectwise_time.desk.approvers import HouseRules
from connectwise_time.sandbox import World
from support.demo import (
    FOR_MORGAN,
    FOR_PAULA,
    JAMIES_LAST,
    JAMIES_WEEK,
    JOANS_PROJECT,
    JOANS_WEEK,
    JOHNS_LAST,
    JOHNS_PROJECT,
    JOHNS_WEEK,
    MORGANS_LAST,
    OLIVIAS_LAST,
    ONE_APPROVAL,
    QUINNS_LAST,
)
from support.office import Hides, Office, whole, writes

pytestmark = pytest.mark.anyio

PENDING = "PendingApproval"
RELAY, BACKUP = 6, 7
MORGAN, NORA = 2, 12
REASON = "Which site was that?"
DECISIONS: list[tuple[str, dict[str, Any]]] = [
    ("approve_entries", {"timesheets": [MORGANS_LAST]}),
    ("approve_entries", {"member": "Morgan Smith", "period": "last week"}),
    ("approve_entries", {"entries": [10, 15, 20, 25, 30]}),
    ("reject_entries", {"timesheets": [MORGANS_LAST], "reason": REASON}),
    ("reject_entries", {"entries": [10], "reason": REASON}),
]


def wait(office: Office, *sheets: int) -> None:
    """Sheets that wait for their first approval, with all that is on them."""
    for sheet in sheets:
        office.world.set_field("time/sheets", sheet, status=PENDING)
        for entry in office.entries(sheet):
            office.world.set_field("time/entries", entry, status=PENDING)
    office.look_again()


def reaches(world: World, member: str, level: str) -> None:
    """How far a member's right to approve goes."""
    for row in world.rows("system/mySecurity"):
        if (row["moduleFunctionName"], row["member"]["identifier"]) == ("Time Approval", member):
            world.set_field("system/mySecurity", row["id"], editLevel=level)


def hiding(ending: str, status: int) -> Callable[[ASGIApp], ASGIApp]:
    return lambda app: Hides(app, ending, status)


@pytest.mark.parametrize(("tool", "arguments"), DECISIONS)
@pytest.mark.parametrize(("key", "me"), [("manager", None), ("owner", "msmith")])
async def test_nobody_decides_about_their_own_time(
    planned: Office, key: str, me: str | None, tool: str, arguments: dict[str, Any]
) -> None:
    wait(planned, MORGANS_LAST)
    reaches(planned.world, "msmith", "All")  # ConnectWise itself would allow it
    morgan = await planned.person(key, me=me)
    told = await morgan.refused(tool, **arguments)
    assert "it is your own time, which somebody else has to decide" in told
    planned.nothing_moved()
    for team in (True, False):
        assert MORGANS_LAST not in (await morgan("list_approvals", team=team))["timesheets"]


async def test_the_house_may_allow_to_decide_about_ones_own_time(office: Office) -> None:
    wait(office, MORGANS_LAST)
    reaches(office.world, "msmith", "All")
    morgan = await office.person("manager", rules=HouseRules(self_approval=True))
    await morgan.does("approve_entries", timesheets=[MORGANS_LAST])
    assert "Your own time is among it." in morgan.shown
    office.moved("msmith", **whole(MORGANS_LAST, office.entries(MORGANS_LAST), *ONE_APPROVAL))


async def test_own_time_among_others_is_left_out(office: Office) -> None:
    wait(office, MORGANS_LAST)
    reaches(office.world, "msmith", "All")
    morgan = await office.person("manager")
    answer = await morgan.does("approve_entries", timesheets=[MORGANS_LAST, JAMIES_LAST])
    assert answer["items"] == 1
    assert f"Left out: timesheet {MORGANS_LAST} (Morgan Smith" in morgan.shown
    assert "it is your own time" in morgan.shown
    office.moved("msmith", **whole(JAMIES_LAST, office.entries(JAMIES_LAST), *ONE_APPROVAL))


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("list_approvals", {}),
        ("approve_entries", {"timesheets": [JAMIES_LAST]}),
        ("reject_entries", {"timesheets": [JAMIES_LAST], "reason": REASON}),
        ("list_timesheets", {"team": True}),
    ],
)
async def test_an_api_members_key_decides_for_nobody_by_itself(
    planned: Office, tool: str, arguments: dict[str, Any]
) -> None:
    bot = await planned.person("api")
    told = await bot.refused(tool, **arguments)
    assert "The keys belong to the API member timebot, who is nobody's approver" in told
    assert "CONNECTWISE_APPROVER" in told
    planned.nothing_moved()


async def test_an_api_members_key_decides_for_its_approver_and_says_so(office: Office) -> None:
    bot = await office.person("api", rules=HouseRules(approver="msmith"))
    wait(office, MORGANS_LAST)
    assert (await bot("list_approvals"))["timesheets"] == [JOANS_PROJECT, JAMIES_LAST]
    assert "2 timesheets of everybody for Morgan Smith to approve: 52 h." in bot.text
    await bot.does("approve_entries", timesheets=[JAMIES_LAST])
    assert "The keys decide for Morgan Smith." in bot.shown
    office.moved("timebot", **whole(JAMIES_LAST, office.entries(JAMIES_LAST), *ONE_APPROVAL))
    await bot.does("reject_entries", timesheets=[JOANS_PROJECT], reason="Which rack?")
    [noted] = [e for e in office.world.entries() if e["id"] == 67]
    assert noted["internalNotes"] == "[Sent back 2026-11-20 by Morgan Smith] Which rack?"
    office.look_again()
    # Whoever it acts for has own time too.
    told = await bot.refused("approve_entries", timesheets=[MORGANS_LAST])
    assert "it is your own time" in told
    office.nothing_moved()


@pytest.mark.parametrize("approver", ["nobody", "lfox"])
async def test_an_approver_who_is_not_there_is_a_setting_to_correct(
    planned: Office, approver: str
) -> None:
    bot = await planned.person("api", rules=HouseRules(approver=approver))
    told = await bot.refused("approve_entries", timesheets=[JAMIES_LAST])
    assert f"no active member '{approver}'" in told
    assert "Correct CONNECTWISE_APPROVER" in told
    planned.nothing_moved()


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("list_approvals", {}),
        ("approve_entries", {"timesheets": [JAMIES_LAST]}),
        ("approve_entries", {"entries": [RELAY]}),
        ("reject_entries", {"timesheets": [JAMIES_LAST], "reason": REASON}),
        ("reject_entries", {"entries": [RELAY], "reason": REASON}),
    ],
)
@pytest.mark.parametrize("key", ["no_approval", "technician", "readonly"])
async def test_who_may_not_approve_is_told_which_right_is_missing_before_anything_is_tried(
    planned: Office, key: str, tool: str, arguments: dict[str, Any]
) -> None:
    somebody = await planned.person(key)
    told = await somebody.refused(tool, **arguments)
    assert "has no right to approve time" in told
    assert "Time & Expense › Time Approval, edit level My" in told
    assert writes(planned.world) == []
    planned.nothing_moved()


@pytest.mark.parametrize("status", [403, 404])
async def test_where_rights_are_not_told_connectwise_is_asked_and_its_no_explained(
    office: Office, status: int
) -> None:
    dana = await office.person("no_approval", around=hiding("/system/mySecurity", status))
    told = await dana.reaches_no_further("approve_entries", timesheets=[JAMIES_LAST])
    assert "(403)" in told
    assert "the security role" in told.casefold()
    assert "Time Approval" in told
    office.moved("nobody", writes_sent=[f"POST /time/sheets/{JAMIES_LAST}/approve"])
    # Without the right even the reason cannot be noted, which comes first.
    told = await dana.reaches_no_further("reject_entries", entries=[RELAY], reason=REASON)
    assert "So it was not rejected" in told
    office.moved("nobody", writes_sent=[f"PATCH /time/entries/{RELAY}"])
    told = await dana.reaches_no_further("reject_entries", timesheets=[JAMIES_LAST], reason=REASON)
    assert "So it was not rejected" in told
    office.moved("nobody", writes_sent=[f"PATCH /time/entries/{RELAY}"])


@pytest.mark.parametrize("status", [403, 404])
async def test_where_rights_are_not_told_whoever_has_them_decides(
    office: Office, status: int
) -> None:
    morgan = await office.person("manager", around=hiding("/system/mySecurity", status))
    await morgan.does("approve_entries", timesheets=[JAMIES_LAST])
    office.moved("msmith", **whole(JAMIES_LAST, office.entries(JAMIES_LAST), *ONE_APPROVAL))


async def test_the_team_is_whom_one_approves_else_who_reports_to_one(planned: Office) -> None:
    morgan, nora = await planned.person("manager"), await planned.person("owner")
    team = await morgan("list_timesheets", team=True, period="last week")
    # Jamie and Joan by timeApprover, John by reportsTo; Olivia reports to Morgan, but Nora
    # approves her time.
    assert sorted(team["timesheets"]) == [JAMIES_LAST, JOHNS_LAST, 5]
    team = await morgan("list_timesheets", team=True, period="this week")
    assert sorted(team["timesheets"]) == [JAMIES_WEEK, JOANS_WEEK, JOHNS_WEEK]
    team = await nora("list_timesheets", team=True, period="last week")
    assert sorted(team["timesheets"]) == [MORGANS_LAST, OLIVIAS_LAST, QUINNS_LAST]
    assert "Robin" in " ".join(team["without_sheet"])
    assert "Lee Fox" not in team["without_sheet"]  # who has left
    told = await morgan.refused("list_timesheets", team=True, member="Jamie Doe")
    assert "Give one of the two" in told


async def test_the_desk_shows_what_waits_for_oneself_oldest_first(planned: Office) -> None:
    wait(planned, JOHNS_LAST, OLIVIAS_LAST)
    morgan, nora = await planned.person("manager"), await planned.person("owner")
    desk = await morgan("list_approvals")
    assert desk["timesheets"] == [JOANS_PROJECT, JAMIES_LAST, JOHNS_LAST]
    assert desk["hours"] == 73
    assert "3 timesheets of everybody for Morgan Smith to approve: 73 h." in morgan.text
    assert (await morgan("list_approvals", limit=1))["timesheets"] == [JOANS_PROJECT]
    assert "2 more fit" in morgan.text
    assert (await morgan("list_approvals", member="John"))["timesheets"] == [JOHNS_LAST]
    narrowed = await morgan("list_approvals", period="2026-11-02..2026-11-08")
    assert narrowed["timesheets"] == [JOANS_PROJECT]
    desk = await nora("list_approvals")
    assert desk["timesheets"] == [OLIVIAS_LAST]
    assert "5 more wait for other approvers; team=false shows them" in nora.text
    everything = await nora("list_approvals", team=False)
    # Both of two weeks ago, then last week's: Jamie's, Morgan's second tier, John's, Olivia's.
    assert everything["timesheets"] == [
        JOANS_PROJECT,
        JOHNS_PROJECT,
        JAMIES_LAST,
        MORGANS_LAST,
        JOHNS_LAST,
        OLIVIAS_LAST,
    ]


async def test_project_time_is_on_its_project_managers_desk_before_anybody_elses(
    planned: Office,
) -> None:
    paula, morgan = await planned.person("project_manager"), await planned.person("manager")
    assert (await paula("list_approvals"))["timesheets"] == [JOHNS_PROJECT]
    assert "project approval" in paula.text
    assert JOHNS_PROJECT not in (await morgan("list_approvals"))["timesheets"]
    told = await morgan.refused("approve_entries", entries=list(FOR_MORGAN))
    assert "waits for the project approval of Paula Hart" in told
    told = await paula.refused("approve_entries", entries=list(FOR_MORGAN))
    assert "first approval of somebody else" in told
    planned.nothing_moved()
    await paula.does("approve_entries", entries=list(FOR_PAULA))
    planned.look_again()
    assert (await paula("list_approvals"))["timesheets"] == []
    assert JOHNS_PROJECT in (await morgan("list_approvals"))["timesheets"]


async def test_part_of_a_sheet_is_not_approved_by_itself_and_both_ways_out_are_offered(
    planned: Office,
) -> None:
    morgan = await planned.person("manager")
    others = [e for e in planned.entries(JAMIES_LAST) if e not in {RELAY, BACKUP}]
    told = await morgan.refused("approve_entries", entries=[RELAY, BACKUP])
    assert (
        f"ConnectWise approves whole timesheets: with timesheet {JAMIES_LAST}"
        " (Jamie Doe, 2026-11-09 to 2026-11-15) 18 more entries (36 h) would be approved too:"
        in told
    )
    assert "entry 8: 3 h #54322" in told
    assert f"approve_entries(timesheets=[{JAMIES_LAST}])" in told
    assert f"reject_entries(entries=[{', '.join(map(str, others))}], reason=…)" in told
    planned.nothing_moved()
    # Either way out leads there.
    await morgan.does("reject_entries", entries=others, reason=REASON)
    planned.look_again()
    await morgan.does("approve_entries", entries=[RELAY, BACKUP])
    planned.moved("msmith", entries=dict.fromkeys((RELAY, BACKUP), ONE_APPROVAL))


async def test_of_a_sheet_that_waits_only_what_waits_can_be_named(planned: Office) -> None:
    morgan, nora = await planned.person("manager"), await planned.person("owner")
    await morgan.does("reject_entries", entries=[RELAY], reason=REASON)
    planned.look_again()
    told = await morgan.refused("approve_entries", entries=[RELAY])
    assert f"entry {RELAY}: it does not wait for approval: it is rejected (Rejected)" in told
    assert "reject_entries" not in told
    rest = [entry for entry in planned.entries(JAMIES_LAST) if entry != RELAY]
    await morgan("approve_entries", entries=[RELAY, *rest])
    assert f"Left out: entry {RELAY}: it does not wait for approval" in morgan.text
    assert "38 h (33 h billable) in 19 entries" in morgan.text
    told = await nora.refused("approve_entries", entries=list(FOR_MORGAN))
    assert "the project approval of others in its timesheet comes first" in told
    planned.nothing_moved()


async def test_where_single_entries_cannot_be_sent_back_the_sheet_is_offered(
    planned: Office,
) -> None:
    planned.world.switches.older_than_2025_16 = True
    morgan = await planned.person("manager")
    told = await morgan.refused("reject_entries", entries=[RELAY, 67], reason=REASON)
    assert "too old to reject single entries" in told
    assert f"reject_entries(timesheets=[{JAMIES_LAST}, {JOANS_PROJECT}], reason=…)" in told
    planned.nothing_moved()
    await morgan.does("reject_entries", timesheets=[JAMIES_LAST], reason=REASON)
    planned.moved(
        "msmith",
        **whole(JAMIES_LAST, planned.entries(JAMIES_LAST), PENDING, "Rejected"),
        edited={(RELAY, "TimeInternalNote")},
    )


async def test_where_the_version_is_not_told_the_sheet_is_offered_after_the_refusal(
    office: Office,
) -> None:
    office.world.switches.older_than_2025_16 = True
    morgan = await office.person("manager", around=hiding("/system/info", 403))
    told = await morgan.reaches_no_further("reject_entries", entries=[RELAY], reason=REASON)
    assert "too old to reject single entries" in told
    assert "Reject its whole sheet instead" in told
    # The reason was noted first, and the entry waits as before.
    office.moved("msmith", edited={(RELAY, "TimeInternalNote")})


# One's own time in somebody else's sheet.

OWN_IN_THEIRS: list[tuple[str, dict[str, Any]]] = [
    ("approve_entries", {"timesheets": [JAMIES_LAST]}),
    ("approve_entries", {"entries": [BACKUP]}),
    ("approve_entries", {"member": "Jamie Doe", "period": "last week"}),
    ("reject_entries", {"timesheets": [JAMIES_LAST], "reason": REASON}),
    ("reject_entries", {"entries": [RELAY], "reason": REASON}),
]


@pytest.mark.parametrize(("tool", "arguments"), OWN_IN_THEIRS)
@pytest.mark.parametrize(("key", "member"), [("manager", MORGAN), ("owner", NORA)])
async def test_a_sheet_with_ones_own_time_in_it_is_for_somebody_else(
    planned: Office, key: str, member: int, tool: str, arguments: dict[str, Any]
) -> None:
    planned.world.set_field("time/entries", RELAY, member=member)
    planned.look_again()
    somebody = await planned.person(key)
    told = await somebody.refused(tool, **arguments)
    assert "it is your own time, which somebody else has to decide" in told
    for team in (True, False):
        assert JAMIES_LAST not in (await somebody("list_approvals", team=team))["timesheets"]
    planned.nothing_moved()


async def test_what_does_not_wait_in_a_sheet_may_be_ones_own(office: Office) -> None:
    office.world.set_field("time/entries", RELAY, member=NORA, status="ReadyToBill")
    office.look_again()
    nora = await office.person("owner")
    rest = [entry for entry in office.entries(JAMIES_LAST) if entry != RELAY]
    await nora.does("approve_entries", timesheets=[JAMIES_LAST])
    office.moved("nbrooks", **whole(JAMIES_LAST, rest, *ONE_APPROVAL))


@pytest.mark.parametrize("tool", ["approve_entries", "reject_entries"])
async def test_a_sheet_with_ones_own_time_in_it_is_left_out_among_others(
    office: Office, tool: str
) -> None:
    office.world.set_field("time/entries", RELAY, member=NORA)
    office.look_again()
    nora = await office.person("owner")
    reason = {"reason": REASON} if tool == "reject_entries" else {}
    answer = await nora.does(tool, timesheets=[JAMIES_LAST, JOANS_PROJECT], **reason)
    assert answer["items"] == 1
    assert (
        f"\nLeft out: timesheet {JAMIES_LAST} (Jamie Doe, 2026-11-09 to 2026-11-15):"
        " it is your own time, which somebody else has to decide.\n" in nora.shown
    )
    entries = office.entries(JOANS_PROJECT)
    way = ONE_APPROVAL if tool == "approve_entries" else (PENDING, "Rejected")
    edited = {(entries[0], "TimeInternalNote")} if tool == "reject_entries" else set()
    office.moved("nbrooks", **whole(JOANS_PROJECT, entries, *way), edited=edited)


async def test_another_persons_entry_in_a_sheet_with_ones_own_is_sent_back_alone(
    office: Office,
) -> None:
    office.world.set_field("time/entries", RELAY, member=NORA)
    office.look_again()
    nora = await office.person("owner")
    await nora.does("reject_entries", entries=[RELAY, BACKUP], reason=REASON)
    assert f"Left out: entry {RELAY}: it is your own time" in nora.shown
    office.moved(
        "nbrooks",
        sheets={JAMIES_LAST: (PENDING, "Rejected")},
        entries={BACKUP: (PENDING, "Rejected")},
        edited={(BACKUP, "TimeInternalNote")},
    )


# Where it is not told who approves whom.


async def test_where_approvers_are_not_told_what_waits_is_listed_with_that_said(
    planned: Office,
) -> None:
    wait(planned, JOHNS_LAST, OLIVIAS_LAST)
    morgan = await planned.person("manager", around=hiding("/system/members", 403))
    assert (await morgan("list_approvals"))["timesheets"] == [
        JOANS_PROJECT,
        JOHNS_PROJECT,
        JAMIES_LAST,
        JOHNS_LAST,
        OLIVIAS_LAST,
    ]
    assert (
        "These keys may not see who approves whom (System › Member Maintenance: Inquire All), so"
        " some of these may wait for somebody else." in morgan.text
    )
    await (told := await planned.person("manager"))("list_approvals")
    assert "may not see who approves whom" not in told.text
    planned.nothing_moved()


async def test_where_approvers_are_not_told_connectwise_decides(office: Office) -> None:
    wait(office, OLIVIAS_LAST)
    morgan = await office.person("manager", around=hiding("/system/members", 403))
    await morgan.does("approve_entries", timesheets=[JAMIES_LAST])
    assert "waits for" not in morgan.shown.replace("waiting for", "")
    office.moved("msmith", **whole(JAMIES_LAST, office.entries(JAMIES_LAST), *ONE_APPROVAL))
    # Nora approves Olivia's time.
    told = await morgan.reaches_no_further("approve_entries", timesheets=[OLIVIAS_LAST])
    assert "(403)" in told
    assert "Time Approval" in told
    office.moved("nobody", writes_sent=[f"POST /time/sheets/{OLIVIAS_LAST}/approve"])
    # One's own time is for somebody else whoever that is.
    wait(office, MORGANS_LAST)
    told = await morgan.refused("approve_entries", timesheets=[MORGANS_LAST])
    assert "it is your own time" in told
    office.nothing_moved()


# What a plan tells whoever decides.


async def test_where_nothing_waits_that_is_all_that_is_said(planned: Office) -> None:
    for sheet in (JAMIES_LAST, JOANS_PROJECT):
        planned.world.set_field("time/sheets", sheet, status="Open")
        for entry in planned.entries(sheet):
            planned.world.set_field("time/entries", entry, status="Open")
    planned.look_again()
    morgan = await planned.person("manager")
    assert (await morgan("list_approvals"))["timesheets"] == []
    [_, told] = morgan.text.splitlines()
    assert told == "Nothing waits for the approval of Morgan Smith."


async def test_a_plan_to_approve_tells_what_a_review_found_and_for_whom_it_waits(
    planned: Office,
) -> None:
    planned.world.set_field("system/myCompany/timeExpense", 1, requireTimeNoteFlag=True)
    wait(planned, JOHNS_LAST, JOANS_WEEK)
    morgan, nora = await planned.person("manager"), await planned.person("owner")
    await morgan("approve_entries", timesheets=[JOHNS_LAST, JOANS_WEEK])
    lines = morgan.text.splitlines()
    johns, joans = (
        f"timesheet {JOHNS_LAST} (John Smith, 2026-11-09 to 2026-11-15)",
        f"timesheet {JOANS_WEEK} (Joan Smith, 2026-11-16 to 2026-11-22)",
    )
    [missing] = [line for line in lines if line.startswith(f"{johns}: 11 h are missing: ")]
    assert missing.endswith("; Fri 2026-11-13 8 h, nothing logged.")
    [notes] = [line for line in lines if line.startswith(f"{joans}: Entries 41, 44")]
    assert "without notes" in notes
    # It is Morgan's own to give, and what is locked or late is for whose time it is.
    assert "waits for Morgan Smith" not in morgan.text
    assert "locked" not in morgan.text
    assert "was due" not in morgan.text
    await nora("approve_entries", timesheets=[JOHNS_LAST])
    assert f"{johns} waits for Morgan Smith." in nora.text.splitlines()
    planned.nothing_moved()


async def test_what_is_left_out_is_a_sentence_each_for_the_first_ten(planned: Office) -> None:
    nora = await planned.person("owner")
    open_ones = planned.entries(JAMIES_WEEK)
    assert len(open_ones) == 13
    await nora("reject_entries", entries=[RELAY, *open_ones], reason=REASON)
    said = [line for line in nora.text.splitlines() if line.startswith("Left out: ")]
    assert said == [
        f"Left out: entry {entry}: it does not wait for approval: it is open (Open)."
        for entry in open_ones[:10]
    ]
    assert "\nAnd 3 more are left out.\n" in nora.text
    await nora("reject_entries", entries=[RELAY, *open_ones[:10]], reason=REASON)
    assert "more are left out" not in nora.text
    told = await nora.refused("reject_entries", entries=open_ones, reason=REASON)
    assert told.count("it does not wait for approval") == 10
    assert "; and 3 more." in told
    planned.nothing_moved()
