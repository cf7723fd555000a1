"""A hidden rate limit: what the client has to find out, and what it is told when it oversteps."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from connectwise_time.sandbox.faults.checks import Checked, Count, Positive, one_of

Told = Annotated[
    Literal["seconds", "date", "nothing"],
    one_of("seconds", "date", "nothing"),
]


@dataclass(frozen=True)
class Limit(Checked):
    """How much is served; the rest is 429.

    ``tells`` is what the 429 says in Retry-After: whole ``seconds`` rounded up, an HTTP ``date``,
    or ``nothing``.
    """

    name: ClassVar[str]


@dataclass(frozen=True)
class TokenBucket(Limit):
    """``rate`` requests a second on average, and at most ``burst`` at once."""

    name = "token_bucket"
    rate: Positive
    burst: Count = 1
    tells: Told = "seconds"


@dataclass(frozen=True)
class FixedWindow(Limit):
    """So many ``requests`` in each window of so many ``seconds``."""

    name = "fixed_window"
    requests: Count
    seconds: Positive
    tells: Told = "seconds"


@dataclass(frozen=True)
class Concurrency(Limit):
    """At most so many requests at a time; who comes beyond is told to wait a second."""

    name = "concurrency"
    most: Count
    tells: Told = "seconds"


AnyLimit = TokenBucket | FixedWindow | Concurrency
LIMITS: dict[str, type[AnyLimit]] = {
    kind.name: kind for kind in (TokenBucket, FixedWindow, Concurrency)
}


class Gate:
    """Applies a limit, by a clock in seconds.

    Attributes:
        admitted: How many requests it let through.
        refused: How many it turned away.
    """

    def __init__(self, limit: AnyLimit, clock: Callable[[], float]) -> None:
        self.limit = limit
        self.admitted = 0
        self.refused = 0
        self._clock = clock
        self._lock = threading.Lock()
        self._since = clock()
        self._tokens = float(limit.burst) if isinstance(limit, TokenBucket) else 0.0
        self._in_window = 0
        self._inside = 0

    def enter(self) -> float | None:
        """None lets a request in, and it has to leave; else the seconds that it has to wait."""
        with self._lock:
            wait = self._wait(self._clock())
            if wait is None:
                self.admitted += 1
                self._inside += 1
            else:
                self.refused += 1
            return wait

    def leave(self) -> None:
        """A request that was let in has been answered."""
        with self._lock:
            self._inside -= 1

    def _wait(self, now: float) -> float | None:
        match self.limit:
            case TokenBucket(rate, burst):
                self._tokens = min(burst, self._tokens + (now - self._since) * rate)
                self._since = now
                if self._tokens < 1:
                    return (1 - self._tokens) / rate
                self._tokens -= 1
            case FixedWindow(requests, seconds):
                passed = (now - self._since) // seconds
                if passed:
                    self._since += passed * seconds
                    self._in_window = 0
                if self._in_window >= requests:
                    return self._since + seconds - now
                self._in_window += 1
            case Concurrency(most):
                return 1.0 if self._inside >= most else None
        return None
