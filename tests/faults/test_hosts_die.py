"""F18 (one sample) and F32: the host or the server dies while a write is under way."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Literal

import pytest

from connectwise_time.domain.operations import UNRESOLVED, State
from connectwise_time.sandbox.faults import Blackhole, Rule
from support.promised import CLEAN, ENTRIES, OPERATION, Scene, a_scene, an_hour, until

pytestmark = pytest.mark.anyio

SECONDS = 2.0
HELLO = {
    "protocolVersion": "2025-06-18",
    "capabilities": {},
    "clientInfo": {"name": "test", "version": "1"},
}
Dies = Literal["input ends", "output breaks"]


class Serving:
    """`serve` as a host starts it, spoken to by hand."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self.process = process
        self.input, self.output = process.stdin, process.stdout

    def say(self, method: str, number: int | None = None, **params: Any) -> None:
        message = {"jsonrpc": "2.0", "method": method, "params": params}
        self.input.write(json.dumps(message if number is None else message | {"id": number}) + "\n")
        self.input.flush()

    def greet(self) -> None:
        self.say("initialize", 1, **HELLO)
        assert json.loads(self.output.readline())["id"] == 1
        self.say("notifications/initialized")

    def die(self, how: Dies) -> float:
        """Die, and tell how long the process went on."""
        if how == "input ends":
            self.input.close()
        else:
            self.output.close()
            self.say("ping", 9)
        began = time.monotonic()
        assert self.process.wait(timeout=30) == 0
        return time.monotonic() - began


@contextmanager
def serving(scene: Scene) -> Iterator[Serving]:
    with subprocess.Popen(
        [sys.executable, "-m", "connectwise_time"],
        env={**CLEAN, **scene.environ()},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield Serving(process)
        finally:
            process.kill()


def a_minute_passes(scene: Scene) -> None:
    """What was begun, was begun a minute earlier: nobody can be waiting for it any more."""
    with closing(sqlite3.connect(scene.file)) as connection, connection:
        connection.execute("UPDATE operations SET began = began - 60, due = due - 60")


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
            os.kill(host.process.pid, signal.SIGKILL)
            host.process.wait()
        assert scene.state() is State.SENDING
        async with scene.somebody() as call:
            # Nobody has to wait until it is due: whoever asks is told what is there.
            checked = await call("check_operation", operation_id=OPERATION)
            assert (checked["state"], checked["entry"]) == ("done", scene.new()[0]["id"])
            again = await call("create_time_entry", **wish)
            assert again["replayed"] is True
        assert scene.sent() == len(scene.new()) == 1
