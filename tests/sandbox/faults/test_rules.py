"""Which requests a rule befalls; and that the same plan makes the same day."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectwise_time.sandbox.faults import (
    CloseIdle,
    Faults,
    LateCommit,
    Mistake,
    Refuse,
    ResetBeforeForward,
    Rows,
    Rule,
    Silent,
    Slow,
    Status,
    Truncate,
    WrongLength,
)
from connectwise_time.sandbox.faults.rules import Asked, below_base

GET, POST = Asked("GET", "/time/entries"), Asked("POST", "/time/entries")
BUSY = Status(503)


def befallen(rule: Rule, *asked: Asked, seed: int = 0) -> list[bool]:
    faults = Faults(rule, seed=seed)
    return [faults.of_app(one) is not None for one in asked]


@pytest.mark.parametrize(
    ("pattern", "fits", "fits_not"),
    [
        ("**", "/anything/1", None),
        ("/time/entries", "/time/entries", "/time/entries/1"),
        ("/time/entries/*", "/time/entries/12", "/time/entries/12/audits"),
        ("/time/sheets/*/approve", "/time/sheets/2/approve", "/time/sheets/2/reject"),
        ("/time/**", "/time/entries/12/audits", "/service/tickets"),
        ("/time/entries?", "/time/entries?", "/time/entries"),
    ],
)
def test_paths_have_stars(pattern: str, fits: str, fits_not: str | None) -> None:
    rule = Rule(BUSY, path=pattern)
    assert befallen(rule, Asked("GET", fits)) == [True]
    if fits_not:
        assert befallen(rule, Asked("GET", fits_not)) == [False]


@pytest.mark.parametrize(
    ("chosen", "befalls"),
    [
        ({}, [1, 2, 3, 4, 5, 6]),
        ({"nth": 2}, [2]),
        ({"nth": (1, 4)}, [1, 4]),
        ({"since": 4}, [4, 5, 6]),
        ({"every": 3}, [3, 6]),
        ({"times": 2}, [1, 2]),
        ({"since": 3, "times": 1}, [3]),
        ({"probability": 0}, []),
        ({"probability": 1}, [1, 2, 3, 4, 5, 6]),
    ],
)
def test_occurrences_count_only_what_fits(chosen: dict[str, Any], befalls: list[int]) -> None:
    asked = [one for _ in range(6) for one in (GET, POST)]
    hit = befallen(Rule(BUSY, "POST", **chosen), *asked)
    assert [n for n, was in enumerate(hit[1::2], start=1) if was] == befalls
    assert not any(hit[::2])


def test_verbs_queries_and_ids_choose() -> None:
    assert befallen(Rule(BUSY, ("POST", "PATCH")), GET, POST) == [False, True]
    paged = [Asked("GET", "/x", f"pageSize=10&page={page}") for page in (1, 2)]
    assert befallen(Rule(BUSY, query="page=2"), *paged) == [False, True]
    keys = [Asked("GET", f"/time/entries/{key}/audits") for key in (1, 12, 2)]
    assert befallen(Rule(BUSY, ids=(1, 2)), *keys) == [True, False, True]


@given(st.integers(), st.floats(0.05, 0.95))
def test_a_seed_decides_the_same_every_time(seed: int, share: float) -> None:
    rule = Rule(BUSY, probability=share)
    first = befallen(rule, *[GET] * 200, seed=seed)
    assert first == befallen(rule, *[GET] * 200, seed=seed)
    # Other conditions do not change whose turn it is.
    fewer = befallen(Rule(BUSY, probability=share, since=101), *[GET] * 200, seed=seed)
    assert fewer[100:] == first[100:]


def test_a_share_is_about_that_share() -> None:
    assert 0.17 < sum(befallen(Rule(BUSY, probability=0.2), *[GET] * 5000)) / 5000 < 0.23


def test_all_rules_count_and_the_first_that_chooses_is_played() -> None:
    rules = Rule(BUSY, nth=(1, 3)), Rule(Slow(1), nth=(1, 2)), Rule(Silent(), since=3, times=1)
    faults = Faults(*rules)
    assert [faults.of_app(GET) for _ in range(5)] == [BUSY, Slow(1), BUSY, Silent(), None]
    assert [faults.befell(rule) for rule in rules] == [2, 1, 1]


def test_wire_and_app_count_apart() -> None:
    cut = ResetBeforeForward()
    faults = Faults(Rule(cut, nth=2), Rule(BUSY, nth=1), Rule(CloseIdle(1)))
    assert faults.of_wire(GET) is None
    assert faults.of_app(GET) == BUSY
    assert faults.of_wire(GET) == cut
    assert faults.of_connection() == CloseIdle(1)


@pytest.mark.parametrize(
    ("path", "below"),
    [
        ("/v4_6_release/apis/3.0/time/entries", "/time/entries"),
        ("/v2026_1/apis/3.0/time/entries", "/time/entries"),
        ("/login/companyinfo/sandbox", "/login/companyinfo/sandbox"),
    ],
)
def test_a_path_is_what_stands_below_any_base(path: str, below: str) -> None:
    assert below_base(path) == below


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: Rule(BUSY, "FETCH"), "method"),
        (lambda: Rule(BUSY, path="time/entries"), "path"),
        (lambda: Rule(BUSY, nth=0), "nth"),
        (lambda: Rule(BUSY, nth=(1, True)), "nth"),
        (lambda: Rule(BUSY, probability=1.5), "probability"),
        (lambda: Rule(BUSY, times=0), "times"),
        (lambda: Rule(BUSY, reused=True), "reused"),
        (lambda: Rule(Refuse(), nth=1), "nth"),
        (lambda: Rule(CloseIdle(1), "POST"), "method"),
        (lambda: Status(204), "code"),
        (lambda: Status(799), "code"),
        (lambda: Status(429, retry_after="1\r\nx: y"), "retry_after"),
        (lambda: Status(429, committed=1), "committed"),  # type: ignore[arg-type]  # the mistake
        (lambda: Slow(-1), "seconds"),
        (lambda: Slow(float("nan")), "seconds"),
        (lambda: Truncate(-1), "size"),
        (lambda: WrongLength(0), "by"),
        (lambda: LateCommit(1, 1), "after_requests"),
        (lambda: Rows(), ""),  # noqa: PLW0108  # alike
        (lambda: Rows("time/nothing", 1), "resource"),
    ],
)
def test_a_value_that_cannot_be_names_its_field(make: Any, field: str) -> None:
    with pytest.raises(Mistake) as refused:
        make()
    assert refused.value.field == field
    assert refused.value.remedy


def test_rules_come_and_go_while_it_serves() -> None:
    faults = Faults()
    assert faults.of_app(GET) is None
    faults.add(Rule(Silent()))
    assert faults.of_app(GET) == Silent()
    assert (faults.needs_proxy, faults.rules) == (False, (Rule(Silent()),))
    faults.add(Rule(Refuse()))
    assert faults.needs_proxy
    faults.clear()
    assert (faults.of_app(GET), faults.rules, faults.needs_proxy) == (None, (), False)
    assert [line.fault for line in faults.log] == ["", "silent", ""]
