from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectwise_time.connectwise.retry import (
    ATTEMPTS,
    GiveUp,
    Wait,
    http_date,
    plan,
    seconds_asked,
)

NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)
LATER = "Mon, 16 Nov 2026 12:01:00 GMT"


@pytest.mark.parametrize(
    ("header", "date", "seconds"),
    [
        ("30", None, 30),
        (" 0 ", None, 0),
        (LATER, None, 60),
        (LATER, "Mon, 16 Nov 2026 12:00:50 GMT", 10),
        (LATER, "garbage", 60),
        ("86400", None, 86400),
        ("9" * 5000, None, 1e9),
        ("-5", None, None),
        ("1.5", None, None),
        ("soon", None, None),
        ("", None, None),
        ("Mon, 16 Nov 2026 11:00:00 GMT", None, None),
        ("Mon, 99 Nov 2026 11:00:00 GMT", None, None),
        (None, None, None),
    ],
)
def test_retry_after_is_read_in_both_forms_and_nonsense_is_no_wish(
    header: str | None, date: str | None, seconds: float | None
) -> None:
    assert seconds_asked(header, date=date, now=NOW) == seconds


def test_a_date_without_a_zone_is_in_utc() -> None:
    assert http_date("Mon, 16 Nov 2026 12:00:00 -0000") == NOW


@given(st.text(max_size=60))
def test_no_header_can_break_us(text: str) -> None:
    asked = seconds_asked(text, date=text, now=NOW)
    assert asked is None or asked >= 0


@given(
    st.integers(1, ATTEMPTS),
    st.none() | st.floats(0, 1e9),
    st.floats(-10, 100),
    st.floats(0, 1),
)
def test_waiting_ends_before_the_deadline_and_is_never_shorter_than_asked(
    attempt: int, asked: float | None, left: float, chance: float
) -> None:
    step = plan(attempt, asked=asked, left=left, chance=chance)
    if isinstance(step, Wait):
        assert attempt < ATTEMPTS
        assert (asked or 0) <= step.seconds < left
    else:
        assert step == GiveUp(asked)


def test_without_a_wish_the_wait_doubles_and_is_full_jitter() -> None:
    waits = [plan(n, asked=None, left=99, chance=c) for n, c in [(1, 0), (1, 1), (2, 1)]]
    assert waits == [Wait(0), Wait(1), Wait(2)]
