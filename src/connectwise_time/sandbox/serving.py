"""Serving the app on 127.0.0.1 for any HTTP client, until a signal or the parent says stop."""

import os
import socket
import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import ASGIApp

HOST = "127.0.0.1"
CHUNK = 4096


def serve_sandbox(
    app: "ASGIApp",
    *,
    port: int = 0,
    on_ready: Callable[[int], None] | None = None,
    until: Callable[[], object] | None = None,
) -> None:
    """Serve until SIGTERM, SIGINT, or until ``until`` returns.

    Port 0 takes a free one; ``on_ready`` is told which, once requests are answered. ``until``
    blocks in a thread of its own: ``threading.Event().wait``, or ``input_ended`` for a child
    process that is to end with its parent.
    """
    from connectwise_time.sandbox.quiet_server import quiet_server  # noqa: PLC0415  # uvicorn is heavy

    # The protocol is named because asyncio turns Nagle's waiting off only for sockets that say
    # they are TCP: each answer would otherwise take 40 ms more.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
        server = quiet_server(app, on_ready)

        def wait() -> None:
            assert until is not None
            until()
            server.should_exit = True

        if until is not None:
            threading.Thread(target=wait, daemon=True).start()
        server.run(sockets=[listener])


def input_ended() -> None:
    """Wait until stdin is at its end: whoever started this process is gone."""
    while os.read(sys.stdin.fileno(), CHUNK):
        pass
