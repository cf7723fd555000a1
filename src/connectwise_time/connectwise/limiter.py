"""How many requests run at once: reads under a cap, writes on lanes of their own."""

from enum import StrEnum

import anyio

WRITES = 2


class Lane(StrEnum):
    """Beside how many others a write runs.

    What makes or changes entries runs two at a time. Decisions on sheets and entries come by the
    hundred and are checked one by one afterwards: they run as many at once as questions do.
    """

    NARROW = "narrow"
    WIDE = "wide"


class Limits:
    """The caps. Fixed for now: ConnectWise's own limit is not public (reliability §0.6)."""

    def __init__(self, reads: int) -> None:
        self.reads = anyio.CapacityLimiter(reads)
        # A lane of its own, so that a long list cannot keep decisions waiting.
        self._lanes = {
            Lane.NARROW: anyio.CapacityLimiter(WRITES),
            Lane.WIDE: anyio.CapacityLimiter(reads),
        }

    def of(self, lane: Lane) -> anyio.CapacityLimiter:
        """The cap of a lane."""
        return self._lanes[lane]
