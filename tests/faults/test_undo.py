"""Answers that are lost while something is taken back: once, and never the wrong thing."""

from pathlib import Path
from typing import Any

import pytest

from connectwise_time.sandbox.faults import ResetAfterCommit, ResetBeforeForward, Rule
from connectwise_time.sandbox.faults.rules import Fault
from support.calls import Caller
from support.hours import ENTRIES
from support.leaping import LeapingLoop
from support.promised import Scene, a_scene, an_hour
from support.truth import apart_from_ids, truth_of

pytestmark = pytest.mark.anyio

MONDAY = 55
METHODS = {"log": "DELETE", "change": "PATCH", "delete": "POST"}


@pytest.fixture
def anyio_backend() -> tuple[str, dict[str, object]]:
    return "asyncio", {"loop_factory": LeapingLoop}


async def done(call: Caller, scene: Scene, deed: str) -> str:
    """Something is done; answers the id by which it is undone."""
    if deed == "log":
        logged = await call("create_time_entry", **an_hour())
        scene.deleted.add(logged["entry"])
        return str(logged["operation_id"])
    if deed == "change":
        changed = await call("update_time_entry", entry=MONDAY, hours=2, notes="Half of it")
        return str(changed["operation_id"])
    return str((await call.planned("delete_time_entry", entry=MONDAY))["plan"])


def breaks(scene: Scene, deed: str, fault: Fault) -> None:
    number = f"/{MONDAY if deed == 'change' else max(scene.deleted or [0], key=lambda n: n or 0)}"
    path = ENTRIES if deed == "delete" else ENTRIES + number
    scene.faults.add(Rule(fault, METHODS[deed], path, times=1))


@pytest.mark.usefixtures("quick_looks")
@pytest.mark.parametrize("deed", METHODS)
async def test_an_undo_whose_answer_was_lost_is_found_to_be_done(tmp_path: Path, deed: str) -> None:
    with a_scene(tmp_path) as scene:
        before = truth_of(scene.world)
        async with scene.somebody() as call:
            its = await done(call, scene, deed)
            breaks(scene, deed, ResetAfterCommit())
            answer = await call.planned("undo_time_change", operation_id=its)
            assert (answer["state"], scene.befell("reset_after_commit")) == ("done", 1)
            assert (await call("check_operation", operation_id=answer["plan"]))["state"] == "done"
        assert apart_from_ids(truth_of(scene.world)) == apart_from_ids(before)


@pytest.mark.usefixtures("quick_looks")
@pytest.mark.parametrize("deed", METHODS)
async def test_an_undo_that_never_arrived_is_done_when_its_plan_is_called_again(
    tmp_path: Path, deed: str
) -> None:
    with a_scene(tmp_path) as scene:
        before = truth_of(scene.world)
        async with scene.somebody() as call:
            its = await done(call, scene, deed)
            after = truth_of(scene.world)
            breaks(scene, deed, ResetBeforeForward())
            plan: dict[str, Any] = await call("undo_time_change", operation_id=its)
            told = await call.refused("undo_time_change", plan=plan["plan"])
            assert "is not stored" in told or "lost" in told
            assert truth_of(scene.world) == after
            answer = await call("undo_time_change", plan=plan["plan"])
            assert answer["state"] == "done"
        assert apart_from_ids(truth_of(scene.world)) == apart_from_ids(before)
