"""The pause that all keep when ConnectWise asks for one, and the one request that ends it. Pure."""

from connectwise_time.connectwise.retry import backoff

_LONGEST = 86_400.0
_JITTER = 0.5


class Pause:
    """A pause for everybody; time is given, in seconds that only grow."""

    def __init__(self) -> None:
        self.until = 0.0
        self.refusals = 0
        self._is_over = True

    def left(self, now: float) -> float:
        """Seconds until somebody may ask again."""
        return max(0.0, self.until - now)

    @property
    def needs_probe(self) -> bool:
        """The pause was not yet followed by a request that ConnectWise took."""
        return not self._is_over

    def begin(self, now: float, asked: float | None, chance: float) -> float:
        """Nobody sends for a while; answers for how many seconds from now.

        Args:
            now: The present.
            asked: Seconds that ConnectWise asked for; where it did not, ever longer ones.
            chance: Between 0 and 1.
        """
        if self._is_over or now >= self.until:
            self.refusals += 1
        seconds = backoff(self.refusals, chance)
        if asked is not None:
            seconds = min(asked, _LONGEST) + chance * _JITTER
        self.until = max(self.until, now + seconds)
        self._is_over = False
        return self.until - now

    def end(self) -> None:
        """A request was let through after it."""
        self._is_over, self.refusals = True, 0
