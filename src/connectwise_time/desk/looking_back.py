"""Read back what became of operations, by ConnectWise's own clock, and note it."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from secrets import token_hex

from connectwise_time.desk.ports import Backend, Bell, Clock, Crew, Journal
from connectwise_time.domain.entries import Draft, LoggedTime, TimeSearch, Written
from connectwise_time.domain.moments import Moment
from connectwise_time.domain.operations import HORIZON, UNRESOLVED, Operation, Work
from connectwise_time.domain.proof import LATE, settled
from connectwise_time.domain.reading_back import ignored_of_draft
from connectwise_time.errors import TimeDeskError

log = logging.getLogger(__name__)
LOOK_SECONDS = 5.0
_DAY = timedelta(days=1)
_AN_HOUR = timedelta(hours=1)
_SOON = timedelta(seconds=2)
_UNREACHED = timedelta(seconds=30)


class LookingBack:
    """Finds out what became of operations.

    Args:
        backend: ConnectWise.
        journal: Where it is noted.
        crew: Keeps the time.
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
        crew: Crew,
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
        self._crew = crew
        self._clock = clock
        self._process = token_hex(8)
        self._bell = bell
        self._news: list[str] = []

    def present(self) -> datetime:
        """The present, by ConnectWise's clock."""
        return self._backend.present()

    def moment(self) -> Moment:
        """The present, by every clock."""
        return Moment(
            here=self._clock(),
            there=self._backend.told_time(),
            process=self._process,
            seconds=self._crew.seconds(),
        )

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
        """The member's entries of about that day: one may be moved before anybody sees it."""
        return await self._entries(draft.member.id, draft.start - _DAY, draft.start + _DAY)

    async def days_around(self, time: Draft | LoggedTime) -> Sequence[LoggedTime]:
        """The member's entries that may lie on the same local days, in whatever zone."""
        if time.member is None or time.start is None:
            return ()
        # One may have begun a day before the first of these days.
        ends = time.end or time.start
        return await self._entries(time.member.id, time.start - 2 * _DAY - _AN_HOUR, ends + _DAY)

    async def _entries(self, member: int, since: datetime, until: datetime) -> Sequence[LoggedTime]:
        search = TimeSearch(members=(member,), since=since, until=until, whole=True)
        return [entry async for batch in self._backend.entries(search) for entry in batch]

    async def _read(self, work: Work) -> Sequence[LoggedTime]:
        """What shows whether it is stored."""
        if isinstance(work, Draft):
            return await self.around(work)
        entry = await self._backend.entry(work.number)
        return [] if entry is None else [entry]

    async def look(self, operation: Operation) -> Operation:
        """Where an operation stands now; as before where ConnectWise cannot be asked."""
        try:
            return (await self.seen(operation))[0]
        except TimeDeskError:
            later = replace(operation, due=self.present() + _UNREACHED)
            return await self._journal.end(later) if operation.due else operation

    async def look_briefly(self, operation: Operation) -> Operation:
        """Look at it, where it is unresolved, in a few seconds.

        Raises:
            Unavailable: It took longer.
        """
        if operation.state not in UNRESOLVED:
            return operation
        return await self._crew.at_most(LOOK_SECONDS, partial(self.look, operation))

    async def seen(self, operation: Operation) -> tuple[Operation, Sequence[LoggedTime]]:
        """Where an operation stands now, which is noted, and what was read.

        Raises:
            TimeDeskError: ConnectWise cannot be asked.
        """
        before = self.moment()
        found = await self._read(operation.work)
        # When it was asked: what came while it answered was not there. By the clock that the
        # answer told: until the first one, none is known.
        lasted = timedelta(seconds=self._crew.seconds() - before.seconds)
        told = self._backend.told_time()
        asked = replace(before, there=told - lasted if told else None)
        among = [entry.id for entry in found if entry.id is not None]
        after = settled(
            operation,
            found,
            asked,
            horizon=self.horizon,
            taken=await self._journal.taken(operation, among),
            echoes=await self._journal.echoes(self.site),
        )
        if after.outcome is not None and operation.outcome is None:
            after = replace(after, outcome=await self._whole(after.work, after.outcome))
        if after.outcome is not None and set(after.others) - set(operation.others):
            self.report(doubled(after))
        elif after.why == LATE != operation.why:
            self.report(f"Operation {after.id}: {after.why} It is stored as entry {after.entry}.")
        return await self._journal.end(after), found

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

    def report(self, told: str) -> None:
        """Tell the operator now, and whoever writes next."""
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
