"""A client that knows no SDK: it writes JSON-RPC lines of one revision, and reads what comes."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, Any

CLEAN = {k: v for k, v in os.environ.items() if not k.startswith("CONNECTWISE_")}
MODERN = "2026-07-28"
ME = {"name": "wire", "version": "1"}
YES = {"action": "accept", "content": {"agree": True}}


class RefusedError(Exception):
    """The server answered with an error of the protocol."""

    def __init__(self, error: dict[str, Any]) -> None:
        super().__init__(error["message"])
        self.code: int = error["code"]


@dataclass
class Wire:
    """A host on the server's pipes.

    Attributes:
        revision: What it speaks.
        asks: It can ask its user, who always agrees.
        questions: What the user was asked.
        told: The notifications that came.
        hello: What the server said of itself.
    """

    to: IO[str]
    back: IO[str]
    revision: str
    asks: bool = False
    questions: list[str] = field(default_factory=list)
    told: list[dict[str, Any]] = field(default_factory=list)
    hello: dict[str, Any] = field(default_factory=dict)
    number: int = 0

    @property
    def capabilities(self) -> dict[str, Any]:
        """As its revision spells them."""
        forms: dict[str, Any] = {"form": {}} if self.revision >= "2025-11-25" else {}
        return {"elicitation": forms} if self.asks else {}

    def begin(self) -> None:
        """Agree with the server on the revision."""
        if self.revision == MODERN:
            self.hello = self.ask("server/discover")
            return
        self.hello = self.ask(
            "initialize",
            protocolVersion=self.revision,
            capabilities=self.capabilities,
            clientInfo=ME,
        )
        self.send("notifications/initialized")

    def call(self, tool: str, **arguments: Any) -> dict[str, Any]:
        """What a tool answers, after its questions."""
        asked: dict[str, Any] = {"name": tool, "arguments": arguments}
        result = self.ask("tools/call", **asked)
        while result.get("resultType") == "input_required":
            answers = {name: self.agree(q) for name, q in result["inputRequests"].items()}
            state = result["requestState"]
            result = self.ask("tools/call", **asked, inputResponses=answers, requestState=state)
        return result

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        """The result of a request."""
        return self.answer(self.send(method, number=True, **params))

    def send(self, method: str, *, number: bool = False, **params: Any) -> int:
        """Write one message, a request if it has a number; answers that number."""
        if self.revision == MODERN:
            own = {"protocolVersion": MODERN, "clientCapabilities": self.capabilities}
            own["clientInfo"] = ME
            meta = {f"io.modelcontextprotocol/{name}": value for name, value in own.items()}
            params = {**params, "_meta": {**meta, **params.get("_meta", {})}}
        message = {"jsonrpc": "2.0", "method": method, "params": params}
        self.number += number
        self._write(message | ({"id": self.number} if number else {}))
        return self.number

    def answer(self, number: int) -> dict[str, Any]:
        """Read until that request is answered."""
        while True:
            message = self.read()
            if message.get("id") == number and "method" not in message:
                break
        if "error" in message:
            raise RefusedError(message["error"])
        result: dict[str, Any] = message["result"]
        return result

    def read(self) -> dict[str, Any]:
        """The next line, which is a message like every line; questions are answered."""
        message: dict[str, Any] = json.loads(self.back.readline())
        assert message["jsonrpc"] == "2.0"
        if message.get("method") == "elicitation/create":
            result = self.agree(message)
            self._write({"jsonrpc": "2.0", "id": message["id"], "result": result})
        elif "method" in message:
            assert "id" not in message, message
            self.told.append(message)
        return message

    def agree(self, question: dict[str, Any]) -> dict[str, Any]:
        """The user's yes."""
        assert question["method"] == "elicitation/create"
        self.questions.append(question["params"]["message"])
        return YES

    def _write(self, message: dict[str, Any]) -> None:
        self.to.write(json.dumps(message) + "\n")
        self.to.flush()


@contextmanager
def wired(
    revision: str,
    *arguments: str,
    asks: bool = False,
    environ: Mapping[str, str] | None = None,
) -> Iterator[Wire]:
    """A server of its own, which says on stdout nothing that is not a message, to the end."""
    with subprocess.Popen(
        [sys.executable, "-m", "connectwise_time", "serve", *arguments],
        env={**CLEAN, **(environ or {})},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        wire = Wire(process.stdin, process.stdout, revision, asks)
        wire.begin()
        yield wire
        process.stdin.close()
        for line in process.stdout:
            assert json.loads(line)["jsonrpc"] == "2.0"
    assert process.returncode == 0
