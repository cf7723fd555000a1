"""Tells a host how far a long reading is, where it asked to be told."""

from connectwise_time.server.desks import DeskContext


class Waiting:
    """The host that waits for the answer to a call."""

    def __init__(self, ctx: DeskContext) -> None:
        self._ctx = ctx

    async def read(self, entries: int) -> None:
        """So many time entries are read."""
        await self._ctx.report_progress(entries, None, f"{entries:,} time entries read")
