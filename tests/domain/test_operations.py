"""When a write is sent, and when another one is in its way."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectwise_time.domain.entries import Draft, Edit
from connectwise_time.domain.models import Target, TargetKind
from connectwise_time.domain.moments import Moment
from connectwise_time.domain.operations import (
    AGAIN,
    REPEATABLE,
    UNRESOLVED,
    Change,
    Operation,
    State,
    in_the_way,
    is_repeated_by,
    may_become,
    said,
    target_of,
)
from support.operations import (
    CHANGE,
    DRAFT,
    ENTRY,
    MAIL,
    MINUTE,
    MORGAN,
    SECOND,
    SENT,
    anything,
    done,
    later,
)
from support.sandboxes import NOW

DONE = done(SENT)
OTHER = replace(SENT, id="second", began=NOW + MINUTE)
states = st.sampled_from(State)
ids = st.frozensets(st.sampled_from(["first", "second", "third"]))


@pytest.mark.parametrize("state", State)
def test_an_id_names_one_wish_and_is_sent_again_only_if_it_is_certainly_not_stored(
    state: State,
) -> None:
    known = replace(SENT, state=state)
    again = replace(SENT, attempt=2)
    assert in_the_way(known, again) == (state not in REPEATABLE)
    assert in_the_way(known, again, frozenset({"first"})) == (state not in REPEATABLE)
    assert in_the_way(known, replace(again, fingerprint="another wish"))


@given(state=st.sampled_from(sorted(UNRESOLVED)), beside=ids, days=st.integers(0, 400))
def test_nothing_lets_the_same_work_be_sent_while_it_is_unresolved(
    state: State, beside: frozenset[str], days: int
) -> None:
    wanted = replace(OTHER, caller="morgan", fingerprint="x", began=NOW + days * timedelta(1))
    assert in_the_way(replace(SENT, state=state), wanted, beside)


@pytest.mark.parametrize("state", sorted(UNRESOLVED))
def test_a_call_without_an_id_waits_for_the_same_call_whatever_it_was_understood_as(
    state: State,
) -> None:
    known, moved = replace(SENT, state=state), replace(OTHER, work=later(1), minted=True)
    assert in_the_way(known, moved, frozenset({"first"}))
    assert not in_the_way(known, replace(moved, minted=False))
    assert not in_the_way(known, replace(moved, caller="morgan"))
    assert not in_the_way(known, replace(moved, fingerprint="another wish"))


@given(state=states, beside=ids, minted=st.booleans(), work=st.sampled_from([DRAFT, CHANGE, MAIL]))
def test_what_is_done_at_another_company_is_never_in_the_way(
    *, state: State, beside: frozenset[str], minted: bool, work: Draft | Change
) -> None:
    wanted = replace(OTHER, site="another company", minted=minted, work=work)
    assert not in_the_way(replace(DONE, state=state), wanted, beside)


SAME_CALL = replace(OTHER, work=later(1), minted=True)


def shown(here: datetime) -> Moment:
    """A moment by this machine's clock."""
    return Moment(here=here, there=None, process="one", seconds=0)


@pytest.mark.parametrize("state", sorted(REPEATABLE))
def test_only_the_next_attempt_may_follow_one_that_is_not_stored(state: State) -> None:
    """Two that look at one attempt must not both repeat it."""
    known = replace(SENT, state=state, attempt=2)
    assert not in_the_way(known, replace(SENT, attempt=3))
    assert in_the_way(known, replace(SENT, attempt=2))
    assert in_the_way(known, replace(SENT, attempt=1))


@pytest.mark.parametrize("state", sorted(REPEATABLE))
def test_what_is_certainly_not_stored_is_in_no_others_way(state: State) -> None:
    assert not in_the_way(replace(SENT, state=state), replace(OTHER, minted=True))


@pytest.mark.parametrize(
    ("known", "wanted", "is_repeated"),
    [
        (DONE, OTHER, True),
        (DONE, replace(OTHER, caller="morgan", fingerprint="x"), True),
        (DONE, replace(OTHER, seen=frozenset({900})), False),
        (DONE, replace(OTHER, seen=frozenset({900}), minted=True), True),
        (DONE, replace(OTHER, work=later(1)), False),
        (DONE, replace(OTHER, work=later(1), minted=True), True),
        (DONE, replace(OTHER, work=later(1), minted=True, caller="morgan"), False),
        (DONE, replace(OTHER, work=later(1), minted=True, fingerprint="x"), False),
        # What its look has not seen may be it, however long ago; the same call, within minutes.
        (DONE, replace(OTHER, began=NOW + timedelta(days=9)), True),
        (DONE, replace(SAME_CALL, began=NOW + AGAIN), True),
        (DONE, replace(SAME_CALL, began=NOW + AGAIN + timedelta(microseconds=1)), False),
        (DONE, replace(SAME_CALL, began=NOW - SECOND), True),  # another process's clock
        # By either clock: one of them may be wrong.
        (
            replace(DONE, sent=shown(NOW)),
            replace(SAME_CALL, began=NOW + timedelta(days=9), sent=shown(NOW + AGAIN)),
            True,
        ),
        (
            replace(DONE, sent=shown(NOW)),
            replace(SAME_CALL, began=NOW + AGAIN, sent=shown(NOW + timedelta(days=9))),
            True,
        ),
        (replace(DONE, state=State.REJECTED), OTHER, False),
        (done(replace(SENT, work=CHANGE)), replace(OTHER, work=CHANGE, minted=True), False),
        (done(replace(SENT, work=MAIL)), replace(OTHER, work=MAIL, minted=True), True),
        (done(replace(SENT, work=MAIL)), replace(OTHER, work=MAIL), False),
        (done(replace(SENT, work=MAIL)), replace(OTHER, work=MAIL, fingerprint="x"), False),
    ],
)
def test_a_repetition_is_the_same_call_or_the_same_unseen_work_within_minutes(
    known: Operation, wanted: Operation, *, is_repeated: bool
) -> None:
    assert is_repeated_by(known, wanted) == is_repeated
    assert in_the_way(known, wanted) == is_repeated
    assert not in_the_way(known, wanted, frozenset({known.id}))


@given(before=states, after=states, first=st.integers(1, 3), second=st.integers(1, 3))
def test_what_is_found_out_late_never_takes_back_what_is_known(
    before: State, after: State, first: int, second: int
) -> None:
    allowed = may_become(
        replace(SENT, state=before, attempt=first), replace(SENT, state=after, attempt=second)
    )
    if first != second:
        assert not allowed
    elif before is after or after is State.DONE or before is State.SENDING:
        assert allowed
    elif before is State.UNKNOWN:
        assert allowed == (after is not State.SENDING)
    else:
        assert not allowed


@given(second=st.integers(0, 59))
def test_work_is_named_by_the_minute_in_which_it_begins(second: int) -> None:
    assert target_of(replace(DRAFT, start=DRAFT.start + second * SECOND)) == target_of(DRAFT)


@pytest.mark.parametrize(
    "other",
    [
        later(1),
        replace(DRAFT, member=MORGAN),
        replace(DRAFT, target=Target(TargetKind.SERVICE_TICKET, 54322)),
        replace(DRAFT, target=Target(TargetKind.PROJECT_TICKET, 54321)),
        CHANGE,
    ],
)
def test_work_of_somebody_else_on_something_else_or_later_has_another_name(
    other: Draft | Change,
) -> None:
    assert target_of(other) != target_of(DRAFT)


@given(notes=st.text(), hours=st.integers(1, 24))
def test_how_long_it_was_and_what_was_done_do_not_name_the_work(notes: str, hours: int) -> None:
    other = replace(DRAFT, notes=notes, end=DRAFT.start + timedelta(hours=hours), work_type=MORGAN)
    assert target_of(other) == target_of(DRAFT)


def test_changes_of_one_entry_are_the_same_work_whatever_they_change() -> None:
    assert target_of(CHANGE) == target_of(MAIL)
    assert target_of(CHANGE) != target_of(Change(901, Edit(notes=None), ENTRY))


names = st.text(st.characters(codec="utf-8", exclude_characters="/"), max_size=3)


@given(caller=names, number=names, other_caller=names, other_number=names)
def test_a_mark_is_an_operations_own_and_outlives_its_attempts(
    caller: str, number: str, other_caller: str, other_number: str
) -> None:
    one = replace(SENT, caller=caller, id=number)
    other = replace(DONE, caller=other_caller, id=other_number, attempt=2)
    same = (one.caller, one.id) == (other.caller, other.id)
    assert (one.marker == other.marker) == same
    assert replace(one, attempt=2, state=State.UNKNOWN).marker == one.marker


def test_the_entry_is_known_once_it_is_stored_and_of_a_change_from_the_start() -> None:
    assert (SENT.entry, DONE.entry) == (None, 900)
    assert replace(SENT, work=CHANGE).entry == 900


@given(draft=anything(Draft))
def test_what_is_said_of_work_holds_no_customers_words(draft: Draft) -> None:
    plain = replace(DRAFT, target=draft.target, start=draft.start, end=draft.end, deduct=None)
    bare = replace(plain, target=replace(plain.target, name=""), notes=None)
    named = replace(draft, deduct=None)
    assert said(named) == said(bare)


def test_work_is_said_in_a_few_words() -> None:
    assert said(DRAFT) == "log 1 h on ServiceTicket 54321, from 2026-11-20 14:00 UTC"
    assert said(CHANGE) == "change entry 900"
