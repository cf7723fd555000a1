"""Over a real socket, as a process of its own."""

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2
import pytest

from connectwise_time.sandbox import CREDENTIALS, World, build_sandbox, serve_sandbox

SERVE = """
from connectwise_time.sandbox import World, build_sandbox, input_ended, serve_sandbox
world = World.open()
say = lambda port: print(port, flush=True)
serve_sandbox(build_sandbox(world), on_ready=say, until=input_ended)
"""


@contextmanager
def serving() -> Iterator[tuple[subprocess.Popen[str], int]]:
    with subprocess.Popen(
        [sys.executable, "-c", SERVE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        try:
            yield process, int(process.stdout.readline())
        finally:
            process.kill()


@pytest.mark.parametrize("how", ["eof", "SIGTERM", "SIGINT"])
def test_it_serves_on_a_free_port_and_ends_cleanly(how: str) -> None:
    key = CREDENTIALS["technician"]
    auth = (f"{key.company}+{key.public_key}", key.private_key)
    with serving() as (process, port), httpx2.Client(auth=auth) as client:
        url = f"http://127.0.0.1:{port}/v4_6_release/apis/3.0/system/myMembers"
        answer = client.get(url, headers={"clientId": key.client_id})
        assert answer.json()["identifier"] == "jdoe"
        if how == "eof":
            assert process.stdin
            process.stdin.close()
        else:
            process.send_signal(signal.Signals[how])
        assert process.wait(timeout=20) == 0
        assert process.stdout
        assert process.stderr
        assert (process.stdout.read(), process.stderr.read()) == ("", "")


def test_an_event_in_the_same_process_ends_it() -> None:
    ports: list[int] = []
    stop, ready = threading.Event(), threading.Event()
    world = World.open()

    def on_ready(port: int) -> None:
        ports.append(port)
        ready.set()

    thread = threading.Thread(
        target=serve_sandbox,
        args=(build_sandbox(world),),
        kwargs={"on_ready": on_ready, "until": stop.wait},
    )
    thread.start()
    assert ready.wait(20)
    assert httpx2.get(f"http://127.0.0.1:{ports[0]}/login/companyinfo/x").json() is None
    stop.set()
    thread.join(20)
    assert not thread.is_alive()
    world.close()
