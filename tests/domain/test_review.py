"""A sheet looked over: its days, its totals, and each finding with and without its cause."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from connectwise_time.domain.entries import LoggedTime
from connectwise_time.domain.models import Named
from connectwise_time.domain.review import Finding, Review, review
from connectwise_time.domain.sheets import FilledSheet, TimeSheet

NEW_YORK = ZoneInfo("America/New_York")
JAMIE = Named(1, "Jamie Doe")
MONDAY = date(2026, 11, 16)
FRIDAY = date(2026, 11, 20)
SHEET = TimeSheet(7, JAMIE, MONDAY, MONDAY + timedelta(days=6), "Open", deadline=date(2026, 11, 25))


def an_entry(number: int, day: date, hours: float = 8, **fields: object) -> LoggedTime:
    start = datetime(day.year, day.month, day.day, 14, tzinfo=UTC)
    entry = LoggedTime(
        id=number,
        target=None,
        member=JAMIE,
        start=start,
        end=start + timedelta(hours=hours),
        hours=hours,
        billable="Billable",
        notes="Did it",
        status="Open",
    )
    return replace(entry, **fields)  # type: ignore[arg-type]  # names of its fields


WEEK = tuple(an_entry(n, MONDAY + timedelta(days=n)) for n in range(5))


def looked(
    *entries: LoggedTime, sheet: TimeSheet = SHEET, today: date = FRIDAY, notes: bool = False
) -> Review:
    filled = FilledSheet(sheet, entries)
    return review(filled, zone=NEW_YORK, today=today, requires_notes=notes)


def found(review: Review, rule: str) -> Finding:
    [finding] = [f for f in review.findings if f.rule == rule]
    return finding


def rules(review: Review) -> set[str]:
    return {finding.rule for finding in review.findings}


def test_a_full_week_has_totals_for_each_day_and_no_findings() -> None:
    week = looked(*WEEK)
    assert [day.totals.hours for day in week.days] == [8, 8, 8, 8, 8, 0, 0]
    assert (week.totals.hours, week.totals.billable_share) == (40, 1)
    assert week.findings == ()


def test_a_day_is_the_members_own_day() -> None:
    late = datetime(2026, 11, 18, 3, 30, tzinfo=UTC)  # Tuesday evening in New York
    week = looked(an_entry(1, MONDAY, 1, start=late, end=late + timedelta(hours=1)))
    assert [day.day for day in week.days if day.entries] == [date(2026, 11, 17)]


def test_an_entry_outside_the_period_gets_a_day_of_its_own() -> None:
    week = looked(an_entry(1, MONDAY - timedelta(days=1)))
    assert week.days[0].day == date(2026, 11, 15)
    assert len(week.days) == 8


def test_an_entry_without_a_start_still_counts() -> None:
    assert looked(an_entry(1, MONDAY, 2, start=None, end=None)).totals.hours == 2


def test_an_empty_sheet_is_told_alone() -> None:
    assert rules(looked()) == {"empty_sheet"}


def test_days_without_time_are_working_days_up_to_today() -> None:
    week = looked(WEEK[0], WEEK[1], today=date(2026, 11, 19))
    assert found(week, "days_without_time").says == "No time on Wed 2026-11-18, Thu 2026-11-19."
    assert "days_without_time" not in rules(looked(WEEK[0], WEEK[1], today=date(2026, 11, 17)))
    assert "days_without_time" not in rules(looked(*WEEK, today=date(2026, 12, 1)))


@pytest.mark.parametrize("blank", ["", "  \n"])
def test_missing_notes_count_only_where_the_tenant_wants_them(blank: str) -> None:
    silent = replace(WEEK[0], notes=blank)
    week = looked(silent, *WEEK[1:], notes=True)
    assert found(week, "missing_notes").entries == (0,)
    assert rules(looked(silent, *WEEK[1:])) == set()
    assert rules(looked(*WEEK, notes=True)) == set()


@pytest.mark.parametrize("status", ["Rejected", "RejectBySecondTier"])
def test_what_was_sent_back_is_named(status: str) -> None:
    week = looked(replace(WEEK[0], status=status), *WEEK[1:])
    assert found(week, "rejected_entries").entries == (0,)
    corrected = looked(replace(WEEK[0], status="ErrorsCorrected"), *WEEK[1:])
    assert "rejected_entries" not in rules(corrected)


def test_locked_entries_are_told_with_what_locks_them() -> None:
    week = looked(replace(WEEK[0], status="PendingApproval"), *WEEK[1:])
    finding = found(week, "locked_entries")
    assert "1 submitted (PendingApproval)" in finding.says
    assert "reopen_timesheet" in finding.remedy
    billed = found(looked(replace(WEEK[0], status="Billed")), "locked_entries")
    assert "billing" in billed.remedy


@pytest.mark.parametrize(
    ("today", "rule"),
    [
        (date(2026, 11, 23), None),
        (date(2026, 11, 24), "deadline_near"),
        (date(2026, 11, 25), "deadline_near"),
        (date(2026, 11, 26), "deadline_passed"),
    ],
)
def test_the_deadline_is_told_when_it_comes_near_and_when_it_passed(
    today: date, rule: str | None
) -> None:
    assert rules(looked(*WEEK, today=today)) == ({rule} if rule else set())


def test_a_sheet_that_was_handed_in_has_no_deadline_left() -> None:
    handed_in = replace(SHEET, status="PendingApproval")
    week = looked(*WEEK, sheet=handed_in, today=date(2026, 12, 24))
    assert "deadline_passed" not in rules(week)
    assert "deadline_passed" not in rules(looked(*WEEK, sheet=replace(SHEET, deadline=None)))
