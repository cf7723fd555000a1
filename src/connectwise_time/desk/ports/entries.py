"""Time itself, in ConnectWise: read, asked about, stored, changed, deleted."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Protocol

from connectwise_time.domain.billing.workings import WorkedOut
from connectwise_time.domain.entries import Draft, Edit, LoggedTime, TimeSearch, Written


class Entries(Protocol):
    """Reads and writes time entries. See `Backend`."""

    async def entry(self, number: int) -> LoggedTime | None:
        """One entry by id."""
        ...

    def entries(self, search: TimeSearch) -> AsyncIterator[Sequence[LoggedTime]]:
        """All entries that fit, in batches, each once, in no promised order, in bounded memory.

        They carry what totals and tables show: target, people, times, type, role, billing,
        status, and notes unless the search is brief; or only the parts that the search names.
        """
        ...

    async def entries_after(
        self, search: TimeSearch, after: tuple[datetime, int] | None, limit: int
    ) -> Sequence[LoggedTime]:
        """The next `limit` entries by (start, id), those after the given one, as in `entries`."""
        ...

    async def preview(self, draft: Draft) -> WorkedOut:
        """The entry as ConnectWise would fill it in; nothing is stored, nobody gets mail.

        Where ConnectWise does not offer that, it is what the draft says.
        """
        ...

    async def latest(self, search: TimeSearch, limit: int) -> Sequence[LoggedTime]:
        """The entries that fit and began last, newest first; at most `limit`."""
        ...

    async def create(
        self, draft: Draft, *, marker: str | None = None, within: float | None = None
    ) -> Written:
        """Store a new entry, once, and read it back.

        Args:
            draft: What to store.
            marker: A mark (a UUID) that is left with it, where ConnectWise keeps one.
            within: The most seconds for all of it.
        """
        ...

    async def change(self, number: int, edit: Edit, *, within: float | None = None) -> Written:
        """Change an entry, once, and read it back, in at most so many seconds for all of it."""
        ...

    async def delete(self, number: int, *, within: float | None = None) -> None:
        """Delete an entry, once, in at most so many seconds for the write."""
        ...
