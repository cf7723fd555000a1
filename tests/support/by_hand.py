"""`serve` as a host starts it, spoken to by hand, so that either side can die."""

import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any, Literal

from support.promised import CLEAN, Scene

HELLO = {
    "protocolVersion": "2025-06-18",
    "capabilities": {},
    "clientInfo": {"name": "test", "version": "1"},
}
Dies = Literal["input ends", "output breaks"]


class Serving:
    """A server in a process of its own."""

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
        connection.execute("UPDATE items SET begun = begun - 60")
