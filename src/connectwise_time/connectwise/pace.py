"""How many requests a second: without bound until one is refused, then what was let through. Pure.

ConnectWise tells nobody its limit (reliability §0.6), so it is learned. A refusal says that the
pace was too high; how many requests were let through before it says how high it may be. From there
the pace grows as TCP CUBIC does: fast while far below the last limit, hardly near it, faster again
once it has passed it without a refusal.
"""

from collections import deque

_REMEMBERED = 1_000
_CUT = 0.15  # this share below the limit that was found the pace goes on
_CERTAIN = 20  # requests that were let through make a measure
_PROBE_SECONDS, _PROBE_REQUESTS, _PROBE_LONGEST = 12.0, 60.0, 16.0
_DOUBLING_REQUESTS, _DOUBLING_FASTEST, _DOUBLING_SLOWEST = 2.0, 1.0, 3.0
_EAGER = 0.5
_AT_LEAST = 0.7
_ROUNDED_UP = 1.5
_SLOWEST, _UNHURRIED = 0.1, 1.0
_BRIEF = 1e-6


class Pace:
    """The pace of requests; time is given, in seconds that only grow."""

    def __init__(self) -> None:
        self._let_through: deque[float] = deque(maxlen=_REMEMBERED)
        self._limit: float | None = None  # requests a second, as far as it is known
        self._certain = False
        self._age = 0.0  # seconds of growth, counted only while the pace is what holds us up
        self._patience = _EAGER  # how much later than usual the limit is tried again
        self._sent = 0.0  # when the last one went, or should have gone
        self._last = 0.0  # until when growth is counted
        self._held = False
        self._begun: float | None = None
        self._refused_at: float | None = None
        self._going: float | None = None

    @property
    def per_second(self) -> float | None:
        """Requests a second; None while there is no bound."""
        if self._limit is None:
            return None
        if not self._certain:
            doubling = min(_DOUBLING_SLOWEST, _DOUBLING_REQUESTS / self._limit)
            doubling = max(_DOUBLING_FASTEST, doubling)
            return self._limit * float(2.0 ** min(self._age / doubling, 30.0))
        span = self._span(self._limit)
        return self._limit * (1 + _CUT * ((self._age - span) / span) ** 3)

    def _span(self, limit: float) -> float:
        return self._patience * max(_PROBE_SECONDS, _PROBE_REQUESTS / limit)

    def wait(self, now: float) -> float:
        """Seconds until the next request may go; asking counts as being held up by it."""
        if (rate := self.per_second) is None:
            return 0.0
        if self._held:
            # Also while nothing goes: a pace that was found far too low has to get out of it.
            self._age += max(0.0, now - self._last)
            self._last = now
            rate = self.per_second or rate
        seconds = max(0.0, self._sent + 1 / rate - now)
        if seconds > 0 and not self._held:
            self._held, self._last = True, now
        return seconds if seconds > _BRIEF else 0.0

    def sent(self, now: float) -> None:
        """A request goes now."""
        if self._begun is None:
            self._begun = now
        rate = self.per_second
        self._held = False
        if rate is not None:
            # A little late does not count: the next one makes up for it.
            self._sent = max(self._sent + 1 / rate, now - 0.5 / rate)

    def let_through(self, sent: float) -> None:
        """A request that was sent then was not refused."""
        self._let_through.append(sent)

    def refused(self, now: float) -> None:
        """The pace was too high."""
        if self._refused_at is None:
            self._refused_at, self._going = now, self.per_second

    def resumed(self, now: float) -> None:
        """A first request after the refusal was let through: go on below what was, before it.

        Only now is known what became of all that was under way when the refusal came.
        """
        if self._refused_at is None:
            return
        before, going = self._limit, self._going
        many, rate = self._measured(self._refused_at, now)
        found = max(_SLOWEST, rate if going is None else min(rate, going))
        if going is None and many < _CERTAIN:
            # Few requests before a long pause say little: others may have used the limit up.
            found = max(found, _UNHURRIED)
        if going is not None and (many < _CERTAIN or not self._certain):
            # Too few to believe in less, or measured while it was doubling.
            found = max(found, going * _AT_LEAST)
        self._certain = many >= _CERTAIN or (before is not None and found >= before / 2)
        confirmed = before is not None and abs(found - before) <= before * _CUT
        self._patience = min(_PROBE_LONGEST, self._patience * 2) if confirmed else _EAGER
        self._limit, self._age, self._refused_at = found, 0.0, None
        self._begun = self._last = self._sent = now
        self._held = False

    def _measured(self, refused: float, resumed: float) -> tuple[int, float]:
        """How many were let through since the last refusal, and the most of them a second."""
        before = self._begun or 0.0
        sent = [moment for moment in self._let_through if before <= moment < resumed]
        many = len(sent)
        begun = sent[0] if len(self._let_through) == _REMEMBERED and sent else before
        pause, lasted = resumed - refused, refused - begun
        over_all = many / max(resumed - begun, 1e-3)
        if pause > _ROUNDED_UP + 2 / max(over_all, 1e-9):
            # So long nobody has to wait for a steady limit: it was the rest of a window.
            return many, over_all
        # Of a short pause most is rounding up, unless requests are as rare as that.
        end = refused + pause * pause / (pause + lasted)
        whole = max(end - begun, 1.0)
        shortest = min(whole, max(2.0, whole / 4))
        rate = many / whole
        for at, moment in enumerate(sent):
            if (took := end - moment) < shortest:
                break
            rate = max(rate, (many - at) / took)
        return many, rate
