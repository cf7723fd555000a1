"""A host that presses Ctrl-C, cuts emoji in halves, or writes what is no message: real pipes."""

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

import pytest

from connectwise_time.cli.host import GRACE_SECONDS, INTERRUPTED
from connectwise_time.cli.serving import has_unfinished
from connectwise_time.sandbox.faults import Rule, Silent, Slow
from connectwise_time.settings import Settings
from support.calls import AT_ANY_TIME
from support.hours import ENTRIES
from support.served import Served, served
from support.wire import CLEAN, MODERN, Wire

HOUR = {
    "ticket": 54321,
    "date": "yesterday",
    "start": "19:00",
    "hours": 0.5,
    "accept": AT_ANY_TIME,
}
WHILE_IT_ENDS = 4.0
"""Two cores that do other things too."""


@contextmanager
def hosted(
    *arguments: str, revision: str = "2025-11-25", **environ: str
) -> Iterator[tuple[Wire, "subprocess.Popen[str]"]]:
    with subprocess.Popen(
        [sys.executable, "-m", "connectwise_time", "serve", *arguments],
        env={**CLEAN, **environ},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdin is not None
            assert process.stdout is not None
            wire = Wire(process.stdin, process.stdout, revision)
            wire.begin()
            yield wire, process
        finally:
            process.kill()


def interrupted(process: "subprocess.Popen[str]") -> str:
    """What it says on stderr after one Ctrl-C, after which it ends in time."""
    began = monotonic()
    process.send_signal(signal.SIGINT)
    code = process.wait(timeout=20)
    assert code == INTERRUPTED
    assert monotonic() - began < GRACE_SECONDS + WHILE_IT_ENDS
    assert process.stderr is not None
    return process.stderr.read()


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Served]:
    with served() as opened:
        yield opened


@pytest.mark.parametrize("arguments", [[], ["--sandbox"]])
def test_one_interrupt_ends_a_server_that_does_nothing(
    sandbox: Served, arguments: list[str]
) -> None:
    with hosted(*arguments, **sandbox.environ()) as (wire, process):
        wire.ask("ping")
        assert interrupted(process) == ""


@pytest.mark.parametrize(("fault", "known"), [(Slow(0.3), True), (Silent(), False)])
def test_one_interrupt_ends_a_server_that_writes_and_what_it_sent_is_noted(
    fault: Slow | Silent, *, known: bool
) -> None:
    with served() as sandbox, hosted(**sandbox.environ()) as (wire, process):
        wire.call("search_time", period="yesterday")
        sandbox.world.faults.add(Rule(fault, "POST", ENTRIES))
        before = len(sandbox.world.entries())
        wire.send("tools/call", number=True, name="create_time_entry", arguments=HOUR)
        settings = Settings.from_env(sandbox.environ())
        while not has_unfinished(settings):  # until it is noted, right before it is sent
            threading.Event().wait(0.01)
        assert interrupted(process) == ""
        assert has_unfinished(settings) is not known
        assert len(sandbox.world.entries()) - before == known
        sandbox.world.faults.clear()


def test_what_is_no_message_is_answered_beside_what_is(sandbox: Served) -> None:
    with hosted(**sandbox.environ()) as (wire, process):
        notes = "Cut \ud83d off"
        logged = wire.call("create_time_entry", **HOUR, notes=notes)
        assert logged["structuredContent"]["notes"] == "Cut \ufffd off"
        for line in ("canary", '{"jsonrpc":"2.0","id":901,"method":"ping","params":[]}', ""):
            wire.to.write(line + "\n")
        ping = {"jsonrpc": "2.0", "method": "ping"}
        wire.to.write(json.dumps([ping | {"id": 902}, ping | {"id": 903}, 4]) + "\n")
        wire.to.flush()
        came = [wire.read() for _ in range(5)]
        told = {(c["id"], c.get("error", {}).get("code")) for c in came}
        assert told == {(None, -32700), (901, -32600), (902, None), (903, None), (None, -32600)}
        wire.to.close()
        assert process.wait(timeout=20) == 0
        assert process.stderr is not None
        said = process.stderr.read()
    assert said.count("A message of the host") == 3
    assert "canary" not in said


def test_what_is_no_message_is_answered_in_the_newest_revision_too(sandbox: Served) -> None:
    with hosted(revision=MODERN, **sandbox.environ()) as (wire, _):
        wire.to.write("no message\n")
        wire.to.flush()
        assert wire.read()["error"]["code"] == -32700
        assert wire.ask("tools/list")["tools"]
