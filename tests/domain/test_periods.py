from datetime import date

import pytest

from connectwise_time.domain.dates import Calendar
from connectwise_time.domain.periods import Period, read_bounds, read_period
from connectwise_time.errors import Refused

FRIDAY = date(2026, 11, 20)
TODAY = Calendar(FRIDAY)


@pytest.mark.parametrize(
    ("words", "since", "last"),
    [
        ("today", "2026-11-20", "2026-11-20"),
        ("yesterday", "2026-11-19", "2026-11-19"),
        ("this week", "2026-11-16", "2026-11-22"),
        ("Last  Week", "2026-11-09", "2026-11-15"),
        ("this month", "2026-11-01", "2026-11-30"),
        ("last month", "2026-10-01", "2026-10-31"),
        ("2026-11-01..2026-11-15", "2026-11-01", "2026-11-15"),
        ("2026-11-01 .. yesterday", "2026-11-01", "2026-11-19"),
        ("2026-11-03", "2026-11-03", "2026-11-03"),
    ],
)
def test_a_period_in_words_has_both_days_inside(words: str, since: str, last: str) -> None:
    period = read_period(words, TODAY)
    assert (period.since.isoformat(), period.last.isoformat()) == (since, last)


def test_the_month_before_january_is_december() -> None:
    period = read_period("last month", Calendar(date(2026, 1, 31)))
    assert period == Period(date(2025, 12, 1), date(2026, 1, 1))
    assert period.days == 31


@pytest.mark.parametrize("words", ["", "recently", "05/06", "2026-11-15..2026-11-01", "..", "a..b"])
def test_a_period_that_cannot_be_read_is_refused(words: str) -> None:
    with pytest.raises(Refused):
        read_period(words, TODAY)


@pytest.mark.parametrize(
    ("period", "since", "until", "expected"),
    [
        (None, None, None, (None, None)),
        ("today", None, None, (FRIDAY, date(2026, 11, 21))),
        (None, "2026-11-01", None, (date(2026, 11, 1), None)),
        (None, None, "2026-11-15", (None, date(2026, 11, 16))),
        (None, "2026-11-01", "2026-11-15", (date(2026, 11, 1), date(2026, 11, 16))),
    ],
)
def test_bounds_are_closed_in_words_and_half_open_in_dates(
    period: str | None,
    since: str | None,
    until: str | None,
    expected: tuple[date | None, date | None],
) -> None:
    assert read_bounds(period, since, until, TODAY) == expected


def test_a_period_with_its_own_bounds_is_refused() -> None:
    with pytest.raises(Refused, match="one of the two"):
        read_bounds("today", "2026-11-01", None, TODAY)
