"""Time that is sent back: with a reason that its owner sees, corrected, and handed in again."""

import re
from typing import Any

import pytest

from connectwise_time.sandbox import World
from support.demo import (
    FOR_MORGAN,
    FOR_PAULA,
    JAMIES_BILLED,
    JAMIES_LAST,
    JAMIES_WEEK,
    JOANS_LAST,
    JOHNS_PROJECT,
    ONE_APPROVAL,
    tiers,
)
from support.office import Office, whole

pytestmark = pytest.mark.anyio

RELAY, BACKUP = 6, 7  # Jamie's Monday of last week: entries that wait for Morgan
REASON = "Which site was that?"
NOTED = f"[Sent back 2026-11-20 by Morgan Smith] {REASON}"
PENDING, BACK, CORRECTED = "PendingApproval", "Rejected", "ErrorsCorrected"


def stored(world: World, number: int) -> dict[str, Any]:
    [found] = [entry for entry in world.entries() if entry["id"] == number]
    return found


def lines_with(text: str, words: str) -> list[str]:
    return [line for line in text.splitlines() if words in line]


async def test_a_whole_sheet_is_sent_back_corrected_and_handed_in_again(office: Office) -> None:
    jamie, morgan = await office.person("technician"), await office.person("manager")
    entries = office.entries(JAMIES_LAST)

    answer = await morgan.does("reject_entries", timesheets=[JAMIES_LAST], reason=REASON)
    assert (answer["state"], answer["hours"]) == ("done", 40)
    assert f"Reason: {REASON}" in morgan.shown
    assert "not billed until it is corrected" in morgan.shown
    assert "Now rejected (Rejected)" in morgan.text
    assert stored(office.world, RELAY)["internalNotes"] == NOTED
    office.moved(
        "msmith",
        **whole(JAMIES_LAST, entries, PENDING, BACK),
        edited={(RELAY, "TimeInternalNote")},
        writes_sent=[
            f"PATCH /time/entries/{RELAY}",
            f"POST /time/sheets/{JAMIES_LAST}/reject",
        ],
    )

    review = await jamie("review_timesheet", timesheet=JAMIES_LAST)
    assert (review["status"], review["status_word"]) == (BACK, "rejected")
    assert f"Entry {RELAY} was sent back by Morgan Smith on 2026-11-20: {REASON}" in jamie.text
    # The reason is noted once; of many entries only some are asked for who sent them back.
    assert "no reason was noted" not in jamie.text
    few, _others = lines_with(jamie.text, f"see the reason at entry {RELAY}")
    assert few.startswith(f"Entries {BACKUP}, 8, 9, 11")
    assert "by Morgan Smith on 2026-11-20" in few
    trails = [served.path for served in office.world.requests if "/audits" in served.path]
    assert len(trails) == 10
    office.nothing_moved()

    await jamie("update_time_entry", entry=RELAY, notes="Relay log, at the warehouse")
    assert "ErrorsCorrected" in jamie.text
    # The sheet shows what is to be done first: the other entries are still rejected.
    office.moved("jdoe", entries={RELAY: (BACK, CORRECTED)}, edited={(RELAY, "Notes")})

    await jamie.does("submit_timesheet", timesheet=JAMIES_LAST)
    ways = dict.fromkeys(entries, (BACK, PENDING)) | {RELAY: (CORRECTED, PENDING)}
    office.moved("jdoe", sheets={JAMIES_LAST: (BACK, PENDING)}, entries=ways)
    await morgan.does("approve_entries", timesheets=[JAMIES_LAST])
    office.moved("msmith", **whole(JAMIES_LAST, entries, *ONE_APPROVAL))


async def test_single_entries_are_sent_back_corrected_and_handed_in_again(office: Office) -> None:
    jamie, morgan = await office.person("technician"), await office.person("manager")
    office.world.set_field("time/entries", BACKUP, internalNotes="Door code 4711")
    entries = office.entries(JAMIES_LAST)

    answer = await morgan.does("reject_entries", entries=[RELAY, BACKUP], reason=REASON)
    assert (answer["items"], answer["done"], answer["hours"]) == (2, 2, 4)
    assert "Sent back 2 entries: 4 h (4 h billable). Now 2 rejected (Rejected)." in morgan.text
    assert f"entry {RELAY} (Jamie Doe, 2026-11-09 · #54321" in morgan.shown
    assert stored(office.world, RELAY)["internalNotes"] == NOTED
    assert stored(office.world, BACKUP)["internalNotes"] == f"Door code 4711\n{NOTED}"
    office.moved(
        "msmith",
        sheets={JAMIES_LAST: (PENDING, BACK)},
        entries=dict.fromkeys((RELAY, BACKUP), (PENDING, BACK)),
        edited={(RELAY, "TimeInternalNote"), (BACKUP, "TimeInternalNote")},
        writes_sent=[
            f"{verb} /time/entries/{entry}{ending}"
            for entry in (RELAY, BACKUP)
            for verb, ending in (("PATCH", ""), ("POST", "/reject"))
        ],
    )

    review = await jamie("review_timesheet", period="last week")
    [finding] = [told for told in review["findings"] if told.startswith("rejected_entries")]
    assert f"Entries {RELAY}, {BACKUP} sent back" in finding
    # Two entries that were sent back alike are told in one line.
    [told] = lines_with(jamie.text, REASON)
    assert told == (
        f"Entries {RELAY}, {BACKUP} were sent back by Morgan Smith on 2026-11-20: {REASON}"
    )
    assert "4711" not in told

    await jamie("update_time_entry", entry=RELAY, hours=1.5)
    office.moved(
        "jdoe",
        entries={RELAY: (BACK, CORRECTED)},
        edited={(RELAY, "DateTime"), (RELAY, "ActualHours")},
    )
    await jamie("update_time_entry", entry=BACKUP, internal_notes="At the warehouse")
    office.moved(
        "jdoe",
        sheets={JAMIES_LAST: (BACK, CORRECTED)},
        entries={BACKUP: (BACK, CORRECTED)},
        edited={(BACKUP, "TimeInternalNote")},
    )
    await jamie.does("submit_timesheet", timesheet=JAMIES_LAST)
    assert "corrected (ErrorsCorrected)" in jamie.shown
    office.moved(
        "jdoe",
        sheets={JAMIES_LAST: (CORRECTED, PENDING)},
        entries=dict.fromkeys((RELAY, BACKUP), (CORRECTED, PENDING)),
    )
    await morgan.does("approve_entries", timesheets=[JAMIES_LAST])
    office.moved("msmith", **whole(JAMIES_LAST, entries, *ONE_APPROVAL))


async def test_the_rest_of_a_sheet_is_approved_while_one_entry_is_with_its_owner(
    office: Office,
) -> None:
    jamie, morgan = await office.person("technician"), await office.person("manager")
    rest = [entry for entry in office.entries(JAMIES_LAST) if entry != RELAY]
    await morgan.does("reject_entries", entries=[RELAY], reason=REASON)
    office.look_again()

    answer = await morgan.does("approve_entries", timesheets=[JAMIES_LAST])
    assert answer["hours"] == 38
    assert "1 entry stays behind, sent back, until it is corrected." in morgan.shown
    assert "38 h (33 h billable) in 19 entries" in morgan.shown
    office.moved("msmith", entries=dict.fromkeys(rest, ONE_APPROVAL))

    await jamie("update_time_entry", entry=RELAY, notes="At the warehouse")
    office.moved(
        "jdoe",
        sheets={JAMIES_LAST: (BACK, CORRECTED)},
        entries={RELAY: (BACK, CORRECTED)},
        edited={(RELAY, "Notes")},
    )
    await jamie.does("submit_timesheet", timesheet=JAMIES_LAST)
    office.moved(
        "jdoe",
        sheets={JAMIES_LAST: (CORRECTED, PENDING)},
        entries={RELAY: (CORRECTED, PENDING)},
    )
    await morgan.does("approve_entries", entries=[RELAY])
    office.moved("msmith", **whole(JAMIES_LAST, [RELAY], *ONE_APPROVAL))


async def test_a_rejected_sheet_may_be_handed_in_as_it_is(office: Office) -> None:
    joan = await office.person("no_approval", me="joansmith")
    entries = office.entries(JOANS_LAST)
    await joan.does("submit_timesheet", timesheet=JOANS_LAST)
    assert "Entries 32, 35, 38 sent back" in joan.shown
    office.moved("dpatch", **whole(JOANS_LAST, entries, BACK, "PendingProjectApproval"))


async def test_the_second_tier_sends_back_and_wants_a_correction(office: Office) -> None:
    tiers(office.world, first=True, second=True)
    jamie, nora = await office.person("technician"), await office.person("owner")
    morgan = await office.person("manager")
    entries = office.entries(JAMIES_LAST)
    await morgan.does("approve_entries", timesheets=[JAMIES_LAST])
    office.look_again()

    told = await morgan.refused("reject_entries", timesheets=[JAMIES_LAST], reason=REASON)
    assert "it waits for the second approval of Nora Brooks" in told
    told = await morgan.refused("reject_entries", entries=[RELAY], reason=REASON)
    assert "second approval of somebody else" in told
    office.nothing_moved()

    by_second = "RejectBySecondTier"
    await nora.does("reject_entries", timesheets=[JAMIES_LAST], reason=REASON)
    assert "Now rejected (RejectBySecondTier)" in nora.text
    way = ("ApprovedByTierOne", by_second)
    edited = {(RELAY, "TimeInternalNote")}
    office.moved("nbrooks", **whole(JAMIES_LAST, entries, *way), edited=edited)

    await jamie("review_timesheet", timesheet=JAMIES_LAST)
    assert "rejected (RejectBySecondTier)" in jamie.text
    assert f"Entry {RELAY} was sent back by Nora Brooks on 2026-11-20: {REASON}" in jamie.text
    told = await jamie.refused("submit_timesheet", timesheet=JAMIES_LAST)
    assert "Correct what was sent back with update_time_entry first" in told
    office.nothing_moved()

    await jamie("update_time_entry", entry=RELAY, notes="At the warehouse")
    office.moved(
        "jdoe",
        sheets={JAMIES_LAST: (by_second, CORRECTED)},
        entries={RELAY: (by_second, CORRECTED)},
        edited={(RELAY, "Notes")},
    )
    await jamie.does("submit_timesheet", timesheet=JAMIES_LAST)
    ways = dict.fromkeys(entries, (by_second, PENDING)) | {RELAY: (CORRECTED, PENDING)}
    office.moved("jdoe", sheets={JAMIES_LAST: (CORRECTED, PENDING)}, entries=ways)


async def test_the_second_tier_sends_one_entry_back(office: Office) -> None:
    tiers(office.world, first=True, second=True)
    morgan, nora = await office.person("manager"), await office.person("owner")
    await morgan.does("approve_entries", timesheets=[JAMIES_LAST])
    office.look_again()
    await nora.does("reject_entries", entries=[BACKUP], reason=REASON)
    way = ("ApprovedByTierOne", "RejectBySecondTier")
    edited = {(BACKUP, "TimeInternalNote")}
    office.moved("nbrooks", **whole(JAMIES_LAST, [BACKUP], *way), edited=edited)


async def test_a_project_manager_sends_project_time_back_and_no_other(office: Office) -> None:
    paula = await office.person("project_manager")
    await paula.does("reject_entries", timesheets=[JOHNS_PROJECT], reason="Which rack?")
    assert "2 other entries stay as they are" in paula.shown
    office.moved(
        "phart",
        sheets={JOHNS_PROJECT: ("PendingProjectApproval", BACK)},
        entries=dict.fromkeys(FOR_PAULA, ("PendingProjectApproval", BACK)),
        edited={(FOR_PAULA[0], "TimeInternalNote")},
    )
    told = await paula.refused("reject_entries", entries=list(FOR_MORGAN), reason="Which rack?")
    assert "first approval of somebody else" in told
    office.nothing_moved()


@pytest.mark.parametrize(
    ("named", "why"),
    [
        ({"timesheets": [JAMIES_WEEK]}, "nothing of it waits for approval: it is open (Open)"),
        ({"timesheets": [JAMIES_BILLED]}, "it is approved (ReadyToBill)"),
        ({"timesheets": [JOANS_LAST]}, "it is rejected (Rejected)"),
        ({"entries": [1]}, "it does not wait for approval: it is billed (Billed)"),
        ({"entries": [2]}, "it is approved (ReadyToBill)"),
        ({"entries": [40]}, "it is open (Open)"),
    ],
)
async def test_only_what_waits_is_sent_back(
    office: Office, named: dict[str, Any], why: str
) -> None:
    nora = await office.person("owner")
    assert why in await nora.refused("reject_entries", **named, reason=REASON)
    office.nothing_moved()


# Blanks, and what looks like nothing: a zero-width space, a word joiner, a right-to-left mark.
@pytest.mark.parametrize("reason", [None, " ", " \n ", "\u200b", "\u2060 \u200f\ufeff", "\x1b\x07"])
async def test_nothing_is_sent_back_without_a_reason(office: Office, reason: str | None) -> None:
    morgan = await office.person("manager")
    told = await morgan.refused("reject_entries", entries=[RELAY], reason=reason)
    assert "There is no reason" in told
    office.nothing_moved()


async def test_a_reason_counts_only_for_the_rejection_that_it_was_written_for(
    office: Office,
) -> None:
    jamie, morgan = await office.person("technician"), await office.person("manager")
    old, new = "OLD: which site?", "NEW: which ticket?"
    await morgan.does("reject_entries", entries=[BACKUP], reason=old)
    await jamie("update_time_entry", entry=BACKUP, notes="At the warehouse")
    await jamie.does("submit_timesheet", timesheet=JAMIES_LAST)
    await morgan.does("reject_entries", timesheets=[JAMIES_LAST], reason=new)
    # The reason for all of it was noted in the first entry; the old one still stands in its own.
    assert old in stored(office.world, BACKUP)["internalNotes"]
    assert new in stored(office.world, RELAY)["internalNotes"]
    office.look_again()

    await jamie("review_timesheet", timesheet=JAMIES_LAST)
    [told] = lines_with(jamie.text, "NEW")
    assert told == f"Entry {RELAY} was sent back by Morgan Smith on 2026-11-20: {new}"
    assert "OLD" not in jamie.text
    pointing = lines_with(jamie.text, f"see the reason at entry {RELAY}")
    numbers = {int(n) for line in pointing for n in re.findall(r"\d+", line.split(" sent back")[0])}
    assert numbers == set(office.entries(JAMIES_LAST)) - {RELAY}
    assert "no reason was noted" not in jamie.text


async def test_the_same_reason_is_not_noted_twice(office: Office) -> None:
    morgan, jamie = await office.person("manager"), await office.person("technician")
    for _ in range(2):
        await morgan.does("reject_entries", entries=[RELAY], reason=REASON)
        await jamie("update_time_entry", entry=RELAY, notes="At the warehouse")
        await jamie.does("submit_timesheet", timesheet=JAMIES_LAST)
    assert stored(office.world, RELAY)["internalNotes"] == NOTED
