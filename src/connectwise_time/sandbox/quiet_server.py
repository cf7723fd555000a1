"""A uvicorn that tells its port, ends without a traceback and keeps stdout clean."""

import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import uvicorn

if TYPE_CHECKING:
    from starlette.types import ASGIApp


class QuietServer(uvicorn.Server):
    """Says when it is ready; a signal ends it, and is not raised once more afterwards."""

    on_ready: Callable[[int], None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Bind, then tell."""
        await super().startup(sockets)
        if self.started and self.on_ready and sockets:
            self.on_ready(sockets[0].getsockname()[1])

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """SIGTERM and SIGINT ask for an end; the old handlers come back afterwards."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {
            number: signal.signal(number, self.handle_exit)
            for number in (signal.SIGINT, signal.SIGTERM)
        }
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def quiet_server(app: "ASGIApp", on_ready: Callable[[int], None] | None) -> QuietServer:
    """A server for the app, not yet started."""
    config = uvicorn.Config(
        app,
        log_config=None,  # nothing but warnings, and those on stderr
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=2,
    )
    server = QuietServer(config)
    server.on_ready = on_ready
    return server
