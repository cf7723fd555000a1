"""Things that change rarely and are asked for often, remembered for a few minutes."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from connectwise_time.desk.ports import Clock

T = TypeVar("T")

FIVE_MINUTES = timedelta(minutes=5)


class Remembered(Generic[T]):
    """One fetched value, kept for `lasting`; failures are not kept."""

    def __init__(
        self, fetch: Callable[[], Awaitable[T]], clock: Clock, lasting: timedelta = FIVE_MINUTES
    ) -> None:
        self._fetch = fetch
        self._clock = clock
        self._lasting = lasting
        self._known: tuple[T, datetime] | None = None

    async def get(self) -> T:
        """The value, fetched anew when the remembered one is too old."""
        if self._known is None or self._clock() >= self._known[1]:
            value = await self._fetch()
            self._known = value, self._clock() + self._lasting
        return self._known[0]
