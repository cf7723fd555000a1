"""Several new entries: when they are asked for alike, and how each ended."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from connectwise_time.domain.batches import (
    asked_as,
    billable_in,
    by_reason,
    ended_as,
    entry_in,
    item_of,
    operation_id,
    stored_as,
)
from connectwise_time.domain.entries import Draft, Written
from connectwise_time.domain.models import Named
from connectwise_time.domain.operations import State
from connectwise_time.domain.plans import Ended, Item, ItemOutcome
from support.operations import DAY, DRAFT, ENTRY, MORGAN, SENT, done, later

ZONE = ZoneInfo("America/New_York")
NOBODY: frozenset[str] = frozenset()


def item(draft: Draft = DRAFT, number: int = 1, wish: str = "a wish") -> Item:
    return item_of(number, draft, wish, ZONE)


def test_entries_that_end_some_minutes_later_are_asked_for_alike() -> None:
    assert asked_as([item()], NOBODY) == asked_as([item(later(7))], NOBODY)


@pytest.mark.parametrize(
    "other",
    [
        item(wish="another wish"),
        item(replace(DRAFT, start=DRAFT.start + DAY, end=DRAFT.end + DAY)),
        item(replace(DRAFT, member=MORGAN)),
        item(replace(DRAFT, notes="Something else")),
    ],
    ids=["words", "day", "member", "notes"],
)
def test_what_differs_otherwise_is_not_asked_for_alike(other: Item) -> None:
    assert asked_as([item()], NOBODY) != asked_as([other], NOBODY)
    assert asked_as([item()], NOBODY) != asked_as([item()], {"overlap"})
    assert asked_as([item()], NOBODY) != asked_as([item(), other], NOBODY)


def test_the_same_place_in_two_plans_is_another_thing() -> None:
    assert item().key != item(later(60)).key
    assert item().key != item(number=2).key
    assert operation_id("0123456789ab", item(number=3)) == "0123456789ab.3"


def test_what_is_stored_is_told_with_its_number() -> None:
    plain, partly = Written(ENTRY), Written(ENTRY, ("deduct", "agreement"))
    rounded = Written(replace(ENTRY, hours=2.0), ("hours",))
    told = "entry 900; ConnectWise did not take over: deduct, agreement"
    assert stored_as(DRAFT, plain) == "entry 900"
    assert stored_as(DRAFT, partly) == told
    assert stored_as(DRAFT, rounded) == f"entry 900; ConnectWise made 2 h of {DRAFT.hours:g} h"
    for written in (plain, partly, rounded):
        assert entry_in(ItemOutcome(Ended.DONE, stored_as(DRAFT, written))) == ENTRY.id
    decided = replace(
        ENTRY, billable="Billable", work_type=Named(3, "Remote"), work_role=Named(4, "Engineer")
    )
    whole = Written(decided, ("deduct",))
    told = "entry 900: Billable 1 h, Remote, Engineer; ConnectWise did not take over: deduct"
    assert stored_as(DRAFT, whole) == told
    free = Written(replace(decided, billable="NoCharge", hours=2.5))
    outcomes = [ItemOutcome(Ended.DONE, stored_as(DRAFT, written)) for written in (whole, free)]
    assert billable_in(outcomes) == 1
    assert billable_in([*outcomes, ItemOutcome(Ended.DONE, stored_as(DRAFT, plain))]) is None
    assert entry_in(None) is None
    assert entry_in(ItemOutcome(Ended.REFUSED, "entry 900 is there already")) is None


@pytest.mark.parametrize("state", list(State))
def test_an_item_ends_as_its_operation_did(state: State) -> None:
    operation = done(SENT) if state is State.DONE else replace(SENT, state=state, why="No.")
    outcome = ended_as(replace(operation, ended=SENT.began + timedelta(seconds=1)))
    ends = {
        State.DONE: Ended.DONE,
        State.REJECTED: Ended.REFUSED,
        State.ABSENT: Ended.ABSENT,
        State.UNKNOWN: Ended.UNKNOWN,
        State.SENDING: Ended.UNKNOWN,
    }
    # Of what was not sent nothing came: its turn comes again.
    assert (outcome.ended if outcome else None) == ends.get(state)
    assert outcome is None or outcome.told


def test_reasons_that_entries_share_are_told_once() -> None:
    reasons = {4: "No such ticket.", 2: "It overlaps.", 7: "No such ticket."}
    assert by_reason(reasons) == ["Entry 2: It overlaps.", "Entries 4, 7: No such ticket."]
