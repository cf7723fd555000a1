"""F4 and F5 for all other writes: corrections, deletions, submissions and decisions."""

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import anyio
import pytest

from connectwise_time.domain.operations import State
from connectwise_time.sandbox.faults import ResetAfterCommit, ResetBeforeForward, Rule
from support.calls import Caller
from support.hours import ENTRIES
from support.promised import DAY, OPERATION, Scene, a_scene, an_hour, until

pytestmark = pytest.mark.anyio

# Long enough ago that nothing was handed in, whatever day it is.
WEEKS = [(date.fromisoformat(DAY) - timedelta(weeks=n)).isoformat() for n in (4, 5, 6)]


class Desk:
    """A technician with three entries in three weeks, and a manager with sheets that wait."""

    def __init__(self, scene: Scene, technician: Caller, manager: Caller) -> None:
        self.scene = scene
        self.technician = technician
        self.manager = manager
        self.entries: list[int] = []
        waiting = [
            row["id"]
            for row in scene.world.rows("time/sheets")
            if row["status"] == "PendingApproval"
        ]
        self.sheet = waiting[0]
        self.sent_back = next(
            row["id"]
            for row in scene.world.entries()
            if row["status"] == "PendingApproval" and row["timeSheet"]["id"] != self.sheet
        )

    async def prepare(self) -> None:
        for day in WEEKS:
            logged = await self.technician("create_time_entry", **an_hour(date=day))
            self.entries.append(logged["entry"])

    def entry(self, number: int) -> dict[str, Any] | None:
        return next((row for row in self.scene.world.entries() if row["id"] == number), None)

    def sheet_of(self, entry: int) -> int:
        row = self.entry(entry)
        assert row is not None
        number: int = row["timeSheet"]["id"]
        return number

    def status(self, sheet: int) -> str:
        rows = self.scene.world.rows("time/sheets")
        return next(str(row["status"]) for row in rows if row["id"] == sheet)

    def writes(self) -> dict[str, int]:
        """What reached ConnectWise of the writes that a fault befalls."""
        changed, deleted, submitted = self.entries
        handed_in = f"/time/sheets/{self.sheet_of(submitted)}/submit"
        return {
            "change": self.scene.sent("PATCH", f"{ENTRIES}/{changed}"),
            "delete": self.scene.sent("DELETE", f"{ENTRIES}/{deleted}"),
            "submit": self.scene.sent("POST", handed_in),
            "approve": self.scene.sent("POST", f"/time/sheets/{self.sheet}/approve"),
            "reject": self.scene.sent("POST", f"{ENTRIES}/{self.sent_back}/reject"),
        }

    async def change(self) -> dict[str, Any]:
        its = Caller(self.technician.client)
        wish = {"entry": self.entries[0], "notes": "Corrected", "operation_id": OPERATION}
        result = await its.client.call_tool("update_time_entry", wish)
        return {"text": str(result.content), "is_error": result.is_error}

    async def planned(self, caller: Caller, tool: str, **arguments: Any) -> dict[str, Any]:
        its = Caller(caller.client)
        plan = await its(tool, **arguments)
        result = await its.client.call_tool(tool, {"plan": plan["plan"]})
        return {**(result.structured_content or {"text": str(result.content)}), **plan_of(plan)}

    def acts(self) -> dict[str, Callable[[], Awaitable[dict[str, Any]]]]:
        return {
            "change": self.change,
            "delete": lambda: self.planned(
                self.technician, "delete_time_entry", entry=self.entries[1]
            ),
            "submit": lambda: self.planned(self.technician, "submit_timesheet", period=WEEKS[2]),
            "approve": lambda: self.planned(
                self.manager, "approve_entries", timesheets=[self.sheet]
            ),
            "reject": lambda: self.planned(
                self.manager, "reject_entries", entries=[self.sent_back], reason="Which ticket?"
            ),
        }

    async def all_at_once(self) -> dict[str, dict[str, Any]]:
        told: dict[str, dict[str, Any]] = {}

        async def one(name: str, act: Callable[[], Awaitable[dict[str, Any]]]) -> None:
            told[name] = await act()

        async with anyio.create_task_group() as group:
            for name, act in self.acts().items():
                group.start_soon(one, name, act)
        return told


def plan_of(plan: dict[str, Any]) -> dict[str, Any]:
    return {"plan": plan["plan"]}


def befalling(fault: ResetAfterCommit | ResetBeforeForward, desk: Desk) -> list[Rule]:
    return [
        Rule(fault, "PATCH", f"{ENTRIES}/*", ids=desk.entries[0], times=1),
        Rule(fault, "DELETE", f"{ENTRIES}/*", times=1),
        Rule(fault, "POST", "/time/sheets/*/submit", times=1),
        Rule(fault, "POST", "/time/sheets/*/approve", times=1),
        Rule(fault, "POST", f"{ENTRIES}/*/reject", times=1),
    ]


async def test_f05_what_was_carried_out_counts_as_done_although_no_answer_came(
    tmp_path: Path,
) -> None:
    with a_scene(tmp_path) as scene:
        async with AsyncExitStack() as stack:
            technician = await scene.person(stack, "technician")
            manager = await scene.person(stack, "manager", mode="legacy")
            desk = Desk(scene, technician, manager)
            await desk.prepare()
            rules = befalling(ResetAfterCommit(), desk)
            scene.faults.add(*rules)
            told = await desk.all_at_once()
            changed, deleted, submitted = desk.entries
            scene.deleted.add(deleted)
            assert [scene.faults.befell(rule) for rule in rules] == [1] * len(rules)
            assert desk.writes() == dict.fromkeys(told, 1)
            assert "answer was lost" in told.pop("change")["text"]
            for name, answer in told.items():
                assert (answer["state"], answer["done"]) == ("done", 1), (name, answer)
                who = desk.manager if name in {"approve", "reject"} else desk.technician
                checked = await who("check_operation", operation_id=answer["plan"])
                assert checked["state"] == "done"
            checked = await technician("check_operation", operation_id=OPERATION)
            assert (checked["state"], checked["entry"]) == ("done", changed)
        row = desk.entry(changed)
        assert row is not None
        assert row["notes"] == "Corrected"
        assert desk.entry(deleted) is None
        assert desk.status(desk.sheet_of(submitted)) == "PendingApproval"
        assert desk.status(desk.sheet) not in {"Open", "PendingApproval"}
        sent_back = desk.entry(desk.sent_back)
        assert sent_back is not None
        assert sent_back["status"] == "Rejected"
        assert scene.state() is State.DONE
        assert set(scene.items().values()) == {"done"}


async def test_f04_what_was_not_carried_out_is_told_as_absent_and_was_not_sent_again(
    tmp_path: Path,
) -> None:
    with a_scene(tmp_path) as scene:
        async with AsyncExitStack() as stack:
            technician = await scene.person(stack, "technician")
            manager = await scene.person(stack, "manager")
            desk = Desk(scene, technician, manager)
            await desk.prepare()
            rules = befalling(ResetBeforeForward(), desk)
            before = desk.status(desk.sheet), desk.entry(desk.sent_back)
            scene.faults.add(*rules)
            told = await desk.all_at_once()
            assert [scene.faults.befell(rule) for rule in rules] == [1] * len(rules)
            assert "not stored" in told.pop("change")["text"]
            assert scene.state() is State.ABSENT
            for answer in told.values():
                assert answer["done"] == 0
            # The watch finds it out by itself.
            await until(lambda: set(scene.items().values()) == {"absent"})
            for name, answer in told.items():
                who = desk.manager if name in {"approve", "reject"} else desk.technician
                await who("check_operation", operation_id=answer["plan"])
                assert "absent" in who.text
            assert desk.writes() == dict.fromkeys(desk.acts(), 0)
            assert desk.status(desk.sheet) == before[0]
            sent_back = desk.entry(desk.sent_back)
            assert sent_back is not None
            assert sent_back["status"] == "PendingApproval"
            # Asked for again, each is done, once.
            again = await desk.all_at_once()
            scene.deleted.add(desk.entries[1])
            assert desk.writes() == dict.fromkeys(again, 1)
            again.pop("change")
            assert {answer["state"] for answer in again.values()} == {"done"}
