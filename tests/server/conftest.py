from collections.abc import AsyncIterator, Iterator

import pytest
from mcp import Client

from connectwise_time.sandbox import World
from connectwise_time.server.app import build_server
from support.calls import Caller
from support.office import MANNERS, Office, an_office
from support.sandboxes import a_world, desk_on


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def world() -> Iterator[World]:
    with a_world() as opened:
        yield opened


@pytest.fixture(params=["legacy", "auto"])
async def call(request: pytest.FixtureRequest, world: World) -> AsyncIterator[Caller]:
    """Calls tools as the technician Jamie Doe, in both protocol eras."""
    async with Client(build_server(lambda: desk_on(world)), mode=request.param) as client:
        yield Caller(client)


@pytest.fixture(params=MANNERS, ids=str)
async def office(request: pytest.FixtureRequest, world: World) -> AsyncIterator[Office]:
    """The office at work, in every manner in which a plan gets its yes."""
    async with an_office(world, request.param) as opened:
        yield opened


@pytest.fixture(params=MANNERS, ids=str)
async def documented(request: pytest.FixtureRequest, world: World) -> AsyncIterator[Office]:
    """The same, where ConnectWise speaks the documented dialect."""
    async with an_office(world, request.param, "documented") as opened:
        yield opened


@pytest.fixture(params=[m for m in MANNERS if m.asked], ids=str)
async def asked(request: pytest.FixtureRequest, world: World) -> AsyncIterator[Office]:
    """The office, where every host asks its user."""
    async with an_office(world, request.param) as opened:
        yield opened


@pytest.fixture(params=[m for m in MANNERS if not m.asked], ids=str)
async def planned(request: pytest.FixtureRequest, world: World) -> AsyncIterator[Office]:
    """The office, where hosts cannot ask: what a tool says is all in its answers."""
    async with an_office(world, request.param) as opened:
        yield opened
