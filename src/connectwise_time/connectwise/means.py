"""Time and chance, given from outside so that tests need neither."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import random
from time import monotonic

import anyio


@dataclass(frozen=True, slots=True)
class Means:
    """Time and chance, given from outside so that tests need neither."""

    monotonic: Callable[[], float] = monotonic
    utc_now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    sleep: Callable[[float], Awaitable[None]] = anyio.sleep
    chance: Callable[[], float] = random
