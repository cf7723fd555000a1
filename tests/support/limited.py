"""A busy client before a hidden limit, both with a clock of their own: hours take no time.

Requests take a tenth of the latency to arrive and a tenth to come back, more or less; in between
they are inside. A refusal comes back at once.
"""

import heapq
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from math import ceil, inf

from connectwise_time.connectwise.manners import Manners, Sent
from connectwise_time.connectwise.outcomes import Answered
from connectwise_time.sandbox.faults import Concurrency, FixedWindow, Gate, TokenBucket
from connectwise_time.sandbox.faults.limits import AnyLimit

CAP = 10
_ROUNDING = 1e-9


def ideal(limit: AnyLimit, latency: float) -> float:
    """Requests a second that the limit, and ten at once, let through on average."""
    match limit:
        case TokenBucket(rate):
            allowed = rate
        case FixedWindow(requests, seconds):
            allowed = requests / seconds
        case Concurrency(most):
            allowed = most / latency
    return min(allowed, CAP / latency)


@dataclass
class Seen:
    """What arrived at the limit: when, and whether it was let through."""

    requests: list[tuple[float, bool]] = field(default_factory=list)
    in_pauses: int = 0

    def between(self, begin: float, end: float) -> tuple[int, float]:
        """How many were let through, and which share of all was refused."""
        taken = [ok for at, ok in self.requests if begin <= at < end]
        return sum(taken), 1 - sum(taken) / max(1, len(taken))


class BusyClient:
    """Always has more to ask, and asks whenever manners allow it."""

    def __init__(self, limit: AnyLimit, latency: float, seed: int = 1) -> None:
        self.seen = Seen()
        self.now = 0.0
        self.manners = Manners(CAP)
        self._latency = latency
        self._luck = random.Random(seed)  # noqa: S311 - has to be the same every time
        self._gate = Gate(limit, lambda: self.now)
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._numbers = count()
        self._paused_until = 0.0
        self._alarm = inf

    def run(self, seconds: float) -> Seen:
        """Work until that second, counted from the beginning."""
        self._go_on()
        while self._due and self._due[0][0] <= seconds:
            self.now, _, happens = heapq.heappop(self._due)
            happens()
        self.now = seconds
        return self.seen

    def _after(self, seconds: float, happens: Callable[[], None]) -> None:
        heapq.heappush(self._due, (self.now + seconds, next(self._numbers), happens))

    def _part(self, share: float) -> float:
        return self._latency * share * self._luck.uniform(0.8, 1.2)

    def _go_on(self) -> None:
        while (wait := self.manners.wait(self.now)) == 0:
            self.seen.in_pauses += self.now < self._paused_until - _ROUNDING
            sent = self.manners.send(self.now)
            self._after(self._part(0.1), partial(self._arrive, sent))
        if self.now + wait < self._alarm:
            alarm = self._alarm = self.now + wait
            self._after(wait + _ROUNDING, lambda: self._ring(alarm))

    def _ring(self, alarm: float) -> None:
        if alarm == self._alarm:  # no earlier one was set meanwhile
            self._alarm = inf
            self._go_on()

    def _arrive(self, sent: Sent) -> None:
        wait = self._gate.enter()
        self.seen.requests.append((self.now, wait is None))
        if wait is None:
            self._after(self._part(0.8), lambda: self._leave(sent))
        else:
            told = None if self._gate.limit.tells == "nothing" else float(ceil(wait))
            self._after(self._part(0.1), lambda: self._refused(sent, told))

    def _leave(self, sent: Sent) -> None:
        self._gate.leave()
        self._after(self._part(0.1), lambda: self._ended(sent, 200, None))

    def _refused(self, sent: Sent, told: float | None) -> None:
        self._paused_until = max(self._paused_until, self.now + (told or 0.0))
        self._ended(sent, 429, told)

    def _ended(self, sent: Sent, status: int, asked: float | None) -> None:
        chance = self._luck.random()
        self.manners.ended(sent, self.now, Answered(status), asked=asked, chance=chance)
        self._go_on()
