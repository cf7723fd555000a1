"""Opens the desk when it is first needed, and closes it with the server."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, TypeAlias

import anyio
from mcp.server.mcpserver import Context

from connectwise_time.desk.timedesk import TimeDesk

OpenDesk: TypeAlias = Callable[[], AbstractAsyncContextManager[TimeDesk]]


class Desks:
    """Holds the one desk of a running server.

    Args:
        open_desk: Opens it. That happens at the first call, so that a host which only lists
            tools waits for nothing, and a site that is down does not keep the server from
            starting.
        must_ask: What moves money is done only when a person was asked.
        sandbox: It was said from the start that this is the sandbox.
        unfinished: Whether something is unresolved since an earlier time: the desk is opened
            at once then, to look after it.
    """

    def __init__(
        self,
        open_desk: OpenDesk,
        *,
        must_ask: bool = False,
        sandbox: bool = False,
        unfinished: Callable[[], bool] = lambda: False,
    ) -> None:
        self.must_ask = must_ask
        self.sandbox = sandbox
        self._open_desk = open_desk
        self._unfinished = unfinished
        self._wanted = anyio.Event()
        self._answered = anyio.Event()
        self._desk: TimeDesk | None = None
        self._failure: Exception | None = None

    @asynccontextmanager
    async def lifespan(self, _server: Any) -> AsyncIterator["Desks"]:
        """Runs once a process; closes what was opened."""
        async with anyio.create_task_group() as group:
            group.start_soon(self._keep)
            group.start_soon(self._look_after)
            yield self
            group.cancel_scope.cancel()

    async def _look_after(self) -> None:
        if await anyio.to_thread.run_sync(self._unfinished):
            self._wanted.set()

    async def _keep(self) -> None:
        # What is opened must be closed by the same task, and the call that first needs the desk
        # ends long before the server does: so one task of the lifespan does both.
        while True:
            await self._wanted.wait()
            try:
                async with self._open_desk() as desk:
                    self._desk = desk
                    self._answered.set()
                    await desk.watching.forever()
            except Exception as failure:  # noqa: BLE001  # whoever asked for the desk is told
                self._failure = failure
                self._desk = None
                self._answered.set()
                self._wanted, self._answered = anyio.Event(), anyio.Event()

    async def desk(self) -> TimeDesk:
        """The desk, opened if this is the first need of it.

        Raises:
            Exception: Whatever kept it from being opened; the next call tries again.
        """
        if self._desk is None:
            answered = self._answered
            self._wanted.set()
            await answered.wait()
        if self._desk is None:
            assert self._failure is not None
            raise self._failure
        return self._desk


DeskContext: TypeAlias = Context[Desks, Any]


async def desk_of(ctx: DeskContext) -> TimeDesk:
    """The desk that a tool acts through."""
    return await ctx.request_context.lifespan_context.desk()
