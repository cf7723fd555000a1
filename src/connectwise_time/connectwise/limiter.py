"""Whose turn it is: requests wait here until manners let one go, what people wait for first.

    urgent     questions, and writes of entries (two at once)
    decisions  on sheets and entries, which come by the hundred
    pages      of large searches, which come by the dozen

Urgent ones go first, but now and then one of the others does; decisions and pages take turns.
"""

from collections import deque
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum
from math import inf

import anyio
import anyio.lowlevel

from connectwise_time.connectwise.manners import Manners, Sent
from connectwise_time.connectwise.means import Means
from connectwise_time.connectwise.outcomes import Event

WRITES = 2
_URGENT_IN_A_ROW = 8

in_bulk: ContextVar[bool] = ContextVar("in_bulk", default=False)
"""Whether what is asked in this task is one of many pages, for which nobody waits singly."""


class Lane(StrEnum):
    """Beside how many others a write runs.

    What makes or changes entries runs two at a time. Decisions on sheets and entries come by the
    hundred and are checked one by one afterwards: they run as many at once as questions do.
    """

    NARROW = "narrow"
    WIDE = "wide"


class NotNow(Exception):
    """Nothing is sent for longer than the caller has time.

    Args:
        seconds: For how long, from now.
        failing: ConnectWise only failed lately; else it asked for it.
    """

    def __init__(self, seconds: float, *, failing: bool) -> None:
        super().__init__()
        self.seconds = seconds
        self.failing = failing


@dataclass(slots=True, eq=False)
class _Waiter:
    lane: Lane | None  # None: a question
    until: float
    nudge: anyio.Event = field(default_factory=anyio.Event)
    sent: Sent | None = None


class Turns:
    """Lets requests go one by one, as manners allow.

    Args:
        cap: Requests at once, at the most.
        means: Clock, sleep and chance.
    """

    def __init__(self, cap: int, means: Means) -> None:
        self.manners = Manners(cap)
        self._means = means
        self._urgent: deque[_Waiter] = deque()
        self._decisions: deque[_Waiter] = deque()
        self._pages: deque[_Waiter] = deque()
        self._narrow = 0
        self._urgent_in_a_row = 0
        self._pages_next = False

    async def take(self, lane: Lane | None, patience: float) -> "Turn":
        """Wait for a turn; whoever has one must end it.

        Args:
            lane: A write's lane; None for a question.
            patience: Seconds that the caller has.

        Raises:
            NotNow: Nobody sends for so long.
        """
        await anyio.lowlevel.checkpoint_if_cancelled()
        now = self._means.monotonic()
        waiter = _Waiter(lane, now + patience)
        self._refuse_if_closed(waiter)
        queue = self._queue_of(waiter)
        queue.append(waiter)
        try:
            self._advance(waiter)
            while (sent := waiter.sent) is None:
                self._refuse_if_closed(waiter)
                await self._rest(waiter)
            # Nobody is sent for who was cancelled at the moment when the turn came.
            await anyio.lowlevel.checkpoint_if_cancelled()
            return Turn(sent, self._end, lane)
        except BaseException:
            if waiter.sent is not None:
                self._end(waiter.sent, lane, None, None)
            else:
                queue.remove(waiter)
                self._advance()
            raise

    def _queue_of(self, waiter: _Waiter) -> deque[_Waiter]:
        if waiter.lane is Lane.WIDE:
            return self._decisions
        return self._pages if waiter.lane is None and in_bulk.get() else self._urgent

    def _refuse_if_closed(self, waiter: _Waiter) -> None:
        now = self._means.monotonic()
        failing = self.manners.circuit.left(now) > 0
        seconds = self.manners.closed(now)
        if failing or now + seconds > waiter.until:
            raise NotNow(seconds, failing=failing)

    async def _rest(self, waiter: _Waiter) -> None:
        """Wait until something has changed; the first in line also until its time has come."""
        waiter.nudge = anyio.Event()
        now = self._means.monotonic()
        seconds = self.manners.wait(now, question=waiter.lane is None)
        if self._first() is not waiter or seconds == inf:
            await waiter.nudge.wait()
            return
        async with anyio.create_task_group() as group:
            group.start_soon(self._ring, seconds, waiter)
            await waiter.nudge.wait()
            group.cancel_scope.cancel()
        self._advance(waiter)

    async def _ring(self, seconds: float, waiter: _Waiter) -> None:
        await self._means.sleep(seconds)
        waiter.nudge.set()

    def _first(self) -> _Waiter | None:
        """Who goes next."""
        if self.manners.circuit.is_open:  # a question risks nothing
            for waiter in (*self._urgent, *self._pages):
                if waiter.lane is None:
                    return waiter
        urgent = next((w for w in self._urgent if not self._is_full(w)), None)
        queues = (self._pages, self._decisions)
        others = next((q[0] for q in queues[:: 1 if self._pages_next else -1] if q), None)
        if others is not None and self._urgent_in_a_row >= _URGENT_IN_A_ROW:
            return others
        return urgent or others

    def _is_full(self, waiter: _Waiter) -> bool:
        return waiter.lane is Lane.NARROW and self._narrow >= WRITES

    def _advance(self, by: _Waiter | None = None) -> None:
        """Let go whoever may; then the first in line looks how long it has to wait.

        Args:
            by: Who does it, and needs no nudge.
        """
        now = self._means.monotonic()
        while (first := self._first()) is not None:
            if self.manners.wait(now, question=first.lane is None) > 0:
                if first is not by:
                    first.nudge.set()
                return
            self._let_go(first, now)

    def _let_go(self, waiter: _Waiter, now: float) -> None:
        for queue in (self._urgent, self._decisions, self._pages):
            if waiter in queue:
                queue.remove(waiter)
                self._urgent_in_a_row = self._urgent_in_a_row + 1 if queue is self._urgent else 0
                self._pages_next = queue is not self._pages
        if waiter.lane is Lane.NARROW:
            self._narrow += 1
        waiter.sent = self.manners.send(now)
        waiter.nudge.set()

    def _end(self, sent: Sent, lane: Lane | None, event: Event | None, asked: float | None) -> None:
        if lane is Lane.NARROW:
            self._narrow -= 1
        now = self._means.monotonic()
        self.manners.ended(sent, now, event, asked=asked, chance=self._means.chance())
        if self.manners.closed(now) > 0:
            # Whoever has no time for that is told at once.
            for waiter in (*self._urgent, *self._decisions, *self._pages):
                waiter.nudge.set()
        self._advance()


class Turn:
    """The right to send one request."""

    def __init__(
        self,
        sent: Sent,
        end: Callable[[Sent, Lane | None, Event | None, float | None], None],
        lane: Lane | None,
    ) -> None:
        self._sent = sent
        self._end = end
        self._lane = lane
        self._is_over = False

    def ends(self, event: Event | None = None, asked: float | None = None) -> None:
        """The request came to that; the first call counts.

        Args:
            event: What came, or how nothing came; None where nobody waited to the end.
            asked: Seconds for which ConnectWise asked to be left alone.
        """
        if not self._is_over:
            self._is_over = True
            self._end(self._sent, self._lane, event, asked)
