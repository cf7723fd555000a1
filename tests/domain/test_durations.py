import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectwise_time.domain.words.durations import read_hours
from connectwise_time.errors import Refused


def test_a_bare_number_is_hours_and_minutes_are_offered_where_they_may_be_meant() -> None:
    assert read_hours("1.5") == read_hours(1.5) == 1.5
    for said in (90, "90"):
        with pytest.raises(Refused, match="90 min"):
            read_hours(said)


@pytest.mark.parametrize("said", [0, -1, 24.01, float("nan"), float("inf"), "0", "-1", "25 h"])
def test_hours_are_more_than_none_and_at_most_a_day(said: float | str) -> None:
    with pytest.raises(Refused):
        read_hours(said)


def test_a_break_may_be_none_and_not_all_of_a_day() -> None:
    assert read_hours("0 min", none=True) == 0
    with pytest.raises(Refused, match="deduct must be from 0 to under 24"):
        read_hours(24, what="deduct", none=True)


@given(st.integers(min_value=1, max_value=24 * 60))
def test_every_spelling_of_a_length_is_that_length(minutes: int) -> None:
    whole, rest = divmod(minutes, 60)
    spellings = [f"{minutes} min", f"{minutes}m", f"PT{minutes}M", f"{whole}:{rest:02}"]
    if whole:
        spellings += [f"{whole}h{rest:02}", f"{whole} hours and {rest} minutes"]
    assert {read_hours(said) for said in spellings} == {minutes / 60}


@given(st.text(max_size=60) | st.from_regex(re.compile(r"[\d.,:/ hm½]{1,12}"), fullmatch=True))
def test_no_text_is_a_crash(words: str) -> None:
    with suppress(Refused):
        assert 0 < read_hours(words) <= 24
