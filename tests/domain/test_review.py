"""A sheet looked over: its days, its totals, and each finding with and without its cause."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from connectwise_time.domain.entries import LoggedTime
from connectwise_time.domain.models import (
    Agreement,
    Calendar,
    Holiday,
    Named,
    Target,
    TargetKind,
    Workday,
    WorkType,
)
from connectwise_time.domain.review import RULES, Around, Finding, Review, Worth, review
from connectwise_time.domain.sheets import FilledSheet, TimeSheet
from connectwise_time.domain.working import WorkingTime

NEW_YORK = ZoneInfo("America/New_York")
JAMIE = Named(1, "Jamie Doe")
MONDAY = date(2026, 11, 16)
FRIDAY = date(2026, 11, 20)
FRIDAY_LATER = datetime(2026, 11, 23, 12, tzinfo=UTC)
TUESDAY, SATURDAY = date(2026, 11, 17), date(2026, 11, 21)
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
        notes="Rebuilt the mail relay",
        status="Open",
    )
    return replace(entry, **fields)  # type: ignore[arg-type]  # names of its fields


WEEK = tuple(an_entry(n, MONDAY + timedelta(days=n)) for n in range(5))
OFFICE = Calendar((*(Workday(time(9), time(17)),) * 5, None, None))
ADA, BO = Named(7, "Ada Ltd"), Named(8, "Bo Ltd")
TYPES = {
    kind.id: kind
    for kind in (
        WorkType(1, "Regular", bills_as="Billable"),
        WorkType(2, "Overtime", bills_as="Billable", higher_rate=True),
        WorkType(3, "Internal", bills_as="DoNotBill"),
        WorkType(4, "Travel", bills_as="NoCharge"),
        WorkType(5, "On-site", bills_as="Billable"),
        WorkType(6, "Weekend support", bills_as="Billable"),
    )
}
AGREEMENTS = {
    1: Agreement(1, "Runs"),
    2: Agreement(2, "Ended", until=date(2026, 10, 31)),
    3: Agreement(3, "Begins", since=date(2026, 11, 20)),
    4: Agreement(4, "Cancelled", cancelled=date(2026, 11, 18)),
}


def of_type(number: int) -> Named:
    return TYPES[number].named


def looked(
    *entries: LoggedTime,
    sheet: TimeSheet = SHEET,
    today: date = FRIDAY,
    notes: bool = False,
    **around: Any,
) -> Review:
    now = datetime.combine(today, time(18), tzinfo=NEW_YORK)
    filled = FilledSheet(sheet, entries)
    return review(filled, Around(NEW_YORK, now, requires_notes=notes, **around))


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


@pytest.mark.parametrize("blank", ["", "  \n"])
def test_missing_notes_count_only_where_the_tenant_wants_them(blank: str) -> None:
    silent = replace(WEEK[0], notes=blank)
    week = looked(silent, *WEEK[1:], notes=True)
    assert found(week, "missing_notes").entries == (0,)
    assert rules(week) == {"missing_notes"}  # not weak ones too
    internal = replace(silent, billable="DoNotBill")
    assert rules(looked(internal, *WEEK[1:])) == set()
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


# Each rule with what it finds and what it leaves alone. Entries lie from 9 to 17 o'clock.

RELAY, BACKUP = Target(TargetKind.SERVICE_TICKET, 54321), Target(TargetKind.SERVICE_TICKET, 54330)
MEETING = Target(TargetKind.CHARGE_CODE, 1)


def entry(number: int = 1, start: str = "09:00", end: str = "17:00", **fields: Any) -> LoggedTime:
    """An entry of Wednesday, in New York's time; ends that lie before it are of Thursday."""
    day = MONDAY + timedelta(days=2)
    begins = datetime.combine(day, time.fromisoformat(start), tzinfo=NEW_YORK).astimezone(UTC)
    ends = datetime.combine(day, time.fromisoformat(end), tzinfo=NEW_YORK).astimezone(UTC)
    ends += timedelta(days=ends <= begins)
    hours = (ends - begins) / timedelta(hours=1) - fields.get("deduct", 0)
    told = {"start": begins, "end": ends, "hours": hours, "target": RELAY}
    return an_entry(number, day, **{**told, **fields})


def hours_only(number: int = 1, hours: float = 2) -> LoggedTime:
    """An entry without an end."""
    return replace(entry(number), end=None, hours=hours)


def entered(days: float) -> LoggedTime:
    """An entry that was entered so many days after its end."""
    late = entry()
    assert late.end is not None
    return replace(late, entered=late.end + timedelta(days=days))


@pytest.mark.parametrize(
    ("rule", "entries", "about"),
    [
        ("overlaps", [entry(1, "09:00", "11:00"), entry(2, "10:30", "12:00")], (1, 2)),
        ("overlaps", [entry(1, "09:00", "12:00"), entry(2, "10:00", "11:00")], (1, 2)),
        ("overlaps", [entry(1, "09:00", "12:00", deduct=1), entry(2, "10:00", "11:00")], None),
        ("overlaps", [entry(1, "09:00", "10:00"), entry(2, "10:00", "11:00")], None),
        ("overlaps", [entry(1), entry(2)], None),  # the same twice is a duplicate
        ("overlaps", [entry(1), entry(2), entry(3, target=BACKUP)], (1, 3)),
        ("overlaps", [entry(1), hours_only(2, 0)], None),
        ("duplicates", [entry(1), entry(2)], (1, 2)),
        ("duplicates", [entry(1), entry(2, notes="Rebuilt the mail relay \n")], (1, 2)),
        ("duplicates", [hours_only(1), hours_only(2)], (1, 2)),
        ("duplicates", [entry(1), entry(2, notes="Rebuilt the other relay")], None),
        ("duplicates", [entry(1), entry(2, target=BACKUP)], None),
        ("duplicates", [entry(1), entry(2, "09:00", "16:00")], None),
        ("weak_notes", [entry(notes="worked on ticket")], (1,)),
        ("weak_notes", [entry(notes="fixed it")], (1,)),
        ("weak_notes", [entry(notes=" ")], (1,)),
        ("weak_notes", [entry(notes="fixed it", billable="DoNotBill")], None),
        ("weak_notes", [entry(notes="", billable="NoCharge")], None),
        ("crosses_days", [entry(start="22:00", end="01:00")], (1,)),
        ("crosses_days", [entry(start="22:00", end="00:00")], None),
        ("crosses_days", [entry(start="19:30", end="20:30")], None),  # another day only in UTC
        ("crosses_days", [hours_only()], None),
        ("late_entry", [entered(3.1)], (1,)),
        ("late_entry", [replace(hours_only(1, 1), entered=FRIDAY_LATER)], (1,)),
        ("late_entry", [entered(2.9)], None),
        ("late_entry", [entered(-1)], None),
        ("late_entry", [entry()], None),
        ("after_hours", [entry(start="18:00", end="20:00", work_type=of_type(1))], (1,)),
        ("after_hours", [entry(start="06:00", end="10:00", work_type=of_type(5))], (1,)),
        ("after_hours", [an_entry(1, SATURDAY, 2, work_type=of_type(1))], (1,)),
        ("after_hours", [an_entry(1, TUESDAY, 2, work_type=of_type(1))], (1,)),  # a holiday
        ("after_hours", [entry(start="17:00", end="17:30", work_type=of_type(1))], None),
        ("after_hours", [entry(start="18:00", end="20:00", work_type=of_type(2))], None),
        ("after_hours", [entry(start="18:00", end="20:00", work_type=of_type(6))], None),
        (
            "after_hours",
            [entry(start="18:00", end="20:00", work_type=of_type(1), billable="NoCharge")],
            None,
        ),
        ("after_hours", [entry(start="18:00", end="20:00")], None),
        ("not_billed", [entry(billable="DoNotBill", work_type=of_type(1))], (1,)),
        ("not_billed", [entry(billable="DoNotBill", work_type=of_type(3))], None),
        ("not_billed", [entry(billable="NoCharge", work_type=of_type(1))], None),
        ("not_billed", [entry(billable="Billable", work_type=of_type(1))], None),
        ("not_billed", [entry(billable="DoNotBill", work_type=of_type(1), target=MEETING)], None),
        ("agreement_ended", [entry(agreement=Named(2, "Ended"))], (1,)),
        ("agreement_ended", [entry(agreement=Named(3, "Begins"))], (1,)),
        ("agreement_ended", [entry(agreement=Named(4, "Cancelled"))], (1,)),
        ("agreement_ended", [entry(agreement=Named(1, "Runs"))], None),
        ("agreement_ended", [entry(agreement=Named(9, "Not seen"))], None),
        ("travel_alone", [entry(work_type=of_type(4), company=ADA)], (1,)),
        (
            "travel_alone",
            [
                entry(1, work_type=of_type(4), company=ADA),
                entry(2, work_type=of_type(5), company=BO),
            ],
            (1,),
        ),
        (
            "travel_alone",
            [
                entry(1, work_type=of_type(4), company=ADA),
                entry(2, work_type=of_type(5), company=ADA),
            ],
            None,
        ),
        ("travel_alone", [entry(work_type=of_type(5), company=ADA)], None),
        ("missing_time", [entry()], ()),
        ("missing_time", [an_entry(9, MONDAY), entry(), *WEEK[3:5]], None),
    ],
)
def test_each_rule_finds_what_it_is_for_and_leaves_the_rest_alone(
    rule: str, entries: list[LoggedTime], about: tuple[int, ...] | None
) -> None:
    working = WorkingTime(8, OFFICE, holidays=(Holiday("Founders", TUESDAY),))
    week = looked(*entries, working=working, work_types=TYPES, agreements=AGREEMENTS, today=FRIDAY)
    names = rules(week)
    assert (rule in names) is (about is not None)
    if about is not None:
        assert found(week, rule).entries == about
    off = Worth(off=frozenset({rule}))
    again = looked(*entries, working=working, work_types=TYPES, agreements=AGREEMENTS, worth=off)
    assert rules(again) == names - {rule}


def test_what_is_found_has_words_a_reason_and_a_remedy() -> None:
    week = looked(entry(1, "09:00", "11:00"), entry(2, "10:30", "12:00", target=BACKUP))
    finding = found(week, "overlaps")
    assert finding.says == "Entries overlap: 1 and 2 by 0.5 h, Wed 2026-11-18 10:30–11:00."
    assert finding.why == "The same minutes are billed twice."
    assert "update_time_entry" in finding.remedy


def test_of_many_only_some_are_told_in_words() -> None:
    pairs = [entry(n, f"{8 + n:02}:00", f"{9 + n:02}:30", target=BACKUP) for n in range(1, 8)]
    told = found(looked(*pairs), "overlaps")
    assert told.says.endswith("; and 2 more.")
    assert told.entries == (1, 2, 3, 4, 5, 6, 7)
    silent = [
        an_entry(n, MONDAY, notes="ok", target=Target(TargetKind.SERVICE_TICKET, n))
        for n in range(1, 13)
    ]
    weak = found(looked(*silent), "weak_notes")
    assert weak.says == (
        "The notes of entries 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 2 more do not tell what was done."
    )


def test_notes_of_any_time_are_judged_where_they_are_required() -> None:
    internal = entry(notes="ok", billable="DoNotBill")
    assert "weak_notes" in rules(looked(internal, notes=True))


def test_bounds_are_those_of_the_house() -> None:
    assert "late_entry" not in rules(looked(entered(3.5), worth=Worth(days_late=4)))
    working = WorkingTime(8, OFFICE)
    short = [an_entry(n, MONDAY + timedelta(days=n), 7.6) for n in range(5)]
    assert "missing_time" in rules(looked(*short, working=working))
    half_an_hour = Worth(missing_minutes=30)
    assert "missing_time" not in rules(looked(*short, working=working, worth=half_an_hour))


def test_missing_time_is_told_by_day_with_what_was_assumed() -> None:
    told = found(looked(*WEEK[:3], working=WorkingTime(8)), "missing_time").says
    assert told == (
        "8 h are missing: Thu 2026-11-19 8 h, nothing logged. "
        "No calendar is seen: Monday to Friday, 8 h a day, is assumed."
    )
    assert "missing_time" not in rules(looked(*WEEK[:3], working=None))
    assert rules(looked(working=WorkingTime(8, OFFICE))) == {"empty_sheet"}


def test_without_types_for_it_nobody_is_told_to_use_one() -> None:
    types = {1: TYPES[1], 4: TYPES[4]}
    late = entry(1, "18:00", "20:00", work_type=of_type(1))
    travel = entry(2, work_type=of_type(4), company=ADA)
    week = looked(late, travel, working=WorkingTime(8, OFFICE), work_types=types)
    assert not {"after_hours", "travel_alone"} & rules(week)


def test_no_rule_speaks_for_another() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert all(rule.remedy.endswith(".") for rule in RULES)
