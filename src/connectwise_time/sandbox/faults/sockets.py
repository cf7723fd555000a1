"""What the proxy does to connections: reset them, hear them end, ask the sandbox on new ones."""

import asyncio
import socket
import struct
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from connectwise_time.sandbox.faults.messages import LONGEST_HEAD, RequestMessage

HOST = "127.0.0.1"
CHUNK = 1 << 16
# "Close at once and drop what is unsent" makes the system send RST instead of FIN.
_NO_LINGERING = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)


def reset(writer: asyncio.StreamWriter) -> None:
    """End a connection with RST."""
    with suppress(OSError):
        writer.get_extra_info("socket").setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGERING
        )
    writer.transport.abort()


class Inflow:
    """What a client sends, read at once, so that its leaving is heard while nobody reads.

    Attributes:
        reader: Where to read it.
        gone: Set when the client has closed or reset the connection.
        received: Bytes so far; with TLS, of what was inside.
    """

    def __init__(self) -> None:
        self.reader = asyncio.StreamReader(limit=LONGEST_HEAD)
        self.gone = asyncio.Event()
        self.received = 0

    async def fill(self, source: asyncio.StreamReader) -> None:
        """Read until the client leaves."""
        with suppress(OSError):
            while data := await source.read(CHUNK):
                self.received += len(data)
                self.reader.feed_data(data)
        self.reader.feed_eof()
        self.gone.set()


async def ended_within(seconds: float | None, task: asyncio.Task[Any]) -> bool:
    """Whether the task ended in time; one that did not is cancelled.

    Without a TimeoutError: while a debugger or coverage traces, CPython 3.11.7 loses those of
    ``asyncio.timeout`` and ``wait_for``.
    """
    await asyncio.wait((task,), timeout=seconds)
    return task.done() or not task.cancel()


@asynccontextmanager
async def sent_to(
    port: int, request: RequestMessage, *, secure: bool
) -> AsyncIterator[asyncio.StreamReader]:
    """Send a request to the sandbox on a connection of its own; its answer ends at EOF.

    So the proxy needs not know where answers end, and one that is never read holds up nobody.
    """
    head = request.head.without("connection").with_line("connection: close")
    if secure:
        head = head.without("x-forwarded-proto").with_line("x-forwarded-proto: https")
    reader, writer = await asyncio.open_connection(HOST, port, limit=LONGEST_HEAD)
    try:
        writer.write(head.raw + request.body)
        await writer.drain()
        yield reader
    finally:
        writer.close()


async def drained(answer: asyncio.StreamReader) -> None:
    """Read an answer to its end and drop it: the sandbox has done what was asked."""
    while await answer.read(CHUNK):
        pass
