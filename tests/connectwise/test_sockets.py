"""Faults over real sockets: what a server can do to us, and what we make of it."""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from connectwise_time.connectwise.exchange import Means
from connectwise_time.domain.entries import Edit
from connectwise_time.errors import OutcomeUnknown, RemoteRefusal, Unavailable

if TYPE_CHECKING:
    from connectwise.conftest import OpenClient

pytestmark = pytest.mark.anyio
Behaviour = Callable[["Talk"], Awaitable[None]]


@dataclass
class Talk:
    """One request and the way to answer it."""

    head: bytes
    writer: asyncio.StreamWriter

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def answer(self, body: bytes, status: str = "200 OK", headers: str = "") -> None:
        length = f"Content-Length: {len(body)}\r\n"
        await self.send(f"HTTP/1.1 {status}\r\n{length}{headers}\r\n".encode() + body)

    def reset(self) -> None:
        linger = struct.pack("ii", 1, 0)
        peer: Any = self.writer.get_extra_info("socket")
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.writer.transport.abort()


@dataclass
class Server:
    """A server that does as it is told with each request."""

    behave: Behaviour
    connections: int = 0
    heads: list[bytes] = field(default_factory=list)
    origin: str = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = next(
                    (
                        int(line[15:])
                        for line in head.split(b"\r\n")
                        if line[:15].lower() == b"content-length:"
                    ),
                    0,
                )
                await reader.readexactly(length)
                self.heads.append(head)
                await self.behave(Talk(head, writer))
        except (asyncio.IncompleteReadError, OSError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def serving(behave: Behaviour) -> AsyncIterator[Server]:
    server = Server(behave)
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    server.origin = f"http://127.0.0.1:{port}"
    try:
        yield server
    finally:
        listening.close()


async def no_sleep(_: float) -> None:
    await asyncio.sleep(0)


REAL = {"sockets": True, "dialect": "psa", "means": Means(sleep=no_sleep)}


async def fine(talk: Talk) -> None:
    await talk.answer(b'{"id": 7}')


async def test_reads_share_a_connection_and_every_write_has_its_own(
    open_client: "OpenClient",
) -> None:
    async with serving(fine) as server, open_client(server.origin, **REAL) as client:
        for _ in range(4):
            await client.entry(7)
        assert server.connections == 1
        for _ in range(3):
            await client.change(7, Edit(notes="x"))
        assert server.connections == 4


async def test_a_refused_connection_means_nothing_was_sent(open_client: "OpenClient") -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    async with open_client(f"http://127.0.0.1:{port}", **REAL) as client:
        with pytest.raises(Unavailable, match="nothing was sent"):
            await client.delete(7)
        with pytest.raises(Unavailable, match="no connection could be made"):
            await client.entry(7)


async def cut_before(talk: Talk) -> None:
    talk.reset()


async def cut_within(talk: Talk) -> None:
    await talk.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
    talk.writer.close()


async def cut_head(talk: Talk) -> None:
    await talk.send(b"HTTP/1.1 200")
    talk.writer.close()


async def nonsense(talk: Talk) -> None:
    await talk.send(b"220 smtp.example ESMTP\r\n")
    talk.writer.close()


async def badly_packed(talk: Talk) -> None:
    await talk.answer(b"not gzip", headers="Content-Encoding: gzip\r\n")


async def endless(talk: Talk) -> None:
    await talk.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    chunk = b"100000\r\n" + b" " * 0x100000 + b"\r\n"
    for _ in range(40):
        await talk.send(chunk)


async def enormous(talk: Talk) -> None:
    await talk.send(b"HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n")


@pytest.mark.parametrize(
    "behave",
    [cut_before, cut_within, cut_head, nonsense, badly_packed, endless, enormous],
    ids=lambda behave: behave.__name__,
)
async def test_an_answer_that_breaks_leaves_a_write_open_and_a_question_unanswered(
    open_client: "OpenClient", behave: Behaviour
) -> None:
    async with serving(behave) as server, open_client(server.origin, **REAL) as client:
        with pytest.raises(OutcomeUnknown):
            await client.delete(7)
        assert len(server.heads) == 1, "a write is sent once"
        with pytest.raises(Unavailable):
            await client.entry(7)


async def drip(talk: Talk) -> None:
    await talk.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")
    while not talk.writer.is_closing():
        await talk.send(b" ")
        await asyncio.sleep(0.01)  # the pace of the drip: nothing is waited for


async def test_a_drip_ends_at_the_deadline(open_client: "OpenClient") -> None:
    async with serving(drip) as server, open_client(server.origin, deadline=0.2, **REAL) as client:
        with pytest.raises(Unavailable, match="in time"):
            await client.entry(7)
        with pytest.raises(OutcomeUnknown, match="in time"):
            await client.delete(7)


async def test_a_broken_question_is_asked_again(open_client: "OpenClient") -> None:
    answers = [cut_before, cut_within, fine]

    async def behave(talk: Talk) -> None:
        await answers.pop(0)(talk)

    async with serving(behave) as server, open_client(server.origin, **REAL) as client:
        assert await client.entry(7) is not None


async def test_a_redirect_is_not_followed(open_client: "OpenClient") -> None:
    async with serving(fine) as elsewhere:

        async def redirect(talk: Talk) -> None:
            location = f"Location: {elsewhere.origin}/v4_6_release/apis/3.0/time/entries/7\r\n"
            await talk.answer(b"", "302 Found", location)

        async with serving(redirect) as server, open_client(server.origin, **REAL) as client:
            for call in (client.entry(7), client.delete(7)):
                with pytest.raises(RemoteRefusal, match="site's address"):
                    await call
        assert elsewhere.heads == [], "no credentials went elsewhere"


async def test_no_proxy_of_the_environment_sees_the_keys(
    open_client: "OpenClient", monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving(fine) as proxy, serving(fine) as server:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.origin)
        async with open_client(server.origin, **REAL) as client:
            await client.entry(7)
        assert (len(server.heads), proxy.heads) == (1, [])


async def test_the_keys_travel_and_cookies_do_not(open_client: "OpenClient") -> None:
    async def cookie(talk: Talk) -> None:
        await talk.answer(b'{"id": 7}', headers="Set-Cookie: session=1; Path=/\r\n")

    async with serving(cookie) as server, open_client(server.origin, **REAL) as client:
        await client.entry(7)
        await client.entry(7)
    assert all(b"Authorization: Basic " in head for head in server.heads)
    assert not any(b"cookie" in head.lower() for head in server.heads)
