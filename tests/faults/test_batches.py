"""Several entries by one plan, while things go wrong: none is stored twice, and each is told."""

import sys
from collections import Counter
from contextlib import AsyncExitStack, closing
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client, StdioServerParameters

from connectwise_time.cli.serving import caller_of, journal_in
from connectwise_time.domain.operations import State
from connectwise_time.sandbox.faults import (
    Blackhole,
    ResetAfterCommit,
    ResetBeforeForward,
    Rule,
    Slow,
    Status,
)
from connectwise_time.settings import Settings
from support.by_hand import a_minute_passes, serving
from support.calls import Caller
from support.hours import ENTRIES
from support.promised import CLEAN, Mode, Scene, a_scene, an_hour, until

pytestmark = pytest.mark.anyio

MANY = 20


def hours(many: int = MANY, **others: Any) -> list[dict[str, Any]]:
    """So many entries of a quarter of an hour, one after the other."""
    starts = [f"{8 + number // 4:02}:{number % 4 * 15:02}" for number in range(many)]
    return [an_hour(start, **{"hours": 0.25} | others) for start in starts]


def states(answer: dict[str, Any]) -> Counter[str]:
    return Counter(entry["state"] for entry in answer["entries"])


def told_as_stored(answer: dict[str, Any]) -> list[int]:
    return sorted(entry["entry"] for entry in answer["entries"] if entry["state"] == "done")


def numbers(scene: Scene) -> list[int]:
    return sorted(row["id"] for row in scene.new())


@pytest.mark.parametrize("mode", ["legacy", "auto"])
@pytest.mark.parametrize("lost", [ResetAfterCommit(), ResetBeforeForward()], ids=["kept", "lost"])
async def test_of_twenty_one_refused_and_one_lost_nineteen_are_stored_once(
    tmp_path: Path, mode: Mode, lost: Any
) -> None:
    refused = Rule(Status(400), "POST", ENTRIES, nth=10)
    gone = Rule(lost, "POST", ENTRIES, nth=15)
    with a_scene(tmp_path, refused, gone) as scene:
        async with scene.somebody(mode=mode) as call:
            plan = (await call("create_time_entries", entries=hours()))["plan"]
            assert scene.sent() == 0
            answer = await call("create_time_entries", plan=plan)
            calls = 1
            while answer["done"] < MANY - 1:
                answer = await call("create_time_entries", plan=plan)
                calls += 1
                assert calls < 5, call.text
            assert calls > 1 or lost == ResetAfterCommit()
            assert (answer["done"], answer["refused"], answer["unknown"]) == (19, 1, 0)
            assert answer["not_tried"] == 0
            assert [e["number"] for e in answer["entries"] if e["state"] == "refused"] == [10]
            assert "Refused: new entry 10 " in call.text
            again = await call("create_time_entries", plan=plan)
            assert (again["entries"], again["state"]) == (answer["entries"], "partly done")
            assert "carried out before" in call.text
        assert len(numbers(scene)) == MANY - 1
        assert told_as_stored(answer) == numbers(scene)
        assert {row["actualHours"] for row in scene.new()} == {0.25}
        assert {o.id for o in scene.operations()} == {f"{plan}.{n}" for n in range(1, MANY + 1)}
        assert Counter(o.state for o in scene.operations()) == {State.DONE: 19, State.REJECTED: 1}
        # What was lost on its way was sent a second time; nothing else was.
        assert scene.tried() == MANY


async def test_an_entry_of_which_nobody_knows_stays_open_and_is_not_sent_again(
    tmp_path: Path,
) -> None:
    gone = Rule(ResetBeforeForward(), "POST", ENTRIES, nth=2)
    with a_scene(tmp_path, gone, horizon=600) as scene:
        async with scene.somebody() as call:
            plan = (await call("create_time_entries", entries=hours(3)))["plan"]
            answer = await call("create_time_entries", plan=plan)
            assert [entry["state"] for entry in answer["entries"]] == ["done", "unknown", "done"]
            assert f'check_operation("{plan}")' in call.text
            checked = await call("check_operation", operation_id=plan)
            assert checked["state"] == "unknown"
            checked = await call("check_operation", operation_id=f"{plan}.2")
            assert checked["state"] == "unknown"
            sent = scene.sent()
            again = await call("create_time_entries", plan=plan)
            assert again["entries"] == answer["entries"]
            # Nor by another way.
            told = await call.refused("create_time_entry", **hours(3)[1])
            assert f'check_operation("{plan}.2")' in told
        assert scene.sent() == sent == 2
        assert len(scene.new()) == 2


async def test_connectwise_goes_away_in_the_middle_and_the_plan_goes_on_when_it_is_back(
    tmp_path: Path,
) -> None:
    away = Rule(Status(503), "POST", ENTRIES, since=4)
    with a_scene(tmp_path, away) as scene:
        async with scene.somebody() as call:
            plan = (await call("create_time_entries", entries=hours(8)))["plan"]
            first = await call("create_time_entries", plan=plan)
            assert first["done"] == 3
            assert first["not_tried"] + first["unknown"] + first["refused"] == 5
            scene.faults.clear()
            await until_done(call, plan, 8)
        assert len(scene.new()) == 8


async def until_done(call: Caller, plan: str, many: int) -> dict[str, Any]:
    """Call with the plan as often as it takes."""
    with anyio.fail_after(60):
        while True:
            result = await call.client.call_tool("create_time_entries", {"plan": plan})
            answer = result.structured_content or {}
            if answer.get("done") == many:
                return answer


async def test_an_entry_that_came_to_be_there_meanwhile_is_refused_and_the_others_go_on(
    tmp_path: Path,
) -> None:
    with a_scene(tmp_path) as scene:
        async with scene.somebody() as call:
            wishes = [an_hour("09:00"), an_hour("10:00"), an_hour("11:00")]
            plan = (await call("create_time_entries", entries=wishes))["plan"]
            there = scene.elsewhere("10:00")
            answer = await call("create_time_entries", plan=plan)
        assert [entry["state"] for entry in answer["entries"]] == ["done", "refused", "done"]
        assert f"entry {there}" in answer["entries"][1]["told"]
        assert told_as_stored(answer) == numbers(scene)
        assert len(scene.new()) == 2


async def test_a_cancelled_batch_begins_nothing_more_and_goes_on_when_it_is_called_again(
    tmp_path: Path,
) -> None:
    with a_scene(tmp_path, Rule(Slow(0.3), "POST", ENTRIES, nth=3)) as scene:
        async with scene.somebody() as call:
            plan = (await call("create_time_entries", entries=hours(6)))["plan"]
            async with anyio.create_task_group() as group:
                group.start_soon(call.client.call_tool, "create_time_entries", {"plan": plan})
                await until(lambda: scene.befell("slow"))
                group.cancel_scope.cancel()
            await until(lambda: scene.state(f"{plan}.3") is State.DONE)
            await until(lambda: list(scene.items().values()) == ["done"] * 3)
            assert len(scene.new()) == scene.sent() == 3
            answer = await call("create_time_entries", plan=plan)
            assert answer["done"] == 6
        assert len(scene.new()) == scene.sent() == 6


def a_process(scene: Scene) -> Client:
    environ = {**CLEAN, **scene.environ()}
    arguments = ["-m", "connectwise_time"]
    return Client(StdioServerParameters(command=sys.executable, args=arguments, env=environ))


async def test_two_processes_that_go_on_with_one_plan_store_each_entry_once(
    tmp_path: Path,
) -> None:
    with a_scene(tmp_path, Rule(Slow(0.05), "POST", ENTRIES)) as scene:
        async with AsyncExitStack() as stack:
            people = [Caller(await stack.enter_async_context(a_process(scene))) for _ in range(2)]
            plan = (await people[0]("create_time_entries", entries=hours()))["plan"]
            answers: list[dict[str, Any]] = []

            async def go_on(call: Caller) -> None:
                answers.append(await call("create_time_entries", plan=plan))

            async with anyio.create_task_group() as group:
                for call in people * 3:
                    group.start_soon(go_on, Caller(call.client))
            last = await people[1]("create_time_entries", plan=plan)
        assert (last["done"], last["refused"], last["unknown"]) == (MANY, 0, 0)
        assert told_as_stored(last) == numbers(scene)
        assert scene.sent() == MANY
        assert all(answer["refused"] == answer["unknown"] == 0 for answer in answers)


async def test_a_server_that_is_killed_in_the_middle_leaves_the_rest_to_the_next(
    tmp_path: Path,
) -> None:
    with a_scene(tmp_path, Rule(Blackhole(), "POST", ENTRIES, nth=3, times=1)) as scene:
        async with scene.somebody() as call:
            plan = (await call("create_time_entries", entries=hours(6)))["plan"]
        with serving(scene) as host:
            host.greet()
            host.say("tools/call", 2, name="create_time_entries", arguments={"plan": plan})
            await until(lambda: scene.sent() == 3)
            host.process.kill()
            host.process.wait()
        assert scene.state(f"{plan}.3") is State.SENDING
        assert list(scene.items().values()) == ["done", "done", None]
        a_minute_passes(scene)
        async with scene.somebody() as call:
            answer = await until_done(call, plan, 6)
        assert told_as_stored(answer) == numbers(scene)
        assert scene.sent() == len(scene.new()) == 6


async def test_an_entry_whose_turn_was_taken_and_that_was_never_noted_was_never_sent(
    tmp_path: Path,
) -> None:
    """A server was killed between the two: the next one gives the entry its turn again."""
    with a_scene(tmp_path) as scene:
        async with scene.somebody() as call:
            plan = (await call("create_time_entries", entries=hours(3)))["plan"]
            settings = Settings.from_env(scene.environ())
            with closing(journal_in(settings)) as kept:
                known = await kept.ledger.look(plan, caller_of(settings))
                assert known is not None
                assert await kept.ledger.claim(plan, known.plan.items[1].key)
            # While somebody may be at it, nobody else is.
            answer = await call("create_time_entries", plan=plan)
            assert [entry["state"] for entry in answer["entries"]] == ["done", "sending", "done"]
            assert "under way in another call" in call.text
            a_minute_passes(scene)
            answer = await call("create_time_entries", plan=plan)
        assert answer["state"] == "done"
        assert told_as_stored(answer) == numbers(scene)
        assert scene.sent() == 3


async def test_each_entry_that_ended_is_told_while_the_others_are_stored(tmp_path: Path) -> None:
    with a_scene(tmp_path, Rule(Status(400), "POST", ENTRIES, nth=2)) as scene:
        async with scene.somebody() as call:
            plan = (await call("create_time_entries", entries=hours(3)))["plan"]
            told: list[tuple[float, float | None]] = []

            async def progress(progress: float, total: float | None, message: str | None) -> None:
                assert message is not None
                told.append((progress, total))

            await call.client.call_tool(
                "create_time_entries", {"plan": plan}, progress_callback=progress
            )
        assert told == [(1, 3), (2, 3), (3, 3)]
        assert len(scene.new()) == 2
