"""A TCP proxy before the sandbox that plays the faults of the wire, in a thread of its own."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Self

from connectwise_time.sandbox.faults.passages import Passage
from connectwise_time.sandbox.faults.plan import Faults
from connectwise_time.sandbox.faults.rules import Asked, Rule
from connectwise_time.sandbox.faults.sockets import HOST
from connectwise_time.sandbox.faults.toxics import Refuse

PATIENCE = 20.0


class Proxy:
    """Listens on 127.0.0.1 while its context lasts, and passes on to a sandbox.

    Args:
        upstream: The sandbox's port on 127.0.0.1.
        faults: The plan; its rules may change meanwhile. Its ``tls`` is looked at only once.
        port: Where to listen; 0 takes a free port, which ``port`` then is.

    Raises:
        OSError: The port cannot be had (when the context is entered).

    Attributes:
        passages: One record for each connection that was accepted, oldest first.
    """

    def __init__(self, upstream: int, faults: Faults, *, port: int = 0) -> None:
        self.port = port
        self.passages: list[Passage] = []
        self._upstream = upstream
        self._faults = faults
        self._loop = asyncio.new_event_loop()
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._reopening: asyncio.TimerHandle | None = None
        self._unwatch: Callable[[], None] = lambda: None
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    @property
    def origin(self) -> str:
        """Where clients reach it, such as http://127.0.0.1:8765."""
        scheme = "https" if self._faults.tls else "http"
        return f"{scheme}://{HOST}:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        try:
            # The port is opened once in any case: port 0 becomes a number by it.
            self._wait_for(self._open())
            self._unwatch = self._faults.watch(self._rules_changed)
            self._rules_changed()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._unwatch()
        self._wait_for(self._close_everything())
        self._end()

    def _end(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _rules_changed(self) -> None:
        self._wait_for(self._look_at_port())

    def _wait_for(self, work: Coroutine[object, object, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE)

    async def _look_at_port(self) -> None:
        """Open or close the port, as the rules have it now."""
        rule = self._faults.closed_port()
        if rule is None:
            self._forget_reopening()
            await self._open()
            return
        if self._server is not None:
            self._faults.note("proxy", Asked("", ""), rule.fault.name)
            self._server.close()
            self._server = None
        if isinstance(rule.fault, Refuse) and rule.fault.seconds is not None:
            self._forget_reopening()
            self._reopening = self._loop.call_later(rule.fault.seconds, self._reopen, rule)

    def _reopen(self, rule: Rule) -> None:
        self._faults.reopened(rule)
        self._start(self._look_at_port())

    def _forget_reopening(self) -> None:
        if self._reopening:
            self._reopening.cancel()
        self._reopening = None

    async def _open(self) -> None:
        if self._server is None:
            self._server = await asyncio.start_server(
                self._accepted, HOST, self.port, ssl=self._faults.tls
            )
            self.port = self._server.sockets[0].getsockname()[1]

    def _accepted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        passage = Passage(self._upstream, self._faults)
        self.passages.append(passage)
        fault = self._faults.of_connection()
        self._start(passage.run(fault, reader, writer))
        self._start(self._look_at_port())

    def _start(self, work: Coroutine[object, object, None]) -> None:
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _close_everything(self) -> None:
        self._forget_reopening()
        if self._server is not None:
            self._server.close()
        open_still = tuple(self._tasks)
        for task in open_still:
            task.cancel()
        await asyncio.gather(*open_still, return_exceptions=True)
