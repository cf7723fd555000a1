"""Whoever waits for a long reading is told how far it is, where they asked for that."""

from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from mcp import Client
from starlette.types import ASGIApp, Receive, Scope, Send

from connectwise_time.sandbox import World
from connectwise_time.server.app import build_server
from support.sandboxes import desk_on

pytestmark = pytest.mark.anyio

PAGE = 5


class SmallPages:
    """A ConnectWise that gives at most so many rows a page, whatever is asked for."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = dict(parse_qsl(scope["query_string"].decode()))
        if scope["path"].endswith("/time/entries") and "pageSize" in asked:
            asked["pageSize"] = str(min(PAGE, int(asked["pageSize"])))
            scope = {**scope, "query_string": urlencode(asked).encode()}
        await self._app(scope, receive, send)


@pytest.mark.parametrize("mode", ["legacy", "auto"])
@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("search_time", {"since": "2020-01-01", "group_by": ["member"]}),
        ("find_missing_time", {"member": "everybody", "period": "last 31 days"}),
    ],
)
async def test_a_reading_of_many_pages_tells_after_each_how_many_entries_it_read(
    world: World, mode: Any, tool: str, arguments: dict[str, Any]
) -> None:
    told: list[tuple[float, float | None, str | None]] = []

    async def heard(progress: float, total: float | None, message: str | None) -> None:
        told.append((progress, total, message))

    server = build_server(lambda: desk_on(world, key="owner", around=SmallPages))
    async with Client(server, mode=mode) as client:
        result = await client.call_tool(tool, arguments, progress_callback=heard)
    assert not result.is_error
    read = [progress for progress, *_ in told]
    assert len(read) > 2
    assert read == sorted(set(read))
    assert told == [(n, None, f"{n:.0f} time entries read") for n in read]
    if tool == "search_time":
        assert result.structured_content
        assert read[-1] >= result.structured_content["entries"]
