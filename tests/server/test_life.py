"""An hour on its way to the invoice: handed in and approved, whichever approvals are asked for."""

import pytest

from support.demo import (
    FOR_MORGAN,
    FOR_PAULA,
    JAMIES_LAST,
    JAMIES_WEEK,
    JOANS_WEEK,
    JOHNS_PROJECT,
    JOHNS_WEEK,
    OLIVIAS_LAST,
    ONE_APPROVAL,
    SECOND_APPROVAL,
    tiers,
)
from support.office import Office, whole

pytestmark = pytest.mark.anyio

BEFORE_APPROVAL = "It is handed in for approval; nothing is billed before that."
AFTER_FIRST_READY = "After the first approval it is ready to bill at once."


async def test_a_week_is_submitted_and_approved_by_one_tier(office: Office) -> None:
    jamie, morgan = await office.person("technician"), await office.person("manager")
    entries = office.entries(JAMIES_WEEK)

    answer = await jamie.does("submit_timesheet", period="this week")
    assert (answer["state"], answer["items"], answer["done"]) == ("done", 1, 1)
    assert answer["hours"] == 28.5
    assert "Now submitted (PendingApproval)" in jamie.text
    assert "Submit 1 timesheet: 28.5 h (28.5 h billable)" in jamie.shown
    assert "It then waits for Morgan Smith and is locked" in jamie.shown
    assert BEFORE_APPROVAL in jamie.shown
    office.moved(
        "jdoe",
        **whole(JAMIES_WEEK, entries, "Open", "PendingApproval"),
        writes_sent=[f"POST /time/sheets/{JAMIES_WEEK}/submit"],
    )

    assert JAMIES_WEEK in (await morgan("list_approvals"))["timesheets"]
    answer = await morgan.does("approve_entries", timesheets=[JAMIES_WEEK])
    assert (answer["state"], answer["done"], answer["hours"]) == ("done", 1, 28.5)
    assert "Now approved (ReadyToBill)" in morgan.text
    assert "13 entries, waiting for the first approval" in morgan.shown
    assert AFTER_FIRST_READY in morgan.shown
    office.moved(
        "msmith",
        **whole(JAMIES_WEEK, entries, *ONE_APPROVAL),
        writes_sent=[f"POST /time/sheets/{JAMIES_WEEK}/approve"],
    )
    assert JAMIES_WEEK not in (await morgan("list_approvals"))["timesheets"]
    office.nothing_moved()


async def test_with_two_tiers_the_approvers_approver_comes_second(office: Office) -> None:
    tiers(office.world, first=True, second=True)
    morgan, nora = await office.person("manager"), await office.person("owner")
    entries = office.entries(JAMIES_LAST)

    await morgan.does("approve_entries", timesheets=[JAMIES_LAST])
    assert "waiting for the first approval" in morgan.shown
    assert (
        "After the first approval it waits for the second approval; nothing is billed before that."
        in morgan.shown
    )
    assert "ready to bill" not in morgan.shown
    assert "Now approved (ApprovedByTierOne)" in morgan.text
    office.moved("msmith", **whole(JAMIES_LAST, entries, "PendingApproval", "ApprovedByTierOne"))

    told = await morgan.refused("approve_entries", timesheets=[JAMIES_LAST])
    assert "waits for the second approval of Nora Brooks" in told
    assert JAMIES_LAST not in (await morgan("list_approvals"))["timesheets"]
    office.nothing_moved()

    assert JAMIES_LAST in (await nora("list_approvals"))["timesheets"]
    await nora.does("approve_entries", timesheets=[JAMIES_LAST])
    assert "waiting for the second approval" in nora.shown
    assert "\nApproved time is ready to bill at once.\n" in nora.shown
    assert "Now approved (ReadyToBill)" in nora.text
    office.moved("nbrooks", **whole(JAMIES_LAST, entries, *SECOND_APPROVAL))


async def test_without_the_first_tier_the_second_is_waited_for_at_once(office: Office) -> None:
    tiers(office.world, first=False, second=True)
    jamie, morgan = await office.person("technician"), await office.person("manager")
    nora = await office.person("owner")
    entries = office.entries(JAMIES_WEEK)

    await jamie.does("submit_timesheet", timesheet=JAMIES_WEEK)
    assert BEFORE_APPROVAL in jamie.shown
    office.moved("jdoe", **whole(JAMIES_WEEK, entries, "Open", "ApprovedByTierOne"))
    told = await morgan.refused("approve_entries", timesheets=[JAMIES_WEEK])
    assert "waits for the second approval of Nora Brooks" in told
    office.nothing_moved()
    await nora.does("approve_entries", timesheets=[JAMIES_WEEK])
    assert "\nApproved time is ready to bill at once.\n" in nora.shown
    office.moved("nbrooks", **whole(JAMIES_WEEK, entries, *SECOND_APPROVAL))


async def test_without_any_tier_submitted_time_is_ready_to_bill(office: Office) -> None:
    tiers(office.world, first=False, second=False)
    jamie, morgan = await office.person("technician"), await office.person("manager")
    entries = office.entries(JAMIES_WEEK)

    await jamie.does("submit_timesheet", timesheet=JAMIES_WEEK)
    assert "waits for" not in jamie.shown
    assert "No approval is asked for here: it is ready to bill at once." in jamie.shown
    assert BEFORE_APPROVAL not in jamie.shown
    assert "Now approved (ReadyToBill)" in jamie.text
    office.moved("jdoe", **whole(JAMIES_WEEK, entries, "Open", "ReadyToBill"))
    told = await morgan.refused("approve_entries", timesheets=[JAMIES_WEEK])
    assert "nothing of it waits for approval: it is approved (ReadyToBill)" in told
    office.nothing_moved()


async def test_project_time_waits_for_its_project_manager_and_then_for_the_rest(
    office: Office,
) -> None:
    paula, morgan = await office.person("project_manager"), await office.person("manager")

    told = await morgan.refused("approve_entries", timesheets=[JOHNS_PROJECT])
    assert "waits for the project approval of Paula Hart" in told
    office.nothing_moved()

    assert (await paula("list_approvals"))["timesheets"] == [JOHNS_PROJECT]
    answer = await paula.does("approve_entries", timesheets=[JOHNS_PROJECT])
    assert answer["hours"] == 8
    assert "8 h (8 h billable) in 2 entries" in paula.shown
    assert "waiting for the project approval" in paula.shown
    assert "2 entries stay behind, waiting for somebody else." in paula.shown
    assert (
        "After the project approval it waits for the first approval; nothing is billed before that."
        in paula.shown
    )
    way = ("PendingProjectApproval", "PendingApproval")
    office.moved("phart", sheets={JOHNS_PROJECT: way}, entries=dict.fromkeys(FOR_PAULA, way))

    told = await paula.refused("approve_entries", timesheets=[JOHNS_PROJECT])
    assert "waits for the first approval of Morgan Smith" in told
    office.nothing_moved()
    await morgan.does("approve_entries", member="John Smith", period="2026-11-02..2026-11-08")
    office.moved("msmith", **whole(JOHNS_PROJECT, (*FOR_PAULA, *FOR_MORGAN), *ONE_APPROVAL))


async def test_submitted_project_time_goes_to_its_project_manager(office: Office) -> None:
    # Joan has no key of her own: the dispatcher's may hand in for everybody.
    joan = await office.person("no_approval", me="joansmith")
    paula, morgan = await office.person("project_manager"), await office.person("manager")
    entries = office.entries(JOANS_WEEK)

    await joan.does("submit_timesheet", timesheet=JOANS_WEEK)
    assert "project time may wait for its project's approver first" in joan.shown
    office.moved("dpatch", **whole(JOANS_WEEK, entries, "Open", "PendingProjectApproval"))
    await paula.does("approve_entries", timesheets=[JOANS_WEEK])
    way = ("PendingProjectApproval", "PendingApproval")
    office.moved("phart", **whole(JOANS_WEEK, entries, *way))
    await morgan.does("approve_entries", timesheets=[JOANS_WEEK])
    office.moved("msmith", **whole(JOANS_WEEK, entries, *ONE_APPROVAL))


@pytest.mark.parametrize(
    ("second", "status", "told"),
    [
        (
            True,
            "ApprovedByTierOne",
            "it waits for the second approval; nothing is billed before that.",
        ),
        (False, "ReadyToBill", "it is ready to bill at once."),
    ],
)
async def test_without_the_first_tier_a_project_approval_leads_further(
    office: Office, *, second: bool, status: str, told: str
) -> None:
    tiers(office.world, first=False, second=second)
    paula = await office.person("project_manager")
    rest = [entry for entry in office.entries(JOHNS_PROJECT) if entry not in FOR_PAULA]
    for entry in rest:
        office.world.set_field("time/entries", entry, timeSheet=JOHNS_WEEK)
    office.look_again()
    await paula.does("approve_entries", timesheets=[JOHNS_PROJECT])
    assert f"\nAfter the project approval {told}\n" in paula.shown
    office.moved("phart", **whole(JOHNS_PROJECT, FOR_PAULA, "PendingProjectApproval", status))


async def test_all_the_entries_of_a_sheet_approve_that_sheet(office: Office) -> None:
    morgan = await office.person("manager")
    entries = office.entries(JAMIES_LAST)
    await morgan.does("approve_entries", entries=entries)
    office.moved(
        "msmith",
        **whole(JAMIES_LAST, entries, *ONE_APPROVAL),
        writes_sent=[f"POST /time/sheets/{JAMIES_LAST}/approve"],
    )


async def test_several_sheets_are_approved_by_one_plan_and_what_cannot_be_is_left_out(
    office: Office,
) -> None:
    nora = await office.person("owner")
    theirs = {JAMIES_LAST: office.entries(JAMIES_LAST), 11: office.entries(11)}
    answer = await nora.does("approve_entries", timesheets=[JAMIES_LAST, OLIVIAS_LAST, 11])
    assert (answer["state"], answer["items"], answer["done"]) == ("done", 2, 2)
    assert f"Left out: timesheet {OLIVIAS_LAST} (Olivia Patel" in nora.shown
    assert "approved 2 timesheets: 52 h" in nora.text.casefold()
    office.moved(
        "nbrooks",
        sheets=dict.fromkeys(theirs, ONE_APPROVAL),
        entries={entry: ONE_APPROVAL for entries in theirs.values() for entry in entries},
        writes_sent=[f"POST /time/sheets/{sheet}/approve" for sheet in theirs],
    )


async def test_a_submitted_sheet_is_not_submitted_again(office: Office) -> None:
    jamie = await office.person("technician")
    told = await jamie.refused("submit_timesheet", timesheet=JAMIES_LAST)
    assert "cannot be handed in: it is submitted (PendingApproval)" in told
    assert "reopen_timesheet" in told
    await jamie.does("submit_timesheet", timesheet=JAMIES_WEEK)
    office.look_again()
    told = await jamie.refused("submit_timesheet", period="this week")
    assert "it is submitted (PendingApproval)" in told
    told = await jamie.refused("submit_timesheet")
    # Both are told with what they are in, so that it is clear why.
    assert (
        "There is nothing to hand in of this and last week:"
        f" timesheet {JAMIES_LAST}, 2026-11-09 to 2026-11-15, is submitted (PendingApproval);"
        f" timesheet {JAMIES_WEEK}, 2026-11-16 to 2026-11-22, is submitted (PendingApproval)."
        in told
    )
    assert "list_timesheets" in told
    office.nothing_moved()


async def test_an_empty_sheet_is_not_submitted(office: Office) -> None:
    jamie = await office.person("technician")
    for entry in office.entries(JAMIES_WEEK):
        office.world.set_field("time/entries", entry, timeSheet=JAMIES_LAST)
    office.look_again()
    told = await jamie.refused("submit_timesheet", timesheet=JAMIES_WEEK)
    assert f"Timesheet {JAMIES_WEEK} (2026-11-16 to 2026-11-22) is empty" in told
    assert "create_time_entry" in told
    office.nothing_moved()


async def test_what_a_review_finds_is_shown_before_it_is_submitted(office: Office) -> None:
    office.world.set_field("system/myCompany/timeExpense", 1, requireTimeNoteFlag=True)
    john = await office.person("no_approval", me="jsmith")
    joan = await office.person("no_approval", me="joansmith")
    await john.does("submit_timesheet", period="last week")
    assert "Fri 2026-11-13 8 h, nothing logged" in john.shown
    assert "It was due on Wed 2026-11-18" in john.shown
    await joan.does("submit_timesheet", timesheet=JOANS_WEEK)
    assert "Entries 41, 44, 47, 50, 53 without notes" in joan.shown
