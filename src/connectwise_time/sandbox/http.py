"""The ASGI app: from bytes to an answer, off the event loop, with a record of every request."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial

import anyio.to_thread
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route, Router
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from connectwise_time.sandbox import system
from connectwise_time.sandbox.access import caller_of
from connectwise_time.sandbox.calls import Answer, Call
from connectwise_time.sandbox.dialects import DIALECTS, Dialect, DialectName
from connectwise_time.sandbox.errors import IIS_NOT_FOUND, IIS_URL_TOO_LONG, Refusal
from connectwise_time.sandbox.faults.middleware import Faulty
from connectwise_time.sandbox.faults.plan import Faults
from connectwise_time.sandbox.labels import compact
from connectwise_time.sandbox.routing import Verbs, route_table
from connectwise_time.sandbox.world import Served, World

PREFIXES = ("/v4_6_release/apis/3.0", f"/{system.CODEBASE}apis/3.0")
LONGEST_URL = 10_000
# The one thing that no real ConnectWise says: whoever logs time must know that this is practice.
SANDBOX_MARK = (b"x-connectwise-time-sandbox", b"1")
WITH_BODY = frozenset({"POST", "PUT", "PATCH"})

Endpoint = Callable[[Request], Awaitable[Response]]


def build_sandbox(
    world: World, *, dialect: DialectName = "psa", faults: Faults | None = None
) -> Starlette:
    """The app over a world. Several apps may serve the same world.

    Args:
        world: Its state.
        dialect: How it speaks.
        faults: Take the place of the world's; all apps over it share them.
    """
    world.faults = faults or world.faults
    app = Starlette(
        routes=_routes(dialect),
        middleware=[Middleware(Recorder, world=world), Middleware(Faulty, world=world)],
        exception_handlers={404: _unknown_path, 405: _wrong_verb},
    )
    app.router.redirect_slashes = False
    app.state.world = world
    return app


@cache
def _routes(dialect: DialectName) -> list[BaseRoute]:
    """The same for every world: an endpoint finds its own by the app that is asked."""
    spoken = DIALECTS[dialect]
    routes = [
        Route(f"/{path}", _endpoint(spoken, verbs), methods=list(verbs))
        for path, verbs in route_table(spoken).items()
    ]
    api = Router(routes, redirect_slashes=False)
    login = Route("/login/companyinfo/{company}", _company_info, methods=["GET"])
    return [login, *(Mount(prefix, api) for prefix in PREFIXES)]


@dataclass(frozen=True)
class Received:
    """A request without its connection, so that a worker thread can take it."""

    method: str
    base: str
    url: str
    params: Mapping[str, object]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    raw: bytes


def _endpoint(dialect: Dialect, verbs: Verbs) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        received = Received(
            "GET" if request.method == "HEAD" else request.method,
            f"{request.url.scheme}://{request.url.netloc}{request.scope['root_path']}",
            f"{request.url.scheme}://{request.url.netloc}{request.url.path}",
            request.path_params,
            dict(request.query_params),
            request.headers,
            await request.body(),
        )
        work = partial(_answer, request.app.state.world, dialect, verbs, received)
        answer = await anyio.to_thread.run_sync(work)
        return Response(answer.content, answer.status, answer.headers, answer.media_type)

    return endpoint


def _answer(world: World, dialect: Dialect, verbs: Verbs, received: Received) -> Answer:
    """One turn of the world: all of a request happens, or nothing of it."""
    try:
        with world.store.turn():
            call = Call(
                world,
                dialect,
                caller_of(world.store, received.headers),
                received.base,
                received.url,
                received.params,
                received.query,
                received.headers,
                received.raw,
            )
            _must_be_json(received)
            answer = verbs[received.method](call)
    except Refusal as refusal:
        return Answer(refusal.status, refusal.body())
    world.outbox.extend(call.after)
    return answer


def _must_be_json(received: Received) -> None:
    kind = received.headers.get("content-type", "").split(";")[0].strip().lower()
    is_json = kind == "application/json" or kind.endswith("+json")
    if received.method in WITH_BODY and received.raw and not is_json:
        message = "The request entity's media type is not supported for this resource."
        raise Refusal(415, "UnsupportedMediaType", message)


async def _company_info(request: Request) -> Response:
    body = system.company_info(request.app.state.world, str(request.path_params["company"]))
    return Response(compact(body) if body else "null", media_type="application/json")


async def _unknown_path(_request: Request, _error: Exception) -> Response:
    """An unknown path is IIS's HTML page, not JSON (connectwise-api.md §6 [B])."""
    return Response(IIS_NOT_FOUND, 404, media_type="text/html")


async def _wrong_verb(request: Request, _error: Exception) -> Response:
    message = f"The requested resource does not support http method '{request.method}'."
    refusal = Refusal(405, "MethodNotAllowed", message)
    return Response(refusal.body(), 405, media_type="application/json")


class Recorder:
    """Keeps what was asked and how it was answered, and turns overlong URLs away."""

    def __init__(self, app: ASGIApp, world: World) -> None:
        self._app = app
        self._world = world

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._note(scope, int(message["status"]))
                message = {**message, "headers": [*message.get("headers", ()), SANDBOX_MARK]}
            await send(message)

        if len(scope["raw_path"] or b"") + len(scope["query_string"]) > LONGEST_URL:
            page = Response(IIS_URL_TOO_LONG, 414, media_type="text/html")
            await page(scope, receive, noting)
            return
        await self._app(scope, receive, noting)

    def _note(self, scope: Scope, status: int) -> None:
        path = str(scope["path"])
        for prefix in PREFIXES:
            path = path.removeprefix(prefix)
        query = scope["query_string"].decode("latin-1")
        self._world.requests.append(Served(scope["method"], path, query, status))
