"""Steps back: a sheet recalled, an approval undone, an entry deleted, and what cannot be undone."""

from typing import Any

import pytest
from starlette.types import ASGIApp

from support.demo import (
    FOR_MORGAN,
    FOR_PAULA,
    JAMIES_BILLED,
    JAMIES_LAST,
    JAMIES_WEEK,
    JOANS_LAST,
    JOHNS_PROJECT,
    JOHNS_WEEK,
    MORGANS_LAST,
    ONE_APPROVAL,
    SECOND_APPROVAL,
    tiers,
)
from support.office import Hides, Office, whole

pytestmark = pytest.mark.anyio

PENDING = "PendingApproval"
BILLED, READY, WAITS, OPEN = 1, 2, 6, 55  # entries of Jamie's
JOHNS = 57


async def test_a_submission_is_recalled_corrected_and_handed_in_again(office: Office) -> None:
    jamie, morgan = await office.person("technician"), await office.person("manager")
    entries = office.entries(JAMIES_LAST)

    told = await jamie.refused("update_time_entry", entry=WAITS, notes="x")
    assert "submitted (PendingApproval)" in told
    assert "reopen_timesheet" in told
    office.moved("nobody")

    await jamie.does("reopen_timesheet", timesheet=JAMIES_LAST)
    assert "Reopen 1 timesheet: 40 h" in jamie.shown
    assert "It is open again then, can be changed, and has to be handed in again." in jamie.shown
    assert "Now open (Open)" in jamie.text
    office.moved(
        "jdoe",
        **whole(JAMIES_LAST, entries, PENDING, "Open"),
        writes_sent=[f"POST /time/sheets/{JAMIES_LAST}/reverse"],
    )
    assert JAMIES_LAST not in (await morgan("list_approvals"))["timesheets"]
    await jamie("update_time_entry", entry=WAITS, notes="Relay log, at the warehouse")
    office.moved("jdoe", edited={(WAITS, "Notes")})
    await jamie.does("submit_timesheet", timesheet=JAMIES_LAST)
    office.moved("jdoe", **whole(JAMIES_LAST, entries, "Open", PENDING))


@pytest.mark.parametrize(
    ("key", "me", "by"), [("no_approval", "jsmith", "dpatch"), ("manager", None, "msmith")]
)
async def test_project_time_is_recalled_before_its_project_manager_saw_it(
    office: Office, key: str, me: str | None, by: str
) -> None:
    somebody = await office.person(key, me=me)
    told = await somebody.refused("submit_timesheet", timesheet=JOHNS_PROJECT)
    assert "submitted (PendingProjectApproval)" in told
    await somebody.does("reopen_timesheet", timesheet=JOHNS_PROJECT)
    assert ("This is John Smith's time, not your own." in somebody.shown) is (me is None)
    office.moved(
        by,
        sheets={JOHNS_PROJECT: ("PendingProjectApproval", "Open")},
        entries=dict.fromkeys(FOR_PAULA, ("PendingProjectApproval", "Open"))
        | dict.fromkeys(FOR_MORGAN, (PENDING, "Open")),
    )


async def test_with_one_tier_an_approval_is_undone_by_who_gave_it(office: Office) -> None:
    jamie, morgan = await office.person("technician"), await office.person("manager")
    entries = office.entries(JAMIES_LAST)
    await morgan.does("approve_entries", timesheets=[JAMIES_LAST])
    office.look_again()

    told = await jamie.refused("reopen_timesheet", timesheet=JAMIES_LAST)
    # Nobody should ask for a right in order to undo what was approved of their own time.
    assert "it is your own time, which somebody else has to decide" in told
    assert "Ask whoever approved it to reopen it." in told
    assert "right" not in told
    told = await jamie.refused("update_time_entry", entry=WAITS, notes="x")
    assert "approved (ReadyToBill)" in told
    assert "have whoever approved it take that back with reopen_timesheet" in told
    office.moved("nobody")

    await morgan.does("reopen_timesheet", timesheet=JAMIES_LAST)
    assert "Its last approval is taken back: it waits for that approval again." in morgan.shown
    assert "This is Jamie Doe's time, not your own." in morgan.shown
    office.moved("msmith", **whole(JAMIES_LAST, entries, "ReadyToBill", PENDING))
    await morgan.does("approve_entries", timesheets=[JAMIES_LAST])
    office.moved("msmith", **whole(JAMIES_LAST, entries, *ONE_APPROVAL))


async def test_with_two_tiers_each_step_back_is_its_approvers(office: Office) -> None:
    tiers(office.world, first=True, second=True)
    morgan, nora = await office.person("manager"), await office.person("owner")
    entries = office.entries(JAMIES_LAST)
    await morgan.does("approve_entries", timesheets=[JAMIES_LAST])
    await nora.does("approve_entries", timesheets=[JAMIES_LAST])
    office.look_again()

    told = await morgan.refused("reopen_timesheet", timesheet=JAMIES_LAST)
    assert "its second approval is somebody else's to give and to take back" in told
    assert "Ask whoever approved it" in told
    office.nothing_moved()
    await nora.does("reopen_timesheet", timesheet=JAMIES_LAST)
    office.moved("nbrooks", **whole(JAMIES_LAST, entries, "ReadyToBill", "ApprovedByTierOne"))
    await morgan.does("reopen_timesheet", timesheet=JAMIES_LAST)
    office.moved("msmith", **whole(JAMIES_LAST, entries, "ApprovedByTierOne", PENDING))
    await morgan.does("reopen_timesheet", timesheet=JAMIES_LAST)
    office.moved("msmith", **whole(JAMIES_LAST, entries, PENDING, "Open"))


@pytest.mark.parametrize(
    ("sheet", "why"),
    [
        (JAMIES_WEEK, "is open (Open): it can be changed as it is"),
        (JOANS_LAST, "is rejected (Rejected): it can be changed as it is"),
        (JAMIES_BILLED, "holds billed time"),
        (999, "There is no timesheet 999"),
    ],
)
async def test_what_is_open_or_billed_is_not_reopened(office: Office, sheet: int, why: str) -> None:
    nora = await office.person("owner")
    assert why in await nora.refused("reopen_timesheet", timesheet=sheet)
    office.nothing_moved()


async def test_nobody_undoes_the_approval_of_their_own_time(office: Office) -> None:
    morgan = await office.person("manager")
    told = await morgan.refused("reopen_timesheet", timesheet=MORGANS_LAST)
    assert "your own time" in told
    assert "Ask whoever approved it" in told
    office.nothing_moved()


@pytest.mark.parametrize("key", ["technician", "project_manager", "owner"])
async def test_ones_own_approved_time_is_for_whoever_approved_it_whatever_ones_rights(
    office: Office, key: str
) -> None:
    member = {"technician": 1, "project_manager": 11, "owner": 12}[key]
    office.world.set_field("time/sheets", JAMIES_LAST, member=member, status="ReadyToBill")
    for entry in office.entries(JAMIES_LAST):
        office.world.set_field("time/entries", entry, member=member, status="ReadyToBill")
    office.look_again()
    told = await (await office.person(key)).refused("reopen_timesheet", timesheet=JAMIES_LAST)
    assert "it is your own time, which somebody else has to decide" in told
    assert "Ask whoever approved it to reopen it." in told
    assert "right" not in told
    office.nothing_moved()


async def test_where_the_right_to_edit_is_not_told_connectwise_decides_about_a_step_back(
    office: Office,
) -> None:
    def around(app: ASGIApp) -> ASGIApp:
        return Hides(app, "/system/mySecurity", 403)

    jamie = await office.person("technician", around=around)
    dana = await office.person("no_approval", around=around)
    told = await jamie.reaches_no_further("reopen_timesheet", timesheet=JOHNS_PROJECT)
    assert "This is John Smith's time, not your own." in jamie.shown
    assert "(403)" in told
    office.moved("nobody", writes_sent=[f"POST /time/sheets/{JOHNS_PROJECT}/reverse"])
    await dana.does("reopen_timesheet", timesheet=JOHNS_PROJECT)
    assert "This is John Smith's time, not your own." in dana.shown


async def test_somebody_outside_ones_team_is_refused_before_anything_is_sent(
    office: Office,
) -> None:
    paula, jamie = await office.person("project_manager"), await office.person("technician")
    told = await paula.refused("reopen_timesheet", timesheet=JAMIES_LAST)
    assert "its first approval is somebody else's to give and to take back" in told
    assert "Ask whoever approved it" in told
    told = await jamie.refused("reopen_timesheet", timesheet=JOHNS_PROJECT)
    assert "has no right to approve time" in told
    office.nothing_moved()


async def test_billed_time_is_final(office: Office) -> None:
    world = office.world
    for status in ("Billed", "WrittenOff", "BilledAgreement"):
        world.set_field("time/entries", BILLED, status=status)
        office.look_again()
        jamie, nora = await office.person("technician"), await office.person("owner")
        assert status in await jamie.refused("update_time_entry", entry=BILLED, notes="x")
        assert status in await jamie.refused("delete_time_entry", entry=BILLED)
        assert "nothing of it waits" in await nora.refused("approve_entries", entries=[BILLED])
        assert status in await nora.refused("reject_entries", entries=[BILLED], reason="x")
        assert "billed time" in await nora.refused("reopen_timesheet", timesheet=JAMIES_BILLED)
        told = await jamie.refused("submit_timesheet", timesheet=JAMIES_BILLED)
        assert "cannot be handed in" in told
        office.nothing_moved()


@pytest.mark.parametrize(
    ("entry", "status", "helps"),
    [
        (
            READY,
            "approved (ReadyToBill)",
            "First have whoever approved it take that back with reopen_timesheet.",
        ),
        (
            WAITS,
            "submitted (PendingApproval)",
            "First have it sent back with reject_entries, or reopen_timesheet.",
        ),
    ],
)
async def test_a_locked_entry_is_neither_changed_nor_deleted_and_what_unlocks_it_is_told(
    office: Office, entry: int, status: str, helps: str
) -> None:
    jamie = await office.person("technician")
    # At once, without a plan that could come to nothing.
    told = await jamie.refused("delete_time_entry", entry=entry)
    assert told == f"Entry {entry} cannot be deleted: it is {status}.\n{helps}"
    office.nothing_moved()
    told = await jamie.refused("update_time_entry", entry=entry, notes="x")
    assert f"The entry is {status}. {helps}" in told
    office.moved("nobody", writes_sent=[f"PATCH /time/entries/{entry}"])


async def test_an_open_entry_is_deleted_through_a_plan(office: Office) -> None:
    jamie = await office.person("technician")
    answer = await jamie.does("delete_time_entry", entry=OPEN)
    assert (answer["state"], answer["done"], answer["hours"]) == ("done", 1, 3)
    assert f"Delete 1 entry: 3 h (3 h billable).\n- entry {OPEN} (Jamie Doe" in jamie.shown
    assert "stores them again" in jamie.shown
    office.moved("jdoe", gone=[OPEN], writes_sent=[f"DELETE /time/entries/{OPEN}"])
    assert f"There is no time entry {OPEN}" in await jamie.refused("delete_time_entry", entry=OPEN)
    office.nothing_moved()


async def test_another_persons_entry_is_deleted_only_with_the_right_and_told_as_theirs(
    office: Office,
) -> None:
    jamie, dana = await office.person("technician"), await office.person("no_approval")
    told = await jamie.refused("delete_time_entry", entry=JOHNS)
    assert "Time Entry, delete level All" in told
    office.nothing_moved()
    await dana.does("delete_time_entry", entry=JOHNS)
    assert "This is John Smith's time, not your own." in dana.shown
    office.moved("dpatch", gone=[JOHNS])


async def test_another_persons_sheet_is_handed_in_only_with_the_right_and_told_as_theirs(
    office: Office,
) -> None:
    jamie, dana = await office.person("technician"), await office.person("no_approval")
    told = await jamie.refused("submit_timesheet", timesheet=JOHNS_WEEK)
    assert "Time Entry, edit level All" in told
    office.nothing_moved()
    await dana.does("submit_timesheet", timesheet=JOHNS_WEEK)
    assert "This is John Smith's time, not your own." in dana.shown
    office.moved("dpatch", **whole(JOHNS_WEEK, office.entries(JOHNS_WEEK), "Open", PENDING))


async def test_with_two_tiers_what_is_past_both_was_approved_twice(office: Office) -> None:
    tiers(office.world, first=True, second=True)
    morgan, nora = await office.person("manager"), await office.person("owner")
    entries = office.entries(JAMIES_LAST)
    for _ in range(2):
        await morgan.does("approve_entries", timesheets=[JAMIES_LAST])
        office.moved("msmith", **whole(JAMIES_LAST, entries, PENDING, "ApprovedByTierOne"))
        await nora.does("approve_entries", timesheets=[JAMIES_LAST])
        office.moved("nbrooks", **whole(JAMIES_LAST, entries, *SECOND_APPROVAL))
        await nora.does("reopen_timesheet", timesheet=JAMIES_LAST)
        await nora.does("reopen_timesheet", timesheet=JAMIES_LAST)
        office.look_again()


@pytest.mark.parametrize(
    ("tool", "arguments", "told"),
    [
        ("submit_timesheet", {"timesheet": 7, "period": "this week"}, "Give one of the two"),
        ("submit_timesheet", {"timesheet": 999}, "There is no timesheet 999"),
        ("reopen_timesheet", {}, "not said which timesheet"),
        ("delete_time_entry", {}, "not said which entry"),
        ("approve_entries", {}, "It is not said, or said in several ways, which time"),
        ("approve_entries", {"entries": [6], "timesheets": [2]}, "said in several ways"),
        ("approve_entries", {"period": "last week"}, "Give member as well"),
        ("approve_entries", {"entries": [6, 999]}, "no time entry 999"),
        ("approve_entries", {"timesheets": [2, 999]}, "no timesheet 999"),
        ("reject_entries", {"reason": "x"}, "which time"),
        ("reject_entries", {"entries": [6], "timesheets": [2], "reason": "x"}, "several ways"),
        ("reject_entries", {"timesheets": [999], "reason": "x"}, "no timesheet 999"),
    ],
)
async def test_what_is_not_said_clearly_is_asked_back(
    office: Office, tool: str, arguments: dict[str, Any], told: str
) -> None:
    morgan = await office.person("manager")
    assert told in await morgan.refused(tool, **arguments)
    office.nothing_moved()
