"""Asking for ranges of rows at once and handing pages over as they come, in bounded memory.

Every page waits in the task that brought it until somebody takes it: so many tasks, so many pages
are held, however slow the reader. The tasks run in the client's own task group, because a reader
may stop at any time, and in any task.
"""

from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

import anyio
from anyio.abc import TaskGroup
from anyio.streams.memory import MemoryObjectSendStream

from connectwise_time.connectwise.paging import PAGE, Range, ranges, rest_of
from connectwise_time.connectwise.together import foreseen, result
from connectwise_time.errors import TimeDeskError

R = TypeVar("R")
S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Size:
    """How large a search was when it began."""

    rows: int
    newest: int


@dataclass(frozen=True, slots=True)
class Pages(Generic[R, S]):
    """How to ask for all rows of a search.

    Attributes:
        page: Brings the rows of a range, by id, a page at most.
        size: Tells how large the search is.
        number: A row's id.
        keep: What becomes of a page's rows; it runs while other questions are under way.
        at_once: How many ranges are asked for at once, and so how many pages are held.
    """

    page: Callable[[Range], Awaitable[list[R]]]
    size: Callable[[], Awaitable[Size]]
    number: Callable[[R], int]
    keep: Callable[[list[R]], list[S]]
    group: TaskGroup
    at_once: int
    rows: int = PAGE

    async def read(self, *, probably_small: bool) -> AsyncIterator[list[S]]:
        """All rows, in batches as they come, each once.

        Args:
            probably_small: The first page will probably be all: its size is then only asked for
                when it is full.
        """
        everything = Range(0, None)
        if probably_small:
            first, size = await self.page(everything), None
        else:
            first, size = await self._first_and_size(everything)
        if kept := self.keep(first):
            yield kept
        if len(first) < self.rows:
            return
        above = self.number(first[-1])
        size = size or await self.size()
        waiting = ranges(above, size.newest, size.rows - len(first), self.rows)
        async for batch in _Flow(self, size.newest, deque(waiting)).batches():
            yield batch

    async def _first_and_size(self, everything: Range) -> tuple[list[R], Size | None]:
        first: list[R] | TimeDeskError = []
        size: Size | None = None

        async def ask_first() -> None:
            nonlocal first
            first = await foreseen(self.page(everything))

        async def ask_size() -> None:
            nonlocal size
            told = await foreseen(self.size())
            size = None if isinstance(told, TimeDeskError) else told

        async with anyio.create_task_group() as group:
            group.start_soon(ask_first)
            group.start_soon(ask_size)
        return result(first), size


@dataclass(slots=True)
class _Flow(Generic[R, S]):
    """One search under way."""

    how: Pages[R, S]
    newest: int
    waiting: deque[Range]
    active: int = 0
    failed: Exception | None = None

    async def batches(self) -> AsyncIterator[list[S]]:
        """Batches as they come; raises what went wrong, once what came before was taken."""
        send, receive = anyio.create_memory_object_stream[list[S]](0)
        self._staff(send)
        try:
            async for batch in receive:
                yield batch
        finally:
            self.waiting.clear()
            receive.close()
        if self.failed is not None:
            raise self.failed

    def _staff(self, send: MemoryObjectSendStream[list[S]]) -> None:
        """See to it that as many tasks work as there is work for."""
        for _ in range(min(len(self.waiting), self.how.at_once - self.active)):
            self.active += 1
            self.how.group.start_soon(self._work, send)

    async def _work(self, send: MemoryObjectSendStream[list[S]]) -> None:
        try:
            while self.waiting:
                asked = self.waiting.popleft()
                rows = await self.how.page(asked)
                if rows:
                    last = self.how.number(rows[-1])
                    self._add(rest_of(asked, len(rows), last, self.newest, self.how.rows), send)
                if batch := self.how.keep(rows):
                    await send.send(batch)
        except anyio.BrokenResourceError:
            self.waiting.clear()  # nobody reads any more
        except Exception as error:  # noqa: BLE001 - the reader's task raises it, whatever it is
            self.waiting.clear()
            self.failed = self.failed or error
        finally:
            self.active -= 1
            if not self.active:
                send.close()

    def _add(self, more: Iterable[Range], send: MemoryObjectSendStream[list[S]]) -> None:
        before = len(self.waiting)
        self.waiting.extend(more)
        # One of them is ours to go on with.
        if len(self.waiting) > before + 1:
            self._staff(send)
