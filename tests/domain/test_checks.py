"""Guards: each with what it asks about, and what it leaves alone. Friday is 2026-11-20."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectwise_time.domain.checks import (
    GUARDS,
    WARNINGS,
    Facts,
    Finding,
    Thresholds,
    Timed,
    findings,
    refusal,
    says_little,
)
from connectwise_time.domain.entries import Billable, Draft, Edit, LoggedTime
from connectwise_time.domain.models import (
    Agreement,
    Calendar,
    Holiday,
    Named,
    Target,
    TargetKind,
    Ticket,
    Workday,
)
from connectwise_time.errors import Conflict, Refused

NEW_YORK = ZoneInfo("America/New_York")
FRIDAY, SATURDAY, THURSDAY = date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 19)
NOW = datetime(2026, 11, 20, 22, 0, tzinfo=NEW_YORK)
JAMIE, JOHN = Named(1, "Jamie Doe"), Named(2, "John Smith")
RELAY, BACKUP = Target(TargetKind.SERVICE_TICKET, 54321), Target(TargetKind.SERVICE_TICKET, 54330)
WEEK = Calendar((*[Workday(time(8), time(17))] * 5, None, None), holiday_list=1)
STATED = Facts(NEW_YORK, NOW, says_day=True, says_clock=True, calendar=WEEK)
SHEET = Named(7, "2026-11-16 to 2026-11-22")


def at(clock: str, day: date = FRIDAY) -> datetime:
    wall = datetime.combine(day, time.fromisoformat(clock), tzinfo=NEW_YORK)
    return wall.astimezone(UTC)


def a_draft(start: str, end: str, day: date = FRIDAY, **more: Any) -> Draft:
    begins, ends = at(start, day), at(end, day)
    if ends <= begins:
        ends += timedelta(days=1)
    usual = {"target": RELAY, "member": JAMIE, "notes": "Rebuilt the mail queue"}
    return Draft(start=begins, end=ends, **{**usual, **more})


def an_entry(start: str, end: str | None, number: int = 12, day: date = FRIDAY, **more: Any) -> Any:
    begins, ends = at(start, day), at(end, day) if end else None
    deduct = more.get("deduct", 0.0)
    hours = (ends - begins) / timedelta(hours=1) - deduct if ends else more.pop("hours")
    usual = {"target": BACKUP, "member": JAMIE, "notes": "Backup", "status": "Open"}
    return LoggedTime(number, start=begins, end=ends, hours=hours, **{**usual, **more})


def names(planned: Timed, *others: Timed, facts: Facts = STATED, change: Edit | None = None) -> Any:
    return [finding.name for finding in findings(planned, others, facts, change)]


def only(planned: Timed, *others: Timed, facts: Facts = STATED) -> Finding:
    [found] = findings(planned, others, facts)
    return found


# Overlap.


@pytest.mark.parametrize(
    ("mine", "other"),
    [
        (("09:00", "10:00"), ("10:00", "11:00")),
        (("10:00", "11:00"), ("09:00", "10:00")),
        (("09:00", "10:00"), ("09:59", "10:59")),
        (("09:00", "10:00"), ("13:00", "14:00")),
    ],
    ids=["touches the next", "touches the last", "by less than is told", "apart"],
)
def test_what_only_touches_overlaps_nothing(mine: Any, other: Any) -> None:
    late = timedelta(seconds=30)
    there = an_entry(*other)
    if other[0] == "09:59":
        there = replace(there, start=there.start + late)
    assert names(a_draft(*mine), there) == []


@pytest.mark.parametrize(
    ("mine", "other", "choices"),
    [
        (
            ("09:00", "10:30"),
            ("10:00", "11:00"),
            [
                'move it: start="08:30", end="10:00"',
                'move it: start="11:00", end="12:30"',
                'shorten it: start="09:00", end="10:00", hours=1',
            ],
        ),
        (
            ("10:30", "12:00"),
            ("10:00", "11:00"),
            [
                'move it: start="11:00", end="12:30"',
                'move it: start="08:30", end="10:00"',
                'shorten it: start="11:00", end="12:00", hours=1',
            ],
        ),
        (
            ("09:00", "12:00"),
            ("10:00", "11:00"),
            [
                'deduct it: start="09:00", end="12:00", hours=2, deduct=1',
                'move it: start="11:00", end="14:00"',
                'shorten it: start="09:00", end="10:00", hours=1',
                'shorten it: start="11:00", end="12:00", hours=1',
            ],
        ),
        (
            ("10:00", "10:30"),
            ("09:00", "12:00"),
            [
                "deduct it there: update_time_entry(entry=12, deduct=0.5)",
                'move it: start="08:30", end="09:00"',
                'move it: start="12:00", end="12:30"',
            ],
        ),
        (
            ("10:00", "11:00"),
            ("10:00", "11:00"),
            ['move it: start="09:00", end="10:00"', 'move it: start="11:00", end="12:00"'],
        ),
    ],
    ids=["runs into", "begins in", "lies around", "lies inside", "lies on"],
)
def test_an_overlap_comes_with_concrete_choices(
    mine: tuple[str, str], other: tuple[str, str], choices: list[str]
) -> None:
    found = only(a_draft(*mine), an_entry(*other))
    assert found.name == "overlap"
    assert "entry 12 on ServiceTicket 54330, Fri 2026-11-20" in found.says
    assert list(found.choices) == choices


def test_on_another_day_than_today_the_choices_name_it() -> None:
    found = only(a_draft("09:00", "10:00", THURSDAY), an_entry("09:30", "10:30", day=THURSDAY))
    assert all('date="2026-11-19"' in choice for choice in found.choices)


def test_nothing_is_moved_into_the_future_or_onto_other_time() -> None:
    facts = replace(STATED, now=at("10:30"))
    others = [an_entry("08:00", "09:00", 1), an_entry("09:30", "10:00", 2)]
    found = only(a_draft("09:15", "10:15"), *others, facts=facts)
    assert not [choice for choice in found.choices if choice.startswith('move it: start="10')]
    assert 'shorten it: start="10:00", end="10:15", hours=0.25' in found.choices


PLACED = replace(STATED, says_day=False, says_clock=False)  # "ending now"


def test_work_that_ends_now_is_first_offered_just_before_what_is_in_the_way() -> None:
    found = only(
        a_draft("09:30", "10:30"),
        an_entry("09:00", "10:00"),
        facts=replace(PLACED, now=at("10:30")),
    )
    assert list(found.choices) == [
        'move it: start="08:00", end="09:00"',
        'shorten it: start="10:00", end="10:30", hours=0.5',
    ]


def test_what_lies_in_working_hours_is_not_moved_out_of_them() -> None:
    facts = replace(PLACED, now=at("08:31"))
    found = only(a_draft("07:31", "08:31"), an_entry("07:25", "08:00"), facts=facts)
    assert list(found.choices) == ['shorten it: start="08:00", end="08:31", hours=0.5167']
    stated = replace(STATED, now=at("08:31"))
    early = findings(a_draft("06:31", "08:31"), [an_entry("07:25", "08:00")], stated)
    assert [f.name for f in early] == ["overlap", "outside_hours"]
    assert 'move it: start="05:25", end="07:25"' in early[0].choices


def test_a_choice_accepts_what_is_odd_about_the_entry_too_and_was_not_asked() -> None:
    facts = replace(PLACED, now=at("10:30", SATURDAY))
    there = an_entry("09:00", "10:00", day=SATURDAY)
    found = only(a_draft("09:30", "10:30", SATURDAY), there, facts=facts)
    assert found.choices[0] == 'move it: start="08:00", end="09:00", accept=["day_off"]'


def test_nothing_is_moved_onto_a_twin_that_is_accepted() -> None:
    mine = a_draft("09:00", "10:00")
    twin = an_entry("09:00", "10:00", 1, target=RELAY, notes=mine.notes)
    found = findings(mine, [twin, an_entry("09:30", "10:30", 2)], STATED)
    assert [f.name for f in found] == ["duplicate", "overlap"]
    assert list(found[1].choices) == [
        'move it: start="08:00", end="09:00"',
        'move it: start="10:30", end="11:30"',
    ]


def test_what_is_free_between_two_entries_is_offered_too() -> None:
    there = [an_entry("09:00", "09:45", 1), an_entry("10:30", "11:15", 2)]
    found = only(a_draft("09:30", "11:00"), *there)
    assert 'shorten it: start="09:45", end="10:30", hours=0.75' in found.choices


def test_what_lies_inside_besides_is_deducted_too_where_that_is_offered() -> None:
    outer = an_entry("09:00", "12:00", 1)
    found = only(a_draft("10:00", "11:00"), outer, an_entry("09:15", "09:45", 2))
    there = "deduct it there: update_time_entry(entry=1, deduct=1.5)"
    assert there in found.choices
    handed_in = replace(outer, status="PendingApproval")
    [found] = [f for f in findings(a_draft("10:00", "11:00"), [handed_in], STATED) if not f.hard]
    assert not [choice for choice in found.choices if "update_time_entry" in choice]


@pytest.mark.parametrize(
    ("mine", "others"),
    [
        (a_draft("09:00", "12:00", deduct=1.0), [an_entry("10:00", "11:00")]),
        (
            a_draft("09:00", "12:00", deduct=1.5),
            [an_entry("09:00", "10:00", 1), an_entry("11:00", "11:30", 2)],
        ),
        (a_draft("10:00", "11:00"), [an_entry("09:00", "12:00", deduct=1.0)]),
        (
            a_draft("10:00", "10:30"),
            [an_entry("09:00", "12:00", 1, deduct=1.5), an_entry("11:00", "12:00", 2)],
        ),
    ],
    ids=["one inside", "two inside", "inside one", "inside one with another"],
)
def test_an_outer_entry_that_deducts_the_inner_one_is_fine(mine: Draft, others: Any) -> None:
    assert names(mine, *others) == []


@pytest.mark.parametrize(
    ("mine", "others"),
    [
        (a_draft("09:00", "12:00", deduct=0.5), [an_entry("10:00", "11:00")]),
        (a_draft("09:00", "10:30", deduct=1.0), [an_entry("10:00", "11:00")]),
        (
            a_draft("10:00", "10:30"),
            [an_entry("09:00", "12:00", 1, deduct=0.5), an_entry("11:00", "11:30", 2)],
        ),
    ],
    ids=["too little", "not inside", "for another one"],
)
def test_a_deduction_for_something_else_is_no_excuse(mine: Draft, others: Any) -> None:
    assert "overlap" in names(mine, *others)


def test_time_that_two_others_share_is_counted_once() -> None:
    there = [an_entry("09:00", "10:30"), an_entry("10:00", "11:00", number=901)]
    assert " overlaps by 1.5 h with " in only(a_draft("09:30", "12:00"), *there).says


def test_nested_entries_are_deducted_once_and_the_choice_goes_through() -> None:
    others = [an_entry("13:00", "16:30", 1), an_entry("14:00", "15:00", 2)]
    facts = replace(STATED, now=at("20:00"))
    found = only(a_draft("12:00", "17:00"), *others, facts=facts)
    assert "overlaps by 3.5 h" in found.says
    assert 'deduct it: start="12:00", end="17:00", hours=1.5, deduct=3.5' in found.choices
    assert names(a_draft("12:00", "17:00", deduct=3.5), *others, facts=facts) == []
    assert names(a_draft("12:00", "17:00", deduct=3.0), *others, facts=facts) == ["overlap"]


def test_an_entry_with_hours_alone_ends_so_much_later() -> None:
    assert names(a_draft("10:00", "11:00"), an_entry("09:00", None, hours=1.5)) == ["overlap"]
    assert names(a_draft("10:00", "11:00"), an_entry("09:00", None, hours=1.0)) == []
    assert names(a_draft("09:00", "11:00"), an_entry("10:00", None, hours=0.0)) == []


def test_the_time_of_others_is_in_nobodys_way() -> None:
    there = an_entry("09:00", "10:00", member=JOHN)
    assert names(a_draft("09:00", "10:00"), there) == []
    assert names(a_draft("09:00", "10:00"), replace(there, member=None)) == ["overlap"]


def test_drafts_of_one_call_are_judged_against_each_other() -> None:
    planned, other = a_draft("09:00", "10:00"), a_draft("09:30", "10:30", target=BACKUP)
    assert "another entry of this call on ServiceTicket 54330" in only(planned, other).says
    assert names(planned, replace(planned)) == ["duplicate"]
    assert names(planned, planned) == []


SPANS = st.tuples(st.integers(0, 22 * 60), st.integers(1, 90))


@given(SPANS, st.lists(SPANS, max_size=6))
def test_whatever_is_chosen_to_move_shorten_or_deduct_overlaps_nothing(
    mine: tuple[int, int], others: list[tuple[int, int]]
) -> None:
    midnight = at("00:00")

    def times(span: tuple[int, int]) -> tuple[datetime, datetime]:
        begins = midnight + timedelta(minutes=span[0])
        return begins, begins + timedelta(minutes=span[1])

    start, end = times(mine)
    planned = Draft(RELAY, JAMIE, start, end)
    there = [
        LoggedTime(number, BACKUP, JAMIE, *times(span), hours=span[1] / 60)
        for number, span in enumerate(others, 1)
    ]
    for found in findings(planned, there, Facts(NEW_YORK, at("23:59"))):
        for choice in found.choices:
            if 'start="' in choice:
                _, begins, _, ends, *_ = choice.split('"')
                deduct = float(choice.partition("deduct=")[2] or 0)
                again = replace(planned, start=at(begins), end=at(ends), deduct=deduct)
                assert "overlap" not in names(again, *there, facts=Facts(NEW_YORK, NOW)), choice


# Days.


def test_more_than_twelve_hours_of_a_day_are_unusual_and_more_than_it_has_impossible() -> None:
    there = [an_entry("00:00", "08:00", 1), an_entry("08:00", "11:00", 2)]
    quiet = Facts(NEW_YORK, NOW)
    assert names(a_draft("12:00", "13:00"), *there, facts=quiet) == []
    found = only(a_draft("12:00", "13:30"), *there, facts=quiet)
    assert (found.name, found.hard) == ("day_total", False)
    assert found.says == "That makes 12.5 h on Fri 2026-11-20, with 11 h logged already."
    full = [*there, an_entry("11:00", "23:00", 3)]
    found = next(f for f in findings(a_draft("12:00", "14:00"), full, quiet) if f.hard)
    assert found.name == "day_full"
    assert "day_total" not in names(a_draft("12:00", "14:00"), *full, facts=quiet)


def test_a_night_counts_for_both_of_its_days() -> None:
    night, facts = a_draft("20:00", "04:00", THURSDAY), Facts(NEW_YORK, NOW)
    assert names(night, an_entry("08:00", "16:00", day=THURSDAY), facts=facts) == []
    assert names(night, an_entry("08:00", "16:30", day=THURSDAY), facts=facts) == ["day_total"]
    assert names(night, an_entry("04:00", "13:00"), facts=facts) == ["day_total"]


def test_a_day_may_be_as_long_as_the_clocks_make_it() -> None:
    autumn = date(2026, 11, 1)  # 25 hours in New York
    there = [an_entry("03:00", "23:59", day=autumn)]
    found = findings(a_draft("00:00", "03:00", autumn), there, Facts(NEW_YORK, NOW))
    assert [f.name for f in found] == ["day_total"]


def test_a_house_may_set_its_own_bounds() -> None:
    long = a_draft("07:00", "16:00")
    strict = replace(STATED, thresholds=Thresholds(day_hours=8, outside_minutes=0))
    assert names(long, facts=strict) == ["day_total", "outside_hours"]
    off = Thresholds(day_hours=8, off=frozenset({"day_total", "outside_hours"}))
    assert names(long, facts=replace(strict, thresholds=off)) == []


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        ("08:00", "17:00", []),
        ("07:30", "09:00", []),
        ("16:00", "17:30", []),
        ("07:00", "08:00", ["outside_hours"]),
        ("16:00", "18:00", ["outside_hours"]),
        ("21:00", "22:00", ["outside_hours"]),
    ],
)
def test_stated_times_far_from_working_hours_are_asked_about(
    start: str, end: str, found: list[str]
) -> None:
    assert names(a_draft(start, end)) == found
    # Placed by the clock, or by the day's last entry, it cannot be misread.
    assert names(a_draft(start, end), facts=replace(STATED, says_clock=False)) == []
    assert names(a_draft(start, end), facts=replace(STATED, calendar=None)) == []


def test_a_night_is_outside_of_the_hours_of_both_days() -> None:
    assert names(a_draft("16:00", "01:00", THURSDAY)) == ["outside_hours"]


NIGHTS = Calendar((*[Workday(time(22), time(6))] * 5, None, None))


@pytest.mark.parametrize(
    ("start", "end", "day", "found"),
    [
        ("22:00", "06:00", THURSDAY, []),
        ("21:30", "06:30", THURSDAY, []),
        ("01:00", "02:00", FRIDAY, []),
        ("23:00", "23:30", THURSDAY, []),
        ("05:00", "06:30", FRIDAY, []),
        ("05:00", "07:00", FRIDAY, ["outside_hours"]),
        ("06:45", "07:15", FRIDAY, ["outside_hours"]),
        ("10:00", "11:00", FRIDAY, ["outside_hours"]),
        ("21:00", "23:00", THURSDAY, ["outside_hours"]),
        ("05:00", "23:00", FRIDAY, ["day_total", "outside_hours"]),
        # The night of Friday ends on a Saturday, on which no other begins.
        ("01:00", "06:30", SATURDAY, []),
        ("05:00", "07:00", SATURDAY, ["day_off"]),
        ("22:00", "23:00", SATURDAY, ["day_off"]),
        # Nobody works in the night from Sunday to Monday.
        ("01:00", "02:00", date(2026, 11, 16), ["outside_hours"]),
    ],
)
def test_the_hours_of_a_night_shift_are_those_of_two_days(
    start: str, end: str, day: date, found: list[str]
) -> None:
    later = replace(STATED, now=NOW + timedelta(days=7), calendar=NIGHTS)
    assert names(a_draft(start, end, day), facts=later) == found


def test_an_overlap_at_night_is_offered_room_within_the_shift() -> None:
    later = replace(STATED, now=NOW + timedelta(days=7), calendar=NIGHTS)
    there = an_entry("05:00", "06:30")
    found = only(a_draft("05:30", "06:30"), there, facts=later)
    moved = [choice for choice in found.choices if choice.startswith("move it")]
    assert moved[0] == 'move it: date="2026-11-20", start="04:00", end="05:00"'


def test_free_days_are_those_of_the_calendar_or_else_weekends() -> None:
    saturday = a_draft("09:00", "10:00", SATURDAY)
    assert only(saturday).says == "Sat 2026-11-21 is a weekend."
    assert names(saturday, facts=replace(STATED, calendar=None)) == ["day_off"]
    assert names(saturday, facts=replace(STATED, says_day=False, says_clock=False)) == []
    sundays = Calendar((*[Workday(time(8), time(17))] * 4, None, None, WEEK.workdays[0]))
    found = only(a_draft("09:00", "10:00"), facts=replace(STATED, calendar=sundays))
    assert found.says == "Fri 2026-11-20 is a free day of the calendar."
    sunday = a_draft("09:00", "10:00", date(2026, 11, 22))
    assert names(sunday, facts=replace(STATED, calendar=sundays)) == []


def test_a_holiday_is_named_and_nothing_else_is_asked_of_that_day() -> None:
    known = replace(STATED, holidays=[Holiday('Founders\' "Day"', FRIDAY)])
    found = only(a_draft("20:00", "21:00"), facts=known)
    assert (found.name, found.says) == (
        "holiday",
        "Fri 2026-11-20 is a holiday: \"Founders' 'Day'\".",
    )
    assert names(a_draft("09:00", "10:00", THURSDAY), facts=known) == []
    assert (
        names(a_draft("09:00", "10:00"), facts=replace(known, says_day=False, says_clock=False))
        == []
    )


def test_a_holiday_of_some_hours_counts_for_these() -> None:
    known = replace(STATED, holidays=[Holiday("Party", FRIDAY, time(12), time(17))])
    assert names(a_draft("09:00", "12:00"), facts=known) == []
    assert names(a_draft("11:00", "13:00"), facts=known) == ["holiday"]


# Sheets.


@pytest.mark.parametrize("status", ["PendingApproval", "ReadyToBill", "Billed", "Submitted"])
def test_a_day_whose_sheet_was_handed_in_is_closed(status: str) -> None:
    there = an_entry("09:00", "10:00", sheet=SHEET, status=status)
    found = only(a_draft("13:00", "14:00"), there)
    assert (found.name, found.hard) == ("closed_period", True)
    assert "reopen_timesheet" in found.choices[0]
    assert "timesheet is 7" in found.choices[0]


@pytest.mark.parametrize(
    "there",
    [
        [an_entry("09:00", "10:00", sheet=SHEET)],
        [an_entry("09:00", "10:00", sheet=SHEET, status="Rejected")],
        [an_entry("09:00", "10:00", status="Billed")],
        [an_entry("09:00", "10:00", day=THURSDAY, sheet=SHEET, status="Billed")],
        [
            an_entry("09:00", "10:00", 1, sheet=SHEET, status="PendingApproval"),
            an_entry("09:00", "10:00", 2, day=THURSDAY, sheet=SHEET, status="Rejected"),
        ],
    ],
    ids=["open", "sent back", "of no sheet", "of another day", "partly sent back"],
)
def test_a_day_that_is_not_known_to_be_closed_is_left_to_connectwise(there: Any) -> None:
    assert names(a_draft("13:00", "14:00"), *there) == []


def test_a_change_within_its_day_is_left_to_connectwise() -> None:
    before = an_entry("13:00", "14:00", 5, sheet=SHEET, status="Rejected")
    there = an_entry("09:00", "10:00", 6, sheet=SHEET, status="PendingApproval")
    after = replace(before, end=at("15:00"))
    change = Edit(end=at("15:00"))
    assert names(after, before, there, facts=replace(STATED, before=before), change=change) == []
    moved = replace(before, start=at("13:00", THURSDAY), end=at("14:00", THURSDAY))
    closed = an_entry("09:00", "10:00", 6, THURSDAY, sheet=SHEET, status="Billed")
    change, facts = Edit(start=moved.start, end=moved.end), replace(STATED, before=before)
    assert names(moved, closed, facts=facts, change=change) == ["closed_period"]


# What it is charged to, and what is said.


def a_ticket(**more: Any) -> Ticket:
    status = Named(5, "Closed")
    return Ticket(54321, TargetKind.SERVICE_TICKET, "Mail relay", status=status, **more)


def test_a_closed_ticket_is_asked_about() -> None:
    found = only(a_draft("09:00", "10:00"), facts=replace(STATED, ticket=a_ticket(closed=True)))
    assert (found.name, found.says) == (
        "closed_ticket",
        'Ticket #54321 "Mail relay" is closed ("Closed").',
    )
    assert names(a_draft("09:00", "10:00"), facts=replace(STATED, ticket=a_ticket())) == []


def test_an_agreement_that_does_not_run_is_asked_about_and_refused_where_it_was_named() -> None:
    ended = Agreement(3, "Support", until=THURSDAY)
    facts = replace(STATED, agreement=ended)
    found = only(a_draft("09:00", "10:00"), facts=facts)
    assert (found.name, found.hard) == ("agreement_ended", False)
    assert "ended on 2026-11-19 and does not cover Fri 2026-11-20" in found.says
    assert only(a_draft("09:00", "10:00"), facts=replace(facts, agreement_named=True)).hard
    since = FRIDAY - timedelta(days=300)
    for agreement, why in (
        (Agreement(3, "S", since=since, active=False, status="Cancelled"), "was cancelled and"),
        (Agreement(3, "S", since=since, cancelled=THURSDAY), "was cancelled on 2026-11-19"),
        (Agreement(3, "S", since=FRIDAY + timedelta(days=1)), "begins on 2026-11-21"),
        (Agreement(3, "S", active=False, status="Inactive"), "is not active"),
    ):
        odd = only(a_draft("09:00", "10:00"), facts=replace(STATED, agreement=agreement))
        assert f'Agreement "S" {why}' in odd.says
    assert names(a_draft("09:00", "10:00", THURSDAY), facts=facts) == []
    assert names(a_draft("09:00", "10:00"), facts=replace(STATED, agreement=None)) == []


@pytest.mark.parametrize(
    "notes",
    ["fixed", "Done.", "x", "work", "fixed it", "N/A", "...", "Worked on ticket", "see ticket!"],
)
def test_notes_that_tell_nothing_are_asked_about_where_they_count(notes: str) -> None:
    assert says_little(notes)
    planned = a_draft("09:00", "10:00", notes=notes)
    assert names(planned) == []
    assert names(planned, facts=replace(STATED, requires_notes=True)) == ["weak_notes"]
    assert names(planned, facts=replace(STATED, says_billable=True)) == ["weak_notes"]


@pytest.mark.parametrize(
    "notes",
    [
        "Replaced toner",
        "Restarted the server",
        "VPN client updated",
        "更换了硒鼓",
        None,
    ],
)
def test_short_notes_that_tell_something_are_enough(notes: str | None) -> None:
    planned = a_draft("09:00", "10:00", notes=notes)
    assert not says_little(notes)
    assert names(planned, facts=replace(STATED, says_billable=True)) == []


def test_required_notes_cannot_be_left_out() -> None:
    facts = replace(STATED, requires_notes=True)
    found = only(a_draft("09:00", "10:00", notes=" "), facts=facts)
    assert (found.name, found.hard) == ("notes", True)
    assert names(a_draft("09:00", "10:00"), facts=facts) == []


# Changes.


def test_of_a_change_only_what_it_changes_is_judged() -> None:
    before = an_entry("09:00", "11:00", 5)
    there, facts = an_entry("10:00", "12:00", 6), replace(STATED, before=before)
    later = replace(before, start=at("09:30"))
    assert names(later, before, there, facts=facts, change=Edit(start=at("09:30"))) == ["overlap"]
    worded = replace(before, notes="fixed")
    strict = replace(facts, requires_notes=True)
    assert names(worded, there, facts=strict, change=Edit(notes="fixed")) == ["weak_notes"]
    role = Edit(work_role=Named(2, "Engineer"), billable=Billable.NO_CHARGE)
    assert names(before, there, facts=facts, change=role) == []


def test_a_day_that_is_too_long_may_be_made_shorter() -> None:
    before = an_entry("06:00", "20:00", 5)
    facts = Facts(NEW_YORK, NOW, before=before)
    shorter = replace(before, end=at("19:00"), hours=13.0)
    assert names(shorter, before, facts=facts, change=Edit(end=at("19:00"))) == []
    longer = replace(before, end=at("21:00"), hours=15.0)
    assert names(longer, before, facts=facts, change=Edit(end=at("21:00"))) == ["day_total"]


# All at once.


def test_several_warnings_are_told_in_one_refusal_with_what_to_pass() -> None:
    found = findings(
        a_draft("20:00", "21:00", SATURDAY), [an_entry("20:30", "22:00", day=SATURDAY)], STATED
    )
    refused = refusal(found, {"duplicate"})
    assert isinstance(refused, Conflict)
    assert refused.problem.startswith("Nothing was written.\noverlap: ")
    assert "\nday_off: Sat" in refused.problem
    assert refused.remedy.endswith('accept=["duplicate","overlap","day_off"].')
    assert refusal(found, {"overlap", "day_off"}) is None
    partly = refusal(found, {"overlap"})
    assert partly is not None
    assert "overlap:" not in partly.problem
    assert 'accept=["overlap","day_off"]' in partly.remedy


def test_a_duplicate_alone_is_told_as_ever() -> None:
    planned = a_draft("09:00", "10:00")
    there = an_entry("09:00", "10:00", target=RELAY, notes=planned.notes)
    refused = refusal(findings(planned, [there], STATED), ())
    assert str(refused) == (
        "Possible duplicate. The same time is logged already: entry 12. Nothing was written."
        ' If it is meant a second time, call again with accept=["duplicate"].'
    )


def test_a_hard_stop_cannot_be_accepted_and_tells_the_warnings_besides() -> None:
    there = an_entry("09:00", "10:00", sheet=SHEET, status="Billed")
    refused = refusal(findings(a_draft("09:30", "10:30"), [there], STATED), WARNINGS)
    assert type(refused) is Refused
    assert refused.problem.startswith("Timesheet 7, which Fri 2026-11-20 is on, is billed")
    refused = refusal(findings(a_draft("09:30", "10:30"), [there], STATED), ())
    assert refused is not None
    assert "\nBesides, overlap: " in refused.problem


def test_every_guard_has_a_name_of_its_own_and_every_warning_can_be_accepted() -> None:
    assert len({guard.name for guard in GUARDS}) == len(GUARDS)
    assert {guard.name for guard in GUARDS if not guard.hard} == set(WARNINGS)


def test_to_whom_an_entry_is_given_all_of_it_is_new() -> None:
    before = an_entry("09:00", "14:00", 5, member=JOHN)
    after, given = replace(before, member=JAMIE), Edit(member=JAMIE)
    facts = replace(Facts(NEW_YORK, NOW), before=before)
    there = an_entry("14:00", "22:00", 6)
    assert names(after, there, facts=facts, change=given) == ["day_total"]
    shut = replace(there, sheet=SHEET, status="PendingApproval", hours=1.0)
    assert names(after, shut, facts=facts, change=given) == ["closed_period"]


# What was asked before.


SUNDAY = date(2026, 11, 15)


def changed(before: LoggedTime, start: str, end: str, day: date) -> list[str]:
    edit = Edit(start=at(start, day), end=at(end, day))
    after = replace(before, start=at(start, day), end=at(end, day))
    found = findings(after, (), replace(STATED, before=before, holidays=HOLIDAYS), edit)
    return [finding.name for finding in found]


HOLIDAYS = (Holiday("Veterans Day", date(2026, 11, 11)),)


def test_a_free_day_is_asked_about_only_where_the_day_changes() -> None:
    there = an_entry("09:00", "10:00", day=SUNDAY)
    assert changed(there, "10:00", "11:00", SUNDAY) == []
    assert changed(there, "09:00", "10:00", date(2026, 11, 14)) == ["day_off"]
    holiday = an_entry("09:00", "10:00", day=date(2026, 11, 11))
    assert changed(holiday, "10:00", "11:00", date(2026, 11, 11)) == []
    assert changed(there, "10:00", "11:00", date(2026, 11, 11)) == ["holiday"]


def test_odd_hours_are_asked_about_only_where_time_is_new_there() -> None:
    there = an_entry("18:00", "20:00", day=THURSDAY)
    assert changed(there, "18:30", "20:00", THURSDAY) == []
    assert changed(there, "18:00", "21:00", THURSDAY) == ["outside_hours"]
    assert changed(there, "06:00", "08:00", THURSDAY) == ["outside_hours"]
    both = an_entry("07:00", "12:00", day=THURSDAY)
    assert changed(both, "07:00", "13:00", THURSDAY) == []
    assert changed(there, "18:00", "20:00", date(2026, 11, 18)) == ["outside_hours"]
