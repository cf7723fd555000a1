"""An event loop with real sockets whose clock can be put forward: so long waiting is over at once.

For tests with an `anyio_backend` of `("asyncio", {"loop_factory": LeapingLoop})`.
"""

import asyncio
import time


class LeapingLoop(asyncio.SelectorEventLoop):
    """Its time is real, and what it was put forward."""

    leapt = 0.0

    def time(self) -> float:
        return time.monotonic() + self.leapt


def leap(seconds: float) -> None:
    """So many seconds have passed: what was waited for that long is over."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, LeapingLoop)
    loop.leapt += seconds
