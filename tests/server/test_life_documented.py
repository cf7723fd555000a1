"""The same life in the documented dialect, which decides entry by entry (BRIEF)."""

from typing import Any

import pytest

from support.demo import (
    FOR_PAULA,
    JAMIES_BILLED,
    JAMIES_LAST,
    JAMIES_WEEK,
    JOANS_LAST,
    JOHNS_PROJECT,
)
from support.office import Office, whole

pytestmark = pytest.mark.anyio

RELAY, BACKUP, OPEN = 6, 7, 55
REASON = "Which site was that?"
NOTED = f"[Sent back 2026-11-20 by Morgan Smith] {REASON}"
# The world keeps its twelve words; the dialect shows five of them.
PENDING, READY, BACK, CORRECTED = "PendingApproval", "ReadyToBill", "Rejected", "ErrorsCorrected"


async def test_a_week_is_submitted_and_its_entries_approved_at_once(documented: Office) -> None:
    jamie, morgan = await documented.person("technician"), await documented.person("manager")
    entries = documented.entries(JAMIES_WEEK)

    answer = await jamie.does("submit_timesheet", period="this week")
    assert (answer["state"], answer["hours"]) == ("done", 28.5)
    assert "It then waits for Morgan Smith and is locked" in jamie.shown
    assert "Now submitted (Submitted)" in jamie.text
    documented.moved(
        "jdoe",
        **whole(JAMIES_WEEK, entries, "Open", PENDING),
        writes_sent=[f"PATCH /time/sheets/{JAMIES_WEEK}"],
    )

    assert JAMIES_WEEK in (await morgan("list_approvals"))["timesheets"]
    answer = await morgan.does("approve_entries", timesheets=[JAMIES_WEEK])
    assert (answer["items"], answer["done"], answer["hours"]) == (13, 13, 28.5)
    assert "Approve 13 entries: 28.5 h" in morgan.shown
    assert "Now 13 approved (Approved)" in morgan.text
    documented.moved(
        "msmith",
        **whole(JAMIES_WEEK, entries, PENDING, READY),
        writes_sent=["POST /time/entries/bulk"],
    )
    assert JAMIES_WEEK not in (await morgan("list_approvals"))["timesheets"]
    documented.nothing_moved()


async def test_exactly_the_entries_that_were_named_are_approved(documented: Office) -> None:
    morgan = await documented.person("manager")
    await morgan.does("approve_entries", entries=[RELAY, BACKUP])
    documented.moved("msmith", entries=dict.fromkeys((RELAY, BACKUP), (PENDING, READY)))
    told = await morgan.refused("approve_entries", entries=[RELAY])
    assert "it does not wait for approval: it is approved (Approved)" in told
    documented.nothing_moved()


async def test_an_entry_that_nobody_handed_in_may_be_decided_about(documented: Office) -> None:
    morgan = await documented.person("manager")
    await morgan.does("approve_entries", entries=[OPEN])
    assert "open (Open)" in morgan.shown
    documented.moved("msmith", entries={OPEN: ("Open", READY)})
    await morgan.does("reject_entries", entries=[40], reason=REASON)
    documented.moved(
        "msmith",
        sheets={JAMIES_WEEK: ("Open", BACK)},
        entries={40: ("Open", BACK)},
        edited={(40, "TimeInternalNote")},
    )


async def test_an_entry_is_sent_back_corrected_and_handed_in_again(documented: Office) -> None:
    jamie, morgan = await documented.person("technician"), await documented.person("manager")
    entries = documented.entries(JAMIES_LAST)

    await morgan.does("reject_entries", entries=[RELAY, BACKUP], reason=REASON)
    assert f"Reason: {REASON}" in morgan.shown
    assert "Now 2 rejected (Rejected)" in morgan.text
    documented.moved(
        "msmith",
        sheets={JAMIES_LAST: (PENDING, BACK)},
        entries=dict.fromkeys((RELAY, BACKUP), (PENDING, BACK)),
        edited={(RELAY, "TimeInternalNote"), (BACKUP, "TimeInternalNote")},
        writes_sent=[f"PATCH /time/entries/{entry}" for entry in (RELAY, BACKUP)],
    )
    notes = {e["id"]: e.get("internalNotes") for e in documented.world.entries()}
    assert notes[RELAY] == notes[BACKUP] == NOTED

    await jamie("review_timesheet", timesheet=JAMIES_LAST)
    assert "rejected (Rejected)" in jamie.text
    assert (
        f"Entries {RELAY}, {BACKUP} were sent back by Morgan Smith on 2026-11-20: {REASON}"
        in jamie.text
    )
    await jamie("update_time_entry", entry=RELAY, notes="At the warehouse")
    documented.moved("jdoe", entries={RELAY: (BACK, CORRECTED)}, edited={(RELAY, "Notes")})
    await jamie.does("submit_timesheet", timesheet=JAMIES_LAST)
    documented.moved(
        "jdoe",
        sheets={JAMIES_LAST: (BACK, PENDING)},
        entries={RELAY: (CORRECTED, PENDING), BACKUP: (BACK, PENDING)},
    )
    await morgan.does("approve_entries", member="Jamie Doe", period="last week")
    documented.moved("msmith", **whole(JAMIES_LAST, entries, PENDING, READY))


async def test_a_sheet_is_sent_back_entry_by_entry_each_with_the_reason(
    documented: Office,
) -> None:
    jamie, morgan = await documented.person("technician"), await documented.person("manager")
    entries = documented.entries(JAMIES_LAST)
    answer = await morgan.does("reject_entries", timesheets=[JAMIES_LAST], reason=REASON)
    assert (answer["items"], answer["done"]) == (20, 20)
    documented.moved(
        "msmith",
        **whole(JAMIES_LAST, entries, PENDING, BACK),
        edited={(entry, "TimeInternalNote") for entry in entries},
        writes_sent=[f"PATCH /time/entries/{entry}" for entry in entries],
    )
    await jamie("review_timesheet", timesheet=JAMIES_LAST)
    assert "no reason was noted" not in jamie.text


async def test_no_project_manager_and_no_second_tier_is_asked(documented: Office) -> None:
    flags = {"tier1ApprovalFlag": True, "tier2ApprovalFlag": True}
    documented.world.set_field("system/myCompany/timeExpense", 1, **flags)
    morgan = await documented.person("manager")
    await morgan.does("approve_entries", entries=list(FOR_PAULA))
    documented.moved(
        "msmith",
        sheets={JOHNS_PROJECT: ("PendingProjectApproval", PENDING)},
        entries=dict.fromkeys(FOR_PAULA, ("PendingProjectApproval", READY)),
    )


async def test_what_cannot_be_decided_is_left_out_and_said(documented: Office) -> None:
    morgan = await documented.person("manager")
    # Olivia's time is Nora's to approve, 2 is approved, 10 is Morgan's own.
    answer = await morgan.does("approve_entries", entries=[RELAY, 42, 2, 10])
    assert (answer["items"], answer["done"]) == (1, 1)
    assert "entry 42: it waits for the first approval of somebody else" in morgan.shown
    assert "entry 2: it does not wait for approval: it is approved (Approved)" in morgan.shown
    assert "entry 10: it is your own time" in morgan.shown
    documented.moved("msmith", entries={RELAY: (PENDING, READY)})


@pytest.mark.parametrize("sheet", [JAMIES_LAST, JAMIES_WEEK, JAMIES_BILLED])
async def test_no_sheet_is_reopened_and_what_helps_is_said(documented: Office, sheet: int) -> None:
    jamie = await documented.person("technician")
    told = await jamie.refused("reopen_timesheet", timesheet=sheet)
    assert "no way to reopen a timesheet" in told
    assert "reject_entries" in told
    documented.nothing_moved()


@pytest.mark.parametrize(
    ("tool", "arguments", "told"),
    [
        ("submit_timesheet", {"timesheet": JAMIES_LAST}, "it is submitted (Submitted)"),
        ("submit_timesheet", {"timesheet": JAMIES_BILLED}, "it is approved (Approved)"),
        ("update_time_entry", {"entry": 1, "notes": "x"}, "Billed"),
        ("update_time_entry", {"entry": RELAY, "notes": "x"}, "submitted (Submitted)"),
        ("delete_time_entry", {"entry": 1}, "Billed"),
    ],
)
async def test_what_is_locked_stays_as_it_is(
    documented: Office, tool: str, arguments: dict[str, Any], told: str
) -> None:
    jamie = await documented.person("technician")
    assert told in await jamie.refused(tool, **arguments)
    documented.moved("nobody")


async def test_a_locked_entry_is_not_deleted(documented: Office) -> None:
    jamie = await documented.person("technician")
    told = await jamie.refused("delete_time_entry", entry=RELAY)
    assert f"Entry {RELAY} cannot be deleted: it is submitted (Submitted)" in told
    assert "reject_entries" in told
    documented.nothing_moved()


async def test_an_open_entry_is_deleted_through_a_plan(documented: Office) -> None:
    jamie = await documented.person("technician")
    await jamie.does("delete_time_entry", entry=OPEN)
    documented.moved("jdoe", gone=[OPEN], writes_sent=[f"DELETE /time/entries/{OPEN}"])


async def test_an_empty_sheet_is_not_submitted(documented: Office) -> None:
    for entry in documented.entries(JAMIES_WEEK):
        documented.world.set_field("time/entries", entry, timeSheet=JAMIES_LAST)
    documented.look_again()
    jamie = await documented.person("technician")
    assert "is empty" in await jamie.refused("submit_timesheet", timesheet=JAMIES_WEEK)
    documented.nothing_moved()


async def test_a_rejected_sheet_may_be_handed_in_as_it_is(documented: Office) -> None:
    dana = await documented.person("no_approval", me="joansmith")
    entries = documented.entries(JOANS_LAST)
    await dana.does("submit_timesheet", timesheet=JOANS_LAST)
    documented.moved("dpatch", **whole(JOANS_LAST, entries, BACK, PENDING))


@pytest.mark.parametrize("words", ["submitted", "waiting for approval", "Submitted"])
async def test_peoples_words_find_the_five_statuses(documented: Office, words: str) -> None:
    jamie = await documented.person("technician")
    found = await jamie("search_time", member="me", period="last week", status=words)
    assert found["entries"] == 20
    assert JAMIES_LAST in (await jamie("list_timesheets", status=words))["timesheets"]
    assert "submitted (Submitted)" in jamie.text
    told = await jamie.refused("search_time", status="ReadyToBill")
    assert "Open, Submitted, Approved, Rejected, Billed" in told
