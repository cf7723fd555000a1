from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectwise_time.domain.cursors import cursor_behind, place_in
from connectwise_time.domain.entries import LoggedTime, TimeSearch
from connectwise_time.domain.statuses import Status, statuses_said
from connectwise_time.domain.summary import Totals, exactly, hundredths
from connectwise_time.errors import NotFound, Refused

START = datetime(2026, 11, 20, 21, 0, tzinfo=UTC)


@given(st.lists(st.integers(0, 100_000), max_size=60))
def test_hundredths_of_hours_add_up_exactly(hundredths: list[int]) -> None:
    totals = Totals()
    for number, part in enumerate(hundredths, 1):
        totals.add(an_entry(number, part / 100))
    assert totals.hours == totals.billable_hours == sum(hundredths) / 100


def an_entry(number: int, hours: float) -> LoggedTime:
    return LoggedTime(
        id=number,
        target=None,
        member=None,
        start=None,
        end=None,
        hours=hours,
        billable="Billable",
    )


@pytest.mark.parametrize(
    ("amount", "told"), [(0.125, 0.13), (-0.125, -0.13), (0.1249, 0.12), (2.675, 2.68), (7, 7)]
)
def test_amounts_are_told_to_the_hundredth_halves_up(amount: float, told: float) -> None:
    assert hundredths(exactly(amount)) == told


def test_a_cursor_goes_on_where_it_stopped_in_the_same_search_only() -> None:
    search = TimeSearch(members=(1,), since=START)
    cursor = cursor_behind((START, 7), search)
    assert place_in(cursor, search) == (START, 7)
    with pytest.raises(Refused, match="another search"):
        place_in(cursor, TimeSearch(members=(2,), since=START))


@given(st.text(max_size=60))
def test_whatever_is_no_cursor_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        place_in(text, TimeSearch())


@pytest.mark.parametrize(
    ("words", "statuses"),
    [
        ("open", {"Open"}),
        ("Submitted", {"PendingApproval", "PendingProjectApproval"}),
        ("ready to bill", {"ReadyToBill"}),
        ("writtenoff", {"WrittenOff"}),
    ],
)
def test_a_status_is_understood_by_its_word_or_exactly(words: str, statuses: set[str]) -> None:
    assert set(statuses_said(words)) == statuses


@pytest.mark.parametrize("words", ["submitted", "Approved", "billed"])
def test_the_documented_dialect_has_the_five_words_themselves(words: str) -> None:
    assert statuses_said(words, documented=True) == (words.capitalize(),)


def test_an_unknown_status_lists_those_of_the_dialect() -> None:
    with pytest.raises(NotFound, match="Use one of Open, Submitted, Approved, Rejected, Billed"):
        statuses_said("ready to bill", documented=True)


def test_an_unknown_status_lists_the_valid_ones() -> None:
    with pytest.raises(NotFound) as refusal:
        statuses_said("finished")
    assert all(status in refusal.value.remedy for status in Status)
