"""Plays the app's faults around the app; what they say is in ``kinds``, what they send, here."""

from collections.abc import Mapping
from datetime import UTC, timedelta
from email.utils import format_datetime
from math import ceil
from typing import TYPE_CHECKING

import anyio
import anyio.to_thread
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from connectwise_time.sandbox.faults import bodies
from connectwise_time.sandbox.faults.exchange import Exchange, Held, received
from connectwise_time.sandbox.faults.kinds import (
    AppFault,
    Huge,
    LateCommit,
    OddAnswer,
    Rows,
    Silent,
    Slow,
    Status,
)
from connectwise_time.sandbox.faults.limits import AnyLimit
from connectwise_time.sandbox.faults.plan import LIMITED
from connectwise_time.sandbox.faults.rules import Asked, below_base
from connectwise_time.sandbox.faults.shifting import shift

if TYPE_CHECKING:
    from connectwise_time.sandbox.world import World

TOO_MANY = 429


class Faulty:
    """Asks the world's plan about every request, and plays what it says."""

    def __init__(self, app: ASGIApp, world: "World") -> None:
        self._app = app
        self._world = world

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        faults = self._world.faults
        query = scope["query_string"].decode("latin-1")
        asked = Asked(scope["method"], below_base(scope["path"]), query)
        if faults.late.request_arrived():
            await anyio.to_thread.run_sync(faults.late.commit_due)
        gate = faults.gate
        wait = gate.enter() if gate else None
        if gate and wait is not None:
            told = 0 if gate.limit.tells == "nothing" else ceil(wait)
            faults.note("app", asked, LIMITED, told)
            await self._too_many(gate.limit, told)(scope, receive, send)
            return
        try:
            fault = faults.of_app(asked)
            if fault is None:
                await self._app(scope, receive, send)
            else:
                body = await received(receive)
                await self._play(fault, asked, Exchange(self._app, scope, body, receive, send))
        finally:
            if gate:
                gate.leave()

    async def _play(self, fault: AppFault, asked: Asked, exchange: Exchange) -> None:
        match fault:
            case Status() | Silent():
                if fault.committed:
                    await exchange.held()
                await self._end(fault, exchange)
            case OddAnswer():
                await exchange.answer(_odd(fault, await exchange.held()))
            case Huge():
                await _send_huge(fault, exchange)
            case Slow():
                await _send_late(fault, exchange)
            case LateCommit():
                self._world.faults.late.add(fault, asked, exchange.later())
                await self._end(Status(fault.code) if fault.code else Silent(), exchange)
            case Rows():
                await anyio.to_thread.run_sync(shift, self._world.store, fault)
                await exchange.answer(await exchange.held())
            case _:
                raise NotImplementedError(fault.name)

    async def _end(self, fault: Status | Silent, exchange: Exchange) -> None:
        if isinstance(fault, Status):
            await exchange.answer(self._status(fault))
        else:
            await exchange.gone()

    def _status(self, fault: Status) -> Response:
        headers = {}
        if fault.retry_after is not None:
            headers["retry-after"] = str(fault.retry_after)
        if fault.retry_date is not None:
            headers["retry-after"] = self._date(fault.retry_date)
        return _response(bodies.page(fault.body, fault.code), fault.code, headers)

    def _too_many(self, limit: AnyLimit, told: int) -> Response:
        spelled = {"seconds": str(told), "date": self._date(told), "nothing": ""}[limit.tells]
        headers = {"retry-after": spelled} if spelled else {}
        return _response(bodies.page("json", TOO_MANY), TOO_MANY, headers)

    def _date(self, seconds: float) -> str:
        """An HTTP date has no fractions: it is never earlier than what it stands for."""
        moment = self._world.now().astimezone(UTC) + timedelta(seconds=seconds)
        return format_datetime(moment + timedelta(microseconds=999_999), usegmt=True)


def _response(body: bodies.Body, status: int, headers: Mapping[str, str]) -> Response:
    return Response(body.content, status, dict(headers), body.kind or None)


def _odd(fault: OddAnswer, held: Held) -> Response | Held:
    if not held.body:
        return held
    body = bodies.odd(fault.how, held.body, held.kind)
    kept = {name: value for name, value in held.headers.items() if name.startswith("api-")}
    return _response(body, held.status, kept)


async def _send_huge(fault: Huge, exchange: Exchange) -> None:
    held = await exchange.held()
    headers = {"content-type": bodies.JSON}
    if fault.how == "sized":
        headers["content-length"] = str(bodies.length(fault))
    if fault.how == "gzip_bomb":
        headers["content-encoding"] = "gzip"
    await exchange.stream(held.status, headers, bodies.parts(fault), fault.seconds)


async def _send_late(fault: Slow, exchange: Exchange) -> None:
    if fault.committed:
        held = await exchange.held()
        await anyio.sleep(fault.seconds)
    else:
        await anyio.sleep(fault.seconds)
        held = await exchange.held()
    await exchange.answer(held)
