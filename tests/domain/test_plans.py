"""Plans: equal ones have one fingerprint, and what changed under an item is seen."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectwise_time.domain.entries import LoggedTime
from connectwise_time.domain.looks import (
    changed_items,
    looks_of_entry,
    looks_of_sheet,
    sheet_part,
    status_in,
)
from connectwise_time.domain.models import Named
from connectwise_time.domain.plans import (
    Doing,
    Ended,
    Item,
    ItemOutcome,
    Kept,
    Kind,
    Plan,
    fingerprint,
    leads_to,
)
from connectwise_time.domain.sheets import TimeSheet

JAMIE = Named(1, "Jamie Doe")
NOW = datetime(2026, 11, 20, 21, 5, tzinfo=UTC)
ENTRY = LoggedTime(
    id=71, target=None, member=JAMIE, start=NOW, end=NOW, hours=1, status="Open", updated=NOW
)
SHEET = TimeSheet(7, JAMIE, date(2026, 11, 16), date(2026, 11, 22), "Open", 8.0, updated=NOW)


def an_item(number: int = 7, *entries: LoggedTime) -> Item:
    covers = [(sheet_part(number), looks_of_sheet(SHEET))]
    covers += [(sheet_part(number, e.id), looks_of_entry(e)) for e in entries]
    return Item(Kind.SHEET, number, JAMIE, "this week", "Open", covers=tuple(covers))


def test_the_same_plan_has_the_same_fingerprint_and_any_change_another() -> None:
    plan = Plan(Doing.SUBMIT, JAMIE, (an_item(7, ENTRY),))
    assert fingerprint(plan) == fingerprint(replace(plan))
    later = replace(ENTRY, updated=NOW + timedelta(seconds=1))
    for other in (
        replace(plan, doing=Doing.REOPEN),
        replace(plan, reason="x"),
        replace(plan, notices=("x",)),
        replace(plan, items=(an_item(7, later),)),
    ):
        assert fingerprint(other) != fingerprint(plan)


def test_an_entry_looks_different_once_its_status_or_its_last_change_is_another() -> None:
    assert looks_of_entry(replace(ENTRY, status="Billed")) != looks_of_entry(ENTRY)
    later = replace(ENTRY, updated=NOW + timedelta(seconds=1))
    assert looks_of_entry(later) != looks_of_entry(ENTRY)


@given(st.sampled_from(["notes", "internal_notes"]), st.text(max_size=10))
def test_where_no_last_change_is_told_the_content_decides(field: str, text: str) -> None:
    undated = replace(ENTRY, updated=None)
    other = replace(undated, **{field: text})  # type: ignore[arg-type]  # names of its fields
    assert (looks_of_entry(other) == looks_of_entry(undated)) is (other == undated)
    assert status_in(looks_of_entry(other)) == "Open" == status_in(looks_of_entry(ENTRY))


def test_a_sheets_hours_tell_that_an_entry_is_gone() -> None:
    assert looks_of_sheet(replace(SHEET, hours=7.5)) != looks_of_sheet(SHEET)
    assert looks_of_sheet(replace(SHEET, updated=None)) != looks_of_sheet(SHEET)


def test_what_changed_came_or_went_under_an_item_is_seen_for_that_item_alone() -> None:
    one, two = an_item(7, ENTRY), an_item(8)
    same = dict((*one.covers, *two.covers))
    assert changed_items([one, two], same) == set()
    moved = {**same, sheet_part(7, 71): "Billed@later"}
    added = {**same, sheet_part(7, 72): "Open@now"}
    gone = {name: look for name, look in same.items() if name != sheet_part(7, 71)}
    for looks in (moved, added, gone):
        assert changed_items([one, two], looks) == {one.key}
    assert changed_items([one, two], {}) == {one.key, two.key}


def test_a_kept_plan_tells_what_is_left_and_how_the_rest_ended() -> None:
    plan = Plan(Doing.SUBMIT, JAMIE, (an_item(7), an_item(8), an_item(9)))
    kept = Kept(
        "id",
        plan,
        started=frozenset({"timesheet 7", "timesheet 8"}),
        outcomes={"timesheet 7": ItemOutcome(Ended.DONE)},
    )
    assert [item.id for item in kept.left] == [9]
    assert [item.id for item in kept.ended(Ended.DONE)] == [7]
    assert kept.ended(Ended.REFUSED) == ()


@pytest.mark.parametrize(
    ("doing", "before", "after", "possible"),
    [
        (Doing.SUBMIT, "Open", "PendingApproval", True),
        (Doing.SUBMIT, "Rejected", "PendingProjectApproval", True),
        (Doing.SUBMIT, "ErrorsCorrected", "ReadyToBill", True),  # where no approval is asked for
        (Doing.SUBMIT, "Open", "Submitted", True),
        (Doing.SUBMIT, "Open", "Open", False),
        (Doing.SUBMIT, "ErrorsCorrected", "Rejected", False),
        (Doing.APPROVE, "PendingProjectApproval", "PendingApproval", True),
        (Doing.APPROVE, "PendingApproval", "ApprovedByTierOne", True),
        (Doing.APPROVE, "PendingApproval", "ReadyToBill", True),
        (Doing.APPROVE, "PendingApproval", "Billed", True),  # somebody was quick with it
        (Doing.APPROVE, "Submitted", "Approved", True),
        (Doing.APPROVE, "PendingApproval", "PendingApproval", False),
        (Doing.APPROVE, "ApprovedByTierOne", "PendingApproval", False),
        (Doing.APPROVE, "PendingApproval", "Rejected", False),
        (Doing.REJECT, "PendingApproval", "Rejected", True),
        (Doing.REJECT, "ApprovedByTierOne", "RejectBySecondTier", True),
        (Doing.REJECT, "PendingApproval", "Open", False),
        (Doing.REJECT, "PendingApproval", "PendingApproval", False),
        (Doing.REJECT, "PendingApproval", "ReadyToBill", False),
        (Doing.REOPEN, "PendingApproval", "Open", True),
        (Doing.REOPEN, "ReadyToBill", "ApprovedByTierOne", True),
        (Doing.REOPEN, "ReadyToBill", "ReadyToBill", False),
        (Doing.REOPEN, "PendingApproval", "ReadyToBill", False),
        (Doing.DELETE, "Open", "Open", False),
        # A status that we do not know says nothing.
        *((doing, "Open", "SentToPeppol", None) for doing in Doing),
        *((doing, "SentToPeppol", "Open", None) for doing in Doing),
    ],
)
def test_a_status_that_is_read_back_tells_whether_the_action_can_have_led_there(
    doing: Doing,
    before: str,
    after: str,
    possible: bool | None,  # noqa: FBT001
) -> None:
    assert leads_to(doing, before, after) is possible
