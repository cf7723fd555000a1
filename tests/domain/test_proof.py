"""What reading back proves of a write whose answer was lost."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectwise_time.domain.entries import Draft, Edit, LoggedTime, Written
from connectwise_time.domain.models import Named, Target, TargetKind
from connectwise_time.domain.moments import Moment
from connectwise_time.domain.operations import (
    HORIZON,
    KEPT,
    LONGEST_CALL,
    UNRESOLVED,
    Change,
    Operation,
    State,
)
from connectwise_time.domain.proof import LATE, due, is_twin, looks_like, settled
from support.operations import CHANGE, DRAFT, ENTRY, MINUTE, MORGAN, SECOND, SENT, done
from support.sandboxes import NOW

LOST = replace(SENT, state=State.UNKNOWN, ended=NOW)
OVER = NOW + HORIZON + 2 * SECOND
# By then nothing can come any more of what was missed at that time.
LATER = OVER + HORIZON
OURS, FOREIGN = SENT.marker, "11111111-2222-3333-4444-555555555555"
NOTHING: frozenset[int] = frozenset()


def moment(now: datetime, process: str = "one", **clocks: Any) -> Moment:
    """The instant by clocks that all show the same, but for those that are given."""
    return Moment(
        **{"here": now, "there": now, "seconds": now.timestamp(), **clocks}, process=process
    )


def looked(
    operation: Operation,
    found: Sequence[LoggedTime] = (),
    now: datetime = OVER,
    *,
    taken: frozenset[int] = NOTHING,
    echoes: bool | None = None,
) -> Operation:
    at = moment(now)
    return settled(operation, found, at, horizon=HORIZON, taken=taken, echoes=echoes)


# A new entry: what may be it.


@pytest.mark.parametrize(
    "stored",
    [
        {},
        {"end": DRAFT.end + 15 * MINUTE, "hours": 1.25},
        {"end": None},
        {"hours": 0.0, "deduct": 1.0},
        {"notes": "Restarted"},
        {"notes": ""},
        {"work_type": MORGAN, "work_role": MORGAN, "billable": "DoNotBill"},
        {"status": "Billed", "updated": None},
        {"start": DRAFT.start + 59 * SECOND},
        {"target": replace(DRAFT.target, name="renamed")},
        {"member": replace(DRAFT.member, name="renamed")},
        {"target": replace(DRAFT.target), "company": Named(1, "Acme")},
    ],
)
def test_what_a_tenant_changes_by_itself_does_not_make_an_entry_look_absent(
    stored: dict[str, Any],
) -> None:
    entry = replace(ENTRY, **stored)
    assert looks_like(DRAFT, entry)
    after = looked(LOST, [entry])
    assert (after.state, after.entry) == (State.DONE, 900)
    assert after.outcome is not None
    assert after.outcome.entry == entry


@pytest.mark.parametrize(
    "stored",
    [
        {"start": DRAFT.start + MINUTE},
        {"start": DRAFT.start - SECOND},
        {"start": None},
        {"member": MORGAN},
        {"target": Target(TargetKind.SERVICE_TICKET, 1)},
        {"target": Target(TargetKind.PROJECT_TICKET, 54321)},
        {"target": None},
    ],
)
def test_an_entry_of_somebody_else_on_something_else_or_at_another_minute_is_not_it(
    stored: dict[str, Any],
) -> None:
    entry = replace(ENTRY, **stored)
    assert not looks_like(DRAFT, entry)
    assert not is_twin(DRAFT, entry)
    assert looked(LOST, [entry]).state is State.UNKNOWN


@pytest.mark.parametrize(
    ("stored", "same"),
    [
        ({}, True),
        ({"status": "Billed", "work_type": MORGAN, "billable": "NoCharge"}, True),
        ({"notes": "Restarted the queue \r\n"}, True),
        ({"end": DRAFT.end + 15 * MINUTE}, False),
        ({"hours": 0.5}, False),
        ({"notes": "Restarted"}, False),
    ],
)
def test_a_twin_says_the_same(stored: dict[str, Any], *, same: bool) -> None:
    assert is_twin(DRAFT, replace(ENTRY, **stored)) == same


def test_what_was_not_stored_as_sent_is_told() -> None:
    after = looked(LOST, [replace(ENTRY, notes="Restarted")])
    assert after.outcome is not None
    assert after.outcome.ignored == ("notes",)


def test_what_was_there_before_is_not_it() -> None:
    after = looked(replace(LOST, seen=frozenset({900})), [ENTRY])
    assert after.state is State.UNKNOWN
    assert looked(after, [ENTRY], LATER).state is State.ABSENT


def test_what_another_operation_stored_is_not_it() -> None:
    assert looked(LOST, [ENTRY], taken=frozenset({900})).state is State.UNKNOWN
    both = [ENTRY, replace(ENTRY, id=901)]
    after = looked(LOST, both, taken=frozenset({900}))
    assert (after.entry, after.others) == (901, ())


@pytest.mark.parametrize(
    ("markers", "echoes", "entry", "others"),
    [
        # Ours decides, wherever it is, and whatever looks more like it.
        ([None, OURS], None, 901, ()),
        ([FOREIGN, OURS], True, 901, ()),
        ([OURS.upper(), None], True, 900, ()),
        ([OURS, OURS], True, 900, (901,)),
        # A foreign one is another operation's, where marks are kept at all.
        ([FOREIGN, None], True, 901, ()),
        ([FOREIGN, FOREIGN], True, None, ()),
        ([FOREIGN, FOREIGN], False, 900, (901,)),
        ([FOREIGN, FOREIGN], None, 900, (901,)),
        # Without marks, the one that says most of what was sent.
        ([None, None], True, 900, (901,)),
        ([None, None], None, 900, (901,)),
        (["", ""], True, 900, (901,)),
    ],
)
def test_marks_decide_where_they_are_kept(
    markers: list[str | None], entry: int | None, others: tuple[int, ...], *, echoes: bool | None
) -> None:
    found = [replace(ENTRY, id=900 + n, marker=marker) for n, marker in enumerate(markers)]
    for order in (found, found[::-1]):
        after = looked(LOST, order, echoes=echoes)
        assert (after.entry, after.others) == (entry, others)
        assert after.state is (State.UNKNOWN if entry is None else State.DONE)


def test_a_mark_of_ours_counts_also_on_an_entry_that_was_moved_meanwhile() -> None:
    moved = replace(ENTRY, start=DRAFT.start + 90 * MINUTE, marker=OURS)
    assert looked(LOST, [moved], echoes=True).entry == 900


def test_of_several_the_one_that_says_most_of_what_was_sent_is_it() -> None:
    shortened = replace(ENTRY, id=800, notes="")
    after = looked(LOST, [shortened, ENTRY])
    assert (after.entry, after.others) == (900, (800,))


# When it is certain.


LONG = timedelta(days=30)


@pytest.mark.parametrize(
    ("between", "state"),
    [
        (HORIZON - SECOND, State.UNKNOWN),
        (HORIZON, State.ABSENT),
        (LONG, State.ABSENT),
    ],
)
def test_absent_takes_two_looks_with_the_horizon_between_them(
    between: timedelta, state: State
) -> None:
    first = looked(LOST, [], NOW + LONG)  # however long ago it was lost
    assert first.state is State.UNKNOWN
    assert looked(first, [], NOW + LONG + between).state is state


CLOCKS = [
    # Within a process its count decides, whatever the others show.
    (moment(NOW, there=NOW - LONG), moment(NOW + HORIZON, here=NOW + LONG), True),
    (moment(NOW), moment(NOW + LONG, seconds=NOW.timestamp() + 5), False),
    # From one to another, the clocks of both have to agree.
    (moment(NOW), moment(NOW + HORIZON + 2 * SECOND, "two", seconds=0), True),
    (moment(NOW), moment(NOW + HORIZON - SECOND, "two", seconds=0), False),
    (moment(NOW), moment(NOW + HORIZON, "two", there=NOW + LONG), False),
    (moment(NOW), moment(NOW + HORIZON, "two", here=NOW + LONG), False),
    (moment(NOW), moment(NOW + HORIZON, "two", here=NOW - LONG), False),
    (moment(NOW, there=None), moment(NOW + LONG, "two"), False),
    (moment(NOW), moment(NOW + LONG, "two", there=None), False),
]


@pytest.mark.parametrize(("since", "until", "proven"), CLOCKS)
def test_no_single_clock_proves_anything(since: Moment, until: Moment, *, proven: bool) -> None:
    missed = settled(LOST, [], since, horizon=HORIZON)
    after = settled(missed, [], until, horizon=HORIZON)
    assert after.state is (State.ABSENT if proven else State.UNKNOWN)


def test_where_clocks_contradict_each_other_the_wait_begins_anew() -> None:
    missed = settled(LOST, [], moment(NOW), horizon=HORIZON)
    odd = moment(NOW + MINUTE, "two", there=NOW + LONG)
    again = settled(missed, [], odd, horizon=HORIZON)
    assert (again.state, again.missed) == (State.UNKNOWN, odd)


@pytest.mark.parametrize(
    "moved",
    [
        {"start": DRAFT.start + 15 * MINUTE, "end": DRAFT.end + 15 * MINUTE},
        {"start": DRAFT.start - timedelta(hours=20), "end": None},
        {"target": Target(TargetKind.SERVICE_TICKET, 1)},
    ],
)
def test_nothing_is_absent_while_it_may_be_there_changed_by_hand(moved: dict[str, Any]) -> None:
    entry = replace(ENTRY, **moved)
    after = looked(looked(LOST, [entry]), [entry], LATER)
    assert (after.state, after.others) == (State.UNKNOWN, (900,))
    # Once it is gone, the wait begins.
    gone = looked(after, [], LATER)
    assert looked(gone, [], LATER + HORIZON).state is State.ABSENT
    # What was there before, or is another's, is no reason to wait.
    known = replace(LOST, seen=frozenset({900}))
    assert looked(looked(known, [entry]), [entry], LATER).state is State.ABSENT


def test_what_is_under_way_is_left_alone_until_no_call_lasts_longer() -> None:
    early = looked(SENT, [], NOW + SECOND)
    assert (early.state, early.ended) == (State.SENDING, None)
    stopped = NOW + SECOND + LONGEST_CALL
    late = looked(early, [], stopped)
    assert (late.state, late.ended) == (State.UNKNOWN, stopped)
    assert looked(late, [], stopped + HORIZON - SECOND).state is State.UNKNOWN
    assert looked(late, [], stopped + HORIZON).state is State.ABSENT


def test_what_was_sent_long_ago_by_all_clocks_is_not_under_way() -> None:
    long_ago = replace(SENT, sent=moment(NOW))
    at = moment(NOW + LONGEST_CALL + 2 * SECOND, "two", seconds=0)
    assert settled(long_ago, [], at, horizon=HORIZON).state is State.UNKNOWN
    by_one_clock = replace(at, there=NOW + SECOND)
    assert settled(long_ago, [], by_one_clock, horizon=HORIZON).state is State.SENDING


def test_what_is_under_way_and_there_is_done() -> None:
    assert looked(SENT, [ENTRY], NOW + SECOND).state is State.DONE


@pytest.mark.parametrize("state", [State.REJECTED, State.NOT_SENT, State.ABSENT])
def test_what_was_given_up_and_arrives_is_done(state: State) -> None:
    given_up = replace(SENT, state=state, ended=NOW)
    assert looked(given_up, []).state is state
    after = looked(given_up, [ENTRY], NOW + timedelta(days=1))
    assert (after.state, after.entry, after.ended) == (State.DONE, 900, NOW)
    assert after.why == LATE
    # What was logged in its place counts beside it, whoever did that.
    instead = replace(ENTRY, id=901)
    after = looked(given_up, [ENTRY, instead], taken=frozenset({901}))
    assert (after.entry, after.others) == (900, (901,))


def test_what_is_done_stays_done_and_what_comes_beside_it_is_reported() -> None:
    stored = done(SENT)
    assert looked(stored, []).outcome == stored.outcome
    second = replace(ENTRY, id=901)
    after = looked(stored, [ENTRY, second])
    assert (after.state, after.outcome, after.others) == (State.DONE, stored.outcome, (901,))
    assert looked(after, []).entry == 900


# A change.

CHANGED = replace(SENT, work=CHANGE, state=State.UNKNOWN, ended=NOW)
REACHED = replace(ENTRY, notes="Restarted it twice", updated=NOW + SECOND)
TWO = replace(CHANGE, edit=Edit(notes="Restarted it twice", internal_notes="again"))


@pytest.mark.parametrize(
    ("change", "found", "early", "late", "ignored"),
    [
        (CHANGE, [REACHED], State.DONE, State.DONE, ()),
        (CHANGE, [ENTRY], State.UNKNOWN, State.ABSENT, None),
        (CHANGE, [], State.UNKNOWN, State.ABSENT, None),
        (CHANGE, [replace(REACHED, id=901)], State.UNKNOWN, State.ABSENT, None),
        # Part of it arrived: told once nothing else can.
        (TWO, [REACHED], State.UNKNOWN, State.DONE, ("internal_notes",)),
        # Somebody else changed something else.
        (TWO, [replace(ENTRY, hours=2.0, updated=OVER)], State.UNKNOWN, State.ABSENT, None),
        # It read so before: that proves nothing of this change.
        (
            replace(TWO, before=replace(ENTRY, notes="Restarted it twice")),
            [replace(REACHED, hours=2.0)],
            State.UNKNOWN,
            State.ABSENT,
            None,
        ),
    ],
    ids=["reached", "unchanged", "gone", "another", "partly", "by somebody else", "as before"],
)
def test_a_change_is_proven_by_how_the_entry_reads(
    change: Change,
    found: list[LoggedTime],
    early: State,
    late: State,
    ignored: tuple[str, ...] | None,
) -> None:
    first = looked(replace(CHANGED, work=change), found, NOW + SECOND)
    assert first.state is early
    last = looked(first, found, LATER)
    assert last.state is late
    assert (last.outcome.ignored if last.outcome else None) == ignored


def test_a_change_that_is_done_is_not_judged_again() -> None:
    stored = replace(CHANGED, state=State.DONE, outcome=Written(REACHED))
    after = looked(stored, [replace(REACHED, notes="somebody else's")])
    assert (after.state, after.outcome, after.due) == (State.DONE, Written(REACHED), None)


# When to look again.

seconds = st.floats(0, 50 * 86400).map(lambda number: timedelta(seconds=number))


@given(state=st.sampled_from(State), ended=seconds, since=seconds, looks=st.integers(0, 2000))
def test_the_next_look_is_in_the_future_and_none_is_after_thirty_five_days(
    state: State, ended: timedelta, since: timedelta, looks: int
) -> None:
    now = NOW + ended + since
    operation = replace(SENT, state=state, ended=NOW + ended, looks=looks)
    next_look = due(operation, now, HORIZON)
    if state in {State.REJECTED, State.NOT_SENT}:
        assert next_look is None
    elif state in UNRESOLVED:
        assert next_look is not None
        assert now < next_look <= now + 30 * SECOND
    elif next_look is not None:
        assert now + HORIZON <= next_look <= NOW + KEPT


@pytest.mark.parametrize("state", [State.REJECTED, State.NOT_SENT])
def test_an_earlier_attempt_is_looked_for_whatever_became_of_the_next(state: State) -> None:
    second = replace(SENT, state=state, ended=NOW, attempt=2)
    after = looked(second, [], NOW + HORIZON)
    assert (after.state, after.due) == (state, NOW + 2 * HORIZON)
    assert looked(after, [ENTRY], LATER).why == LATE


@pytest.mark.parametrize("state", [State.DONE, State.ABSENT])
def test_what_is_resolved_is_looked_at_ever_more_seldom_and_at_last_no_more(state: State) -> None:
    operation = replace(SENT, state=state, ended=NOW)
    looks = [NOW]
    while (next_look := due(operation, looks[-1], HORIZON)) is not None:
        looks.append(next_look)
    pauses = [later - earlier for earlier, later in pairwise(looks)]
    assert pauses == sorted(pauses)
    assert 10 < len(pauses) < 20
    assert NOW + KEPT / 2 < looks[-1] <= NOW + KEPT


def test_what_is_lost_is_looked_at_more_often_at_first_and_once_more_behind_the_horizon() -> None:
    operation, times = looked(LOST, [], NOW), [NOW]
    while operation.state is State.UNKNOWN:
        assert operation.due is not None
        times.append(operation.due)
        operation = looked(operation, [], times[-1])
    assert operation.state is State.ABSENT
    assert len(times) < 20
    assert times[1] <= NOW + 5 * SECOND
    assert NOW + HORIZON <= times[-1] <= NOW + HORIZON + 5 * SECOND


# Whatever is found, and whenever.

entries = st.builds(
    lambda number, marker, minutes, notes, whose: replace(
        ENTRY,
        id=number,
        marker=marker,
        start=DRAFT.start + minutes * MINUTE,
        notes=notes,
        member=whose,
    ),
    st.integers(900, 904),
    st.sampled_from([None, OURS, FOREIGN]),
    st.integers(0, 1),
    st.sampled_from(["Restarted the queue", ""]),
    st.sampled_from([DRAFT.member, MORGAN]),
)
finds = st.lists(entries, max_size=4, unique_by=lambda entry: entry.id)
pauses = st.timedeltas(-MINUTE, 5 * MINUTE)  # clocks are set back, too
numbers = st.frozensets(st.integers(900, 904))


@given(
    visits=st.lists(st.tuples(pauses, finds), max_size=8),
    seen=numbers,
    taken=numbers,
    echoes=st.sampled_from([None, False, True]),
    work=st.sampled_from([DRAFT, CHANGE, TWO]),
    ended=st.sampled_from([None, NOW]),
)
def test_whatever_is_found_nothing_is_proven_too_early_and_nothing_is_taken_back(
    *,
    visits: list[tuple[timedelta, list[LoggedTime]]],
    seen: frozenset[int],
    taken: frozenset[int],
    echoes: bool | None,
    work: Draft | Change,
    ended: datetime | None,
) -> None:
    state = State.SENDING if ended is None else State.UNKNOWN
    operation, now = replace(SENT, work=work, seen=seen, state=state, ended=ended), NOW
    for pause, found in visits:
        before, now = operation, now + pause
        operation = looked(before, found, now, taken=taken, echoes=echoes)
        assert operation.looks == before.looks + 1
        assert operation.due is None or operation.due.tzinfo is not None
        if before.state is State.DONE:
            assert (operation.state, operation.outcome) == (State.DONE, before.outcome)
        if before.state is State.ABSENT:
            assert operation.state in {State.ABSENT, State.DONE}
        if operation.state is State.DONE:
            assert operation.outcome is not None
            assert operation.entry not in operation.others
        if operation.state is State.ABSENT and before.state in UNRESOLVED:
            assert operation.looks >= 2
            assert before.missed is not None
            assert now - before.missed.here >= HORIZON
            if isinstance(work, Draft):
                possible = {
                    entry.id
                    for entry in found
                    if looks_like(work, entry) and not (echoes and entry.marker == FOREIGN)
                }
                assert possible <= seen | taken
                assert all(entry.marker != OURS for entry in found)
