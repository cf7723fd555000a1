"""F18 (one sample) and F32: the host or the server dies while a write is under way."""

from pathlib import Path

import pytest

from connectwise_time.domain.operations import UNRESOLVED, State
from connectwise_time.sandbox.faults import Blackhole, Rule
from support.by_hand import Dies, a_minute_passes, serving
from support.hours import ENTRIES
from support.promised import OPERATION, a_scene, an_hour, until

pytestmark = pytest.mark.anyio

SECONDS = 2.0


@pytest.mark.parametrize("how", ["input ends", "output breaks"])
async def test_f32_a_server_whose_host_left_ends_also_while_a_write_hangs(
    tmp_path: Path, how: Dies
) -> None:
    hangs = Rule(Blackhole(forward=how != "output breaks"), "POST", ENTRIES, times=1)
    with a_scene(tmp_path, hangs) as scene:
        stored = how != "output breaks"
        with serving(scene) as host:
            host.greet()
            wish = an_hour(operation_id=OPERATION)
            host.say("tools/call", 2, name="create_time_entry", arguments=wish)
            await until(lambda: scene.befell("blackhole") and scene.sent() == stored)
            assert host.die(how) < SECONDS
        assert scene.state() in UNRESOLVED
        a_minute_passes(scene)
        # The next start finds out what became of it, without any call.
        with serving(scene) as host:
            host.greet()
            await until(lambda: scene.state() is (State.DONE if stored else State.ABSENT))
            assert host.die("input ends") < SECONDS
        assert scene.sent() == len(scene.new()) == stored


async def test_f32_a_server_whose_output_broke_ends_although_its_input_goes_on(
    tmp_path: Path,
) -> None:
    with a_scene(tmp_path) as scene, serving(scene) as host:
        host.greet()
        assert host.die("output breaks") < SECONDS
        assert scene.operations() == []


async def test_f18_a_server_that_is_killed_while_it_sends_leaves_what_the_next_one_finds_out(
    tmp_path: Path,
) -> None:
    with a_scene(tmp_path, Rule(Blackhole(), "POST", ENTRIES, times=1)) as scene:
        with serving(scene) as host:
            host.greet()
            wish = an_hour(operation_id=OPERATION)
            host.say("tools/call", 2, name="create_time_entry", arguments=wish)
            await until(lambda: scene.sent() == 1)
            host.process.kill()
            host.process.wait()
        assert scene.state() is State.SENDING
        async with scene.somebody() as call:
            # Nobody has to wait until it is due: whoever asks is told what is there.
            checked = await call("check_operation", operation_id=OPERATION)
            assert (checked["state"], checked["entry"]) == ("done", scene.new()[0]["id"])
            again = await call("create_time_entry", **wish)
            assert again["replayed"] is True
        assert scene.sent() == len(scene.new()) == 1
