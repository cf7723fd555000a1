"""A technician's and a manager's server as hosts start them: two subprocesses, one sandbox."""

import os
import sys
from contextlib import AsyncExitStack
from typing import Any

import pytest
from mcp import Client, StdioServerParameters
from mcp.client import ClientRequestContext
from mcp.types import ElicitRequestParams, ElicitResult

from support.calls import AT_ANY_TIME, Caller
from support.served import served

pytestmark = pytest.mark.anyio

CLEAN = {k: v for k, v in os.environ.items() if not k.startswith("CONNECTWISE_")}


def server(environ: dict[str, str]) -> StdioServerParameters:
    return StdioServerParameters(
        command=sys.executable, args=["-m", "connectwise_time"], env={**CLEAN, **environ}
    )


@pytest.mark.parametrize("mode", ["legacy", "auto"])
async def test_time_goes_from_the_technician_to_billing_over_real_pipes(mode: Any) -> None:
    questions: list[str] = []

    async def agree(context: ClientRequestContext, params: ElicitRequestParams) -> ElicitResult:
        del context
        questions.append(params.message)
        return ElicitResult(action="accept", content={"agree": True})

    with served() as sandbox:
        async with AsyncExitStack() as stack:
            asked = Client(
                server(sandbox.environ("manager")), mode=mode, elicitation_callback=agree
            )
            manager = Caller(await stack.enter_async_context(asked))
            technician = Caller(
                await stack.enter_async_context(
                    Client(server(sandbox.environ("technician")), mode=mode)
                )
            )
            logged = await technician(
                "create_time_entry", ticket=54321, hours=0.1, notes="Late", accept=AT_ANY_TIME
            )
            # Alone on its own sheet or not: the sheet of that day is handed in.
            await technician.planned("submit_timesheet", period=logged["date"])
            desk = await manager("list_approvals")
            review = await technician("review_timesheet", period=logged["date"])
            sheet = review["timesheet"]
            assert sheet in desk["timesheets"]
            done = await manager("approve_entries", timesheets=[sheet])
            assert done["state"] == "done"
        [question] = questions
        assert f"timesheet {sheet} (Jamie Doe" in question
        [entry] = [e for e in sandbox.world.entries() if e["id"] == logged["entry"]]
        assert entry["status"] == "ReadyToBill"
        decided = [r for r in sandbox.world.requests if r.path.endswith("/approve")]
        assert len(decided) == 1


async def test_where_somebody_must_be_asked_a_client_that_cannot_ask_changes_nothing() -> None:
    with served() as sandbox:
        environ = {**sandbox.environ("manager"), "CONNECTWISE_CONFIRM": "ask"}
        async with Client(server(environ)) as client:
            call = Caller(client)
            told = await call.refused("approve_entries", timesheets=[11])
        assert "CONNECTWISE_CONFIRM=ask" in told
        assert all(request.method == "GET" for request in sandbox.world.requests)
