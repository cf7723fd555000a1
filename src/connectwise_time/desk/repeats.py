"""Tell a repeated call from a new one: nobody means to log the same hour twice by accident."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from zoneinfo import ZoneInfo

from connectwise_time.desk.looking_back import LOOK_SECONDS, LookingBack
from connectwise_time.desk.ports import Backend, Crew, Journal
from connectwise_time.desk.verdicts import still_open
from connectwise_time.domain.checks import Finding, refusal
from connectwise_time.domain.entries import Draft, LoggedTime
from connectwise_time.domain.operations import (
    DUPLICATE,
    UNRESOLVED,
    Asked,
    Change,
    Operation,
    State,
    Work,
    said,
    was_lately,
)
from connectwise_time.domain.proof import looks_like
from connectwise_time.domain.when import local_span
from connectwise_time.errors import Conflict, TimeDeskError


class Repeated(Conflict):
    """The same was done a moment ago.

    Args:
        found: The same as one of all that is found.
    """

    def __init__(self, problem: str, *, remedy: str, found: Finding) -> None:
        super().__init__(problem, remedy=remedy)
        self.found = found


class Repeats:
    """Knows what was done a moment ago.

    Args:
        backend: ConnectWise.
        journal: Knows what was done.
        crew: Keeps the time.
        back: Looks at what is unresolved.
        zone_of: The zone of a member by id, in which times are told.
    """

    def __init__(
        self,
        backend: Backend,
        journal: Journal,
        crew: Crew,
        back: LookingBack,
        zone_of: Callable[[int | None], Awaitable[ZoneInfo]],
    ) -> None:
        self._backend = backend
        self._journal = journal
        self._crew = crew
        self._back = back
        self._zone_of = zone_of

    async def past(self, asked: Asked, zone: ZoneInfo | None = None) -> frozenset[str]:
        """What the same call did a moment ago, that need not keep it from being done again.

        Args:
            asked: What is asked for now.
            zone: In which times are told.
        """
        at = self._back.moment()
        beside = set()
        for known in await self._journal.same_call(self._back.caller, asked.fingerprint):
            if known.state is State.DONE and not was_lately(known, began=at.now, here=at.here):
                continue
            now = await self._back.look_briefly(known)
            if now.state in UNRESOLVED:
                raise still_open(now, zone)
            changes = isinstance(now.work, Change) and not now.work.edit.email
            if now.state is State.DONE and not changes:
                await self.refuse(asked, now)
            beside.add(now.id)
        return frozenset(beside)

    async def refuse(self, asked: Asked, known: Operation, work: Work | None = None) -> None:
        """Refuse what seems to be a repetition, unless what it would repeat is gone.

        Args:
            asked: What is asked for now.
            known: What was done before.
            work: What is about to be sent, where nothing but that makes it seem a repetition.

        Raises:
            Repeated: It seems to be one.
        """
        number = known.entry
        if asked.takes_duplicates or number is None:
            return
        entry = await self._crew.at_most(LOOK_SECONDS, partial(self._backend.entry, number))
        if entry is None:
            return
        same_call = known.fingerprint == asked.fingerprint
        if isinstance(work, Draft) and not same_call and not looks_like(work, entry):
            return  # it was changed to something else since
        if isinstance(known.work, Draft) and not looks_like(known.work, entry):
            return  # it was moved since, and its old place is free
        minutes = (self._back.present() - known.began) / timedelta(minutes=1)
        ago = "just now" if minutes < 1 else f"{minutes:.0f} minutes ago"
        told = said(known.work)
        if isinstance(known.work, Draft) and entry.start is not None:
            zone = await self._zone(entry)
            told = f"{entry.hours:.4g} h, {local_span(entry.start, entry.end, zone)}"
        says = f"The same was done {ago}: entry {number}, {told}."
        found = Finding(DUPLICATE, says)
        refused = refusal([found], asked.accept)
        assert refused is not None
        raise Repeated(refused.problem, remedy=refused.remedy, found=found)

    async def _zone(self, entry: LoggedTime) -> ZoneInfo:
        try:
            return await self._zone_of(entry.member.id if entry.member else None)
        except TimeDeskError:  # the refusal is worth more than the clock it is told by
            return ZoneInfo("UTC")
