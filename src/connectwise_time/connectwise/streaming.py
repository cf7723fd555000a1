"""Asking for ranges of rows at once and handing pages over as they come, in bounded memory.

A range is asked for only while fewer pages wait to be taken than may be under way: however slow
the reader, no more than twice that many pages are held. The tasks run in the client's own task
group, because a reader may stop at any time, and in any task.
"""

from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

import anyio
import anyio.lowlevel
from anyio.abc import TaskGroup
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream

from connectwise_time.connectwise.answers import Answer
from connectwise_time.connectwise.limiter import in_bulk
from connectwise_time.connectwise.paging import PAGE, Range, ranges, rest_of
from connectwise_time.connectwise.together import both, result

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
        ask: Brings a page of a range, by id, as it came.
        size: Tells how large the search is.
        read: Takes a page apart into rows.
        number: A row's id.
        keep: What becomes of a page's rows.
        group: Where the tasks run.
        at_once: How many ranges are asked for at once.
        page: Rows a page.
    """

    ask: Callable[[Range], Awaitable[Answer]]
    size: Callable[[], Awaitable[Size]]
    read: Callable[[Answer], list[R]]
    number: Callable[[R], int]
    keep: Callable[[list[R]], list[S]]
    group: TaskGroup
    at_once: int
    page: int = PAGE

    async def all(self, *, probably_small: bool) -> AsyncIterator[list[S]]:
        """All rows, in batches as they come, each once.

        Args:
            probably_small: The first page will probably be all: how much more there is, is then
                only asked for when it is full.
        """
        everything = Range(0, None)
        size: Size | None = None
        if probably_small:
            answer = await self.ask(everything)
        else:
            came, told = await both(self.ask(everything), self.size())
            # How large it is matters only if the first page is full: it is then asked for again.
            answer, size = result(came), told if isinstance(told, Size) else None
        first = self.read(answer)
        known = size.rows if size else 0
        if not first or (len(first) < self.page and known <= len(first)):
            yield self.keep(first)
            return
        # A server that gives fewer rows than were asked for, and has more, caps its pages.
        how = replace(self, page=min(self.page, len(first)))
        size = size or await self.size()
        above = self.number(first[-1])
        waiting = ranges(above, size.newest, size.rows - len(first), how.page)
        flow = _Flow(how, size.newest, deque(waiting))
        async for batch in flow.batches(first):
            yield batch


@dataclass(slots=True)
class _Flow(Generic[R, S]):
    """One search under way.

    Attributes:
        asked: Pages that are asked for.
        held: Pages that came and were not taken yet.
        turn: One page is taken apart at a time, so that questions go out in between.
    """

    how: Pages[R, S]
    newest: int
    waiting: deque[Range]
    asked: int = 0
    held: int = 0
    failed: Exception | None = None
    turn: anyio.Lock = field(default_factory=anyio.Lock)

    async def batches(self, first: list[R]) -> AsyncIterator[list[S]]:
        """The first page and the rest as it comes; raises what went wrong, once it is reached."""
        send, receive = anyio.create_memory_object_stream[list[S]](0)
        self._ask_more(send)
        try:
            await anyio.lowlevel.checkpoint()
            yield self.how.keep(first)
            async for batch in _until_closed(receive):
                yield batch
        finally:
            self.waiting.clear()
            receive.close()
        if self.failed is not None:
            raise self.failed

    def _ask_more(self, send: MemoryObjectSendStream[list[S]]) -> None:
        while self.waiting and self.asked < self.how.at_once and self.held < self.how.at_once:
            self.asked += 1
            self.how.group.start_soon(self._bring, self.waiting.popleft(), send)

    async def _bring(self, wanted: Range, send: MemoryObjectSendStream[list[S]]) -> None:
        """Bring one page from ConnectWise to the reader."""
        in_bulk.set(True)  # in this task, which ends with the page
        try:
            came = [await self._asked(wanted)]
            self.held += 1
            try:
                await self._hand_over(wanted, came, send)
            finally:
                self.held -= 1
        except anyio.BrokenResourceError:
            self.waiting.clear()  # nobody reads any more
        except Exception as error:  # noqa: BLE001 - the reader's task raises it, whatever it is
            self.waiting.clear()
            self.failed = self.failed or error
        self._ask_more(send)
        if not self.asked and not self.held:
            send.close()

    async def _asked(self, wanted: Range) -> Answer:
        try:
            return await self.how.ask(wanted)
        finally:
            self.asked -= 1

    async def _hand_over(
        self, wanted: Range, came: list[Answer], send: MemoryObjectSendStream[list[S]]
    ) -> None:
        self._ask_more(send)
        async with self.turn:
            await anyio.lowlevel.checkpoint()
            batch = self._taken_apart(wanted, came)
            self._ask_more(send)
            await send.send(batch)

    def _taken_apart(self, wanted: Range, came: list[Answer]) -> list[S]:
        """What the page has for the reader; its bytes and rows are let go before it is handed over.

        Rows need several times the bytes of a page.
        """
        rows = self.how.read(came.pop())
        last = self.how.number(rows[-1]) if rows else 0
        self.waiting.extend(rest_of(wanted, len(rows), last, self.newest, self.how.page))
        return self.how.keep(rows)


async def _until_closed(receive: MemoryObjectReceiveStream[list[S]]) -> AsyncIterator[list[S]]:
    async for batch in receive:
        if batch:
            yield batch
