"""How many requests run at once: reads under a cap, writes two at a time on their own."""

import anyio

WRITES = 2


class Limits:
    """The two caps. Fixed for now: ConnectWise's own limit is not public (reliability §0.6)."""

    def __init__(self, reads: int) -> None:
        self.reads = anyio.CapacityLimiter(reads)
        self.writes = anyio.CapacityLimiter(WRITES)
