"""How an answer goes back to the client: as it is, cut, with a wrong length, or in drops."""

import asyncio
from collections.abc import AsyncIterator

from connectwise_time.sandbox.faults.messages import Head, RequestMessage, read_head
from connectwise_time.sandbox.faults.sockets import CHUNK, reset
from connectwise_time.sandbox.faults.toxics import Drip, Truncate, WireFault, WrongLength

_LAST_CHUNK = b"0\r\n\r\n"
_WITHOUT_BODY = {"204", "304"}


class Outflow:
    """One answer on its way, from the sandbox to the client."""

    def __init__(
        self,
        request: RequestMessage,
        answer: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self._request = request
        self._answer = answer
        self._writer = writer

    async def send(self, fault: WireFault | None) -> bool:
        """Send it with its fault; whether the connection may go on.

        Raises:
            EOFError: The sandbox ended before its answer's head.
            OSError: The client left.
        """
        # The sandbox closes after each answer; the client's connection is the proxy's affair.
        head = (await read_head(self._answer)).without("connection")
        match fault:
            case Truncate(size, with_reset):
                await self._write(head.raw)
                await self._write_cut(size)
                if with_reset:
                    reset(self._writer)
                return False
            case WrongLength(by):
                told = max(0, int(head.header("content-length") or 0) + by)
                wrong = head.without("content-length").with_line(f"content-length: {told}")
                await self._write(wrong.raw)
                await self._write_all()
                return False
            case Drip(seconds, size):
                return await self._send_whole(head, size, seconds)
            case _:
                return await self._send_whole(head)

    async def _send_whole(self, head: Head, size: int = CHUNK, pause: float = 0) -> bool:
        await self._write(head.raw, size, pause)
        length, tail = await self._write_all(size, pause)
        if self._request.is_last:
            return False
        if self._request.head.first[0] == "HEAD" or head.first[1] in _WITHOUT_BODY:
            return True
        if head.header("transfer-encoding").lower() == "chunked":
            return tail == _LAST_CHUNK
        return head.header("content-length") == str(length)

    async def _write_all(self, size: int = CHUNK, pause: float = 0) -> tuple[int, bytes]:
        """Write the rest of the answer; how long it was, and its last bytes."""
        length, tail = 0, b""
        async for part in self._parts():
            await self._write(part, size, pause)
            length += len(part)
            tail = (tail + part)[-len(_LAST_CHUNK) :]
        return length, tail

    async def _write_cut(self, size: int) -> None:
        async for part in self._parts():
            await self._write(part[:size])
            size -= len(part)
            if size <= 0:
                break

    async def _parts(self) -> AsyncIterator[bytes]:
        while part := await self._answer.read(CHUNK):
            yield part

    async def _write(self, data: bytes, size: int = CHUNK, pause: float = 0) -> None:
        for start in range(0, len(data), size):
            self._writer.write(data[start : start + size])
            await self._writer.drain()
            if pause:
                await asyncio.sleep(pause)
