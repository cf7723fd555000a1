"""What may have been forgotten: what each kind of clue comes to beside the time that is there."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from connectwise_time.domain.clues import Clue, Suggestions, Trace, of_appointment, within
from connectwise_time.domain.entries import LoggedTime
from connectwise_time.domain.intervals import Interval
from connectwise_time.domain.missing import MissingDay, missing_days, taken_by
from connectwise_time.domain.models import Calendar, Named, Target, TargetKind, Workday
from connectwise_time.domain.suggesting import suggested
from connectwise_time.domain.traces import Appointment
from connectwise_time.domain.working import WorkingTime

LONDON = ZoneInfo("Europe/London")
DAY = date(2026, 11, 17)  # in winter: clocks there show UTC
LATER = datetime(2026, 11, 19, 12, tzinfo=UTC)
WEEK = Calendar((*[Workday(time(8), time(17))] * 5, None, None))
WORKING = WorkingTime(capacity=8, calendar=WEEK)
QUARTER = timedelta(minutes=15)
A_DAY = timedelta(days=1)


def at(clock: str, day: date = DAY) -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}:00+00:00")


def logged(start: str, end: str, ticket: int | None = 100) -> LoggedTime:
    kind = TargetKind.SERVICE_TICKET if ticket else TargetKind.CHARGE_CODE
    begins, ends = at(start), at(end)
    return replace(
        LoggedTime(
            id=1,
            target=Target(kind, ticket or 1),
            member=Named(7, "Quinn"),
            start=begins,
            end=ends,
            hours=(ends - begins) / timedelta(hours=1),
        )
    )


def clue(
    trace: Trace, start: str, end: str = "", ticket: int | None = 200, notes: str = ""
) -> Clue:
    timer = "ticket-1" if trace is Trace.TIMER else ""
    begins = at(start)
    return Clue(trace, begins, at(end) if end else begins, ticket, "About it", notes, timer)


def found(*there: LoggedTime, clues: list[Clue], step: timedelta = QUARTER) -> Suggestions:
    lacking = missing_days(there, [DAY], WORKING, LONDON, LATER)
    return suggested(there, clues, lacking, LONDON, step=step)


def spans(told: Suggestions) -> list[tuple[str, str, int | None]]:
    return [
        (f"{each.span.start:%H:%M}", f"{each.span.end:%H:%M}", each.ticket) for each in told.entries
    ]


MORNING, NOON = logged("08:00", "12:00"), logged("13:00", "15:00")


def test_an_appointment_is_suggested_where_there_is_no_time() -> None:
    told = found(MORNING, NOON, clues=[clue(Trace.APPOINTMENT, "15:00", "17:00")])
    assert spans(told) == [("15:00", "17:00", 200)]
    assert not told.entries[0].is_guess
    assert told.lacks == []


def test_of_an_appointment_only_the_rest_is_suggested() -> None:
    told = found(MORNING, NOON, clues=[clue(Trace.APPOINTMENT, "14:00", "17:00")])
    assert spans(told) == [("15:00", "17:00", 200)]


def test_an_appointment_whose_ticket_has_as_much_time_that_day_is_logged() -> None:
    there = logged("15:30", "17:00", ticket=200)
    assert spans(found(MORNING, there, clues=[clue(Trace.APPOINTMENT, "13:30", "15:00")])) == []


def test_an_appointment_after_hours_is_suggested_though_no_hours_are_missing() -> None:
    full = (MORNING, logged("13:00", "17:00"))
    told = found(*full, clues=[clue(Trace.APPOINTMENT, "19:00", "20:00")])
    assert spans(told) == [("19:00", "20:00", 200)]


def test_a_meeting_has_no_ticket_and_is_asked_about() -> None:
    told = found(MORNING, NOON, clues=[clue(Trace.APPOINTMENT, "15:00", "16:00", ticket=None)])
    assert spans(told) == []
    assert [each.span for each in told.uncharged] == [Interval(at("15:00"), at("16:00"))]
    assert [lack.hours for lack in told.lacks] == [1.0]


def test_a_todo_takes_no_time() -> None:
    told = found(MORNING, NOON, clues=[clue(Trace.APPOINTMENT, "15:30", ticket=200)])
    assert spans(told) == []
    assert [lack.hours for lack in told.lacks] == [2.0]


def test_a_note_fills_the_gap_in_which_it_was_written_and_is_a_guess() -> None:
    told = found(MORNING, NOON, clues=[clue(Trace.NOTE, "16:40", notes="Mounted")])
    assert spans(told) == [("15:00", "17:00", 200)]
    assert told.entries[0].is_guess
    assert told.entries[0].notes == "Mounted"


def test_a_note_of_the_evening_belongs_to_the_gap_before() -> None:
    assert spans(found(MORNING, NOON, clues=[clue(Trace.NOTE, "18:40")])) == [
        ("15:00", "17:00", 200)
    ]


def test_a_gap_is_shared_by_the_tickets_that_were_touched_in_it() -> None:
    clues = [clue(Trace.UPDATE, "15:20", ticket=300), clue(Trace.NOTE, "16:40")]
    assert spans(found(MORNING, NOON, clues=clues)) == [
        ("15:00", "16:00", 300),
        ("16:00", "17:00", 200),
    ]


def test_what_was_written_on_a_ticket_comes_before_that_it_was_changed() -> None:
    clues = [clue(Trace.UPDATE, "16:30"), clue(Trace.NOTE, "16:40", notes="Mounted")]
    [only] = found(MORNING, NOON, clues=clues).entries
    assert [each.trace for each in only.clues] == [Trace.NOTE, Trace.UPDATE]


def test_no_more_is_guessed_than_is_missing_and_the_break_comes_first() -> None:
    told = found(MORNING, clues=[clue(Trace.NOTE, "16:40")])  # 12 to 17 is free, 4 h are missing
    assert spans(told) == [("13:00", "17:00", 200)]


def test_what_is_logged_twice_is_missing_once_more() -> None:
    half = logged("11:30", "12:00", ticket=300)
    assert spans(found(MORNING, half, NOON, clues=[clue(Trace.NOTE, "16:40")])) == [
        ("15:00", "17:00", 200)
    ]


def test_a_ticket_with_time_on_that_day_is_not_guessed() -> None:
    told = found(MORNING, NOON, clues=[clue(Trace.NOTE, "16:40", ticket=100)])
    assert spans(told) == []
    assert [lack.gaps for lack in told.lacks] == [
        (
            Interval(at("12:00"), at("13:00")),
            Interval(at("15:00"), at("17:00")),
        )
    ]


def test_a_note_on_a_full_day_is_told_and_not_placed() -> None:
    told = found(MORNING, logged("13:00", "17:00"), clues=[clue(Trace.NOTE, "20:40")])
    assert spans(told) == []
    assert [each.ticket for each in told.loose] == [200]


def test_a_stopwatch_is_not_suggested_beside_itself() -> None:
    timer = clue(Trace.TIMER, "15:00", "16:30")
    told = found(MORNING, NOON, clues=[timer, clue(Trace.NOTE, "16:40")])
    assert spans(told) == []  # the note is on the ticket of the stopwatch
    assert told.timers == [timer]
    other = clue(Trace.NOTE, "16:40", ticket=300)
    assert spans(found(MORNING, NOON, clues=[timer, other])) == [("16:30", "17:00", 300)]


def test_a_stopwatch_without_an_end_takes_no_time() -> None:
    timer = replace(clue(Trace.TIMER, "15:00"), open=True)
    other = clue(Trace.NOTE, "16:40", ticket=300)
    assert spans(found(MORNING, NOON, clues=[timer, other])) == [("15:00", "17:00", 300)]


def test_lengths_are_multiples_of_what_the_tenant_rounds_to() -> None:
    there = logged("13:00", "15:05")
    told = found(MORNING, there, clues=[clue(Trace.APPOINTMENT, "15:00", "17:00")])
    assert spans(told) == [("15:05", "16:50", 200)]


INSTANTS = st.integers(0, 24 * 60 - 1).map(lambda minute: at("00:00") + timedelta(minutes=minute))
TICKETS = st.sampled_from([100, 200, 300, None])


@st.composite
def pieces(draw: st.DrawFn) -> tuple[datetime, datetime]:
    start = draw(INSTANTS)
    return start, start + timedelta(minutes=draw(st.integers(0, 300)))


@given(
    there=st.lists(st.tuples(pieces(), TICKETS), max_size=6),
    left=st.lists(st.tuples(st.sampled_from(Trace), pieces(), TICKETS), max_size=8),
    minutes=st.sampled_from([0, 1, 6, 15, 30]),
    lacks=st.floats(0, 8),
)
def test_whatever_was_left_behind_nothing_overlaps_and_all_is_rounded(
    there: list[tuple[tuple[datetime, datetime], int | None]],
    left: list[tuple[Trace, tuple[datetime, datetime], int | None]],
    minutes: int,
    lacks: float,
) -> None:
    entries = [
        replace(logged("08:00", "09:00", ticket), start=start, end=end)
        for (start, end), ticket in there
    ]
    clues = [
        Clue(trace, start, start if trace in {Trace.NOTE, Trace.UPDATE} else end, ticket)
        for trace, (start, end), ticket in left
    ]
    gaps = (Interval(at("08:00"), at("17:00")),)
    missing = [MissingDay(DAY, 8.0, 8.0 - lacks, lacks, gaps)]
    step = timedelta(minutes=minutes)
    told = suggested(entries, clues, missing, LONDON, step=step)
    taken = [*taken_by(entries)]
    for each in (*told.entries, *told.uncharged):
        assert each.span.length >= QUARTER
        assert not minutes or each.span.length % step == timedelta()
        assert all(each.span.end <= other.start or each.span.start >= other.end for other in taken)
        taken.append(each.span)
    guessed = sum(each.span.hours for each in told.entries if each.is_guess)
    assert guessed <= lacks + 1e-6
    assert all(each.ticket is not None for each in told.entries)


def test_two_visits_on_one_day_are_two_and_one_that_is_logged_is_not_both() -> None:
    visits = [clue(Trace.APPOINTMENT, "09:00", "11:00"), clue(Trace.APPOINTMENT, "14:00", "16:00")]
    told = found(logged("09:00", "11:00", ticket=200), clues=visits)
    assert spans(told) == [("14:00", "16:00", 200)]


def test_what_goes_on_for_days_is_told_and_lies_nowhere() -> None:
    on_call = replace(clue(Trace.APPOINTMENT, "08:00", "09:00"), end=at("08:00") + 4 * A_DAY)
    told = found(MORNING, NOON, clues=[on_call, clue(Trace.NOTE, "16:40", ticket=300)])
    assert spans(told) == [("15:00", "17:00", 300)]
    assert told.loose == [on_call]


def test_an_appointment_takes_as_long_as_was_planned() -> None:
    planned = Appointment(1, Named(7, "Quinn"), "Visit", at("13:00"), at("17:00"), 200, hours=1)
    told = found(MORNING, clues=[of_appointment(planned)])
    assert spans(told) == [("13:00", "14:00", 200)]
    assert told.entries[0].is_guess


def test_what_is_not_for_the_customer_is_evidence_and_no_notes() -> None:
    told = found(MORNING, NOON, clues=[clue(Trace.INTERNAL_NOTE, "16:40", notes="hunter2")])
    assert spans(told) == [("15:00", "17:00", 200)]
    assert told.entries[0].notes == ""


def test_stopwatches_that_ran_beside_each_other_explain_no_more_than_the_clock() -> None:
    timers = [clue(Trace.TIMER, "08:00", "12:00"), clue(Trace.TIMER, "09:00", "13:00", ticket=300)]
    told = found(clues=timers)
    assert [lack.hours for lack in told.lacks] == [3.0]  # eight hours without the five of both
    paused = replace(timers[0], paused=timedelta(hours=2))
    assert [lack.hours for lack in found(clues=[paused]).lacks] == [6.0]


def test_only_what_lies_in_the_days_asked_for_counts() -> None:
    night = clue(Trace.APPOINTMENT, "22:00", "23:59")
    [cut] = within([night], at("00:00"), at("22:30"))
    assert cut.span == Interval(at("22:00"), at("22:30"))
    assert within([night], at("00:00"), at("22:00")) == []
    note = clue(Trace.NOTE, "22:00")
    assert within([note], at("00:00"), at("22:00")) == []
    assert within([note], at("22:00"), at("23:00")) == [note]
    running = replace(clue(Trace.TIMER, "08:00"), open=True)
    assert within([running], at("09:00"), at("10:00")) == [running]
