"""Leaving ConnectWise alone while it only fails, and trying it now and then. Pure."""

from collections import deque

FAILURES, WITHIN_SECONDS = 10, 30.0
OPEN_SECONDS = 5.0
_FOR_A_QUESTION = 1.0


class Circuit:
    """Opens after ten failures within 30 seconds; time is given, in seconds that only grow.

    A success takes one failure back: what fails now and then does not open it.
    """

    def __init__(self) -> None:
        self._failures: deque[float] = deque(maxlen=FAILURES)
        self._until: float | None = None

    @property
    def is_open(self) -> bool:
        """ConnectWise is left alone, but for one request now and then."""
        return self._until is not None

    def left(self, now: float) -> float:
        """Seconds until it may be tried again; 0 while nothing is wrong, too."""
        return max(0.0, self._until - now) if self._until is not None else 0.0

    def yields(self, now: float, *, question: bool) -> float:
        """Seconds for which a write leaves it to questions to try: they risk nothing."""
        if self._until is None or question:
            return 0.0
        return max(0.0, self._until + _FOR_A_QUESTION - now)

    def failed(self, now: float) -> None:
        """No answer came, or one that tells of a failure on the other side."""
        self._failures.append(now)
        while self._failures[0] < now - WITHIN_SECONDS:
            self._failures.popleft()
        if self.is_open or len(self._failures) >= FAILURES:
            self._until = now + OPEN_SECONDS

    def answered(self) -> None:
        """ConnectWise answered properly."""
        if self.is_open:
            self._failures.clear()
        elif self._failures:
            self._failures.popleft()
        self._until = None
