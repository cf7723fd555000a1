"""One request in hands: serve it now or later, hold its answer back, send another one."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import anyio
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send


@dataclass(frozen=True)
class Held:
    """An answer that was not sent."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def kind(self) -> str:
        """Its content type."""
        return self.headers.get("content-type", "")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it as it was."""
        await Response(self.body, self.status, self.headers)(scope, receive, send)


@dataclass(frozen=True)
class Exchange:
    """A request whose body was read, and the way back to whoever asked."""

    app: ASGIApp
    scope: Scope
    body: bytes
    receive: Receive
    send: Send

    async def held(self) -> Held:
        """Let the app serve it, and keep the answer."""
        return await _serve(self.app, dict(self.scope), self.body)

    def later(self) -> Callable[[], int]:
        """Serve it whenever this is called, from any thread without an event loop; the status."""
        # A copy, because routing writes into the scope.
        return partial(_serve_apart, self.app, dict(self.scope), self.body)

    async def answer(self, response: ASGIApp) -> None:
        """Send an answer."""
        await response(self.scope, self.receive, self.send)

    async def gone(self) -> None:
        """Wait until whoever asked has left."""
        while (await self.receive())["type"] != "http.disconnect":
            pass

    async def stream(
        self, status: int, headers: Mapping[str, str], parts: Iterator[bytes], pause: float
    ) -> None:
        """Send a body part by part, until its end or until nobody listens any more.

        Args:
            status: The HTTP status.
            headers: All of them, in lower case.
            parts: The body; one part at a time is held.
            pause: Seconds between two parts.
        """
        raw = [(name.encode(), value.encode()) for name, value in headers.items()]
        await self.send({"type": "http.response.start", "status": status, "headers": raw})
        async with anyio.create_task_group() as tasks:

            async def stop_when_gone() -> None:
                await self.gone()
                tasks.cancel_scope.cancel()

            tasks.start_soon(stop_when_gone)
            for part in parts:
                await self.send({"type": "http.response.body", "body": part, "more_body": True})
                await anyio.sleep(pause)
            await self.send({"type": "http.response.body", "body": b"", "more_body": False})
            tasks.cancel_scope.cancel()


async def received(receive: Receive) -> bytes:
    """The whole body of a request."""
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body


async def _serve(app: ASGIApp, scope: Scope, body: bytes) -> Held:
    status, headers, content = 500, dict[str, str](), bytearray()

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = int(message["status"])
            headers.update({n.decode().lower(): v.decode() for n, v in message["headers"]})
        else:
            content.extend(message.get("body", b""))

    await app(scope, receive, send)
    return Held(status, headers, bytes(content))


def _serve_apart(app: ASGIApp, scope: Scope, body: bytes) -> int:
    return anyio.run(_serve, app, scope, body).status
