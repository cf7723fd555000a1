from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectwise_time.domain.spans import DayFacts, Span, needs_day_facts, place
from connectwise_time.domain.when import iso_utc
from connectwise_time.domain.wishes import Times
from connectwise_time.errors import Refused

NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 20, 21, 5, 42, tzinfo=UTC)  # Friday, 16:05:42 in New York


def placed(times: Times, day: DayFacts | None = None) -> Span:
    return place(times, now=NOW, zone=NEW_YORK, day=day)


def ends(span: Span) -> tuple[str, str]:
    return iso_utc(span.start), iso_utc(span.end)


@pytest.mark.parametrize(
    ("times", "start", "end"),
    [
        (Times(start="09:00", end="10:30"), "14:00:00", "15:30:00"),
        (Times(start="09:00", hours=1.5), "14:00:00", "15:30:00"),
        (Times(start="09:00", hours=1.5, deduct=0.5), "14:00:00", "16:00:00"),
        (Times(end="10:30", hours=1.5), "14:00:00", "15:30:00"),
        (Times(start="09:00", end="10:30", hours=1.5), "14:00:00", "15:30:00"),
        (Times(start="09:00", end="11:00", hours=1.5, deduct=0.5), "14:00:00", "16:00:00"),
        (Times(hours=1.5), "19:35:00", "21:05:00"),
        (Times(date="2026-11-20T09:00", hours=1.5), "14:00:00", "15:30:00"),
        (Times(date="2026-11-20T09:00", start="9am", hours=1.5), "14:00:00", "15:30:00"),
        (Times(date="2026-11-20T14:00Z", start="9am", hours=1.5), "14:00:00", "15:30:00"),
        (Times(date="2026-11-20T09:00", end="10:30"), "14:00:00", "15:30:00"),
        (Times(date="2026-11-20T10:30", end="10:30", hours=1.5), "14:00:00", "15:30:00"),
        (Times(date="2026-11-20T00:00", start="09:00", hours=1.5), "14:00:00", "15:30:00"),
        (Times(date="today", hours=1.5), "19:35:00", "21:05:00"),
    ],
)
def test_times_of_today_make_one_span(times: Times, start: str, end: str) -> None:
    assert ends(placed(times)) == (f"2026-11-20T{start}Z", f"2026-11-20T{end}Z")


def test_hours_alone_say_that_they_end_now() -> None:
    assert placed(Times(hours=1)).said == "ending now"


def test_hours_of_an_earlier_day_follow_its_last_entry() -> None:
    last = datetime(2026, 11, 19, 18, 0, tzinfo=UTC)
    span = placed(Times(date="yesterday", hours=2), DayFacts(last, time(8)))
    assert ends(span) == ("2026-11-19T18:00:00Z", "2026-11-19T20:00:00Z")
    assert span.said == "after the day's last entry"


def test_hours_of_an_empty_day_begin_with_the_working_day() -> None:
    span = placed(Times(date="yesterday", hours=2), DayFacts(None, time(8)))
    assert ends(span) == ("2026-11-19T13:00:00Z", "2026-11-19T15:00:00Z")
    assert span.said == "from the start of the working day"


def test_hours_of_an_empty_free_day_ask_for_the_start() -> None:
    with pytest.raises(Refused, match="Give the start"):
        placed(Times(date="yesterday", hours=2), DayFacts(None, None))


def test_an_end_before_the_start_is_the_next_day() -> None:
    span = placed(Times(date="yesterday", start="22:00", end="01:30"))
    assert ends(span) == ("2026-11-20T03:00:00Z", "2026-11-20T06:30:00Z")


@pytest.mark.parametrize(
    "times",
    [
        Times(),
        Times(date="yesterday"),
        Times(start="09:00"),
        Times(end="10:00"),
        Times(start="09:00", end="10:00", hours=2),
        Times(date="yesterday", start="14:00", end="09:00"),
        Times(start="09:00", end="09:00"),
        Times(start="09:00", end="10:00", deduct=1),
        Times(date="yesterday", start="2026-11-18T09:00", hours=1),
        Times(date="2026-11-18", start="00:00", hours=24, deduct=1),
        Times(date="2026-11-21", hours=1),
        Times(start="18:00", hours=1),
        Times(hours=23),
        Times(date="2026-11-19T09:00", start="10am", hours=1),
        Times(date="2026-11-19T09:00Z", start="9am", end="10am"),
        Times(date="2026-11-19T09:00", end="11am", hours=1),
    ],
    ids=[
        "nothing said",
        "a date alone",
        "a start alone",
        "an end alone",
        "hours that contradict",
        "an end long before the start",
        "no length",
        "a break as long as the work",
        "a time of another date",
        "more than a day",
        "a day to come",
        "a start to come",
        "hours that began yesterday",
        "a date with another time than start",
        "a date with a time of UTC that is not that start",
        "a date with a time that hours contradict",
    ],
)
def test_what_makes_no_single_span_is_refused_with_a_remedy(times: Times) -> None:
    with pytest.raises(Refused) as refusal:
        placed(times)
    assert refusal.value.remedy


def test_hours_that_run_into_the_next_day_are_refused() -> None:
    last = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)  # 23:00 on Thursday
    with pytest.raises(Refused, match="do not fit into that day"):
        placed(Times(date="yesterday", hours=2), DayFacts(last, time(8)))


@pytest.mark.parametrize(
    ("times", "says", "step"),
    [
        (
            Times(start="3pm", end="6pm"),
            "it ends 18:00, and it is 16:05",
            'give start="15:00", end="16:05" for',
        ),
        (
            Times(start="15:00", hours=2),
            "it ends 17:00",
            'start="15:00", end="16:05" instead of hours',
        ),
        (Times(start="15:00", end="24:00"), "it ends Sat 2026-11-21 00:00", "after the work"),
        (Times(start="18:00", hours=1), "it begins 18:00, and it is 16:05", "give its date"),
    ],
)
def test_an_end_later_than_now_is_refused_and_says_what_to_give(
    times: Times, says: str, step: str
) -> None:
    with pytest.raises(Refused) as refusal:
        placed(times)
    assert says in refusal.value.problem
    assert step in refusal.value.remedy


def test_clocks_may_differ_by_two_minutes_about_the_end() -> None:
    assert ends(placed(Times(start="15:00", end="16:07")))[1] == "2026-11-20T21:07:00Z"
    with pytest.raises(Refused, match="future"):
        placed(Times(start="15:00", end="16:08"))


def test_work_that_ends_now_may_have_begun_before_midnight() -> None:
    after_midnight = datetime(2026, 11, 21, 5, 20, tzinfo=UTC)  # 00:20 on Saturday
    span = place(Times(hours=1.5), now=after_midnight, zone=NEW_YORK)
    assert ends(span) == ("2026-11-21T03:50:00Z", "2026-11-21T05:20:00Z")
    with pytest.raises(Refused, match="do not fit into that day"):
        place(Times(date="today", hours=1.5), now=after_midnight, zone=NEW_YORK)


@pytest.mark.parametrize(
    ("times", "day"),
    [
        (Times(hours=1), None),
        (Times(date="today", hours=1), None),
        (Times(date="yesterday", start="09:00", hours=1), None),
        (Times(date="yesterday", hours=1), date(2026, 11, 19)),
    ],
)
def test_only_hours_alone_on_an_earlier_day_ask_about_that_day(
    times: Times, day: date | None
) -> None:
    assert needs_day_facts(times, NOW, NEW_YORK) == day


def test_real_hours_count_over_a_change_of_clocks() -> None:
    span = placed(Times(date="2026-11-01", start="00:30", end="02:30"))
    assert (span.end - span.start).total_seconds() == 3 * 3600


@given(
    st.floats(min_value=0.01, max_value=15),
    st.one_of(st.none(), st.floats(min_value=0, max_value=2)),
)
def test_hours_are_kept_to_the_second(hours: float, deduct: float | None) -> None:
    span = placed(Times(date="yesterday", start="00:00", hours=hours, deduct=deduct))
    worked = (span.end - span.start).total_seconds() - (deduct or 0) * 3600
    assert abs(worked - hours * 3600) <= 1


def test_hours_never_land_on_another_day_than_the_one_that_was_said() -> None:
    for last in ("2026-11-19T05:00:00+00:00", "2026-11-19T06:00:00+00:00"):  # at, after midnight
        with pytest.raises(Refused, match="do not fit into that day"):
            placed(
                Times(date="2026-11-18", hours=1), DayFacts(datetime.fromisoformat(last), time(8))
            )


def test_until_after_midnight_of_a_day_ends_in_the_night_behind_it() -> None:
    span = placed(Times(date="2026-11-18", end="00:30", hours=2.5))
    assert ends(span) == ("2026-11-19T03:00:00Z", "2026-11-19T05:30:00Z")


@pytest.mark.parametrize(
    ("day", "end", "utc"),
    [
        ("2026-03-07", "03:30", "2026-03-08T07:30:00Z"),
        ("2025-11-01", "02:30", "2025-11-02T07:30:00Z"),
    ],
)
def test_a_night_in_which_clocks_change_has_its_real_length(day: str, end: str, utc: str) -> None:
    span = placed(Times(date=day, start="22:00", end=end))
    assert iso_utc(span.end) == utc


@pytest.mark.parametrize(
    "times",
    [
        Times(start="9999-12-31T23:00", hours=1),
        Times(date="0001-01-01", start="09:00", hours=1),
        Times(date="9999-12-31", hours=1),
    ],
)
def test_a_year_out_of_this_world_is_refused(times: Times) -> None:
    with pytest.raises(Refused, match="year"):
        placed(times)
