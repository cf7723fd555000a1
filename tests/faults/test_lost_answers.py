"""F4 to F11: the answer to a write is lost, comes late, or cannot be read."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import anyio
import pytest

from connectwise_time.domain.operations import State
from connectwise_time.sandbox.faults import (
    Blackhole,
    LateCommit,
    OddAnswer,
    ResetAfterCommit,
    ResetBeforeForward,
    ResetBeforeRead,
    Rule,
    Status,
    Truncate,
    WrongLength,
)
from connectwise_time.sandbox.faults.rules import Fault
from support.calls import AT_ANY_TIME, Caller
from support.hours import ENTRIES
from support.leaping import LeapingLoop, leap
from support.promised import OPERATION, Mode, a_scene, an_hour, until

pytestmark = pytest.mark.anyio

LOST = "answer was lost"
# Both protocol eras, and ConnectWise with and without marks.
PAIRS: list[tuple[Mode, bool]] = [("legacy", True), ("auto", False)]


@pytest.fixture
def anyio_backend() -> tuple[str, dict[str, object]]:
    return "asyncio", {"loop_factory": LeapingLoop}


def once(fault: Fault, method: str = "POST", path: str = ENTRIES) -> Rule:
    return Rule(fault, method, path, times=1)


@pytest.mark.usefixtures("quick_looks")
@pytest.mark.parametrize(("mode", "keeps_marks"), PAIRS)
async def test_f04_what_was_never_received_is_absent_and_the_same_operation_stores_it_once(
    tmp_path: Path, *, mode: Mode, keeps_marks: bool
) -> None:
    with a_scene(tmp_path, once(ResetBeforeForward()), keeps_marks=keeps_marks) as scene:
        async with scene.somebody(mode=mode) as call:
            told = await call.refused("create_time_entry", **an_hour(), operation_id=OPERATION)
            assert "not stored" in told
            assert f'operation_id="{OPERATION}"' in told
            assert (scene.state(), scene.sent(), scene.new()) == (State.ABSENT, 0, [])
            assert (await call("check_operation", operation_id=OPERATION))["state"] == "absent"
            logged = await call("create_time_entry", **an_hour(), operation_id=OPERATION)
        assert (scene.state(), scene.sent()) == (State.DONE, 1)
        assert [row["id"] for row in scene.new()] == [logged["entry"]]
        assert scene.operation().attempt == 2


@pytest.mark.usefixtures("quick_looks")
async def test_f04_a_connection_that_breaks_before_the_request_is_read_counts_as_lost_too(
    tmp_path: Path,
) -> None:
    with a_scene(tmp_path) as scene:
        async with scene.somebody() as call:
            await call("search_time", period="today")
            # A write goes over a connection of its own: the next new one is the write's.
            scene.faults.add(Rule(ResetBeforeRead(), times=1))
            told = await call.refused("create_time_entry", **an_hour(), operation_id=OPERATION)
            assert "not stored" in told
            assert (scene.state(), scene.sent()) == (State.ABSENT, 0)
            assert scene.befell("reset_before_read") == 1
            await call("create_time_entry", **an_hour(), operation_id=OPERATION)
        assert (scene.state(), scene.sent(), len(scene.new())) == (State.DONE, 1, 1)


@pytest.mark.parametrize(("mode", "keeps_marks"), PAIRS)
async def test_f05_the_answer_is_lost_after_the_commit_and_the_entry_is_found(
    tmp_path: Path, *, mode: Mode, keeps_marks: bool
) -> None:
    with a_scene(tmp_path, once(ResetAfterCommit()), keeps_marks=keeps_marks) as scene:
        async with scene.somebody(mode=mode) as call:
            logged = await call("create_time_entry", **an_hour(), operation_id=OPERATION)
            assert LOST in call.text
            again = await call("create_time_entry", **an_hour(), operation_id=OPERATION)
            assert (again["entry"], again["replayed"]) == (logged["entry"], True)
            checked = await call("check_operation", operation_id=OPERATION)
            assert (checked["state"], checked["entry"]) == ("done", logged["entry"])
        assert [row["id"] for row in scene.new()] == [logged["entry"]]
        assert (scene.state(), scene.sent(), scene.befell("reset_after_commit")) == (
            *(State.DONE, 1, 1),
        )


async def test_f05_in_the_documented_dialect_it_is_found_by_what_it_is(tmp_path: Path) -> None:
    with a_scene(tmp_path, once(ResetAfterCommit()), dialect="documented") as scene:
        async with scene.somebody() as call:
            logged = await call("create_time_entry", **an_hour(), operation_id=OPERATION)
            assert LOST in call.text
        assert [row["id"] for row in scene.new()] == [logged["entry"]]
        assert (scene.state(), scene.sent()) == (State.DONE, 1)


@pytest.mark.usefixtures("quick_looks")
@pytest.mark.parametrize("forward", [True, False])
async def test_f06_nothing_ever_comes_back_and_the_call_answers_within_45_seconds(
    tmp_path: Path, *, forward: bool
) -> None:
    with a_scene(tmp_path, once(Blackhole(forward=forward))) as scene:
        async with scene.somebody() as call:
            began = anyio.current_time()
            told: list[Any] = []

            async def log() -> None:
                wish = an_hour() | {"operation_id": OPERATION}
                told.append(await call.client.call_tool("create_time_entry", wish))

            async with anyio.create_task_group() as group:
                group.start_soon(log)
                await until(lambda: scene.befell("blackhole"))
                assert scene.state() is State.SENDING
                await until(lambda: scene.sent() == forward)
                leap(26)
            assert anyio.current_time() - began < 45
            [answer] = told
            assert answer.is_error is not forward
        assert scene.state() is (State.DONE if forward else State.ABSENT)
        assert (scene.sent(), len(scene.new())) == (forward, forward)
        assert (LOST if forward else "not stored") in str(answer.content)


@pytest.mark.parametrize(("after", "keeps_marks"), [(1.0, True), (1.8, False)])
async def test_f07_a_commit_that_comes_late_but_before_the_horizon_is_one_row(
    tmp_path: Path, *, after: float, keeps_marks: bool
) -> None:
    late = once(LateCommit(after_seconds=after, code=504))
    with a_scene(tmp_path, late, horizon=2, keeps_marks=keeps_marks) as scene:
        async with scene.somebody() as call, anyio.create_task_group() as group:
            refused: list[str] = []

            async def impatient() -> None:
                await until(lambda: scene.state() is State.UNKNOWN)
                wish = an_hour() | {"operation_id": OPERATION}
                text = str((await call.client.call_tool("create_time_entry", wish)).content)
                refused.append(text)
                # Without the id it is the same work: it may not be sent beside the lost one.
                text = str((await call.client.call_tool("create_time_entry", an_hour())).content)
                refused.append(text)

            group.start_soon(impatient)
            logged = await call("create_time_entry", **an_hour(), operation_id=OPERATION)
            assert LOST in call.text
        assert all("answer was lost" in text for text in refused), refused
        assert [row["id"] for row in scene.new()] == [logged["entry"]]
        assert (scene.state(), len(scene.operations())) == (State.DONE, 1)
        assert scene.operation().attempt == 1


@pytest.mark.parametrize(
    ("asks", "keeps_marks"), [("check_operation", True), ("the next write", False)]
)
async def test_f08_a_commit_later_than_the_horizon_is_reported_with_both_entries(
    tmp_path: Path, *, asks: str, keeps_marks: bool
) -> None:
    with a_scene(tmp_path, once(LateCommit(code=504)), keeps_marks=keeps_marks) as scene:
        async with scene.somebody() as call:
            await call.refused("create_time_entry", **an_hour(), operation_id=OPERATION)
            assert scene.state() is State.ABSENT
            logged = await call("create_time_entry", **an_hour(), operation_id=OPERATION)
            assert len(scene.new()) == 1
            scene.faults.commit_late()
            scene.doubled = 1
            first, second = sorted(row["id"] for row in scene.new())
            assert first == logged["entry"]
            if asks == "check_operation":
                checked = await call("check_operation", operation_id=OPERATION)
                assert (checked["state"], checked["entry"]) == ("done", first)
                assert checked["others"] == [second]
            else:
                # The watch finds it by itself, and whoever writes next is told.
                with anyio.fail_after(4 * scene.horizon + 2):
                    await until(lambda: scene.operation().others)
                await call("create_time_entry", **an_hour("11:00"))
            assert "more than once" in call.text
            assert str(first) in call.text
            assert str(second) in call.text
            everything = await call("check_operation")
            assert everything["state"] == "unresolved"
            assert f"entry {second} too" in call.text
        assert scene.sent("DELETE", f"{ENTRIES}/{first}") == 0
        assert scene.sent("DELETE", f"{ENTRIES}/{second}") == 0
        assert scene.operation().others == (second,)


async def test_f09_an_error_after_the_commit_is_no_error(tmp_path: Path) -> None:
    await all_are_found(tmp_path, [Status(code, committed=True) for code in (500, 502, 504)])


@pytest.mark.usefixtures("quick_looks")
async def test_f10_an_error_before_the_commit_is_not_sent_again_by_itself(tmp_path: Path) -> None:
    with a_scene(tmp_path, once(Status(500))) as scene:
        async with scene.somebody() as call:
            told = await call.refused("create_time_entry", **an_hour(), operation_id=OPERATION)
            assert "not stored" in told
            assert (scene.state(), scene.new()) == (State.ABSENT, [])
            assert scene.tried() == 1
            await call("create_time_entry", **an_hour(), operation_id=OPERATION)
        assert (scene.state(), len(scene.new())) == (State.DONE, 1)


ODD: list[Fault] = [
    *(Truncate(0), Truncate(40), Truncate(40, reset=True), WrongLength(100), WrongLength(-100)),
    *(OddAnswer("truncated"), OddAnswer("empty"), OddAnswer("without_id"), OddAnswer("html")),
    *(OddAnswer("null"), OddAnswer("wrong_shape")),
]


async def test_f11_a_success_that_cannot_be_read_is_read_back(tmp_path: Path) -> None:
    await all_are_found(tmp_path, ODD)


async def all_are_found(folder: Path, faults: Sequence[Fault]) -> None:
    """Each befalls a write of its own, after the commit; each write is done, and sent once."""
    rules = [Rule(fault, "POST", ENTRIES, nth=nth) for nth, fault in enumerate(faults, 1)]
    with a_scene(folder, *rules) as scene:
        logged: set[int] = set()
        async with scene.somebody() as call, anyio.create_task_group() as group:

            async def log(hour: int) -> None:
                its = Caller(call.client)
                wish = an_hour(
                    f"{hour:02}:00", operation_id=f"operation-{hour}", accept=AT_ANY_TIME
                )
                logged.add((await its("create_time_entry", **wish))["entry"])
                assert LOST in its.text

            for hour in range(len(faults)):
                group.start_soon(log, hour)
        assert [scene.faults.befell(rule) for rule in rules] == [1] * len(rules)
        assert {row["id"] for row in scene.new()} == logged
        assert {o.state for o in scene.operations()} == {State.DONE}
        assert scene.sent() == len(logged) == len(faults)
