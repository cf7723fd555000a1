"""How often questions may be asked again: one in ten lately, so that trouble is not multiplied.

Pure.
"""

from math import exp

SHARE = 0.1
FLOOR = 5.0
_LATELY_SECONDS = 30.0


class Budget:
    """Counts questions and repetitions of about the last half minute; time is given."""

    def __init__(self) -> None:
        self._asked = 0.0
        self._repeated = 0.0
        self._at: float | None = None

    def asked(self, now: float) -> None:
        """A question was asked for the first time."""
        self._fade(now)
        self._asked += 1

    def spend(self, now: float) -> bool:
        """Whether a question may be asked again; if so, it is counted."""
        self._fade(now)
        if self._repeated + 1 > FLOOR + SHARE * self._asked:
            return False
        self._repeated += 1
        return True

    def _fade(self, now: float) -> None:
        passed = now - self._at if self._at is not None else 0.0
        share = exp(-max(0.0, passed) / _LATELY_SECONDS)
        self._asked, self._repeated, self._at = self._asked * share, self._repeated * share, now
