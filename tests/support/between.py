"""Things that stand between a desk and ConnectWise, and what they do to requests."""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

import httpx2
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

Does: TypeAlias = Callable[[ASGIApp, Scope, Receive, Send], Awaitable[None]]


class Between:
    """Passes on what is asked, and counts it; `when` picks what is done with the rest.

    Args:
        app: ConnectWise.
        when: What to do with a request of that method and path; None to pass it on.
    """

    def __init__(
        self, app: ASGIApp, when: Callable[[str, str], Does | None] = lambda _method, _path: None
    ) -> None:
        self._app = app
        self._when = when
        self._at_once = 0
        self.most_at_once = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            does = self._when(scope["method"], scope["path"].rpartition("/apis/3.0")[2])
            if does is None:
                await self._app(scope, receive, send)
            else:
                await does(self._app, scope, receive, send)
        finally:
            self._at_once -= 1


async def lost_before(_app: ASGIApp, _scope: Scope, _receive: Receive, _send: Send) -> None:
    """The connection breaks before ConnectWise got it."""
    raise httpx2.ReadError("lost")


async def lost_after(app: ASGIApp, scope: Scope, receive: Receive, _send: Send) -> None:
    """ConnectWise stores it, and its answer is lost."""

    async def nowhere(_message: Message) -> None:
        pass

    await app(scope, receive, nowhere)
    raise httpx2.ReadError("lost")


async def out_of_reach(_app: ASGIApp, _scope: Scope, _receive: Receive, _send: Send) -> None:
    """No connection can be made."""
    raise httpx2.ConnectError("nobody there")


async def says_yes(_app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Answered with success, and not passed on."""
    await JSONResponse({"success": True})(scope, receive, send)


async def refuses(_app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Refused in the vendor's shape."""
    flaw = {"code": "InvalidStatus", "message": "It cannot be approved.", "field": "status"}
    body = {"code": "InvalidObject", "message": "timeSheet object is invalid", "errors": [flaw]}
    await JSONResponse(body, 400)(scope, receive, send)
