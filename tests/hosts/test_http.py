"""`serve --http`: real sockets, both protocol eras, this machine alone."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from typing import Literal

import httpx2
import pytest
from mcp import Client

from support.calls import Caller
from support.over_http import served_over_http

pytestmark = pytest.mark.anyio

HELLO = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
ACCEPT = {"accept": "application/json, text/event-stream"}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with served_over_http() as (where, _):
        yield where


@pytest.mark.parametrize("mode", ["legacy", "auto"])
async def test_the_main_job_works_over_http(url: str, mode: Literal["legacy", "auto"]) -> None:
    assert url.startswith("http://127.0.0.1:")
    async with Client(url, mode=mode) as client:
        call = Caller(client)
        logged = await call(
            "create_time_entry",
            ticket=54321,
            date="yesterday",
            start="01:00" if mode == "legacy" else "02:00",
            hours=0.5,
            notes="Fixed the mail relay",
            accept=["overlap", "outside_hours", "day_off", "holiday", "agreement_ended"],
        )
        read = await call("get_time_entry", entry=logged["entry"])
        assert read["hours"] == 0.5


@pytest.mark.parametrize(
    ("header", "status"),
    [({"origin": "https://evil.example"}, 403), ({"host": "evil.example"}, 421)],
)
async def test_who_is_not_of_this_machine_is_refused(
    url: str, header: dict[str, str], status: int
) -> None:
    async with httpx2.AsyncClient() as client:
        answer = await client.post(url, json=HELLO, headers={**ACCEPT, **header})
        assert answer.status_code == status


def test_it_ends_when_it_is_told_to() -> None:
    with served_over_http() as (_, process):
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)
        assert process.returncode in {0, -signal.SIGTERM}


def test_a_client_that_holds_half_a_message_is_no_traceback_when_it_ends() -> None:
    with served_over_http(stderr=subprocess.PIPE) as (url, process):
        port = int(url.rpartition(":")[2].partition("/")[0])
        head = {"Host": f"127.0.0.1:{port}", "Content-Length": "100", **ACCEPT}
        head["Content-Type"] = "application/json"
        lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
        with socket.create_connection(("127.0.0.1", port)) as half:
            half.sendall(f"POST /mcp HTTP/1.1\r\n{lines}\r\n{{".encode())
            with httpx2.Client() as other:  # by then the half is there too
                other.post(url, json=HELLO, headers=ACCEPT)
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=20)
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read()


def test_a_port_that_is_taken_is_said_in_a_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "connectwise_time", "serve", "--sandbox", "--http"]
        done = subprocess.run(
            [*command, "--port", port], capture_output=True, text=True, check=False, timeout=60
        )
    assert (done.returncode, done.stdout) == (2, "")
    [line] = done.stderr.splitlines()
    assert line.startswith(f"connectwise-time: Port {port} cannot be used (Address already in use)")
    assert "Give another --port" in line


def test_a_port_without_http_is_a_wrong_call() -> None:
    command = [sys.executable, "-m", "connectwise_time", "serve", "--port", "8765"]
    done = subprocess.run(
        command, env=dict(os.environ), capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 2
    assert "--port is for --http" in done.stderr
