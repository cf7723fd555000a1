"""A sandbox without a port, a desk on it, and a watch over every request between the two."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, date, datetime
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import httpx2
from pydantic import SecretStr
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from connectwise_time.connectwise import Credentials, connect
from connectwise_time.connectwise.exchange import Means
from connectwise_time.crew import Crew
from connectwise_time.desk.ports import Journal, PlanLedger
from connectwise_time.desk.timedesk import TimeDesk
from connectwise_time.journal.memory import MemoryJournal
from connectwise_time.journal.memory_plans import MemoryPlans
from connectwise_time.sandbox import CREDENTIALS, World, build_sandbox
from support.openapi import Facts

TODAY = date(2026, 11, 20)  # a Friday
NOW = datetime(2026, 11, 20, 21, 5, tzinfo=UTC)  # 16:05 in New York
FACTS = Facts.load()


@contextmanager
def a_world(now: Callable[[], datetime] = lambda: NOW) -> Iterator[World]:
    """The demo company on the Friday of the tests."""
    world = World.open(today=TODAY, now=now)
    try:
        yield world
    finally:
        world.close()


class Watched:
    """An ASGI app whose every request is held against the vendor's document."""

    def __init__(self, app: ASGIApp, *, judge: bool = True) -> None:
        self._app = app
        self._judge = judge
        self.violations: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Judge the request, then pass it on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body = b""
        more = True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        if self._judge and not scope["path"].startswith("/login/companyinfo"):
            headers = {name.decode().lower(): value.decode() for name, value in scope["headers"]}
            self.violations += FACTS.violations(
                scope["method"], scope["path"], scope["query_string"].decode(), headers, body
            )
        await self._app(scope, _replayed(body, receive), send)


def _replayed(body: bytes, afterwards: Receive) -> Receive:
    """The body once more; then what comes after it: that the client has left."""
    told = False

    async def receive() -> Message:
        nonlocal told
        if told:
            return await afterwards()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


def credentials(key: str = "technician", origin: str = "http://127.0.0.1:9") -> Credentials:
    """A practice key."""
    company, public_key, private_key, client_id = CREDENTIALS[key]
    return Credentials(
        origin=origin,
        company=company,
        public_key=SecretStr(public_key),
        private_key=SecretStr(private_key),
        client_id=SecretStr(client_id),
    )


@asynccontextmanager
async def desk_on(
    world: World,
    *,
    key: str = "technician",
    dialect: Any = "psa",
    told: bool = True,
    read_only: bool = False,
    now: Callable[[], datetime] = lambda: NOW,
    around: Callable[[ASGIApp], ASGIApp] = lambda app: app,
    journal: Journal | None = None,
    ledger: PlanLedger | None = None,
    hands: int = 10,
    means: Means | None = None,
    **desk_options: Any,
) -> AsyncIterator[TimeDesk]:
    """A desk on the world, without a socket; fails at its end if a request broke the facts.

    Args:
        around: Puts something between the desk and the sandbox.
        told: The desk is told the dialect, instead of finding it by itself.
        journal: Operations, where several desks share them.
        ledger: Plans, where several desks share them.
        hands: Items of a plan that are done at once.
        means: Other clocks for the client.
    """
    # The documented dialect is the brief's, not the vendor's: its requests have no document.
    app = Watched(build_sandbox(world, dialect=dialect), judge=dialect == "psa")
    numbers = count(1)
    async with connect(
        credentials(key),
        dialect=dialect if told else "auto",
        read_only=read_only,
        transport=httpx2.ASGITransport(app=around(app)),
        means=means,
    ) as backend:
        yield TimeDesk(
            backend,
            journal or MemoryJournal(),
            ledger or MemoryPlans(now),
            Crew(hands),
            clock=now,
            new_id=lambda: f"operation-{next(numbers)}",
            caller=key,
            site="the demo company",
            machine_zone=ZoneInfo("UTC"),
            **desk_options,
        )
    assert app.violations == []


@asynccontextmanager
async def bad_desk_on(world: World) -> AsyncIterator[TimeDesk]:
    """A desk whose key ConnectWise does not accept."""
    good = credentials()
    bad = Credentials(
        origin=good.origin,
        company=good.company,
        public_key=good.public_key,
        private_key=SecretStr("wrong"),
        client_id=good.client_id,
    )
    transport = httpx2.ASGITransport(app=build_sandbox(world))
    async with connect(bad, transport=transport) as backend:
        yield TimeDesk(
            backend,
            MemoryJournal(),
            MemoryPlans(lambda: NOW),
            Crew(1),
            clock=lambda: NOW,
            new_id=lambda: "unused",
            caller="nobody",
            site="the demo company",
            machine_zone=ZoneInfo("UTC"),
        )
