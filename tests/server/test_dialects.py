"""The documented dialect: the same tools and words, another interface behind (BRIEF)."""

import pytest
from mcp import Client

from connectwise_time.sandbox import World
from connectwise_time.server.app import build_server
from support.calls import Caller
from support.sandboxes import desk_on

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("mode", ["legacy", "auto"])
async def test_the_main_job_is_the_same_in_the_documented_dialect(world: World, mode: str) -> None:
    server = build_server(lambda: desk_on(world, dialect="documented", told=False))
    async with Client(server, mode=mode) as client:
        call = Caller(client)
        logged = await call(
            "create_time_entry", ticket=54321, start="09:00", hours=1.5, work_type="remote"
        )
        assert (logged["hours"], logged["status"]) == (1.5, "Open")
        changed = await call(
            "update_time_entry", entry=logged["entry"], hours=2, clear=["work_role"], notes="x"
        )
        assert (changed["hours"], changed["notes"]) == (2, "x")
        found = await call("search_time", member="me", period="last week", status="submitted")
        assert found["entries"] > 0
        assert "Submitted" in call.text
        await call.planned("delete_time_entry", entry=logged["entry"])
    assert logged["entry"] not in [entry["id"] for entry in world.entries()]
