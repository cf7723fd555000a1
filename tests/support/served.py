"""The sandbox on a real socket, served from a thread, so that tests can look into its world."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from typing import Literal

from connectwise_time.sandbox import CREDENTIALS, World, build_sandbox, serve_sandbox
from support.sandboxes import Watched


@dataclass(frozen=True)
class Served:
    """A sandbox that answers at `origin`, and a folder for what its clients keep."""

    origin: str
    world: World
    watched: Watched
    data: str

    def environ(self, key: str = "technician") -> dict[str, str]:
        """The settings with which our programs reach it."""
        company, public_key, private_key, client_id = CREDENTIALS[key]
        return {
            "CONNECTWISE_SITE": self.origin,
            "CONNECTWISE_COMPANY": company,
            "CONNECTWISE_PUBLIC_KEY": public_key,
            "CONNECTWISE_PRIVATE_KEY": private_key,
            "CONNECTWISE_CLIENT_ID": client_id,
            "CONNECTWISE_TIME_DATA": self.data,
        }


@contextmanager
def served(dialect: Literal["psa", "documented"] = "psa") -> Iterator[Served]:
    """A sandbox of today's date on a free port; its requests are held against the facts."""
    world = World.open()
    watched = Watched(build_sandbox(world, dialect=dialect), judge=dialect == "psa")
    ready, stop = threading.Event(), threading.Event()
    ports: list[int] = []

    def on_ready(port: int) -> None:
        ports.append(port)
        ready.set()

    thread = threading.Thread(
        target=serve_sandbox, args=(watched,), kwargs={"on_ready": on_ready, "until": stop.wait}
    )
    thread.start()
    try:
        assert ready.wait(timeout=20)
        with TemporaryDirectory() as data:
            yield Served(f"http://127.0.0.1:{ports[0]}", world, watched, data)
    finally:
        stop.set()
        thread.join(timeout=20)
        world.close()
    assert watched.violations == []
