"""Reports: into which groups entries fall, what groups measure, and how they are told."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectwise_time.domain.entries import LoggedTime
from connectwise_time.domain.models import Named, Target, TargetKind
from connectwise_time.domain.reports import (
    GroupBy,
    Means,
    Measure,
    Report,
    Tally,
    Workday,
    capacity_of,
    parts_for,
    report_of,
    shortened,
)
from connectwise_time.domain.reports.asking import check_asked, working_days
from connectwise_time.domain.reports.dimensions import group_of
from connectwise_time.domain.summary import place_of
from connectwise_time.errors import Refused

SYDNEY, NEW_YORK = ZoneInfo("Australia/Sydney"), ZoneInfo("America/New_York")
START = datetime(2026, 11, 20, 21, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)


def zone_of(number: int | None) -> ZoneInfo:
    return SYDNEY if number == 2 else NEW_YORK


MEANS = Means(zone_of, today=TODAY)


def entry(number: int, hours: float = 1.0, *, minutes: int = 0, **more: object) -> LoggedTime:
    fields: dict[str, object] = {
        "target": None,
        "member": Named(1, "Jamie"),
        "billable": "Billable",
        "start": START + timedelta(minutes=minutes),
        "end": None,
    }
    return LoggedTime(id=number, hours=hours, **{**fields, **more})  # type: ignore[arg-type]  # a table of test fields


def told(report: Report) -> dict[tuple[str, ...], float]:
    return {line.names: line.sums.hours for line in report.lines}


def reported(rows: list[LoggedTime], *by: GroupBy, most: int = 100) -> Report:
    tally = Tally(MEANS, by)
    tally.add(rows)
    return report_of(tally.groups, tally.by, tally.given_up, most=most)


def test_the_day_of_an_entry_is_the_day_of_whoever_did_the_work() -> None:
    there = entry(1, member=Named(2, "Olivia"))
    assert group_of(there, GroupBy.DAY, MEANS)[1] == "2026-11-21 Sat"
    assert group_of(entry(2), GroupBy.DAY, MEANS)[1] == "2026-11-20 Fri"


@pytest.mark.parametrize(
    ("by", "group"),
    [
        (GroupBy.WEEK, "week of 2026-11-16"),
        (GroupBy.MONTH, "2026-11"),
        (GroupBy.AGE, "0-30 days"),
        (GroupBy.MEMBER, "Jamie"),
        (GroupBy.COMPANY, "Contoso"),
        (GroupBy.TICKET, "#5 Mail"),
        (GroupBy.PROJECT, "Move"),
        (GroupBy.AGREEMENT, "Block"),
        (GroupBy.WORK_TYPE, ""),
        (GroupBy.LOCATION, "London"),
        (GroupBy.DEPARTMENT, "Service"),
        (GroupBy.BILLABLE, "Billable"),
        (GroupBy.STATUS, "Open"),
    ],
)
def test_an_entry_falls_into_the_group_of_its_name(by: GroupBy, group: str) -> None:
    row = entry(
        1,
        company=Named(1, "Contoso"),
        ticket=Named(5, "Mail"),
        status="Open",
        project=Named(6, "Move"),
        agreement=Named(7, "Block"),
        location=Named(8, "London"),
        department=Named(9, "Service"),
    )
    assert group_of(row, by, MEANS)[1] == group


@pytest.mark.parametrize("by", list(GroupBy))
def test_an_entry_that_does_not_tell_it_falls_into_no_group(by: GroupBy) -> None:
    row = entry(1, start=None, member=None, billable=None)
    assert group_of(row, by, MEANS) == ("", "")


@pytest.mark.parametrize(
    ("first_weekday", "week"), [(0, "2026-11-16"), (6, "2026-11-15"), (5, "2026-11-14")]
)
def test_weeks_begin_as_the_tenants_do(first_weekday: int, week: str) -> None:
    means = Means(zone_of, TODAY, first_weekday=first_weekday)
    assert group_of(entry(1), GroupBy.WEEK, means)[0] == week


@pytest.mark.parametrize(
    ("days", "age"),
    [
        (-3, "0-30 days"),
        (0, "0-30 days"),
        (30, "0-30 days"),
        (31, "31-60 days"),
        (60, "31-60 days"),
        (61, "61-90 days"),
        (90, "61-90 days"),
        (91, "over 90 days"),
        (4000, "over 90 days"),
    ],
)
def test_ages_are_counted_in_local_days(days: int, age: str) -> None:
    row = entry(1, start=START - timedelta(days=days))
    assert group_of(row, GroupBy.AGE, MEANS)[1] == age


def test_the_house_says_where_ages_end() -> None:
    means = Means(zone_of, TODAY, ages=(14,))
    row = entry(1, start=START - timedelta(days=15))
    assert group_of(row, GroupBy.AGE, means)[1] == "over 14 days"


def test_people_of_the_same_name_are_told_apart() -> None:
    rows = [entry(1, member=Named(5, "Chris")), entry(2, 2, member=Named(6, "Chris"))]
    assert told(reported(rows, GroupBy.MEMBER)) == {("Chris (6)",): 2, ("Chris (5)",): 1}


def test_outer_groups_come_with_their_totals_before_what_is_inside() -> None:
    rows = [
        entry(1, 1, company=Named(1, "Acme"), billable="DoNotBill"),
        entry(2, 2, company=Named(2, "Bolt")),
        entry(3, 3, company=Named(2, "Bolt"), billable="DoNotBill"),
        entry(4, 0.5, company=Named(1, "Acme"), status="Open"),
    ]
    report = reported(rows, GroupBy.COMPANY, GroupBy.BILLABLE)
    assert list(told(report).items()) == [
        (("Bolt",), 5),
        (("Bolt", "DoNotBill"), 3),
        (("Bolt", "Billable"), 2),
        (("Acme",), 1.5),
        (("Acme", "DoNotBill"), 1),
        (("Acme", "Billable"), 0.5),
    ]


def test_what_is_time_stands_in_the_order_of_time() -> None:
    rows = [entry(n, n, start=START - timedelta(days=40 * n)) for n in (3, 1, 2)]
    assert [line.names for line in reported(rows, GroupBy.AGE).lines] == [
        ("31-60 days",),
        ("61-90 days",),
        ("over 90 days",),
    ]
    months = [line.names[0] for line in reported(rows, GroupBy.MONTH).lines]
    assert months == sorted(months)


def test_only_the_largest_groups_are_told_and_the_others_counted() -> None:
    rows = [entry(n, n, company=Named(n, f"Company {n}")) for n in range(1, 8)]
    report = reported(rows, GroupBy.COMPANY, GroupBy.MEMBER, most=2)
    assert told(report) == {
        ("Company 7",): 7,
        ("Company 7", "Jamie"): 7,
        ("Company 6",): 6,
        ("Company 6", "Jamie"): 6,
    }
    assert (report.more, report.more_hours) == (5, 15)


def test_of_days_the_latest_are_told_whatever_their_hours() -> None:
    rows = [entry(n, n, minutes=-1440 * n) for n in range(1, 8)]
    report = reported(rows, GroupBy.DAY, most=4)
    assert [line.names[0][:10] for line in report.lines] == [
        f"2026-11-{d}" for d in (16, 17, 18, 19)
    ]
    short = shortened(report, 2)
    assert [line.names[0][:10] for line in short.lines] == ["2026-11-18", "2026-11-19"]
    assert (short.more, short.more_hours, short.is_of_time) == (5, 25, True)


def test_totals_of_outer_groups_are_told_even_where_nothing_inside_of_them_is() -> None:
    rows = [entry(n, n, company=Named(n % 3, f"C{n % 3}"), minutes=-1440 * n) for n in range(1, 7)]
    report = reported(rows, GroupBy.COMPANY, GroupBy.DAY, most=3)
    assert {names for names in told(report) if len(names) == 1} == {("C0",), ("C1",), ("C2",)}
    assert report.more == 3


@pytest.mark.parametrize(
    ("kind", "billable", "utilized"),
    [
        (TargetKind.CHARGE_CODE, "DoNotBill", 0),
        (TargetKind.CHARGE_CODE, "Billable", 1),
        (TargetKind.SERVICE_TICKET, "DoNotBill", 1),
        (TargetKind.ACTIVITY, "NoCharge", 1),
    ],
)
def test_leave_and_meetings_are_no_utilized_time(
    kind: TargetKind, billable: str, utilized: float
) -> None:
    tally = Tally(MEANS)
    tally.add([entry(1, target=Target(kind, 5), billable=billable)])
    assert (tally.totals.hours, tally.totals.utilized) == (1, utilized)


def test_too_many_groups_give_up_what_is_innermost_and_keep_outer_totals_right() -> None:
    rows = [entry(n, 1, ticket=Named(n, "T"), company=Named(n % 2 + 1, "C")) for n in range(1, 51)]
    tally = Tally(MEANS, (GroupBy.COMPANY, GroupBy.TICKET), most=10)
    tally.add(rows)
    report = report_of(tally.groups, tally.by, tally.given_up, most=10)
    assert (report.by, report.given_up) == ((GroupBy.COMPANY,), (GroupBy.TICKET,))
    assert told(report) == {("C (2)",): 25, ("C (1)",): 25}
    assert tally.totals.hours == 50


def test_too_many_groups_of_the_only_thing_leave_the_total() -> None:
    tally = Tally(MEANS, (GroupBy.TICKET,), most=10)
    tally.add(entry(n, ticket=Named(n, "T")) for n in range(1, 51))
    assert report_of(tally.groups, tally.by, tally.given_up, most=10).lines == ()
    assert tally.totals.hours == 50


def test_a_report_is_shortened_by_its_smallest_groups_and_keeps_outer_totals() -> None:
    rows = [
        entry(
            10 * company + day,
            company + day,
            minutes=-1440 * day,
            company=Named(company, f"C{company}"),
        )
        for company in (1, 2, 3)
        for day in (1, 2)
    ]
    report = reported(rows, GroupBy.COMPANY, GroupBy.DAY)
    assert len(report.lines) == 9
    short = shortened(report, 6)
    assert [line.names[0] for line in short.lines] == ["C3", "C3", "C3", "C2", "C2", "C1"]
    assert (short.more, short.more_hours) == (3, 8)
    assert told(short)["C1",] == 5
    assert [line.names for line in shortened(report, 2).lines] == [("C3",), ("C2",)]
    assert shortened(report, 9) == report
    assert shortened(report, 0).lines == ()
    assert shortened(report, 0).more_hours == sum(row.hours for row in rows)


BY = st.lists(st.sampled_from(list(GroupBy)), max_size=3, unique=True)
NAMES = st.builds(Named, st.integers(1, 3), st.sampled_from("AB"))
ROWS = st.lists(
    st.builds(
        entry,
        st.integers(1, 1000),
        st.integers(-10, 2400).map(lambda hundredths: hundredths / 100),
        minutes=st.integers(-200_000, 0),
        member=NAMES,
        company=st.none() | NAMES,
        ticket=st.none() | NAMES,
        billable=st.sampled_from(["Billable", "DoNotBill", None]),
        hours_billed=st.none() | st.integers(0, 2400).map(lambda parts: parts / 100),
        invoice_amount=st.none() | st.integers(0, 10**6).map(lambda parts: parts / 10_000),
    ),
    max_size=30,
)


@given(ROWS, BY, st.integers(1, 6), st.integers(1, 40))
def test_whatever_it_is_split_by_and_cut_to_all_totals_are_exact(
    rows: list[LoggedTime], by: list[GroupBy], most: int, bound: int
) -> None:
    tally = Tally(MEANS, tuple(by), most=bound)
    tally.add(rows)
    report = report_of(tally.groups, tally.by, tally.given_up, most=most)
    # Every total once more, in another way: by filtering, and by decimals.
    expected: dict[tuple[object, ...], Decimal] = defaultdict(Decimal)
    for row in rows:
        path = [group_of(row, one, MEANS) for one in tally.by]
        for depth in range(1, len(path) + 1):
            expected[tuple(path[:depth])] += Decimal(str(row.hours))
    for line in report.lines:
        assert Decimal(str(line.sums.hours)) == expected[line.path]
    leaves = [line for line in report.lines if len(line.path) == len(tally.by)]
    shown = sum((Decimal(str(line.sums.hours)) for line in leaves), Decimal())
    everything = sum((Decimal(str(row.hours)) for row in rows), Decimal())
    if tally.by:
        assert len(leaves) == min(most, len(tally.groups))
        assert shown + Decimal(str(report.more_hours)) == everything
    totals = tally.totals
    assert Decimal(str(totals.hours)) == everything
    amounts = [Decimal(str(row.invoice_amount)) for row in rows if row.invoice_amount is not None]
    assert totals.amount_of == len(amounts)
    assert totals.exact_amount == sum(amounts) * 10_000
    assert totals.billed_of == sum(row.hours_billed is not None for row in rows)


def test_totals_tell_the_billable_share() -> None:
    tally = Tally(MEANS)
    assert tally.totals.billable_share is None
    tally.add([entry(1, 3), entry(2, 1, billable="DoNotBill")])
    assert (tally.totals.entries, tally.totals.hours) == (2, 4)
    assert tally.totals.billable_share == 0.75


def test_what_no_entry_tells_is_not_measured() -> None:
    tally = Tally(MEANS)
    tally.add([entry(1), entry(2)])
    totals = tally.totals
    assert (totals.billed, totals.amount, totals.delay_hours) == (None, None, None)
    tally.add([entry(3, hours_billed=0.0, invoice_amount=0.0)])
    assert (tally.totals.billed, tally.totals.amount) == (0, 0)


def test_time_is_late_by_what_lies_between_its_end_and_its_being_entered() -> None:
    tally = Tally(MEANS)
    late, early = START + timedelta(hours=3), START - timedelta(hours=3)
    tally.add(entry(n, end=START, entered=at) for n, at in enumerate((late, early, None)))
    tally.add([entry(4, entered=START)])
    assert tally.totals.delay_hours == 1.5


@given(st.lists(st.integers(0, 50), max_size=60), st.integers(0, 20))
def test_the_earliest_entries_are_kept_in_order(minutes: list[int], keep: int) -> None:
    rows = [entry(i, minutes=m) for i, m in enumerate(minutes, 1)]
    tally = Tally(MEANS, keep=keep)
    tally.add(rows)
    assert tally.earliest == sorted(rows, key=place_of)[:keep]
    assert tally.totals.entries == len(rows)


FORTNIGHT = [
    Workday(member, date(2026, 11, day), 8 if member == 1 else 4)
    for member in (1, 2)
    for day in (*range(9, 14), *range(16, 21))
]


@pytest.mark.parametrize(
    ("by", "path", "hours"),
    [
        ((), (), 120),
        ((GroupBy.MEMBER,), ("1",), 80),
        ((GroupBy.MEMBER,), ("3",), 0),
        ((GroupBy.MEMBER, GroupBy.BILLABLE), ("2",), 40),
        ((GroupBy.MEMBER, GroupBy.BILLABLE), ("2", "NoCharge"), 40),
        ((GroupBy.WEEK,), ("2026-11-16",), 60),
        ((GroupBy.WEEK, GroupBy.MEMBER), ("2026-11-16", "2"), 20),
        ((GroupBy.COMPANY, GroupBy.MEMBER, GroupBy.DAY), ("7",), 120),
        ((GroupBy.COMPANY, GroupBy.MEMBER, GroupBy.DAY), ("7", "1", "2026-11-17"), 8),
        ((GroupBy.AGE, GroupBy.MONTH), ("00", "2026-11"), 120),
    ],
)
def test_a_group_has_the_capacity_of_its_member_on_its_days(
    by: tuple[GroupBy, ...], path: tuple[str, ...], hours: float
) -> None:
    capacity = capacity_of(FORTNIGHT, by, MEANS)
    assert capacity.of(tuple((key, "whatever it is called") for key in path)) == hours


def test_a_report_asks_for_what_it_tells_of_entries_and_no_more() -> None:
    assert parts_for((), (), rows=False) == ("hours", "billable")
    by, measures = (GroupBy.WEEK, GroupBy.AGREEMENT), (Measure.DELAY, Measure.AMOUNT)
    more = ("start", "member", "agreement", "entered", "end", "invoice_amount")
    assert parts_for(by, measures, rows=False) == ("hours", "billable", *more)
    assert {"notes", "target", "agreement"} < set(parts_for(by, (), rows=True))


@pytest.mark.parametrize("by", [(GroupBy.MEMBER,), (GroupBy.DAY, GroupBy.MEMBER)])
def test_utilization_is_told_of_people(by: tuple[GroupBy, ...]) -> None:
    check_asked(by, (Measure.UTILIZATION,), one_member=False)
    check_asked((), (Measure.UTILIZATION,), one_member=True)
    with pytest.raises(Refused, match='Add "member"'):
        check_asked((GroupBy.COMPANY,), (Measure.UTILIZATION,), one_member=False)


def test_nothing_is_split_by_the_same_twice() -> None:
    with pytest.raises(Refused, match="names day twice"):
        check_asked((GroupBy.DAY, GroupBy.MEMBER, GroupBy.DAY), (), one_member=False)


def test_working_hours_count_until_today() -> None:
    monday = date(2026, 11, 16)
    days = [monday + timedelta(days=n) for n in range(5)]
    assert working_days(monday, date(2026, 12, 1), TODAY) == days
    assert working_days(monday, None, TODAY) == days
    assert working_days(monday, date(2026, 11, 18), TODAY) == days[:2]
    assert working_days(date(2027, 1, 1), None, TODAY) == []


@pytest.mark.parametrize("since", [None, date(2024, 11, 1)])
def test_working_hours_of_too_many_days_are_not_looked_up(since: date | None) -> None:
    with pytest.raises(Refused, match="at most 366 days"):
        working_days(since, None, TODAY)
