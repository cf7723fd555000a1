"""Answers that are well-formed and wrong: of something in between, or of an odd ConnectWise."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from connectwise_time.sandbox import World
from support.desks import somebody
from support.leaping import LeapingLoop
from support.sandboxes import a_world

pytestmark = pytest.mark.anyio

ANOTHERS, NOWHERE = 57, 999_999
Changes = Callable[[dict[str, Any]], dict[str, Any]]


@pytest.fixture
def anyio_backend() -> tuple[str, dict[str, object]]:
    return "asyncio", {"loop_factory": LeapingLoop}


@pytest.fixture
def world() -> Iterator[World]:
    with a_world() as opened:
        yield opened


class Odd:
    """Every time entry in an answer to such a request is changed on its way; the request is not."""

    def __init__(self, app: ASGIApp, method: str, changes: Changes) -> None:
        self._app = app
        self._method = method
        self._changes = changes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["method"] != self._method or "/time/entries" not in scope["path"]:
            await self._app(scope, receive, send)
            return
        start: Message = {}
        body = b""

        async def change(message: Message) -> None:
            nonlocal body
            if message["type"] == "http.response.start":
                start.update(message)
                return
            body += message.get("body", b"")
            if not message.get("more_body"):
                sent = self._changed(body, start["status"])
                start["headers"] = [
                    (name, value)
                    for name, value in start["headers"]
                    if name.lower() != b"content-length"
                ]
                await send(start)
                await send({"type": "http.response.body", "body": sent})

        await self._app(scope, receive, change)

    def _changed(self, body: bytes, status: int) -> bytes:
        if status >= 300 or not body:
            return body
        told = json.loads(body)
        if isinstance(told, list):
            return json.dumps([self._changes(row) for row in told]).encode()
        return json.dumps(self._changes(told) if "timeStart" in told else told).encode()


def odd(method: str, **fields: Any) -> Callable[[ASGIApp], ASGIApp]:
    return lambda app: Odd(app, method, lambda row: row | fields)


@pytest.mark.parametrize("keeps_marks", [True, False])
@pytest.mark.parametrize("told", [ANOTHERS, NOWHERE, True, "x", 2**63, -5])
async def test_an_entry_is_told_by_its_own_id_whatever_id_its_answer_names(
    world: World, *, told: object, keeps_marks: bool
) -> None:
    world.switches.keep_mobile_guid = keeps_marks
    before = {row["id"] for row in world.entries()}
    horizon = timedelta(seconds=5)
    async with somebody(world, "technician", around=odd("POST", id=told), horizon=horizon) as call:
        answer = await call("create_time_entry", ticket=54321, start="09:00", hours=1)
    new = [row["id"] for row in world.entries() if row["id"] not in before]
    assert new == [answer["entry"]]


async def test_texts_numbers_and_dates_that_mean_nothing_do_not_hide_an_entry(
    world: World,
) -> None:
    around = odd(
        "GET",
        notes="half a \ud83d character",
        internalNotes="\udc00",
        hoursDeduct=float("nan"),
        hourlyRate=float("inf"),
        dateEntered="0001-01-01T00:00:00",
        workRole={"id": 2**40, "name": "Far"},
        agreement={"id": -1, "name": "None"},
    )
    async with somebody(world, "technician", around=around) as call:
        new = await call("create_time_entry", ticket=54321, start="09:00", hours=1)
        entry = await call("get_time_entry", entry=new["entry"])
        found = await call("search_time", period="today")
        changed = await call("update_time_entry", entry=new["entry"], start="09:30", end="10:30")
    assert entry["notes"] == "half a \ufffd character"
    assert found["entries"] >= 1
    assert changed["entry"] == new["entry"]
