"""What became of an item of a plan, by what reads back."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectwise_time.domain.endings import as_read, is_unseen
from connectwise_time.domain.operations import HORIZON
from connectwise_time.domain.plans import (
    BROKEN_OFF,
    Doing,
    Ended,
    Item,
    ItemOutcome,
    Kept,
    Kind,
    Plan,
)
from connectwise_time.domain.statuses import Status
from support.operations import MORGAN, SECOND, anything
from support.sandboxes import NOW

OPEN, WAITS, APPROVED, READY = "Open", "PendingApproval", "ApprovedByTierOne", "ReadyToBill"
REJECTED = "Rejected"
LOST = ItemOutcome(Ended.UNKNOWN, "lost", NOW)
ANSWERED = ItemOutcome(Ended.DONE)


def item(status: str = WAITS) -> Item:
    return Item(Kind.SHEET, 7, MORGAN, "a week", status)


def read(
    doing: Doing,
    before: str,
    status: str | None,
    outcome: ItemOutcome = LOST,
    *,
    moved: bool = False,
    later: timedelta = SECOND,
) -> ItemOutcome:
    now = NOW + later
    return as_read(doing, item(before), outcome, status, moved=moved, now=now, horizon=HORIZON)


@pytest.mark.parametrize(
    ("doing", "before", "status"),
    [
        (Doing.SUBMIT, OPEN, WAITS),
        (Doing.SUBMIT, REJECTED, WAITS),
        (Doing.SUBMIT, OPEN, READY),  # and somebody approved it meanwhile
        (Doing.APPROVE, WAITS, APPROVED),
        (Doing.APPROVE, WAITS, READY),
        (Doing.APPROVE, APPROVED, "Billed"),
        (Doing.APPROVE, "Submitted", "Approved"),
        (Doing.REJECT, WAITS, REJECTED),
        (Doing.REJECT, APPROVED, "RejectBySecondTier"),
        (Doing.REOPEN, READY, OPEN),
        (Doing.REOPEN, APPROVED, WAITS),
        (Doing.DELETE, OPEN, None),
    ],
)
@pytest.mark.parametrize("outcome", [LOST, BROKEN_OFF, ANSWERED])
def test_what_reads_back_as_wished_is_done(
    doing: Doing, before: str, status: str | None, outcome: ItemOutcome
) -> None:
    after = read(doing, before, status, outcome)
    assert (after.ended, after.at) == (Ended.DONE, NOW + SECOND)


NOT_AS_WISHED = [
    (Doing.SUBMIT, OPEN, OPEN),
    (Doing.SUBMIT, REJECTED, OPEN),
    (Doing.APPROVE, WAITS, WAITS),
    (Doing.APPROVE, WAITS, REJECTED),
    (Doing.APPROVE, APPROVED, WAITS),
    (Doing.REJECT, WAITS, WAITS),
    (Doing.REJECT, WAITS, OPEN),
    (Doing.REJECT, WAITS, READY),
    (Doing.REOPEN, READY, READY),
    (Doing.REOPEN, WAITS, READY),
    (Doing.DELETE, OPEN, OPEN),
    (Doing.DELETE, OPEN, WAITS),
    (Doing.APPROVE, WAITS, None),
    (Doing.SUBMIT, OPEN, None),
]


@pytest.mark.parametrize(("doing", "before", "status"), NOT_AS_WISHED)
@pytest.mark.parametrize("lost", [LOST, replace(BROKEN_OFF, at=NOW)])
def test_what_was_lost_and_reads_otherwise_is_absent_only_behind_the_horizon(
    doing: Doing, before: str, status: str | None, lost: ItemOutcome
) -> None:
    assert read(doing, before, status, lost, later=HORIZON - SECOND) == lost
    after = read(doing, before, status, lost, later=HORIZON + 2 * SECOND)
    assert (after.ended, after.at) == (Ended.ABSENT, NOW + HORIZON + 2 * SECOND)
    assert "not carried out" in after.told


@pytest.mark.parametrize(("doing", "before", "status"), NOT_AS_WISHED)
def test_the_horizon_begins_when_it_is_first_seen_that_nobody_knows(
    doing: Doing, before: str, status: str | None
) -> None:
    first = read(doing, before, status, BROKEN_OFF, later=HORIZON * 9)
    assert first == replace(BROKEN_OFF, at=NOW + HORIZON * 9)
    second = read(doing, before, status, first, later=HORIZON * 10 - SECOND)
    assert second == first
    third = read(doing, before, status, second, later=HORIZON * 10 + 2 * SECOND)
    assert third.ended is Ended.ABSENT


@pytest.mark.parametrize(
    ("doing", "before", "status"), [case for case in NOT_AS_WISHED if case[2] is not None]
)
def test_an_answered_success_that_reads_otherwise_is_unknown(
    doing: Doing, before: str, status: str
) -> None:
    after = read(doing, before, status, ANSWERED)
    assert (after.ended, after.at) == (Ended.UNKNOWN, NOW + SECOND)
    assert "reads back as it should not" in after.told


@pytest.mark.parametrize("doing", [Doing.SUBMIT, Doing.APPROVE, Doing.REJECT, Doing.REOPEN])
def test_what_moved_inside_an_item_counts_where_its_own_status_stays(doing: Doing) -> None:
    assert read(doing, WAITS, WAITS, moved=True).ended is Ended.DONE
    assert read(doing, WAITS, WAITS, moved=False).ended is Ended.UNKNOWN


def test_what_is_approved_beside_something_sent_back_says_what_it_waits_for() -> None:
    after = read(Doing.APPROVE, REJECTED, REJECTED, moved=True)
    assert after.ended is Ended.DONE
    assert after.told.endswith("until what was sent back is corrected")


unknown_words = st.text(min_size=1).filter(lambda word: word not in {*Status, "Submitted", WAITS})
doings = st.sampled_from([Doing.SUBMIT, Doing.APPROVE, Doing.REOPEN])
waits = st.timedeltas(timedelta(0), timedelta(days=35))


@given(doing=doings, word=unknown_words.filter(lambda word: word != "Approved"), later=waits)
def test_a_word_that_nobody_knows_proves_nothing_however_late(
    doing: Doing, word: str, later: timedelta
) -> None:
    assert read(doing, WAITS, word, LOST, later=later) == LOST
    assert read(doing, word, WAITS, LOST, later=later) == LOST
    assert read(doing, WAITS, word, BROKEN_OFF, later=later) == replace(BROKEN_OFF, at=NOW + later)
    assert read(doing, WAITS, word, ANSWERED, later=later).ended is Ended.DONE


@given(
    doing=st.sampled_from(Doing),
    before=st.sampled_from(Status),
    status=st.none() | st.sampled_from(Status),
    outcome=anything(ItemOutcome).filter(lambda outcome: outcome.ended is not Ended.REFUSED),
    moved=st.booleans(),
    later=waits,
)
def test_nothing_is_absent_that_was_not_lost_for_as_long_as_the_horizon(
    *,
    doing: Doing,
    before: str,
    status: str | None,
    outcome: ItemOutcome,
    moved: bool,
    later: timedelta,
) -> None:
    after = read(doing, before, status, outcome, moved=moved, later=later)
    if after.ended is Ended.ABSENT and outcome.ended is not Ended.ABSENT:
        assert outcome.ended is Ended.UNKNOWN
        assert outcome.at is not None
        assert NOW + later - outcome.at >= HORIZON
    assert after.ended is not Ended.REFUSED


@pytest.mark.parametrize(
    ("doing", "outcome", "unseen"),
    [
        (Doing.APPROVE, None, False),
        (Doing.APPROVE, ItemOutcome(Ended.REFUSED, "locked"), False),
        (Doing.APPROVE, ItemOutcome(Ended.REFUSED), False),
        (Doing.APPROVE, LOST, True),
        (Doing.APPROVE, BROKEN_OFF, True),
        (Doing.APPROVE, ANSWERED, True),
        (Doing.APPROVE, ItemOutcome(Ended.DONE, "approved"), False),
        (Doing.DELETE, ANSWERED, False),
        (Doing.DELETE, LOST, True),
        (Doing.APPROVE, ItemOutcome(Ended.ABSENT, "it was not carried out"), False),
    ],
)
def test_what_was_acted_on_and_seen_by_nobody_is_to_be_looked_at(
    doing: Doing, outcome: ItemOutcome | None, *, unseen: bool
) -> None:
    outcomes = {item().key: outcome} if outcome else {}
    kept = Kept("0" * 12, Plan(doing, MORGAN, (item(),)), outcomes=outcomes)
    assert is_unseen(kept, item()) == unseen
