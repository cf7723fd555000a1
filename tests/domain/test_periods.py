from datetime import date

import pytest

from connectwise_time.domain.words.dates import Calendar
from connectwise_time.domain.words.days import depends_on_weeks
from connectwise_time.domain.words.periods import Period, read_bounds, read_period
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
        (
            None,
            "2026-11-01T00:00:00",
            "2026-11-15T23:59:59",
            (date(2026, 11, 1), date(2026, 11, 16)),
        ),
        (None, "2026-11-01", "nov 30", (date(2026, 11, 1), date(2026, 12, 1))),
        (None, "monday", "wednesday", (date(2026, 11, 16), date(2026, 11, 19))),
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


@pytest.mark.parametrize("until", ["2026-11-15T09:30", "2026-11-15T23:59:59Z", "november", "05/06"])
def test_a_last_day_is_a_day(until: str) -> None:
    with pytest.raises(Refused):
        read_bounds(None, "2026-11-01", until, TODAY)


def test_a_last_day_that_may_be_of_two_years_is_refused_with_both() -> None:
    with pytest.raises(Refused, match="2025-11-15 or 2026-11-15"):
        read_bounds(None, "2025-01-01", "nov 15", TODAY)


@pytest.mark.parametrize(
    ("words", "depends"),
    [
        ("this week", True),
        ("LAST\u00a0 week", True),
        ("wtd", True),
        ("last  friday", True),
        ("this monday", True),
        ("w/e nov 15", True),
        ("monday", False),
        ("2026-W47", False),
        ("last 14 days", False),
        ("x" * 1000, False),
    ],
)
def test_only_words_about_weeks_ask_how_weeks_go(words: str, depends: bool) -> None:  # noqa: FBT001
    assert depends_on_weeks(words) == depends


def test_weeks_of_the_house_decide_about_weeks_and_weekdays() -> None:
    from_sunday = Calendar(FRIDAY, 6)
    assert read_period("this week", from_sunday) == Period(date(2026, 11, 15), date(2026, 11, 22))
    assert read_period("week of nov 18", from_sunday) == read_period("this week", from_sunday)
    assert read_period("2026-W47", from_sunday) == Period(date(2026, 11, 16), date(2026, 11, 23))
    assert read_period("this sunday", from_sunday).since == date(2026, 11, 15)
    with pytest.raises(Refused, match="do not begin on Monday"):
        read_period("week 47", from_sunday)


def test_a_period_may_end_on_a_day_that_other_years_lack() -> None:
    leap = Calendar(date(2024, 2, 29))
    assert read_period("feb 9 - feb 29", leap) == Period(date(2024, 2, 9), date(2024, 3, 1))
