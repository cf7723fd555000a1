"""Hidden limits: how much they let through, and what they tell."""

import math
import threading
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectwise_time.sandbox.faults import (
    Concurrency,
    FixedWindow,
    Gate,
    Rule,
    Silent,
    Slow,
    Status,
    TokenBucket,
)
from connectwise_time.sandbox.faults.limits import AnyLimit
from support.hours import (
    ENTRIES,
    an_hour,
    client_of,
    connected,
    http_date,
    request_of,
    stored,
    wait_until,
)
from support.served import Served

PING = "/time/workTypes"


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def let_through(limit: AnyLimit, pauses: list[float]) -> tuple[int, float]:
    """How many of requests with these pauses before them get in, and how long it takes."""
    clock = Clock()
    gate = Gate(limit, clock)
    for pause in pauses:
        clock.now += pause
        if gate.enter() is None:
            gate.leave()
    assert gate.admitted + gate.refused == len(pauses)
    return gate.admitted, sum(pauses)


PAUSES = st.lists(st.floats(0, 3), max_size=60)


@given(PAUSES, st.floats(0.1, 50), st.integers(1, 20))
def test_a_bucket_never_exceeds_its_rate_and_burst(
    pauses: list[float], rate: float, burst: int
) -> None:
    admitted, took = let_through(TokenBucket(rate, burst), pauses)
    assert admitted <= burst + rate * took + 1e-6


@given(PAUSES, st.integers(1, 10), st.floats(0.5, 10))
def test_a_window_never_exceeds_its_number(
    pauses: list[float], requests: int, seconds: float
) -> None:
    admitted, took = let_through(FixedWindow(requests, seconds), pauses)
    assert admitted <= requests * (math.floor(took / seconds + 1e-9) + 1)


@given(st.sampled_from([TokenBucket(0.5, 2), TokenBucket(40, 1), FixedWindow(3, 60)]))
def test_who_waits_as_told_gets_in(limit: AnyLimit) -> None:
    clock = Clock()
    gate = Gate(limit, clock)
    for _ in range(20):
        wait = gate.enter()
        if wait is not None:
            clock.now += wait + 1e-6
            assert gate.enter() is None


def test_beyond_a_limit_is_429_which_says_how_long(sandbox: Served) -> None:
    world = sandbox.world
    world.faults.limit(FixedWindow(2, seconds=30))
    with client_of(sandbox.origin) as client:
        answers = [client.post(ENTRIES, json=an_hour(world)) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [201, 201, 429]
        assert 28 <= int(answers[2].headers["retry-after"]) <= 30
        assert stored(world) == 2
        [line] = [line for line in world.faults.log if line.fault == "rate_limit"]
        assert line.wait == int(answers[2].headers["retry-after"])
        assert world.faults.gate
        assert (world.faults.gate.admitted, world.faults.gate.refused) == (2, 1)
        world.faults.clear()
        assert client.get(PING).status_code == 200


def test_a_limit_can_tell_a_date_or_nothing(sandbox: Served) -> None:
    with client_of(sandbox.origin) as client:
        sandbox.world.faults.limit(FixedWindow(1, seconds=30, tells="date"))
        client.get(PING)
        told = http_date(client.get(PING).headers["retry-after"])
        assert timedelta(seconds=27) <= told - sandbox.world.now() <= timedelta(seconds=31)
        sandbox.world.faults.limit(FixedWindow(1, seconds=30, tells="nothing"))
        client.get(PING)
        refused = client.get(PING)
    assert (refused.status_code, "retry-after" in refused.headers) == (429, False)


def test_what_the_limit_refuses_no_rule_counts(sandbox: Served) -> None:
    sandbox.world.faults.limit(FixedWindow(2, seconds=30))
    rule = Rule(Status(500))
    sandbox.world.faults.add(rule)
    with client_of(sandbox.origin) as client:
        assert [client.get(PING).status_code for _ in range(3)] == [500, 500, 429]
    assert sandbox.world.faults.befell(rule) == 2


@pytest.mark.parametrize("most", [1, 3])
def test_only_so_many_at_a_time(sandbox: Served, most: int) -> None:
    faults = sandbox.world.faults
    faults.limit(Concurrency(most))
    faults.add(Rule(Silent(), "POST"))
    waiting = [connected(sandbox.origin) for _ in range(most)]
    for one in waiting:
        one.sendall(request_of(sandbox.origin, "POST", body=an_hour(sandbox.world)))
    wait_until(lambda: len(faults.log) == most)
    with client_of(sandbox.origin) as client:
        assert client.get(PING).status_code == 429
        assert client.get(PING).headers["retry-after"] == "1"
        waiting.pop().close()
        wait_until(lambda: client.get(PING).status_code == 200)
    for one in waiting:
        one.close()


def test_many_clients_at_once_are_all_answered(sandbox: Served) -> None:
    faults = sandbox.world.faults
    faults.limit(Concurrency(2))
    faults.add(Rule(Slow(0.005)))
    codes: list[int] = []

    def asking() -> None:
        with client_of(sandbox.origin) as client:
            codes.extend(client.get(PING).status_code for _ in range(5))

    threads = [threading.Thread(target=asking) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults.gate
    assert codes.count(200) == faults.gate.admitted >= 5
    assert codes.count(429) == faults.gate.refused == 20 - faults.gate.admitted


def test_an_error_of_the_client_gives_its_place_back(sandbox: Served) -> None:
    sandbox.world.faults.limit(Concurrency(1))
    with client_of(sandbox.origin) as client:
        codes = [client.get(path).status_code for path in (f"{ENTRIES}/0", f"{ENTRIES}/0", PING)]
    assert codes == [404, 404, 200]
