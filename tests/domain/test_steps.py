"""Steps of one entry: what is written for them, and the way back."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectwise_time.domain.cutting import Cut, Half, halves, stored_hours
from connectwise_time.domain.entries import Billable, Draft, LoggedTime
from connectwise_time.domain.joining import Gap, joined
from connectwise_time.domain.models import Named
from connectwise_time.domain.operations import Change, Removal
from connectwise_time.domain.steps import FIELDS, Step, back, unlike
from connectwise_time.domain.undo import Deed, way_back
from connectwise_time.domain.words.meant import calendar_at
from connectwise_time.errors import Ambiguous, Refused
from support.operations import ENTRY, START
from support.sandboxes import NOW

ZONE = ZoneInfo("America/New_York")  # the entry is 09:00-10:00 there
CALENDAR = calendar_at(NOW, ZONE)
HOUR = timedelta(hours=1)
OTHER: dict[str, Any] = {
    "start": START - HOUR,
    "end": START + 2 * HOUR,
    "deduct": 0.5,
    "work_type": Named(3, "Travel"),
    "billable": "NoCharge",
    "notes": "Something else",
    "member": Named(8, "Somebody"),
}


def test_the_work_of_a_step_is_a_new_entry_a_change_or_a_deletion() -> None:
    assert isinstance(Step(None, ENTRY).work, Draft)
    assert isinstance(Step(ENTRY, None).work, Removal)
    change = Step(ENTRY, replace(ENTRY, notes="new", hours=3), ("notes",)).work
    assert isinstance(change, Change)
    assert change.edit.notes == "new"


@given(changed=st.sets(st.sampled_from(sorted(OTHER))))
def test_the_way_back_of_a_change_is_just_what_it_changed(changed: set[str]) -> None:
    before = replace(ENTRY, billable="Billable", work_type=Named(2, "Remote"))
    left = replace(before, **{name: OTHER[name] for name in changed})
    assert set(unlike(left, before)) == changed
    if not changed:
        with pytest.raises(Refused):
            way_back(Deed("its", 900, before, left), left)
        return
    step = way_back(Deed("its", 900, before, left), left)
    assert set(step.fields) == changed
    assert step.after is not None
    assert unlike(step.after, before) == []


@given(changed=st.sampled_from(sorted(OTHER)))
def test_what_somebody_changed_since_keeps_a_new_entry_from_being_deleted(changed: str) -> None:
    now = replace(ENTRY, **{changed: OTHER[changed]})
    left = replace(ENTRY, billable="Billable", work_type=Named(2, "Remote"))
    with pytest.raises(Refused, match="changed since"):
        way_back(Deed("its", 900, None, left), now)


def test_a_deleted_entry_comes_back_with_all_that_can_be_set() -> None:
    whole = replace(
        ENTRY, **OTHER, agreement=Named(4, "Gold"), location=Named(1, "Office"), internal_notes="x"
    )
    draft = Step(None, whole).work
    assert isinstance(draft, Draft)
    kept = {name: getattr(draft, name) for name in FIELDS if name != "company"}
    assert kept == {
        **{name: getattr(whole, name) for name in kept},
        "department": None,
        "billable": Billable.NO_CHARGE,
    }
    assert (draft.email, draft.email_cc, draft.exactly) == (frozenset(), None, True)


def test_back_changes_no_other_field() -> None:
    step = back(replace(ENTRY, notes="theirs", hours=2.0), ENTRY, ["work_type"])
    assert step.after is not None
    assert step.after.notes == "theirs"


@given(minutes=st.integers(1, 239), deduct=st.sampled_from([0.0, 0.25, 0.5]))
def test_two_halves_are_as_many_hours_as_the_whole(minutes: int, deduct: float) -> None:
    entry = replace(ENTRY, end=START + 4 * HOUR, deduct=deduct, hours=4 - deduct)
    for half in Half:
        cut = Cut(hours=f"{minutes} min", break_in=half)
        try:
            first, second = halves(entry, cut, CALENDAR, ZONE)
        except Refused:
            continue
        assert first.end == second.start
        assert (first.start, second.end) == (entry.start, entry.end)
        assert first.hours + second.hours == pytest.approx(entry.hours, abs=1e-3)
        assert first.deduct + second.deduct == deduct
        again = joined(replace(first, id=1), replace(second, id=2), None, ZONE)[2]
        assert unlike(again, entry, ("start", "end", "deduct", "notes")) == []


@pytest.mark.parametrize(
    ("at", "minutes"), [("9:20", 20), ("09:45", 45), ("9:59am", 59), ("2026-11-20 9:30", 30)]
)
def test_a_cut_is_at_the_members_clock(at: str, minutes: int) -> None:
    first, _ = halves(ENTRY, Cut(at), CALENDAR, ZONE)
    assert first.end == START + timedelta(minutes=minutes)


@pytest.mark.parametrize("at", ["9:00", "10:00", "11:00", "8:59"])
def test_a_cut_at_the_ends_or_outside_is_none(at: str) -> None:
    with pytest.raises(Refused, match="not inside"):
        halves(ENTRY, Cut(at), CALENDAR, ZONE)


@pytest.mark.parametrize(
    ("before", "after", "step", "same"),
    [
        (1.0, (0.5, 0.5), 0.0, True),
        (1.0, (1 / 3, 2 / 3), 0.0, True),
        (0.83, (25 / 60, 25 / 60), 0.0, True),  # 0.42 + 0.42: less than a minute more
        (3.0, (1.25, 1.75), 0.25, True),
        (3.0, (1.1, 1.9), 0.25, True),
        (3.0, (1.125, 1.875), 0.25, False),
        (0.25, (0.1, 0.15), 0.25, False),
        (0.5, (0.1, 0.4), 0.5, False),
        (0.5, (0.25, 0.25), 0.5, False),
    ],
)
def test_hours_stay_the_same_to_the_minute_or_nothing_is_done(
    before: float, after: tuple[float, ...], step: float, *, same: bool
) -> None:
    if same:
        stored = stored_hours(before, after, step)
        assert sum(stored) == pytest.approx(before, abs=1 / 60)
        return
    with pytest.raises(Refused, match="rounds hours"):
        stored_hours(before, after, step)


def later(hours: float, **others: Any) -> LoggedTime:
    """Another hour, which begins so many hours after the first one does."""
    start = START + hours * HOUR
    return replace(ENTRY, id=901, start=start, end=start + HOUR, **others)


@pytest.mark.parametrize(("gap", "end", "deduct"), [(Gap.BREAK, 2.5, 0.5), (Gap.CLOSE, 2.0, 0.0)])
def test_what_becomes_of_a_gap_is_asked(gap: Gap, end: float, deduct: float) -> None:
    with pytest.raises(Ambiguous, match=r"0\.5 h"):
        joined(ENTRY, later(1.5), None, ZONE)
    *_, whole = joined(later(1.5), ENTRY, gap, ZONE)
    assert (whole.end, whole.deduct, whole.hours) == (START + end * HOUR, deduct, 2)


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (later(0.5), "overlap"),
        (later(1, billable="NoCharge"), "billable"),
        (later(1, member=Named(8, "Somebody")), "member"),
        (later(1, agreement=Named(4, "Gold")), "agreement"),
        (ENTRY, "given twice"),
        (replace(later(1), end=None), "no start and end"),
        (later(15), "1 h would move from 2026-11-21 to 2026-11-20"),
        (later(1, sheet=Named(8, "week")), "from timesheet 8 to None"),
    ],
)
def test_what_is_not_one_piece_of_work_is_not_joined(other: LoggedTime, why: str) -> None:
    with pytest.raises(Refused, match=why):
        joined(ENTRY, other, None, ZONE)


def test_a_gap_is_no_break_where_the_entry_would_be_longer_than_a_day() -> None:
    first = replace(ENTRY, start=START - 8.5 * HOUR, end=START - 8 * HOUR, hours=0.5)
    second = replace(later(14), start=START + 13 * HOUR, end=START + 16 * HOUR, hours=3.0)
    for gap in (None, Gap.BREAK):
        with pytest.raises(Refused) as refused:
            joined(first, second, gap, ZONE)
        assert 'gap="close"' in refused.value.remedy
        assert 'gap="break"' not in refused.value.remedy
    *_, whole = joined(first, second, Gap.CLOSE, ZONE)
    assert (whole.hours, whole.end) == (3.5, START - 5 * HOUR)
