"""What stopwatches measured, which were forgotten, and the entries that they become."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectwise_time.domain.models import Named, Target, TargetKind
from connectwise_time.domain.stopping import charged, discards, entry_of
from connectwise_time.domain.timers import (
    StopWish,
    Timer,
    TimerKind,
    TimerRules,
    TimerState,
    meant,
    named_by,
    operation_id,
    said,
)
from connectwise_time.errors import Ambiguous, NotFound, Refused

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
RULES = TimerRules()
ME = 13
ZONE = ZoneInfo("UTC")


def timer(**more: Any) -> Timer:
    fields: dict[str, Any] = {
        "id": 1,
        "kind": TimerKind.TICKET,
        "member": Named(ME, "Quinn"),
        "on": Named(54321, "Mail"),
        "state": TimerState.RUNNING,
        "since": NOON - timedelta(hours=2),
        "charge": Target(TargetKind.SERVICE_TICKET, 54321, "Mail"),
    }
    return Timer(**{**fields, **more})


@pytest.mark.parametrize(
    ("more", "hours"),
    [
        ({}, 2),
        ({"paused": timedelta(minutes=30)}, 1.5),
        ({"until": NOON - timedelta(hours=1)}, 1),
        ({"since": None}, 0),
        ({"since": NOON + timedelta(hours=1)}, 0),
        ({"paused": timedelta(hours=5)}, 0),
        ({"state": TimerState.RESET}, 0),
    ],
)
def test_a_stopwatch_measures_what_went_by_without_its_pauses(
    more: dict[str, Any], hours: float
) -> None:
    assert timer(**more).measured(NOON) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("hours", "state", "forgotten"),
    [
        (9.9, TimerState.RUNNING, False),
        (10.0, TimerState.RUNNING, False),
        (10.1, TimerState.RUNNING, True),
        (200, TimerState.RUNNING, True),
        (10.1, TimerState.PAUSED, True),
        (10.1, TimerState.STOPPED, False),
        (10.1, TimerState.RESET, False),
    ],
)
def test_what_goes_on_for_longer_than_anybody_works_is_forgotten(
    hours: float, state: TimerState, *, forgotten: bool
) -> None:
    one = timer(since=NOON - timedelta(hours=hours), state=state)
    assert one.is_forgotten(NOON, RULES) is forgotten


def test_the_house_settles_what_is_forgotten() -> None:
    assert timer().is_forgotten(NOON, TimerRules(forgotten_hours=1))


@pytest.mark.parametrize(
    ("more", "wish", "times"),
    [
        ({}, {}, ("2026-11-20T10:00:00Z", "2026-11-20T12:00:00Z", None, None)),
        ({}, {"end": "11:30"}, ("2026-11-20T10:00:00Z", "11:30", None, None)),
        ({}, {"hours": "1h"}, ("2026-11-20T10:00:00Z", None, "1h", None)),
        (
            {"since": NOON - timedelta(hours=2, seconds=-40)},
            {},
            ("2026-11-20T10:00:00Z", "2026-11-20T12:00:00Z", None, None),
        ),
        (
            {"paused": timedelta(minutes=29, seconds=40)},
            {},
            ("2026-11-20T10:00:00Z", "2026-11-20T12:00:00Z", None, "30 min"),
        ),
        (
            {"since": NOON, "paused": timedelta(minutes=2)},
            {},
            ("2026-11-20T12:00:00Z", "2026-11-20T12:03:00Z", None, "2 min"),
        ),
        (
            {"state": TimerState.STOPPED, "until": NOON - timedelta(hours=1)},
            {},
            ("2026-11-20T10:00:00Z", "2026-11-20T11:00:00Z", None, None),
        ),
        (
            {"since": NOON - timedelta(days=3)},
            {"hours": 1},
            ("2026-11-17T12:00:00Z", None, 1, None),
        ),
        ({"since": None}, {"hours": 1}, (None, None, 1, None)),
    ],
)
def test_its_start_and_end_are_kept_and_its_pauses_deducted(
    more: dict[str, Any], wish: dict[str, Any], times: tuple[Any, ...]
) -> None:
    meant_times = entry_of(timer(**more), StopWish(**wish), NOON, RULES, mine=ME, zone=ZONE).times
    told = (meant_times.start, meant_times.end, meant_times.hours, meant_times.deduct)
    assert told == times


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"since": NOON - timedelta(hours=11)}, "11.0 hours: it seems forgotten"),
        ({"state": TimerState.PAUSED}, "is paused, and ConnectWise does not tell since when"),
        ({"since": None}, "does not tell when it began"),
        ({"kind": TimerKind.SCHEDULE, "charge": None}, "charged to is not told"),
    ],
)
def test_where_the_end_or_the_target_is_not_known_it_is_refused_with_what_to_say(
    more: dict[str, Any], problem: str
) -> None:
    with pytest.raises(Refused) as refused:
        entry_of(timer(**more), StopWish(), NOON, RULES, mine=ME, zone=ZONE)
    assert problem in refused.value.problem
    assert any(word in refused.value.remedy for word in ("hours", "create_time_entry"))


def test_the_entry_is_on_what_the_stopwatch_is_on_with_its_notes_and_type() -> None:
    one = timer(work_type=Named(5, "Remote"), work_role=Named(2, "L2"), notes="Queue")
    wish = entry_of(one, StopWish(), NOON, RULES, mine=ME, zone=ZONE)
    assert (wish.ticket, wish.work_type, wish.work_role, wish.notes) == (54321, "5", "2", "Queue")
    assert wish.member is None
    assert entry_of(one, StopWish(notes="Done"), NOON, RULES, mine=ME, zone=ZONE).notes == "Done"
    assert entry_of(one, StopWish(notes=""), NOON, RULES, mine=ME, zone=ZONE).notes == ""
    assert entry_of(one, StopWish(), NOON, RULES, mine=2, zone=ZONE).member == "13"
    call = timer(kind=TimerKind.ACTIVITY, charge=Target(TargetKind.ACTIVITY, 7, ""))
    assert charged(call).activity == 7


OFFICE = ZoneInfo("America/New_York")
FRIDAY = datetime(2026, 11, 13, 22, 10, tzinfo=UTC)  # 17:10 there, a week before


def stopped(words: str | None, hours: Any = None, since: datetime = FRIDAY) -> Any:
    """The end, or the hours, as it is understood of a stopwatch that began then."""
    wish = StopWish(end=words, hours=hours)
    now = datetime(2026, 11, 20, 21, 5, tzinfo=UTC)
    return entry_of(timer(since=since), wish, now, RULES, mine=ME, zone=OFFICE).times


@pytest.mark.parametrize(
    ("words", "end"),
    [
        ("Friday 17:40", "2026-11-13T22:40:00Z"),
        ("until fri 17:40", "2026-11-13T22:40:00Z"),
        ("2026-11-13 17:40", "2026-11-13T22:40:00Z"),
        ("saturday 01:00", "2026-11-14T06:00:00Z"),
        ("17:40", "17:40"),
        ("2026-11-13T22:40:00Z", "2026-11-13T22:40:00Z"),
    ],
)
def test_an_end_is_meant_near_its_start(words: str, end: str) -> None:
    assert stopped(words).end == end


@pytest.mark.parametrize("words", ["today 11:00", "now", "11:00"])
def test_what_is_said_from_now_stays_as_it_is_said(words: str) -> None:
    assert stopped(words, since=datetime(2026, 11, 20, 14, 0, tzinfo=UTC)).end == words


@pytest.mark.parametrize(
    ("words", "hours", "problem"),
    [
        ("Thursday 17:40", None, "cannot be longer than 24 hours"),
        ("today 11:00", None, "cannot be longer than 24 hours"),
        ("2026-11-13 17:00", None, "The end is not after the start"),
        ("2026-11-13 17:10", None, "The end is not after the start"),
        ("16:00", None, "The end is before the start"),
        ("friday", None, "That is a day and no time"),
        ("17:40", 3, "do not agree"),
    ],
)
def test_an_end_that_cannot_be_is_refused_with_what_can_be_said_of_a_stopwatch(
    words: str, hours: Any, problem: str
) -> None:
    with pytest.raises(Refused) as refused:
        stopped(words, hours)
    assert problem in refused.value.problem
    for part in ("Fri 2026-11-13 17:10", '"2026-11-13 17:40"', "hours=0 discards it"):
        assert part in refused.value.remedy
    for argument in ("start=", "date=", "deduct"):
        assert argument not in refused.value.remedy


@pytest.mark.parametrize(
    ("end", "hours", "problem"),
    [("now", None, "The end is not after the start"), (None, 1, "in the future")],
)
def test_in_its_first_minute_it_is_told_how_to_discard_it(
    end: str | None, hours: Any, problem: str
) -> None:
    with pytest.raises(Refused) as refused:
        stopped(end, hours, since=datetime(2026, 11, 20, 21, 5, tzinfo=UTC))
    assert problem in refused.value.problem
    assert "hours=0 discards it" in refused.value.remedy
    assert "such as" not in refused.value.remedy


def test_one_that_was_stopped_after_days_is_refused_the_same_way() -> None:
    one = timer(since=FRIDAY, state=TimerState.STOPPED, until=FRIDAY + timedelta(days=2))
    with pytest.raises(Refused) as refused:
        entry_of(one, StopWish(), NOON, RULES, mine=ME, zone=OFFICE)
    assert "give an end in between" in refused.value.remedy


@pytest.mark.parametrize(
    ("hours", "nothing"),
    [(0, True), ("0", True), ("0 min", True), (1, False), (24, False), ("soon", False)],
)
def test_no_hours_at_all_discard_it(hours: Any, *, nothing: bool) -> None:
    assert discards(StopWish(hours=hours)) is nothing
    assert discards(StopWish()) is False


@pytest.mark.parametrize("wish", [StopWish(hours=0, notes="Done"), StopWish(hours=0, end="17:40")])
def test_what_would_be_lost_with_it_is_not_discarded(wish: StopWish) -> None:
    with pytest.raises(Refused, match="nothing is logged"):
        discards(wish)


def test_one_is_meant_or_it_is_asked_which() -> None:
    mail, disk = timer(), timer(id=2, charge=Target(TargetKind.SERVICE_TICKET, 54328, "Disk"))
    old = timer(id=3, state=TimerState.RESET)
    assert meant([mail, old], StopWish()) is mail
    assert meant([mail, disk], StopWish(ticket=54328)) is disk
    assert meant([mail, disk], StopWish(timer="ticket-2")) is disk
    with pytest.raises(Ambiguous, match=r"ticket-1 .* ticket-2"):
        meant([mail, disk], StopWish())
    for nothing in (StopWish(ticket=1), StopWish(timer="ticket-3"), StopWish(timer="activity-1")):
        with pytest.raises(NotFound):
            meant([mail, disk, old], nothing)


@given(st.integers(1, 2**31 - 1), st.sampled_from(TimerKind), st.integers(1, 9))
def test_the_operations_id_is_one_that_may_be_asked_about(
    number: int, kind: TimerKind, attempt: int
) -> None:
    made = operation_id(timer(id=number, kind=kind), attempt)
    assert 8 <= len(made) <= 64
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyzTZ0123456789-")


@pytest.mark.parametrize("words", ["", "first", "ticket-", "-1", "ticket-x", "board-1", "1"])
def test_what_names_no_stopwatch_is_told_how_to_name_one(words: str) -> None:
    with pytest.raises(Refused) as refused:
        named_by(words)
    assert "list_timers" in refused.value.remedy


@pytest.mark.parametrize("kind", TimerKind)
def test_a_key_tells_kind_and_number(kind: TimerKind) -> None:
    assert named_by(timer(id=77, kind=kind).key) == (kind, 77)
    assert named_by(f" {kind.value.title()}-77 ") == (kind, 77)


def test_the_same_words_for_the_same_stopwatch_are_the_same_wish() -> None:
    one, again = timer(), timer(since=NOON)
    assert said(one, StopWish(notes="x")) == said(one, StopWish(notes="x", ticket=54321))
    assert said(one, StopWish(notes="x")) != said(one, StopWish(notes="y"))
    assert said(one, StopWish()) != said(again, StopWish())
    assert operation_id(one, 1) != operation_id(again, 1)
