"""What is told how far a long reading is."""

from typing import Protocol


class Reader(Protocol):
    """Whoever waits for what is read."""

    async def read(self, entries: int) -> None:
        """So many time entries are read; more may come, nobody knows how many."""
        ...
