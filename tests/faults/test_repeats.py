"""F24 to F26 and F30: the same write again, given up by its client, or already there."""

import sys
from collections import Counter
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client, MCPError, StdioServerParameters

from connectwise_time.domain.operations import State
from connectwise_time.sandbox.faults import Rule, Slow
from support.calls import Caller
from support.hours import ENTRIES
from support.promised import CLEAN, OPERATION, Mode, Scene, a_scene, an_hour, until

pytestmark = pytest.mark.anyio

COPIES = 50
DUPLICATE = "Possible duplicate"


def slow(seconds: float) -> Rule:
    return Rule(Slow(seconds), "POST", ENTRIES, times=1)


def a_process(scene: Scene) -> Client:
    environ = {**CLEAN, **scene.environ()}
    arguments = ["-m", "connectwise_time"]
    return Client(StdioServerParameters(command=sys.executable, args=arguments, env=environ))


async def test_f24_fifty_copies_of_one_operation_in_two_processes_send_it_once(
    tmp_path: Path,
) -> None:
    with a_scene(tmp_path, slow(0.5)) as scene:
        told: list[Any] = []
        async with a_process(scene) as first, a_process(scene) as second:

            async def copy(client: Client) -> None:
                wish = an_hour(operation_id=OPERATION)
                told.append(await client.call_tool("create_time_entry", wish))

            async with anyio.create_task_group() as group:
                for client in (first, second) * (COPIES // 2):
                    group.start_soon(copy, client)
            late = await Caller(second)("create_time_entry", **an_hour(operation_id=OPERATION))
            assert late["replayed"] is True
        [row] = scene.new()
        assert scene.sent() == 1
        assert len(told) == COPIES
        fates: Counter[str] = Counter()
        for answer in told:
            if answer.is_error:
                text = str(answer.content)
                assert "under way" in text, text
                fates["under way"] += 1
            else:
                assert answer.structured_content["entry"] == row["id"]
                again = answer.structured_content.get("replayed", False)
                fates["replayed" if again else "stored"] += 1
        assert fates["stored"] == 1, fates
        assert scene.state() is State.DONE


@pytest.mark.parametrize("mode", ["legacy", "auto"])
async def test_f25_the_same_call_again_is_a_possible_duplicate_that_names_the_first(
    tmp_path: Path, mode: Mode
) -> None:
    with a_scene(tmp_path) as scene:
        async with scene.somebody(mode=mode) as call:
            first = (await call("create_time_entry", **an_hour()))["entry"]
            told = await call.refused("create_time_entry", **an_hour())
            assert DUPLICATE in told
            assert f"entry {first}" in told
            assert scene.sent() == 1
            accepted = await call("create_time_entry", **an_hour(), accept=["duplicate"])
            assert (scene.sent(), len(scene.new())) == (2, 2)
            for number in (first, accepted["entry"]):
                await call.planned("delete_time_entry", entry=number)
                scene.deleted.add(number)
            again = await call("create_time_entry", **an_hour())
        assert [row["id"] for row in scene.new()] == [again["entry"]]
        assert (scene.sent(), len(scene.operations())) == (3, 3)


async def test_f25_two_identical_calls_at_the_same_moment_are_sent_once(tmp_path: Path) -> None:
    with a_scene(tmp_path, slow(0.3)) as scene:
        async with scene.somebody() as one, scene.somebody() as other:
            told: list[Any] = []

            async def log(caller: Caller) -> None:
                told.append(await caller.client.call_tool("create_time_entry", an_hour()))

            async with anyio.create_task_group() as group:
                for caller in (one, other) * 3:
                    group.start_soon(log, caller)
        assert (scene.sent(), len(scene.new()), len(scene.operations())) == (1, 1, 1)
        refused = [str(answer.content) for answer in told if answer.is_error]
        assert len(refused) == 5
        assert all(DUPLICATE in t or "not known yet" in t or "under way" in t for t in refused)


@pytest.mark.parametrize("mode", ["legacy", "auto"])
async def test_f26_a_write_whose_client_gave_up_is_finished_and_noted(
    tmp_path: Path, mode: Mode
) -> None:
    with a_scene(tmp_path, slow(0.5)) as scene:
        async with scene.somebody(mode=mode) as call:
            async with anyio.create_task_group() as group:
                wish = an_hour(operation_id=OPERATION)
                group.start_soon(call.client.call_tool, "create_time_entry", wish)
                await until(lambda: scene.befell("slow"))
                assert scene.state() is State.SENDING
                group.cancel_scope.cancel()
            await until(lambda: scene.state() is State.DONE)
            checked = await call("check_operation", operation_id=OPERATION)
            assert (checked["state"], checked["entry"]) == ("done", scene.new()[0]["id"])
            assert (await call("check_operation"))["state"] == "nothing unresolved"
        assert (scene.sent(), len(scene.new())) == (1, 1)


async def test_f26_a_write_whose_client_has_left_is_finished_and_noted(tmp_path: Path) -> None:
    with a_scene(tmp_path, slow(0.5)) as scene:
        async with anyio.create_task_group() as group, scene.somebody() as call:
            wish = an_hour(operation_id=OPERATION)
            group.start_soon(leaving, call.client, wish)
            await until(lambda: scene.befell("slow"))
        assert scene.state() is State.DONE
        async with scene.somebody() as call:
            again = await call("create_time_entry", **an_hour(operation_id=OPERATION))
            assert again["replayed"] is True
        assert (scene.sent(), len(scene.new())) == (1, 1)


async def leaving(client: Client, wish: dict[str, Any]) -> None:
    """Call, and learn that the connection was closed meanwhile."""
    with pytest.raises(MCPError, match=r"(?i)closed"):
        await client.call_tool("create_time_entry", wish)


async def test_f26_a_call_cancelled_before_anything_was_sent_leaves_its_id_free(
    tmp_path: Path,
) -> None:
    with a_scene(tmp_path) as scene:
        async with scene.somebody() as call:
            await call("check_operation")
            scene.faults.add(Rule(Slow(20), "GET", "/service/tickets/54321", times=1))
            async with anyio.create_task_group() as group:
                wish = an_hour(operation_id=OPERATION)
                group.start_soon(call.client.call_tool, "create_time_entry", wish)
                await until(lambda: scene.befell("slow"))
                group.cancel_scope.cancel()
            assert scene.state() is None
            assert "no operation" in await call.refused("check_operation", operation_id=OPERATION)
            # Free for the same wish, and for another one.
            logged = await call("create_time_entry", **an_hour("10:00"), operation_id=OPERATION)
        assert [row["id"] for row in scene.new()] == [logged["entry"]]
        assert (scene.state(), scene.sent()) == (State.DONE, 1)


async def test_f26_a_call_cancelled_while_it_waits_for_its_turn_is_finished_or_free(
    tmp_path: Path,
) -> None:
    # Two writes at a time are sent: a third waits inside, noted already.
    busy = Rule(Slow(0.5), "POST", ENTRIES, times=3)
    with a_scene(tmp_path, busy) as scene:
        async with scene.somebody() as call:
            async with anyio.create_task_group() as group:
                for hour in (9, 10, 11):
                    wish = an_hour(f"{hour:02}:00", operation_id=f"operation-{hour}")
                    group.start_soon(call.client.call_tool, "create_time_entry", wish)
                await until(lambda: len(scene.operations()) == 3)
                group.cancel_scope.cancel()
            await until(lambda: {o.state for o in scene.operations()} == {State.DONE})
        assert scene.sent() == len(scene.new()) == 3


async def test_f30_an_entry_of_another_program_is_named_and_never_deleted(tmp_path: Path) -> None:
    with a_scene(tmp_path) as scene:
        there = {scene.elsewhere("09:00"), scene.elsewhere("09:00")}
        writes = scene.sent()
        async with scene.somebody() as call:
            for wish in (an_hour(), an_hour(operation_id=OPERATION)):
                told = await call.refused("create_time_entry", **wish)
                assert DUPLICATE in told
                assert all(str(number) in told for number in there)
            assert (scene.sent(), scene.operations()) == (writes, [])
            # What differs in its notes is no duplicate, but lies there too; what is accepted is
            # stored.
            told = await call.refused("create_time_entry", **an_hour(notes="Something else"))
            assert DUPLICATE not in told
            assert 'accept=["overlap"]' in told
            wish = an_hour(notes="Something else", accept=["overlap"])
            other = await call("create_time_entry", **wish)
            wish = an_hour(operation_id=OPERATION, accept=["duplicate", "overlap"])
            accepted = await call("create_time_entry", **wish)
        assert {row["id"] for row in scene.new()} == {other["entry"], accepted["entry"]}
        assert there <= {row["id"] for row in scene.world.entries()}
        assert "DELETE" not in {request.method for request in scene.world.requests}
        # What was there before is not taken for what was stored.
        assert not scene.operation().others
