"""The pure parts of being polite: whatever comes, nobody sends too early, too many, or never."""

from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectwise_time.connectwise.budget import FLOOR, SHARE, Budget
from connectwise_time.connectwise.circuit import FAILURES, OPEN_SECONDS, Circuit
from connectwise_time.connectwise.manners import Manners, Sent
from connectwise_time.connectwise.outcomes import Answered, Event, Failure
from connectwise_time.connectwise.pauses import Pause
from connectwise_time.connectwise.width import Width

EVENTS: st.SearchStrategy[Event | None] = st.sampled_from(
    [None, Answered(200), Answered(404), Answered(429), Answered(500), Answered(503), *Failure]
)
STEPS = st.lists(
    st.tuples(st.floats(0, 20), EVENTS, st.none() | st.floats(0, 100), st.floats(0, 1)),
    max_size=80,
)


@settings(max_examples=200, deadline=None)
@given(STEPS, st.integers(1, 10))
def test_whatever_comes_no_pause_is_broken_and_nobody_waits_for_ever(
    steps: list[tuple[float, Event | None, float | None, float]], cap: int
) -> None:
    manners, now, under_way = Manners(cap), 0.0, list[Sent]()
    paused_until = 0.0
    for passed, event, asked, chance in steps:
        now += passed
        if manners.wait(now) == 0:
            assert now >= paused_until
            under_way.append(manners.send(now))
            assert len(under_way) == manners.under_way <= cap
        elif under_way:
            manners.ended(under_way.pop(0), now, event, asked=asked, chance=chance)
            if event in {Answered(429), Answered(503)} and asked is not None:
                paused_until = max(paused_until, now + asked)
    for sent in under_way:
        manners.ended(sent, now, None)
    for _ in range(100):
        if (wait := manners.wait(now, question=False)) == 0:
            return
        assert wait < inf, "with nothing under way, somebody may go some time"
        now += wait
    raise AssertionError


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 10)), max_size=100))
def test_the_circuit_opens_only_after_ten_failures_and_then_for_five_seconds(
    steps: list[tuple[bool, float]],
) -> None:
    circuit, now, failures = Circuit(), 0.0, 0
    for fails, passed in steps:
        now += passed
        was_open = circuit.is_open
        if fails:
            failures += 1
            circuit.failed(now)
        else:
            circuit.answered()
            failures = max(0, failures - 1)
        left = circuit.left(now)
        assert left == 0.0 or left == pytest.approx(OPEN_SECONDS) or not fails
        if circuit.is_open and not was_open:
            assert failures >= FAILURES
        assert not (circuit.is_open and not fails)


def test_ten_failures_in_more_than_thirty_seconds_open_nothing() -> None:
    circuit = Circuit()
    for number in range(40):
        circuit.failed(number * 4.0)
    assert not circuit.is_open


def test_an_open_circuit_lets_a_question_try_before_a_write() -> None:
    circuit = Circuit()
    for _ in range(FAILURES):
        circuit.failed(100)
    assert circuit.left(100) == OPEN_SECONDS
    assert circuit.left(105) == 0
    assert circuit.yields(105, question=True) == 0
    assert circuit.yields(105, question=False) == 1
    assert circuit.yields(106, question=False) == 0
    circuit.failed(105)
    assert circuit.left(105) == OPEN_SECONDS


@given(st.lists(st.booleans(), max_size=300))
def test_repetitions_stay_within_their_share(steps: list[bool]) -> None:
    budget, asked, repeated = Budget(), 0, 0
    for repeats in steps:
        if repeats:
            repeated += budget.spend(5.0)
        else:
            budget.asked(5.0)
            asked += 1
    assert repeated <= FLOOR + SHARE * asked


def test_the_budget_is_full_again_after_some_minutes() -> None:
    budget = Budget()
    while budget.spend(0.0):
        pass
    assert not budget.spend(1.0)
    assert budget.spend(300.0)


@given(st.none() | st.floats(0, 1e9), st.floats(0, 1))
def test_a_pause_is_never_shorter_than_asked_nor_longer_than_a_day(
    asked: float | None, chance: float
) -> None:
    pause = Pause()
    seconds = pause.begin(100.0, asked, chance)
    assert min(asked or 0.0, 86_400.0) <= seconds + 1e-6 <= 86_401
    assert abs(pause.left(100.0) - seconds) < 1e-6
    assert pause.needs_probe
    pause.end()
    assert not pause.needs_probe


def test_pauses_that_nobody_asked_for_become_longer() -> None:
    pause, now, lasted = Pause(), 0.0, []
    for _ in range(8):
        lasted.append(pause.begin(now, None, 1.0))
        now = pause.until
    assert lasted == [1.0, 2.0, 4.0, 8.0, 16.0, 20.0, 20.0, 20.0]


def test_the_width_halves_when_load_may_be_to_blame_and_never_ends() -> None:
    width = Width(10, 4)
    for _ in range(6):
        width.let_through(1, 0.0)
    assert width.allowed == 10
    halves = []
    for _ in range(5):
        width.failed()
        halves.append(width.allowed)
    assert halves == [5, 2, 1, 1, 1]
    for _ in range(20):
        width.let_through(1, 0.0)
    assert width.allowed == 2
