"""Processes that log time are killed with SIGKILL, again and again: each wish is stored once."""

from typing import Any

import pytest

from crash.conftest import KILLS, SEED, Run

LONG = pytest.mark.timeout(120 + KILLS)


def is_spotless(report: dict[str, Any]) -> None:
    """No wish is stored twice or not at all, and the journal tells of each what is there."""
    assert report["broke"] == []
    assert report["lost"] == []
    assert report["undetected"] == []
    assert report["unresolved"] == []
    assert report["twins"] == []
    # What a machine that stands still lets come later than the horizon is told, not prevented:
    # that the journal tells it was compared already.
    assert len(report["duplicates"]) <= report["overdue"]


@LONG
@pytest.mark.parametrize("marks", [True, False], ids=["marks kept", "marks not kept"])
def test_no_kill_at_any_point_doubles_or_loses_an_entry(*, crash: Run, marks: bool) -> None:
    report = crash(*([] if marks else ["--without-marks"]), kills=KILLS // 2)
    is_spotless(report)
    assert report["kills"] >= KILLS // 2
    assert sum(report["suffered"].values()) > 0.1 * report["writes"], "faults are played"
    assert report["suffered"]["late_commit"] > 0
    # Every point of a create, from the call to its answer, was one at which a process ended.
    assert report["points"] >= 40
    if KILLS >= 1000:
        assert set(range(1, report["points"] + 1)) <= {int(point) for point in report["hits"]}


@LONG
def test_without_a_journal_the_same_loop_doubles_entries(crash: Run) -> None:
    """Some two of two hundred, by chance: where none is, other seeds are tried."""
    for more in range(4):
        seed = ("--seed", str(SEED + more))
        report = crash("--without-journal", *seed, kills=max(200, KILLS // 5))
        assert report["broke"] == []
        if len(report["duplicates"]) > report["overdue"]:
            return
    pytest.fail("nothing is doubled: what the loop claims of the journal it would claim of none")


@LONG
def test_no_kill_makes_a_plan_do_an_item_twice_or_forget_one(crash: Run) -> None:
    report = crash("--plans", kills=150)
    assert report["broke"] == []
    assert report["twice"] == []
    assert report["lost"] == []
    assert report["undetected"] == []
    assert report["kills"] >= 40
    assert report["suffered"]["late_commit"] > 0
