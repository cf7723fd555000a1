"""How many requests at once: fast to the cap, back to what was let through where more is refused.

Pure. As long as nothing goes wrong it grows by two a success; afterwards by one in twenty, up to
where it was refused, and beyond that ever more rarely.
"""

_STEP = 20
_QUICK_STEP = 2
_LONGEST = 20 * 2**8
_TRY_AGAIN_SECONDS = 300.0


class Width:
    """How many requests may be under way.

    Args:
        cap: Never more than these.
        start: So many to begin with.

    Attributes:
        proven: So many at once were let through again and again: a refusal at no more of them is
            not for being too many at once.
    """

    def __init__(self, cap: int, start: int) -> None:
        self.cap = cap
        self.proven = 0
        self._allowed = min(start, cap)
        self._wall: int | None = None
        self._good = 0
        self._need = _STEP
        self._quick = True
        self._refused_at = 0.0
        self._refused = 0

    @property
    def allowed(self) -> int:
        """Requests at once."""
        return self._allowed

    def let_through(self, beside: int, now: float) -> None:
        """A request was not refused; so many were under way when it was sent, itself included."""
        if self._quick:
            self._allowed = min(self.cap, self._allowed + _QUICK_STEP)
        if beside < self._allowed:
            return
        self._good += 1
        if self._good >= _STEP:
            self.proven = max(self.proven, self._allowed)
        at_wall = self._wall is not None and self._allowed >= self._wall
        rested = at_wall and self._good >= _STEP and now - self._refused_at >= _TRY_AGAIN_SECONDS
        if self._good >= (self._need if at_wall else _STEP) or rested:
            self._allowed = min(self.cap, self._allowed + 1)
            self._good = 0

    def refused(self, beside: int, now: float, *, first: bool) -> None:
        """A request was refused for being one too many.

        Args:
            beside: How many were under way when it was sent, itself included.
            now: The present.
            first: It is the first one of this time: others that were sent with it follow.
        """
        self._refused = 0 if first else self._refused
        room = max(1, beside - 1 - self._refused)
        self._refused += 1
        if first:
            again = self._wall is not None and room >= self._wall
            self._need = min(_LONGEST, self._need * 2) if again else _STEP
        self._wall = min(room, self.cap)
        self._allowed, self._good = self._wall, 0
        self.proven = min(self.proven, self._wall)
        self._quick, self._refused_at = False, now

    def failed(self) -> None:
        """Something went wrong that may come from too much load: half as many."""
        self._allowed = max(1, self._allowed // 2)
        self._quick, self._good = False, 0
