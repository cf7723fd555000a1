"""ConnectWise's clock, as its answers tell it."""

from datetime import datetime, timedelta

from connectwise_time.connectwise.answers import Answer
from connectwise_time.connectwise.means import Means
from connectwise_time.connectwise.refusals import is_page

_ROUGH = timedelta(seconds=2)
_EARLIEST, _LATEST = 2020, 2200


class RemoteClock:
    """The present there, whatever happens to the clock on this machine.

    Args:
        means: Our clocks; the one on the wall counts only until an answer tells another time.

    Attributes:
        skew: How far ConnectWise's clock is ahead of ours, by the last answer; None if unknown.
        told: ConnectWise has told its time at least once.
    """

    def __init__(self, means: Means) -> None:
        self.skew: timedelta | None = None
        self.told = False
        self._means = means
        self._shown = (means.utc_now(), means.monotonic())

    def hear(self, answer: Answer) -> None:
        """Learn from an answer what time it is there.

        Only from a success: an error or a page may come from a gateway with a clock of its own.
        """
        if not answer.good or is_page(answer.body):
            return
        now = self._means.utc_now()
        self.skew = answer.skew(now)
        if self.skew is None or not _EARLIEST <= (now + self.skew).year < _LATEST:
            self.skew = None
            return
        self.told = True
        # It tells whole seconds: what lies within them is kept, so that time goes on evenly.
        if abs(now + self.skew - self.present()) > _ROUGH:
            self._shown = (now + self.skew, self._means.monotonic())

    def present(self) -> datetime:
        """What ConnectWise's clock showed last, and the time that went by since."""
        shown, at = self._shown
        return shown + timedelta(seconds=self._means.monotonic() - at)
