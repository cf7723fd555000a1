"""What is accepted can be written and read again; and no text is a crash or takes long."""

import time
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectwise_time.domain.spans import place
from connectwise_time.domain.when import iso_utc, local_span
from connectwise_time.domain.wishes import Times
from connectwise_time.domain.words.dates import Calendar
from connectwise_time.domain.words.days import read_date
from connectwise_time.domain.words.periods import read_period
from connectwise_time.errors import Refused

ZONES = st.sampled_from(
    (
        *("America/New_York", "America/St_Johns", "Europe/London", "Europe/Berlin", "UTC"),
        *("Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Chatham", "Africa/Casablanca"),
        *("America/Santiago", "Asia/Tehran", "Pacific/Auckland"),
    )
).map(ZoneInfo)
MINUTES = st.datetimes(min_value=datetime(2024, 1, 1), max_value=datetime(2028, 1, 1)).map(  # noqa: DTZ001
    lambda moment: moment.replace(second=0, microsecond=0, tzinfo=UTC)
)
LENGTHS = st.integers(min_value=1, max_value=16 * 60).map(lambda n: timedelta(minutes=n))
LATER = timedelta(days=2)


@given(MINUTES, LENGTHS, ZONES)
def test_a_span_as_it_is_shown_is_read_as_the_same_instants(
    start: datetime, length: timedelta, zone: ZoneInfo
) -> None:
    end = start + length
    shown = local_span(start, end, zone)
    span = place(Times(start=shown), now=end + LATER, zone=zone)
    assert (span.start, span.end) == (start, end), shown


NEAR_A_CHANGE = st.sampled_from(
    [
        *[(zone, "2026-03-08T07:00") for zone in ("America/New_York", "America/St_Johns")],
        *[(zone, "2026-11-01T06:00") for zone in ("America/New_York", "America/St_Johns")],
        *[(zone, "2026-03-29T01:00") for zone in ("Europe/London", "Asia/Beirut")],
        *[(zone, "2026-10-25T01:00") for zone in ("Europe/London", "Europe/Berlin")],
        *[("Asia/Beirut", "2026-10-24T21:00"), ("Africa/Cairo", "2026-10-29T21:00")],
        *[(zone, "2026-04-04T15:00") for zone in ("Australia/Lord_Howe", "Pacific/Chatham")],
        *[(zone, "2026-10-03T15:00") for zone in ("Australia/Lord_Howe", "Pacific/Auckland")],
        *[("America/Santiago", "2026-04-05T03:00"), ("America/Santiago", "2026-09-06T04:00")],
    ]
)


@given(NEAR_A_CHANGE, st.integers(-26 * 60, 26 * 60), LENGTHS)
def test_a_span_near_a_change_of_clocks_is_read_as_it_is_shown(
    change: tuple[str, str], minutes: int, length: timedelta
) -> None:
    zone, at = ZoneInfo(change[0]), datetime.fromisoformat(change[1]).replace(tzinfo=UTC)
    start = at + timedelta(minutes=minutes)
    shown = local_span(start, start + length, zone)
    span = place(Times(start=shown), now=start + length + LATER, zone=zone)
    assert (span.start, span.end) == (start, start + length), shown


DATE_WORDS = st.sampled_from(("%Y-%m-%d", "%a %Y-%m-%d", "%d %b %Y", "%B %d, %Y", "%Y-%m-%d at"))
OFFSETS = st.integers(-12 * 4, 14 * 4).map(lambda n: timedelta(minutes=15 * n))


@given(MINUTES, OFFSETS, DATE_WORDS, ZONES)
def test_a_date_beside_an_offset_is_that_clocks_in_whatever_zone(
    start: datetime, offset: timedelta, spelling: str, zone: ZoneInfo
) -> None:
    there = start.astimezone(timezone(offset))
    shown = f"{there:{spelling}} {there:%H:%M} {there:%Z}"
    span = place(Times(start=shown, hours=1), now=start + LATER, zone=zone)
    assert span.start == start, shown


@given(MINUTES, LENGTHS, ZONES)
def test_instants_as_they_are_spelled_are_read_as_themselves(
    start: datetime, length: timedelta, zone: ZoneInfo
) -> None:
    end = start + length
    for spelled in (iso_utc, lambda moment: moment.astimezone(zone).isoformat()):
        span = place(Times(start=spelled(start), end=spelled(end)), now=end + LATER, zone=zone)
        assert (span.start, span.end) == (start, end)


@given(
    st.dates(min_value=date(2024, 1, 1), max_value=date(2028, 1, 1)),
    st.times().map(lambda clock: clock.replace(second=0, microsecond=0)),
    ZONES,
)
def test_clock_times_on_any_day_mean_what_clocks_show_or_are_refused(
    day: date, clock: object, zone: ZoneInfo
) -> None:
    now = datetime.combine(day, datetime.min.time(), UTC) + LATER
    for words in (f"{clock:%H:%M}", f"{clock:%I:%M%p}", f"{clock:%H%M}"):
        with suppress(Refused):
            span = place(Times(date=day.isoformat(), start=words, hours=1), now=now, zone=zone)
            local = span.start.astimezone(zone)
            assert (local.date(), f"{local:%H:%M}") == (day, f"{clock:%H:%M}"), words


@given(st.dates(min_value=date(2024, 1, 1), max_value=date(2028, 1, 1)), st.integers(0, 6))
def test_days_in_their_usual_spellings_are_that_day(day: date, first: int) -> None:
    today = Calendar(day + timedelta(days=1), first)
    spellings = (
        "%Y-%m-%d",
        "%Y/%m/%d",
        "%Y%m%d",
        "%a %Y-%m-%d",
        "%b %d, %Y",
        "%d %B %Y",
        "%G-W%V-%u",
    )
    for spelling in (*spellings, "%A, %B %d, %Y", "%d %b", "%B %d", "%A"):
        assert read_date(day.strftime(spelling), today) == day, spelling
    assert read_date("yesterday", today) == day


_PIECES = """
0 1 2 3 9 12 13 20 24 30 45 59 60 90 0930 1430 2026 2026-11-20 11/20 05/06 19.11 \u00bd \u0665
- : . / .. , ( ) + T Z to until from since between and at past half quarter utc +02:00 -05:00
am pm a p h m min hours noon midnight today yesterday now last this next week month monday fri nov
november q4 w47 ago days an the of 1/2
"""
PIECES = st.sampled_from(_PIECES.split())
WORDS = st.lists(PIECES, min_size=1, max_size=9).flatmap(
    lambda parts: st.sampled_from(("", " ")).map(lambda sign: sign.join(parts))
)
NOW = datetime(2026, 11, 20, 21, 5, tzinfo=UTC)
TODAY = Calendar(date(2026, 11, 20))


@given(st.text(max_size=120) | WORDS, ZONES)
def test_no_text_is_a_crash(words: str, zone: ZoneInfo) -> None:
    for times in (
        Times(start=words, hours=1),
        Times(date="yesterday", start=words),
        Times(date=words, start="09:00", end="10:00"),
        Times(start="09:00", end=words),
        Times(start="09:00", hours=words),
    ):
        with suppress(Refused):
            span = place(times, now=NOW, zone=zone)
            assert timedelta(0) < span.end - span.start <= timedelta(hours=24)
    with suppress(Refused):
        period = read_period(words, TODAY)
        assert period.since < period.until


@given(WORDS, ZONES)
def test_whatever_is_accepted_is_shown_so_that_it_reads_the_same(
    words: str, zone: ZoneInfo
) -> None:
    try:
        span = place(Times(start=words, hours=1), now=NOW, zone=zone)
    except Refused:
        return
    if span.start.second == span.end.second == 0:  # nobody is shown seconds
        again = place(Times(start=local_span(span.start, span.end, zone)), now=NOW, zone=zone)
        assert (again.start, again.end) == (span.start, span.end)


_LONGEST = 200  # characters, as server/arguments.py has it
_MUCH_LONGER = 8**3
_TOO_SHORT_TO_TELL = 0.001


@pytest.mark.parametrize(
    "piece",
    ["1", "1 ", "a ", "9-", "1:", "nov 1 - ", "to ", "half ", "1/2 ", "2026-11-01..", "monday "],
)
def test_the_longest_text_that_a_tool_takes_costs_little_more_than_a_short_one(
    piece: str,
) -> None:
    # A ratio within one run: what tries all ways through a text takes longer by powers of ten.
    short, long = (_seconds((piece * size)[:size]) for size in (_LONGEST // 8, _LONGEST))
    assert long < _MUCH_LONGER * max(short, _TOO_SHORT_TO_TELL)


def _seconds(words: str) -> float:
    began = time.process_time()
    for times in (Times(start=words), Times(date=words, hours=1), Times(hours=words)):
        with suppress(Refused):
            place(times, now=NOW, zone=ZoneInfo("UTC"))
    with suppress(Refused):
        read_period(words, TODAY)
    return time.process_time() - began
