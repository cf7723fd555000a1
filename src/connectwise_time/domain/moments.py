"""How much time went by for certain, where no single clock is to be believed. Pure.

This machine's clock may be set, ConnectWise's may be told wrongly by something in between, and the
one that only counts stands still while a laptop sleeps and ends with its process.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

_AGREES = timedelta(seconds=5)
# Dates come in whole seconds: two of them may be so much closer than they seem.
_ROUGH = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Moment:
    """When something was, by every clock there is.

    Attributes:
        here: By this machine's clock.
        there: By ConnectWise's; None where it did not tell.
        process: Whose count `seconds` is.
        seconds: What the process counts, whatever happens to other clocks.
    """

    here: datetime
    there: datetime | None
    process: str
    seconds: float

    @property
    def now(self) -> datetime:
        """The best guess: ConnectWise's clock, or else this machine's."""
        return self.there or self.here


def certainly(since: Moment, until: Moment) -> timedelta | None:
    """How much time went by at least; None where that cannot be told.

    Within a process its own count decides. From one process to another two clocks have to agree.
    """
    if since.process == until.process:
        return timedelta(seconds=until.seconds - since.seconds)
    if since.there is None or until.there is None:
        return None
    there, here = until.there - since.there, until.here - since.here
    return min(there, here) - _ROUGH if abs(there - here) <= _AGREES else None
