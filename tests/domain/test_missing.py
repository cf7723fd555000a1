"""What is missing of working hours, and where it may lie. Friday is 2026-11-20, in New York."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectwise_time.domain.entries import LoggedTime
from connectwise_time.domain.intervals import Interval, merged, without
from connectwise_time.domain.missing import (
    MissingDay,
    logged_by_day,
    missing_days,
    taken_by,
)
from connectwise_time.domain.models import Calendar, Holiday, Named, Workday
from connectwise_time.domain.working import WorkingTime

NEW_YORK, LONDON = ZoneInfo("America/New_York"), ZoneInfo("Europe/London")
FRIDAY, SATURDAY = date(2026, 11, 20), date(2026, 11, 21)
LATER = datetime(2026, 12, 24, tzinfo=UTC)
DAY = Workday(time(8), time(17))
OFFICE = Calendar((*(DAY,) * 5, None, None), holiday_list=1)
FULL_TIME = WorkingTime(8, OFFICE)
PART_TIME = WorkingTime(4, OFFICE)


def at(clock: str, day: date = FRIDAY, zone: ZoneInfo = NEW_YORK) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=zone).astimezone(UTC)


def logged(
    start: str, end: str, day: date = FRIDAY, *, until: date | None = None, deduct: float = 0
) -> LoggedTime:
    begins, ends = at(start, day), at(end, until or day)
    hours = (ends - begins) / timedelta(hours=1) - deduct
    return LoggedTime(1, None, Named(1, "Jamie Doe"), begins, ends, hours, deduct)


def hours_only(hours: float, day: date = FRIDAY) -> LoggedTime:
    return LoggedTime(1, None, Named(1, "Jamie Doe"), at("09:00", day), None, hours)


def of_friday(
    *entries: LoggedTime, working: WorkingTime = FULL_TIME, now: datetime = LATER, least: int = 15
) -> MissingDay | None:
    found = missing_days(entries, [FRIDAY], working, NEW_YORK, now, least=timedelta(minutes=least))
    return found[0] if found else None


def clocks(gaps: tuple[Interval, ...], zone: ZoneInfo = NEW_YORK) -> list[str]:
    return [f"{g.start.astimezone(zone):%H:%M}-{g.end.astimezone(zone):%H:%M}" for g in gaps]


@pytest.mark.parametrize(
    ("entries", "missing", "gaps"),
    [
        ([], 8, ["08:00-17:00"]),
        ([logged("08:00", "12:00"), logged("13:00", "17:00")], 0, []),  # the break is lunch
        ([logged("08:00", "17:00", deduct=1)], 0, []),
        ([logged("08:00", "17:00", deduct=3)], 2, []),  # it may lie in what was deducted
        ([logged("08:00", "16:00")], 0, []),
        ([logged("07:00", "15:00")], 0, []),  # as long, at other hours
        ([logged("08:00", "10:00"), logged("13:00", "17:00")], 2, ["10:00-13:00"]),
        ([logged("09:00", "12:00"), logged("13:30", "16:00")], 2.5, None),
        ([hours_only(8)], 0, []),
        ([hours_only(3)], 5, ["08:00-09:00", "12:00-17:00"]),  # from nine on, as far as is told
        ([hours_only(3), hours_only(5)], 0, None),  # where they lie is not certain
        ([hours_only(3), logged("08:00", "12:00")], 1, ["12:00-17:00"]),
        ([logged("08:00", "15:50")], 0, []),  # ten minutes are not worth a question
        ([logged("18:00", "02:00", until=SATURDAY)], 2, ["08:00-17:00"]),  # six of them on Friday
        ([logged("20:00", "04:00", date(2026, 11, 19), until=FRIDAY)], 4, ["08:00-17:00"]),
        # What is said twice counts once, unless one deducts the other.
        ([logged("08:00", "12:00"), logged("08:00", "12:00")], 4, ["12:00-17:00"]),
        ([logged("08:00", "12:00"), logged("11:00", "16:00")], 0, []),
        ([logged("08:00", "12:00"), logged("11:00", "15:00")], 1, ["15:00-17:00"]),
        ([logged("08:00", "17:00", deduct=3), logged("10:00", "12:00")], 0, []),
    ],
)
def test_missing_is_the_capacity_without_what_is_logged(
    entries: list[LoggedTime], missing: float, gaps: list[str] | None
) -> None:
    found = of_friday(*entries)
    assert (found.missing if found else 0) == pytest.approx(missing)
    if gaps is not None:
        assert (clocks(found.gaps) if found else []) == gaps


def test_gaps_are_told_from_the_least_length_on() -> None:
    entries = [logged("08:00", "09:00"), logged("09:10", "11:00"), logged("12:00", "13:00")]
    told = of_friday(*entries)
    assert told is not None
    assert clocks(told.gaps) == ["11:00-12:00", "13:00-17:00"]
    exact = of_friday(*entries, least=0)
    assert exact is not None
    assert clocks(exact.gaps) == ["09:00-09:10", "11:00-12:00", "13:00-17:00"]


@pytest.mark.parametrize(
    ("clock", "entries", "missing"),
    [
        ("07:00", [], 0),
        ("10:00", [], 2),
        ("12:00", [logged("08:00", "12:00")], 0),
        ("13:00", [logged("08:00", "12:00")], 0),  # lunch
        ("14:00", [logged("08:00", "12:00")], 1),
        ("14:00", [logged("08:00", "12:00"), logged("13:00", "14:00")], 0),
        ("23:00", [], 8),
        # What is logged ahead does not make up for the morning.
        ("12:00", [logged("13:00", "17:00")], 4),
        ("14:00", [logged("08:00", "12:00"), logged("13:00", "17:00")], 0),
    ],
)
def test_today_counts_until_now(clock: str, entries: list[LoggedTime], missing: float) -> None:
    found = of_friday(*entries, now=at(clock))
    assert (found.missing if found else 0) == pytest.approx(missing)
    assert not found or all(gap.end <= at(clock) for gap in found.gaps)


@pytest.mark.parametrize(
    ("hours", "missing", "gaps"),
    [
        (Workday(time(16), time(0)), 8, ["16:00-00:00"]),
        # Of a night shift each day has its part: the end of one, and the beginning of the next.
        (Workday(time(22), time(6)), 8, ["00:00-06:00", "22:00-00:00"]),
    ],
)
def test_shifts_that_end_at_midnight_or_after_are_expected(
    hours: Workday, missing: float, gaps: list[str]
) -> None:
    found = of_friday(working=WorkingTime(8, Calendar((*[hours] * 5, None, None))))
    assert found is not None
    assert (found.missing, clocks(found.gaps)) == (missing, gaps)


def test_a_day_to_come_lacks_nothing() -> None:
    assert of_friday(now=at("23:00", date(2026, 11, 19))) is None


@pytest.mark.parametrize(
    ("working", "missing", "gaps"),
    [
        (PART_TIME, 4, ["08:00-17:00"]),
        (WorkingTime(0, OFFICE), 0, []),
        (WorkingTime(12, OFFICE), 9, ["08:00-17:00"]),  # no more than the calendar has
        (WorkingTime(8, Calendar((None,) * 7)), 0, []),
        (WorkingTime(7.5), 7.5, []),  # no calendar: a weekday, and nobody knows when
        (replace(FULL_TIME, holidays=(Holiday("Founders", FRIDAY),)), 0, []),
        (
            replace(FULL_TIME, holidays=(Holiday("Half", FRIDAY, time(12), time(18)),)),
            4,
            ["08:00-12:00"],
        ),
        (
            replace(FULL_TIME, holidays=(Holiday("Noon", FRIDAY, time(11), time(14)),)),
            6,
            ["08:00-11:00", "14:00-17:00"],
        ),
        (replace(FULL_TIME, holidays=(Holiday("Founders", SATURDAY),)), 8, ["08:00-17:00"]),
        (replace(FULL_TIME, since=SATURDAY), 0, []),
        (replace(FULL_TIME, since=FRIDAY), 8, ["08:00-17:00"]),
        (replace(FULL_TIME, until=FRIDAY), 8, ["08:00-17:00"]),
        (replace(FULL_TIME, until=date(2026, 11, 19)), 0, []),
    ],
)
def test_a_day_counts_as_the_member_works(
    working: WorkingTime, missing: float, gaps: list[str]
) -> None:
    found = of_friday(working=working)
    assert (found.missing if found else 0) == missing
    assert (clocks(found.gaps) if found else []) == gaps


def test_without_a_calendar_weekends_are_free_and_today_is_not_asked_about() -> None:
    days = [FRIDAY, SATURDAY]
    assert [d.day for d in missing_days([], days, WorkingTime(), NEW_YORK, LATER)] == [FRIDAY]
    assert missing_days([], days, WorkingTime(), NEW_YORK, at("22:00")) == ()


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2026, 10, 24), 8), (date(2026, 10, 25), 9), (date(2026, 3, 29), 7)],
)
def test_a_night_on_which_clocks_change_has_its_real_length(day: date, expected: float) -> None:
    nights = Calendar((Workday(time(0), time(8)),) * 7)
    [found] = missing_days([], [day], WorkingTime(24, nights), LONDON, LATER)
    assert (found.expected, found.missing) == (expected, expected)


def test_days_are_the_members_own() -> None:
    late = LoggedTime(1, None, None, at("20:00"), at("23:00"), 3)  # Saturday in UTC
    assert logged_by_day([late], NEW_YORK) == {FRIDAY: pytest.approx(3)}


MINUTES = st.integers(0, 24 * 60)
PIECES = st.lists(
    st.tuples(MINUTES, st.integers(1, 600)).map(
        lambda p: Interval(
            at("00:00") + timedelta(minutes=p[0]), at("00:00") + timedelta(minutes=p[0] + p[1])
        )
    ),
    max_size=8,
)


@given(PIECES, PIECES)
def test_what_is_left_and_what_is_taken_make_the_whole(
    pieces: list[Interval], taken: list[Interval]
) -> None:
    left = without(pieces, taken)
    whole = {m for p in pieces for m in minutes(p)}
    gone = {m for p in taken for m in minutes(p)}
    assert sorted(m for p in left for m in minutes(p)) == sorted(whole - gone)
    assert list(left) == sorted(left)


def minutes(piece: Interval) -> range:
    first = at("00:00")
    return range(
        (piece.start - first) // timedelta(minutes=1), (piece.end - first) // timedelta(minutes=1)
    )


@given(PIECES)
def test_joined_pieces_lie_apart(pieces: list[Interval]) -> None:
    joined = merged(pieces)
    assert all(a.end < b.start for a, b in pairwise(joined))


def test_taken_time_holds_its_breaks_and_seconds_do_not_make_gaps() -> None:
    first, second = logged("08:00", "10:00", deduct=1), logged("10:00", "11:00")
    assert second.start is not None
    second = replace(second, start=second.start + timedelta(seconds=30))
    assert clocks(taken_by([first, second])) == ["08:00-11:00"]
