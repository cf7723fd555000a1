from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectwise_time.domain.when import day_bounds, iso_utc, local_span, to_utc
from connectwise_time.domain.words.dates import Calendar
from connectwise_time.domain.words.days import read_date
from connectwise_time.domain.words.instants import read_moment as read_said
from connectwise_time.errors import Refused

NEW_YORK = ZoneInfo("America/New_York")
FRIDAY = date(2026, 11, 20)
TODAY = Calendar(FRIDAY)


def read_moment(words: str, day: date, zone: ZoneInfo) -> datetime:
    return read_said(words, TODAY).one(day, zone)


ZONES = st.sampled_from(
    [
        ZoneInfo(key)
        for key in (
            "America/New_York",
            "Europe/London",
            "Asia/Kolkata",
            "Australia/Lord_Howe",
            "America/Sao_Paulo",
            "Pacific/Apia",
            "America/St_Johns",
            "UTC",
        )
    ]
)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("today", FRIDAY),
        (" Today ", FRIDAY),
        ("yesterday", date(2026, 11, 19)),
        ("2026-11-03", date(2026, 11, 3)),
        ("20261103", date(2026, 11, 3)),
    ],
)
def test_a_day_in_words_is_read(words: str, day: date) -> None:
    assert read_date(words, TODAY) == day


@pytest.mark.parametrize("words", ["", "tomorrow", "05/06", "31/31", "2026-02-30", "week", "13"])
def test_a_day_that_cannot_be_read_in_one_way_is_refused(words: str) -> None:
    with pytest.raises(Refused):
        read_date(words, TODAY)


@pytest.mark.parametrize(
    ("words", "utc"),
    [
        ("09:30", "2026-11-20T14:30:00Z"),
        ("9:30", "2026-11-20T14:30:00Z"),
        ("9:30 AM", "2026-11-20T14:30:00Z"),
        ("2pm", "2026-11-20T19:00:00Z"),
        ("2:15 p.m.", "2026-11-20T19:15:00Z"),
        ("12am", "2026-11-20T05:00:00Z"),
        ("12pm", "2026-11-20T17:00:00Z"),
        ("02:00", "2026-11-20T07:00:00Z"),
        ("0:30", "2026-11-20T05:30:00Z"),
        ("2026-11-18T08:00", "2026-11-18T13:00:00Z"),
        ("2026-11-18 08:00:30", "2026-11-18T13:00:30Z"),
        ("2026-11-18T08:00:00Z", "2026-11-18T08:00:00Z"),
        ("2026-11-18T08:00:00+02:00", "2026-11-18T06:00:00Z"),
    ],
)
def test_a_time_in_words_is_read_in_the_members_zone(words: str, utc: str) -> None:
    assert iso_utc(read_moment(words, FRIDAY, NEW_YORK)) == utc


@pytest.mark.parametrize(
    "words", ["", "2", "2:30", "25:00", "13pm", "0am", "9.5", "noonish", "2026-11-20", "12:60"]
)
def test_a_time_that_cannot_be_read_in_one_way_is_refused(words: str) -> None:
    with pytest.raises(Refused):
        read_moment(words, FRIDAY, NEW_YORK)


def test_an_afternoon_that_may_be_a_morning_names_both() -> None:
    with pytest.raises(Refused, match="02:30 or 14:30"):
        read_moment("2:30", FRIDAY, NEW_YORK)


def test_a_time_over_which_clocks_jump_is_refused() -> None:
    with pytest.raises(Refused, match="jump over 02:30"):
        read_moment("02:30", date(2026, 3, 8), NEW_YORK)


def test_a_time_that_clocks_show_twice_is_refused_with_both_instants() -> None:
    with pytest.raises(Refused, match=r"2026-11-01T01:30:00-04:00 or 2026-11-01T01:30:00-05:00"):
        read_moment("01:30", date(2026, 11, 1), NEW_YORK)


def test_an_offset_decides_a_time_that_clocks_show_twice() -> None:
    read = read_moment("2026-11-01T01:30:00-05:00", date(2026, 11, 1), NEW_YORK)
    assert iso_utc(read) == "2026-11-01T06:30:00Z"


@given(
    st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2060, 1, 1)),  # noqa: DTZ001
    ZONES,
)
def test_a_wall_clock_time_is_read_exactly_or_refused(wall: datetime, zone: ZoneInfo) -> None:
    wall = wall.replace(microsecond=0)
    try:
        instant = to_utc(wall, zone)
    except Refused:
        first, second = (wall.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
        assert first != second
    else:
        assert instant.astimezone(zone).replace(tzinfo=None) == wall


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2060, 1, 1)), ZONES)
def test_days_meet_without_gap_or_overlap(day: date, zone: ZoneInfo) -> None:
    begins, ends = day_bounds(day, day + timedelta(days=1), zone)
    if begins == ends:  # Samoa left out 30 December 2011
        assert zone.key == "Pacific/Apia"
        return
    assert (begins - timedelta(seconds=1)).astimezone(zone).date() < day
    assert begins.astimezone(zone).date() == day
    assert (ends - timedelta(seconds=1)).astimezone(zone).date() == day


def test_a_span_over_midnight_shows_both_days() -> None:
    start = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
    end = datetime(2026, 11, 21, 6, 30, tzinfo=UTC)
    assert local_span(start, end, NEW_YORK) == "Fri 2026-11-20 22:00 – Sat 2026-11-21 01:30"
    assert local_span(start, None, NEW_YORK) == "Fri 2026-11-20 22:00"


def test_both_ends_carry_their_offsets_where_clocks_show_one_of_them_twice() -> None:
    start, end = datetime(2026, 11, 1, 4, 30, tzinfo=UTC), datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    shown = "Sun 2026-11-01 00:30 UTC-04:00–01:30 UTC-05:00"
    assert local_span(start, end, NEW_YORK) == shown
