"""Tell what became of a write, or would become of it."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from connectwise_time.desk.aftermath import Ran
from connectwise_time.desk.catalog import Catalog
from connectwise_time.desk.people import People
from connectwise_time.desk.previewing import Previewed
from connectwise_time.desk.results import Outcome, Shown
from connectwise_time.domain.billing.previews import Explained, Rounded, is_rounding, rounding
from connectwise_time.domain.entries import Draft, LoggedTime, Written
from connectwise_time.domain.filled import FilledIn, filled_in
from connectwise_time.domain.operations import Change, Work
from connectwise_time.errors import TimeDeskError


class Telling:
    """Makes the answers about one entry."""

    def __init__(self, people: People, catalog: Catalog) -> None:
        self._people = people
        self._catalog = catalog

    async def shown(self, entry: LoggedTime) -> Shown:
        """The entry in its member's zone."""
        zone, sandbox = await self._told_with(entry.member.id if entry.member else None)
        [named] = await self._catalog.named([entry])
        return Shown(named, zone, sandbox)

    async def _told_with(self, member: int | None) -> tuple[ZoneInfo, bool]:
        """What an answer about a member's entry is told with: its zone, and if it is a sandbox.

        Writes ask for it before they act, and it is remembered: a question that fails after
        the act would make a stored entry look like a failure.
        """
        return await self._people.zone_of(member), await self._catalog.is_sandbox()

    async def get_ready(self, work: Work) -> None:
        """Ask for what the answer about a write is told with."""
        whose = work.member if isinstance(work, Draft) else work.before.member
        await self._told_with(whose.id if whose else None)

    async def would(self, did: str, previewed: Previewed, said: list[str]) -> Outcome:
        """What would be."""
        told = await self._outcome(did, Written(previewed.entry), [*said, *previewed.said])
        return replace(told, preview=True, explained=previewed.explained)

    async def ran(self, did: str, ran: Ran, said: list[str]) -> Outcome:
        """What was done."""
        written, rounded = await self._unrounded(ran)
        filled: tuple[FilledIn, ...] = ()
        work = ran.operation.work
        if isinstance(work, Change):
            filled = filled_in(work.edit, work.before, written.entry)
        parts = {each.part for each in filled}
        ignored = tuple(name for name in written.ignored if name not in parts)
        told = await self._outcome(did, replace(written, ignored=ignored), [*said, *ran.notices])
        return replace(
            told,
            operation_id=ran.operation.id,
            replayed=ran.replayed,
            explained=Explained(rounded=rounded, filled=filled),
        )

    async def _unrounded(self, ran: Ran) -> tuple[Written, Rounded | None]:
        """What was stored, and how ConnectWise rounded it, which is not to have ignored it."""
        work, written = ran.operation.work, ran.written
        if not isinstance(work, Draft) or "hours" not in written.ignored:
            return written, None
        try:
            step = (await self._catalog.tenant()).rounding_hours
        except TimeDeskError:  # stored is stored, whether this can be told or not
            return written, None
        if not is_rounding(work.hours, written.entry.hours, step):
            return written, None
        ignored = tuple(name for name in written.ignored if name != "hours")
        told = rounding(work.hours, written.entry.hours, step)
        return replace(written, ignored=ignored), told

    async def _outcome(self, did: str, written: Written, said: list[str]) -> Outcome:
        notices = list(said)
        if written.ignored:
            notices.append(f"ConnectWise did not take over: {', '.join(written.ignored)}.")
        return Outcome(did, await self.shown(written.entry), tuple(notices))
