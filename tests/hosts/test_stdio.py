"""The command as a host starts it: a real subprocess over stdio, on a real socket behind."""

import json
import os
import subprocess
import sys
from typing import Any, Literal

import pytest
from mcp import Client, StdioServerParameters

from support.calls import AT_ANY_TIME, Caller
from support.served import served

pytestmark = pytest.mark.anyio

COMMAND = [sys.executable, "-m", "connectwise_time"]
# Coverage of subprocesses needs its own variables; nothing of CONNECTWISE_* may leak in.
CLEAN = {k: v for k, v in os.environ.items() if not k.startswith("CONNECTWISE_")}


def server(*arguments: str, **environ: str) -> StdioServerParameters:
    return StdioServerParameters(
        command=COMMAND[0], args=[*COMMAND[1:], *arguments], env={**CLEAN, **environ}
    )


@pytest.mark.parametrize("mode", ["legacy", "auto"])
async def test_the_main_job_works_on_the_embedded_sandbox(mode: Any) -> None:
    async with Client(server("serve", "--sandbox"), mode=mode) as client:
        call = Caller(client)
        logged = await call(
            "create_time_entry",
            ticket=54321,
            date="yesterday",
            start="18:00",
            hours=1.5,
            accept=AT_ANY_TIME,
        )
        assert logged["sandbox"] is True
        assert "SANDBOX" in (client.instructions or "")
        again = await call("get_time_entry", entry=logged["entry"])
        assert again["hours"] == 1.5


@pytest.mark.parametrize("dialect", ["psa", "documented"])
async def test_time_is_logged_listed_corrected_and_deleted_over_a_real_socket(
    dialect: Literal["psa", "documented"],
) -> None:
    with served(dialect) as sandbox:
        # A bare call serves; the dialect is found by itself.
        async with Client(server(**sandbox.environ())) as client:
            call = Caller(client)
            logged = await call(
                "create_time_entry",
                ticket=54321,
                date="yesterday",
                start="18:00",
                hours=1.5,
                work_type="remote",
                notes="Over a socket",
                accept=AT_ANY_TIME,
            )
            number = logged["entry"]
            found = await call("search_time", member="me", period="yesterday", text="socket")
            assert (found["entries"], found["hours"]) == (1, 1.5)
            changed = await call(
                "update_time_entry", entry=number, hours=2, notes="Corrected", accept=AT_ANY_TIME
            )
            assert (changed["hours"], changed["notes"]) == (2, "Corrected")
            [stored] = [e for e in sandbox.world.entries() if e["id"] == number]
            assert (stored["actualHours"], stored["notes"]) == (2, "Corrected")
            await call.planned("delete_time_entry", entry=number)
        assert number not in [entry["id"] for entry in sandbox.world.entries()]


async def test_a_read_only_server_offers_and_sends_nothing_that_writes() -> None:
    with served() as sandbox:
        environ = {**sandbox.environ(), "CONNECTWISE_READ_ONLY": "1"}
        async with Client(server("serve", **environ)) as client:
            names = [tool.name for tool in (await client.list_tools()).tools]
            assert "create_time_entry" not in names
            await Caller(client)("search_time", period="this month")
        assert {request.method for request in sandbox.world.requests} == {"GET"}


async def test_an_api_member_logs_as_the_member_that_is_set() -> None:
    with served() as sandbox:
        async with Client(server("serve", **sandbox.environ("api"))) as client:
            text = await Caller(client).refused(
                "create_time_entry",
                ticket=54321,
                date="yesterday",
                start="18:00",
                hours=1,
                accept=AT_ANY_TIME,
            )
            assert "CONNECTWISE_MEMBER" in text
        environ = {**sandbox.environ("api"), "CONNECTWISE_MEMBER": "jdoe"}
        async with Client(server("serve", **environ)) as client:
            answer = await Caller(client)(
                "create_time_entry",
                ticket=54321,
                date="yesterday",
                start="18:00",
                hours=1,
                accept=AT_ANY_TIME,
            )
        assert answer["member"]["name"] == "Jamie Doe"


async def test_the_zone_that_is_set_is_mine() -> None:
    with served() as sandbox:
        environ = {**sandbox.environ(), "CONNECTWISE_TIMEZONE": "Asia/Kolkata"}
        async with Client(server("serve", **environ)) as client:
            answer = await Caller(client)(
                "create_time_entry",
                ticket=54321,
                date="yesterday",
                start="09:00",
                hours=1,
                accept=AT_ANY_TIME,
            )
    assert answer["start"] == f"{answer['date']}T03:30:00Z"
    assert answer["zone"] == "Asia/Kolkata"


def test_without_settings_it_ends_and_names_all_that_is_missing_and_the_sandbox() -> None:
    done = subprocess.run(COMMAND, env=CLEAN, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    for name in ("SITE", "COMPANY", "PUBLIC_KEY", "PRIVATE_KEY", "CLIENT_ID"):
        assert f"CONNECTWISE_{name}" in done.stderr
    assert "--sandbox" in done.stderr


def test_it_ends_when_its_input_ends_and_so_does_its_sandbox() -> None:
    with subprocess.Popen(
        [*COMMAND, "serve", "--sandbox"],
        env=CLEAN,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        # Both pipes close only when the sandbox, which inherits stderr, has ended as well.
        out, err = process.communicate(input="", timeout=90)
    assert process.returncode == 0
    assert out == ""
    assert err == ""


def test_stdout_carries_the_protocol_and_nothing_else() -> None:
    hello = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "initialize",
        "params": {
            "protocolVersion": "2025-06-18",
            "capabilities": {},
            "clientInfo": {"name": "test", "version": "1"},
        },
    }
    with subprocess.Popen(
        [*COMMAND, "serve", "--sandbox"],
        env=CLEAN,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(hello) + "\n")
        process.stdin.flush()
        first = json.loads(process.stdout.readline())
        process.stdin.close()
        rest = process.stdout.read()
    assert first["result"]["serverInfo"]["name"] == "connectwise-time"
    assert first["result"]["protocolVersion"] == "2025-06-18"
    assert rest == ""
