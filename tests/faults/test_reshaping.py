"""An entry is cut in two, or two are joined, while answers are lost and servers are killed."""

import json
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from connectwise_time.sandbox.faults import (
    Blackhole,
    ResetAfterCommit,
    ResetBeforeForward,
    Rule,
    Status,
)
from connectwise_time.sandbox.faults.rules import Fault
from support.by_hand import a_minute_passes, serving
from support.hours import ENTRIES
from support.leaping import LeapingLoop
from support.promised import Scene, a_scene, until
from support.truth import Truth, truth_of

pytestmark = pytest.mark.anyio

MONDAY = 55
TOOLS = ("split_time_entry", "merge_time_entries")
CASES = [(tool, step) for tool in TOOLS for step in (0, 1)]


@pytest.fixture
def anyio_backend() -> tuple[str, dict[str, object]]:
    return "asyncio", {"loop_factory": LeapingLoop}


def a_wish(scene: Scene, tool: str) -> tuple[dict[str, Any], list[Any]]:
    """What the tool is called with, and what its two steps send."""
    if tool == "split_time_entry":
        steps = [("POST", ENTRIES), ("PATCH", f"{ENTRIES}/{MONDAY}")]
        return {"entry": MONDAY, "at": "10:30"}, steps
    first, second = scene.elsewhere("20:00"), scene.elsewhere("22:00")
    steps = [("PATCH", f"{ENTRIES}/{first}"), ("DELETE", f"{ENTRIES}/{second}")]
    return {"entries": [first, second], "gap": "close"}, steps


def breaks(scene: Scene, fault: Fault, step: tuple[str, str]) -> None:
    scene.faults.add(Rule(fault, *step, times=1))


def hours_of(truth: Truth) -> float:
    return float(round(sum(row["actualHours"] for row in truth.values()), 4))


def is_whole(scene: Scene, before: Truth, tool: str) -> None:
    """One entry more or less, and as many hours as before."""
    after = truth_of(scene.world)
    assert len(after) - len(before) == (1 if tool == "split_time_entry" else -1)
    assert hours_of(after) == hours_of(before)
    assert set(scene.items().values()) == {"done"}


@pytest.mark.usefixtures("quick_looks")
@pytest.mark.parametrize(("tool", "step"), CASES)
async def test_a_step_whose_answer_was_lost_is_found_and_the_other_one_follows(
    tmp_path: Path, tool: str, step: int
) -> None:
    with a_scene(tmp_path) as scene:
        async with scene.somebody() as call:
            wish, steps = a_wish(scene, tool)
            before = truth_of(scene.world)
            breaks(scene, ResetAfterCommit(), steps[step])
            answer = await call.planned(tool, **wish)
            assert (answer["state"], scene.befell("reset_after_commit")) == ("done", 1)
        is_whole(scene, before, tool)


@pytest.mark.usefixtures("quick_looks")
@pytest.mark.parametrize(("tool", "step"), CASES)
async def test_a_step_that_never_arrived_is_told_and_done_when_the_plan_is_called_again(
    tmp_path: Path, tool: str, step: int
) -> None:
    with a_scene(tmp_path) as scene:
        async with scene.somebody() as call:
            wish, steps = a_wish(scene, tool)
            before = truth_of(scene.world)
            breaks(scene, ResetBeforeForward(), steps[step])
            plan = (await call(tool, **wish))["plan"]
            if step == 0:
                await call.refused(tool, plan=plan)
                assert truth_of(scene.world) == before
            else:
                await call(tool, plan=plan)
                assert "It stopped half-way" in call.text
                assert (await call("check_operation", operation_id=plan))["state"] == "unknown"
                assert "It stopped half-way" in call.text
            answer = await call(tool, plan=plan)
            assert (answer["state"], answer["done"]) == ("done", 2)
        is_whole(scene, before, tool)


@pytest.mark.usefixtures("quick_looks")
async def test_what_cannot_be_taken_back_now_is_not_told_as_another_calls_work(
    tmp_path: Path,
) -> None:
    with a_scene(tmp_path) as scene:
        async with scene.somebody() as call:
            wish, steps = a_wish(scene, "split_time_entry")
            breaks(scene, Status(400), steps[1])
            scene.faults.add(Rule(Status(503), "DELETE", f"{ENTRIES}/*"))
            plan = (await call("split_time_entry", **wish))["plan"]
            result = await call.client.call_tool("split_time_entry", {"plan": plan})
            told = str(result.content)
            assert "It is not finished yet" in told
            assert "It stopped half-way" in told
            assert "another call" not in told


@pytest.mark.parametrize(
    ("tool", "step", "forward"),
    [
        ("split_time_entry", 0, False),
        ("split_time_entry", 1, True),
        ("split_time_entry", 1, False),
        ("merge_time_entries", 0, True),
        ("merge_time_entries", 1, False),
    ],
)
async def test_a_server_that_is_killed_at_a_step_leaves_what_the_next_one_finishes_by_itself(
    tmp_path: Path, tool: str, step: int, *, forward: bool
) -> None:
    with a_scene(tmp_path) as scene:
        async with scene.somebody() as call:
            wish, steps = a_wish(scene, tool)
            plan = (await call(tool, **wish))["plan"]
        before = truth_of(scene.world)
        breaks(scene, Blackhole(forward=forward), steps[step])
        with serving(scene) as host:
            host.greet()
            host.say("tools/call", 2, name=tool, arguments={"plan": plan})
            await until(lambda: scene.befell("blackhole") and scene.sent(*steps[step]) >= forward)
            host.process.kill()
            host.process.wait()
        assert set(scene.items().values()) <= {"done", None}
        a_minute_passes(scene)
        _by_every_clock(scene)
        with serving(scene) as host:
            host.greet()
            await until(lambda: set(scene.items().values()) == {"done"})
            assert host.die("input ends") < 2.0
        is_whole(scene, before, tool)
        async with scene.somebody() as call:
            assert (await call("check_operation", operation_id=plan))["state"] == "done"
            assert (await call(tool, plan=plan))["done"] == 2
        is_whole(scene, before, tool)


def _by_every_clock(scene: Scene) -> None:
    """What was under way was sent a minute earlier by ConnectWise's clock and by this one."""
    with closing(sqlite3.connect(scene.file)) as connection, connection:
        for number, text in connection.execute("SELECT rowid, facts FROM operations").fetchall():
            facts = json.loads(text)
            for clock in ("here", "there"):
                earlier = datetime.fromisoformat(facts["sent"][clock]) - timedelta(minutes=1)
                facts["sent"][clock] = earlier.isoformat()
            connection.execute(
                "UPDATE operations SET facts = ? WHERE rowid = ?", (json.dumps(facts), number)
            )
