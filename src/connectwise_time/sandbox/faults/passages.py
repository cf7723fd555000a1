"""One connection through the proxy: its requests one after another, each with its fault."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress

from connectwise_time.sandbox.faults.answers import Outflow
from connectwise_time.sandbox.faults.messages import RequestMessage, read_body, read_head
from connectwise_time.sandbox.faults.plan import Faults
from connectwise_time.sandbox.faults.sockets import Inflow, drained, ended_within, reset, sent_to
from connectwise_time.sandbox.faults.toxics import (
    Blackhole,
    CloseIdle,
    ConnectionFault,
    Garbage,
    ResetAfterCommit,
    ResetBeforeForward,
    ResetBeforeRead,
    WireFault,
)


class Passage:
    """One connection from a client.

    Attributes:
        requests: How many whole requests came on it.
        received: How many bytes came on it; with TLS, of what was inside.
    """

    def __init__(self, upstream: int, faults: Faults) -> None:
        self.requests = 0
        self._upstream = upstream
        self._faults = faults
        self._inflow = Inflow()

    @property
    def received(self) -> int:
        """How many bytes came on it; with TLS, of what was inside."""
        return self._inflow.received

    async def run(
        self,
        fault: ConnectionFault | None,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        """Serve it to its end; the fault is the connection's own."""
        idle = fault if isinstance(fault, CloseIdle) else None
        filling = asyncio.create_task(self._inflow.fill(reader))
        try:
            # EOFError: one side ended in the middle of a message. ValueError: it is not HTTP.
            with suppress(OSError, EOFError, ValueError):
                if isinstance(fault, ResetBeforeRead):
                    await self._inflow.reader.read(1)
                    reset(writer)
                    return
                while await self._one_request(idle, writer):
                    pass
        finally:
            filling.cancel()
            writer.close()

    async def _one_request(self, idle: CloseIdle | None, writer: asyncio.StreamWriter) -> bool:
        """Take one request and deal with it; whether there may be another one."""
        reading = asyncio.create_task(read_head(self._inflow.reader))
        if idle and not await ended_within(idle.seconds, reading):
            if idle.reset:
                reset(writer)
            return False
        head = await reading
        request = RequestMessage(head, await read_body(self._inflow.reader, head))
        self.requests += 1
        fault = self._faults.of_wire(request.asked(reused=self.requests > 1))
        match fault:
            case ResetBeforeForward():
                reset(writer)
            case ResetAfterCommit():
                await self._commit(request)
                reset(writer)
            case Blackhole(forward, seconds):
                if forward:
                    await self._commit(request)
                await ended_within(seconds, asyncio.create_task(self._inflow.gone.wait()))
                reset(writer)
            case Garbage(size, forward):
                if forward:
                    await self._commit(request)
                writer.write(self._faults.noise(size))
                await writer.drain()
            case _:
                return await self._while_heard(self._relay(request, fault, writer))
        return False

    async def _commit(self, request: RequestMessage) -> None:
        """Let the sandbox do what was asked, even if the client has left meanwhile."""
        async with sent_to(self._upstream, request, secure=self._faults.tls is not None) as answer:
            await drained(answer)

    async def _relay(
        self, request: RequestMessage, fault: WireFault | None, writer: asyncio.StreamWriter
    ) -> bool:
        async with sent_to(self._upstream, request, secure=self._faults.tls is not None) as answer:
            return await Outflow(request, answer, writer).send(fault)

    async def _while_heard(self, relaying: Coroutine[object, object, bool]) -> bool:
        """Stop when the client leaves, so that the sandbox hears of it."""
        task = asyncio.create_task(relaying)
        leaving = asyncio.create_task(self._inflow.gone.wait())
        try:
            await asyncio.wait((task, leaving), return_when=asyncio.FIRST_COMPLETED)
            return task.done() and await task
        finally:
            task.cancel()
            leaving.cancel()
