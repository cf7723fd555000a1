"""Serve MCP over streamable HTTP, on this machine alone.

Whoever may open a port of this machine may call it, and acts with the keys of its settings: it is
for tests, and for hosts of the same person. Browsers are kept out: an Origin or a Host that is not
this machine's is refused (MCP 2026-07-28, "Security" of the transport).
"""

import asyncio
import logging
import socket

import uvicorn
from mcp.server import MCPServer

from connectwise_time.errors import NotConfigured
from connectwise_time.server.desks import Desks

HOST = "127.0.0.1"
PATH = "/mcp"
_END_SECONDS = 5


class _Telling(uvicorn.Server):
    """Tells where it serves, once it does."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and sockets:
            print(f"http://{HOST}:{sockets[0].getsockname()[1]}{PATH}", flush=True)


def run_over_http(server: MCPServer[Desks], port: int) -> None:
    """Serve until SIGTERM or SIGINT. Prints one line, the URL, when it is ready.

    Args:
        server: What is served, to all who connect.
        port: Of 127.0.0.1; 0 for any that is free.

    Raises:
        NotConfigured: The port cannot be used.
    """
    app = server.streamable_http_app(streamable_http_path=PATH, host=HOST)
    config = uvicorn.Config(
        app,
        log_config=None,  # nothing but warnings, and those on stderr
        access_log=False,
        timeout_graceful_shutdown=_END_SECONDS,
    )
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
            listener.listen()  # of two that may bind it, only one may listen
        except OSError as error:
            raise NotConfigured(
                f"Port {port} cannot be used ({error.strerror}).",
                remedy="Give another --port, or none for any free one.",
            ) from error
        logging.getLogger("uvicorn.error").addFilter(_is_no_end)
        _Telling(config).run(sockets=[listener])


def _is_no_end(record: logging.LogRecord) -> bool:
    """Whether it tells of more than a call that was broken off because the server ends."""
    fault = record.exc_info[1] if record.exc_info else None
    return not isinstance(fault, asyncio.CancelledError)
