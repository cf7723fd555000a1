"""People at hosts of their own who carry plans out, and what ConnectWise saw of it."""

from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

from mcp import Client

from connectwise_time.desk.timedesk import TimeDesk
from connectwise_time.sandbox import World
from connectwise_time.server.app import build_server
from support.calls import Caller
from support.sandboxes import desk_on


@asynccontextmanager
async def somebody(
    world: World, key: str = "owner", *, mode: Any = "auto", **options: Any
) -> AsyncIterator[Caller]:
    """Whoever has that key, with a server and a desk of their own; options go to `desk_on`."""
    server = build_server(lambda: desk_on(world, key=key, **options))
    async with Client(server, mode=mode) as client:
        yield Caller(client)


@asynccontextmanager
async def at(desk: TimeDesk, *, mode: Any = "auto") -> AsyncIterator[Caller]:
    """Somebody at a desk that others use too."""

    @asynccontextmanager
    async def opened() -> AsyncIterator[TimeDesk]:
        yield desk

    async with Client(build_server(opened), mode=mode) as client:
        yield Caller(client)


def hand_in(world: World, sheets: Iterable[int]) -> dict[int, list[int]]:
    """These sheets and all their entries wait for the first approval; answers the entries."""
    entries: dict[int, list[int]] = {sheet: [] for sheet in sheets}
    for row in world.entries():
        if row["timeSheet"]["id"] in entries:
            entries[row["timeSheet"]["id"]].append(row["id"])
            world.set_field("time/entries", row["id"], status="PendingApproval")
    for sheet in entries:
        world.set_field("time/sheets", sheet, status="PendingApproval")
    return entries


def writes(world: World) -> Counter[str]:
    """How often each write reached ConnectWise."""
    return Counter(f"{r.method} {r.path}" for r in world.requests if r.method != "GET")


def statuses(world: World, resource: str) -> dict[int, str]:
    """What every sheet, or every entry, is in."""
    return {row["id"]: row["status"] for row in world.rows(resource)}
