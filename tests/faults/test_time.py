"""F27: the machine's clock is set while things are under way, and the clocks go back."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from time import monotonic

import anyio
import pytest

import connectwise_time.connectwise as client
from connectwise_time.cli import serving as joining
from connectwise_time.connectwise.exchange import Means
from connectwise_time.domain.operations import UNRESOLVED, State
from connectwise_time.sandbox.faults import LateCommit, ResetAfterCommit, ResetBeforeForward, Rule
from support.by_hand import a_minute_passes, serving
from support.calls import AT_ANY_TIME
from support.hours import ENTRIES
from support.promised import OFFICE, OPERATION, a_scene, an_hour, until

pytestmark = pytest.mark.anyio

DAY = timedelta(days=1)
JUMPS = pytest.mark.parametrize("jump", [DAY, -DAY], ids=["on a day", "back a day"])


@dataclass
class Clock:
    """The machine's clock, which can be set."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """What everything of ours takes for the present; the sandbox has a clock of its own."""
    its = Clock()
    monkeypatch.setattr(joining, "now", its)
    means = Means(utc_now=its)
    monkeypatch.setattr(client, "connect", partial(client.connect, means=means))
    return its


@JUMPS
async def test_f27_a_clock_that_is_set_during_a_call_proves_nothing_absent(
    tmp_path: Path, clock: Clock, jump: timedelta
) -> None:
    late = Rule(LateCommit(code=504), "POST", ENTRIES, times=1)
    with a_scene(tmp_path, late, horizon=3) as scene:
        async with scene.somebody() as call, anyio.create_task_group() as group:

            async def log() -> None:
                await call("create_time_entry", **an_hour(), operation_id=OPERATION)

            group.start_soon(log)
            await until(lambda: scene.befell("late_commit"))
            clock.ahead = jump
            began = monotonic()
            await until(lambda: scene.operation().looks >= 2)
            assert monotonic() - began < scene.horizon
            assert scene.state() is State.UNKNOWN
            scene.faults.commit_late()
        assert (scene.state(), len(scene.new())) == (State.DONE, 1)
        assert scene.operation().attempt == 1
        assert abs(scene.operation().began - datetime.now(UTC)) < timedelta(minutes=1)


@JUMPS
@pytest.mark.usefixtures("quick_looks")
async def test_f27_a_clock_that_is_set_between_calls_changes_no_answer(
    tmp_path: Path, clock: Clock, jump: timedelta
) -> None:
    lost = Rule(ResetBeforeForward(), "POST", ENTRIES, times=1)
    with a_scene(tmp_path) as scene:
        async with scene.somebody() as call:
            first = (await call("create_time_entry", **an_hour("08:00")))["entry"]
            plan = (await call("delete_time_entry", entry=first))["plan"]
            scene.faults.add(lost)
            await call.refused("create_time_entry", **an_hour(), operation_id=OPERATION)
            assert scene.state() is State.ABSENT
            clock.ahead = jump
            # What was done a moment ago is not forgotten; a plan is neither early nor late.
            told = await call.refused("create_time_entry", **an_hour("08:00"))
            assert "Possible duplicate" in told
            assert (await call("delete_time_entry", plan=plan))["state"] == "done"
            scene.deleted.add(first)
            logged = await call("create_time_entry", **an_hour(), operation_id=OPERATION)
        assert [row["id"] for row in scene.new()] == [logged["entry"]]
        assert (scene.state(), scene.sent()) == (State.DONE, 2)


@JUMPS
async def test_f27_a_server_that_starts_with_a_wrong_clock_finds_out_what_was_lost(
    tmp_path: Path, clock: Clock, jump: timedelta
) -> None:
    late = Rule(LateCommit(), "POST", ENTRIES, times=1)
    with a_scene(tmp_path, late, horizon=3) as scene:
        with serving(scene) as host:
            host.greet()
            wish = an_hour(operation_id=OPERATION)
            host.say("tools/call", 2, name="create_time_entry", arguments=wish)
            await until(lambda: scene.befell("late_commit"))
            host.process.kill()
            host.process.wait()
        a_minute_passes(scene)
        clock.ahead = jump
        async with scene.somebody() as call:
            # It is looked after although nobody called anything.
            await until(lambda: scene.operation().looks >= 1)
            began = monotonic()
            while (before := scene.operation()).looks < 3:
                await call("check_operation", operation_id=OPERATION)
            # Until the horizon is over nothing is proved.
            assert monotonic() - began < scene.horizon
            assert before.state in UNRESOLVED
            assert before.due is not None
            assert abs(before.due - datetime.now(UTC)) < timedelta(minutes=1)
            scene.faults.commit_late()
            await until(lambda: scene.state() is State.DONE)
        assert scene.tried() == len(scene.new()) == 1


async def test_f27_work_through_the_night_in_which_the_clocks_go_back_is_found_again(
    tmp_path: Path,
) -> None:
    night = clocks_went_back()
    lost = Rule(ResetAfterCommit(), "POST", ENTRIES, times=1)
    with a_scene(tmp_path, lost) as scene:
        async with scene.somebody() as call:
            wish = an_hour(
                "00:30",
                date=night.isoformat(),
                hours=3,
                operation_id=OPERATION,
                accept=AT_ANY_TIME,
            )
            logged = await call("create_time_entry", **wish)
            assert "answer was lost" in call.text
            assert (logged["date"], logged["hours"]) == (night.isoformat(), 3)
        [row] = scene.new()
        begins, ends = (datetime.fromisoformat(row[name]) for name in ("timeStart", "timeEnd"))
        assert ends - begins == timedelta(hours=3)
        assert f"{begins.astimezone(OFFICE):%Y-%m-%d %H:%M}" == f"{night} 00:30"
        # Three hours later the clocks on the wall are two hours on.
        assert f"{ends.astimezone(OFFICE):%Y-%m-%d %H:%M}" == f"{night} 02:30"
        assert scene.state() is State.DONE


def clocks_went_back() -> date:
    """The last such day of the office of which no sheet has been handed in."""
    latest = datetime.now(OFFICE).date() - timedelta(days=21)

    def offset(day: date) -> timedelta | None:
        return datetime(day.year, day.month, day.day, 12, tzinfo=OFFICE).utcoffset()

    days = (latest - timedelta(days=ago) for ago in range(370))
    return next(
        day
        for day in days
        if offset(day) == timedelta(hours=-5) and offset(day - DAY) == timedelta(hours=-4)
    )
