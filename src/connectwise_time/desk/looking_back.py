"""Read back what became of operations, by ConnectWise's own clock, and note it."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from connectwise_time.desk.ports import Backend, Bell, Clock, Journal
from connectwise_time.domain.entries import Draft, LoggedTime, TimeSearch, Written
from connectwise_time.domain.operations import HORIZON, Operation, Work
from connectwise_time.domain.proof import settled
from connectwise_time.domain.reading_back import ignored_of_draft
from connectwise_time.errors import TimeDeskError

log = logging.getLogger(__name__)
_MINUTE = timedelta(minutes=1)
_SOON = timedelta(seconds=2)
_UNREACHED = timedelta(seconds=30)


class LookingBack:
    """Finds out what became of operations.

    Args:
        backend: ConnectWise.
        journal: Where it is noted.
        clock: Tells the present, by this machine.
        bell: Rung when there is something to look after.
        caller: Whose operations these are.
        site: The ConnectWise and the company in which they are done.
        horizon: How long after its end nothing can come any more.
    """

    def __init__(
        self,
        backend: Backend,
        journal: Journal,
        clock: Clock,
        bell: Bell,
        *,
        caller: str,
        site: str,
        horizon: timedelta = HORIZON,
    ) -> None:
        self.caller = caller
        self.site = site
        self.horizon = horizon
        self._backend = backend
        self._journal = journal
        self._clock = clock
        self._bell = bell
        self._news: list[str] = []

    def present(self) -> datetime:
        """The present, by ConnectWise's clock where it told it: ours may be set meanwhile."""
        return self._clock() + (self._backend.clock_skew() or timedelta())

    def soon(self) -> datetime:
        """When to look first at what was lost."""
        return self.present() + _SOON

    def sweep(self) -> datetime:
        """When to look whether something came that should not."""
        return self.present() + self.horizon

    def wake(self) -> None:
        """There is something to look after."""
        self._bell.ring()

    def news(self) -> tuple[str, ...]:
        """What was found out meanwhile and is not told yet."""
        told, self._news = tuple(self._news), []
        return told

    async def around(self, draft: Draft) -> Sequence[LoggedTime]:
        """The member's entries that begin in the same minute."""
        since = draft.start.replace(second=0, microsecond=0)
        search = TimeSearch(
            members=(draft.member.id,), since=since, until=since + _MINUTE, whole=True
        )
        return [entry async for batch in self._backend.entries(search) for entry in batch]

    async def read(self, work: Work) -> Sequence[LoggedTime]:
        """What shows whether it is stored."""
        if isinstance(work, Draft):
            return await self.around(work)
        entry = await self._backend.entry(work.number)
        return [] if entry is None else [entry]

    async def look(self, operation: Operation) -> Operation:
        """Where an operation stands now; as before where ConnectWise cannot be asked."""
        try:
            found = await self.read(operation.work)
        except TimeDeskError:
            later = replace(operation, due=self.present() + _UNREACHED)
            return await self._journal.end(later) if operation.due else operation
        return await self.judged(operation, found)

    async def judged(self, operation: Operation, found: Sequence[LoggedTime]) -> Operation:
        """Where an operation stands, by what was read; that is noted."""
        after = settled(
            operation,
            found,
            self.present(),
            horizon=self.horizon,
            taken=await self._journal.taken(operation),
            echoes=await self._journal.echoes(self.site),
        )
        if after.outcome is not None and operation.outcome is None:
            after = replace(after, outcome=await self._whole(after.work, after.outcome))
        if set(after.others) - set(operation.others):
            self._report(after)
        return await self._journal.end(after)

    async def _whole(self, work: Work, written: Written) -> Written:
        """All of a new entry, of which a list shows a part."""
        if not isinstance(work, Draft) or written.entry.id is None:
            return written
        try:
            entry = await self._backend.entry(written.entry.id)
        except TimeDeskError:
            return written
        return Written(entry, ignored_of_draft(work, entry)) if entry is not None else written

    async def learn_echo(self, *, echoes: bool) -> None:
        """Remember whether this ConnectWise keeps marks, by an entry that was read back."""
        try:
            if await self._journal.echoes(self.site) is not echoes:
                await self._journal.note_echo(self.site, echoes=echoes)
        except TimeDeskError:
            return  # nothing hangs on it: the next entry tells it again

    def _report(self, operation: Operation) -> None:
        told = doubled(operation)
        log.warning("%s", told)
        self._news.append(told)


def doubled(operation: Operation) -> str:
    """That an operation may be stored more than once."""
    entries = sorted({*operation.others, *([operation.entry] if operation.entry else [])})
    numbers = " and ".join(map(str, entries))
    return (
        f"Operation {operation.id} may be stored more than once: entries {numbers}. Look at them"
        " with get_time_entry, and delete what is too much."
    )
