"""As much of HTTP/1.1 as a proxy needs: where a request ends, and what its head says."""

import asyncio
import re
from dataclasses import dataclass

from connectwise_time.sandbox.faults.rules import Asked, below_base

END = b"\r\n\r\n"
LONGEST_HEAD = 1 << 16
_CHUNK_END = b"0\r\n\r\n"


@dataclass(frozen=True)
class Head:
    """The first line and the headers of a message, as they were sent."""

    raw: bytes

    @property
    def first(self) -> list[str]:
        """The words of the first line."""
        return self.raw.split(b"\r\n", 1)[0].decode("latin-1").split(" ")

    def header(self, name: str) -> str:
        """A header's value; empty where it is not there."""
        found = re.search(rf"\r\n{name}:[ \t]*([^\r]*)".encode(), self.raw, re.IGNORECASE)
        return found[1].decode("latin-1") if found else ""

    def without(self, name: str) -> "Head":
        """The same without a header."""
        line = rf"\r\n{name}:[^\r]*".encode()
        return Head(re.sub(line, b"", self.raw, flags=re.IGNORECASE))

    def with_line(self, line: str) -> "Head":
        """The same with one header more."""
        return Head(self.raw.removesuffix(END) + f"\r\n{line}".encode("latin-1") + END)


@dataclass(frozen=True)
class RequestMessage:
    """A whole request."""

    head: Head
    body: bytes

    @property
    def is_last(self) -> bool:
        """Whether the client wants the connection closed after it."""
        return self.head.header("connection").lower() == "close"

    def asked(self, *, reused: bool) -> Asked:
        """As rules see it."""
        method, target = [*self.head.first, "", ""][:2]
        path, _, query = target.partition("?")
        return Asked(method, below_base(path), query, reused)


async def read_head(reader: asyncio.StreamReader) -> Head:
    """The head of a message.

    Raises:
        EOFError: The connection ended before it.
        ValueError: It is longer than any head.
    """
    try:
        return Head(await reader.readuntil(END))
    except asyncio.LimitOverrunError as error:
        raise ValueError("No head of a message is so long.") from error


async def read_body(reader: asyncio.StreamReader, head: Head) -> bytes:
    """The body of a request, as it was sent (chunks stay chunks)."""
    if head.header("transfer-encoding").lower() != "chunked":
        return await reader.readexactly(int(head.header("content-length") or 0))
    body = b""
    while not body.endswith(b"\r\n" + _CHUNK_END) and body != _CHUNK_END:
        size = await reader.readuntil(b"\r\n")
        body += size + await reader.readexactly(int(size, 16) + 2)
    return body
