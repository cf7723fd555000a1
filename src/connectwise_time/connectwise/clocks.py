"""ConnectWise's clock, as its answers tell it."""

from datetime import datetime, timedelta

from connectwise_time.connectwise.answers import Answer
from connectwise_time.connectwise.means import Means

_ROUGH = timedelta(seconds=2)


class RemoteClock:
    """The present there, whatever happens to the clock on this machine.

    Args:
        means: Our clocks; the one on the wall counts only until an answer tells another time.

    Attributes:
        skew: How far ConnectWise's clock is ahead of ours, by the last answer; None if unknown.
    """

    def __init__(self, means: Means) -> None:
        self.skew: timedelta | None = None
        self._means = means
        self._told = (means.utc_now(), means.monotonic())

    def hear(self, answer: Answer) -> None:
        """Learn from an answer what time it is there."""
        now = self._means.utc_now()
        self.skew = answer.skew(now)
        # It tells whole seconds: what lies within them is kept, so that time goes on evenly.
        if self.skew is not None and abs(now + self.skew - self.present()) > _ROUGH:
            self._told = (now + self.skew, self._means.monotonic())

    def present(self) -> datetime:
        """What ConnectWise's clock showed last, and the time that went by since."""
        told, at = self._told
        return told + timedelta(seconds=self._means.monotonic() - at)
