"""F29: what a plan stands on changes between the plan and the yes."""

from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from support.hours import ENTRIES, client_of
from support.promised import DAY, Scene, a_scene, an_hour, until

pytestmark = pytest.mark.anyio

Moves = Callable[[Scene, AsyncExitStack, int], Coroutine[Any, Any, None]]


async def edits(scene: Scene, _stack: AsyncExitStack, number: int) -> None:
    """Another program changes the entry, not within the second in which it was made."""
    made = row_of(scene, number)["_info"]["lastUpdated"]
    await until(lambda: datetime.now(UTC) - datetime.fromisoformat(made) > timedelta(seconds=1))
    change = [{"op": "replace", "path": "notes", "value": "Changed elsewhere"}]
    with client_of(scene.site.served.origin) as plain:
        plain.patch(f"{ENTRIES}/{number}", json=change).raise_for_status()


async def deletes(scene: Scene, _stack: AsyncExitStack, number: int) -> None:
    with client_of(scene.site.served.origin) as plain:
        plain.delete(f"{ENTRIES}/{number}").raise_for_status()
    scene.deleted.add(number)


async def adds(scene: Scene, _stack: AsyncExitStack, _number: int) -> None:
    scene.elsewhere("19:00")


async def approves(scene: Scene, stack: AsyncExitStack, number: int) -> None:
    owner = await scene.person(stack, "owner")
    sheet = row_of(scene, number)["timeSheet"]["id"]
    await owner.planned("approve_entries", timesheets=[sheet])


async def takes_back(scene: Scene, stack: AsyncExitStack, number: int) -> None:
    technician = await scene.person(stack, "technician")
    sheet = row_of(scene, number)["timeSheet"]["id"]
    await technician.planned("reopen_timesheet", timesheet=sheet)


@pytest.mark.parametrize(
    ("tool", "key", "moves"),
    [
        ("delete_time_entry", "technician", edits),
        ("delete_time_entry", "technician", deletes),
        ("submit_timesheet", "technician", edits),
        ("submit_timesheet", "technician", adds),
        ("reject_entries", "manager", approves),
        ("approve_entries", "manager", takes_back),
    ],
)
async def test_f29_of_a_plan_whose_entries_changed_nothing_is_sent(
    tmp_path: Path, tool: str, key: str, moves: Moves
) -> None:
    with a_scene(tmp_path) as scene:
        async with AsyncExitStack() as stack:
            technician = await scene.person(stack, "technician")
            number: int = (await technician("create_time_entry", **an_hour()))["entry"]
            call = technician
            if key == "manager":
                await technician.planned("submit_timesheet", period=DAY)
                call = await scene.person(stack, key)
            wishes: dict[str, dict[str, Any]] = {
                "delete_time_entry": {"entry": number},
                "submit_timesheet": {"period": DAY},
                "reject_entries": {"entries": [number], "reason": "Which ticket?"},
                "approve_entries": {"timesheets": [row_of(scene, number)["timeSheet"]["id"]]},
            }
            plan = (await call(tool, **wishes[tool]))["plan"]
            await moves(scene, stack, number)
            there, sent, items = scene.world.entries(), writes(scene), scene.items()
            told = await call.refused(tool, plan=plan)
            assert "Nothing was done" in told
            assert "changed" in told
            # The plan is void for good, however often somebody says yes.
            await call.refused(tool, plan=plan)
        assert writes(scene) == sent
        assert scene.world.entries() == there
        assert scene.items() == items


def row_of(scene: Scene, number: int) -> dict[str, Any]:
    return next(row for row in scene.world.entries() if row["id"] == number)


def writes(scene: Scene) -> list[str]:
    return [f"{r.method} {r.path}" for r in scene.world.requests if r.method != "GET"]
