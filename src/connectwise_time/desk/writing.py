"""Log and change entries: gather facts, plan, write once."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from connectwise_time.desk.catalog import Catalog
from connectwise_time.desk.drafting import Changed, Drafted, Drafting, mail_notice
from connectwise_time.desk.guarding import Guarding, notices
from connectwise_time.desk.operations import Check, Operations, Ran
from connectwise_time.desk.people import People
from connectwise_time.desk.places import Places
from connectwise_time.desk.ports import Backend
from connectwise_time.desk.previewing import Previewed, Previewing, move_of
from connectwise_time.desk.results import Outcome, Shown
from connectwise_time.domain.checks import dismissed, refusal
from connectwise_time.domain.entries import Draft, Edit, LoggedTime, Written
from connectwise_time.domain.filled import FilledIn, filled_in
from connectwise_time.domain.operations import Asked, Change, Work
from connectwise_time.domain.planning import (
    check_one_target,
    check_target_once,
)
from connectwise_time.domain.previews import Explained, Rounded, is_rounding, rounding
from connectwise_time.domain.reading_back import ignored_of_draft
from connectwise_time.domain.wishes import Wish, fingerprint
from connectwise_time.errors import OutcomeUnknown, Refused, RemoteRefusal, TimeDeskError

_DEDUCTION = "deduct"


class Writing:
    """The writing half of the desk."""

    def __init__(
        self,
        backend: Backend,
        operations: Operations,
        people: People,
        catalog: Catalog,
        drafting: Drafting,
        *,
        guarding: Guarding,
        previewing: Previewing,
    ) -> None:
        self._operations = operations
        self._people = people
        self._catalog = catalog
        self._drafting = drafting
        self._guarding = guarding
        self._previewing = previewing
        self._places = Places(backend, catalog)

    async def log(
        self,
        wish: Wish,
        *,
        preview: bool,
        operation_id: str | None,
        accept: frozenset[str] = frozenset(),
    ) -> Outcome:
        """Store a new entry, or show what would be stored."""
        check_one_target(wish)
        until = self._operations.deadline()
        said: list[str] = []
        known: list[Drafted] = []

        async def plan() -> Draft:
            drafted = await self._drafting.new(wish, thorough=preview)
            said.extend(drafted.said)
            if not preview:  # which tells by itself what ConnectWise would have decided
                said.extend(await self._previewing.overriding(drafted))
            known.append(drafted)
            return drafted.draft

        async def check(_work: Work, around: Sequence[LoggedTime]) -> Refused | None:
            found = await self._guarding.of_new(known[-1], around)
            said.extend(dismissed(found, accept))
            return refusal(found, accept)

        asked = Asked(fingerprint("log", wish), operation_id, accept)
        async with self._places.explaining(known):
            if preview:
                await plan()
                said.extend(notices(await self._guarding.of_new(known[-1]), accept))
                return await self._would("Would log", await self._previewing.new(known[-1]), said)
            try:
                ran = await self._new(asked, plan, check, until)
            except RemoteRefusal as error:
                await self._drafting.explain(wish, error)
                raise
        return await self._ran("Logged", ran, said)

    async def store(self, asked: Asked, draft: Draft, *, until: float) -> Ran:
        """Store a new entry that was understood and judged before, at most once.

        It is judged again beside what is stored by now.
        """

        async def plan() -> Draft:
            return draft

        async def check(_work: Work, around: Sequence[LoggedTime]) -> Refused | None:
            return refusal(await self._guarding.meanwhile(draft, around), asked.accept)

        return await self._new(asked, plan, check, until)

    async def _new(
        self, asked: Asked, plan: Callable[[], Awaitable[Draft]], check: Check, until: float
    ) -> Ran:
        ran = await self._operations.run(
            asked, plan, ready=self.get_ready, until=until, check=check
        )
        if _DEDUCTION in ran.written.ignored:
            ran = await self._deducted(asked, ran, until)
        return ran

    async def _deducted(self, asked: Asked, ran: Ran, until: float) -> Ran:
        """Set the deduction, which some versions ignore on POST (reference §7).

        An operation of its own. The entry is stored whatever comes of it, so its failure is no
        error: what the entry says in the end tells.
        """
        work, entry = ran.operation.work, ran.written.entry
        if not isinstance(work, Draft) or entry.id is None:
            return ran
        change = Change(entry.id, Edit(deduct=work.deduct), entry)
        its = Asked(f"{asked.fingerprint}/{_DEDUCTION}", f"{ran.operation.id}.{_DEDUCTION}")

        async def plan() -> Change:
            return change

        try:
            after = await self._operations.run(its, plan, ready=self.get_ready, until=until)
        except OutcomeUnknown as error:
            return replace(ran, notices=(*ran.notices, f"Of the deduction: {error}"))
        except TimeDeskError:
            return ran
        entry = after.written.entry
        return replace(ran, written=Written(entry, ignored_of_draft(work, entry)))

    async def change(
        self,
        number: int,
        wish: Wish,
        *,
        preview: bool,
        operation_id: str | None,
        accept: frozenset[str] = frozenset(),
    ) -> Outcome:
        """Change an entry, or show what it would be."""
        check_target_once(wish)
        until = self._operations.deadline()
        said: list[str] = mail_notice(wish)
        known: list[Changed] = []

        async def plan() -> Change:
            changed = await self._drafting.change(number, wish)
            said[:] = changed.said
            known.append(changed)
            return changed.change

        async def check(_work: Work, _around: Sequence[LoggedTime]) -> Refused | None:
            found = await self._guarding.of_change(known[-1])
            said.extend(dismissed(found, accept))
            return refusal(found, accept)

        asked = Asked(fingerprint("change", wish, number), operation_id, accept)
        async with self._places.explaining(known):
            if preview:
                await plan()
                said.extend(notices(await self._guarding.of_change(known[-1]), accept))
                would = await self._previewing.change(known[-1])
                return await self._would("Would change", would, said)
            try:
                ran = await self._operations.run(
                    asked, plan, ready=self.get_ready, until=until, check=check
                )
            except RemoteRefusal as error:
                await self._drafting.explain(wish, error, new=False)
                raise
        told = await self._ran("Changed", ran, said)
        move = move_of(known[-1], ran.written.entry) if known else None
        return replace(told, explained=replace(told.explained, moved=move))

    async def existing(self, number: int) -> LoggedTime:
        """The entry with that id; see `Drafting.existing`."""
        return await self._drafting.existing(number)

    async def shown(self, entry: LoggedTime) -> Shown:
        """The entry in its member's zone."""
        zone, sandbox = await self._telling(entry.member.id if entry.member else None)
        [named] = await self._catalog.named([entry])
        return Shown(named, zone, sandbox)

    async def _telling(self, member: int | None) -> tuple[ZoneInfo, bool]:
        """What an answer about a member's entry is told with: its zone, and if it is a sandbox.

        Writes ask for it before they act, and it is remembered: a question that fails after
        the act would make a stored entry look like a failure.
        """
        return await self._people.zone_of(member), await self._catalog.is_sandbox()

    async def get_ready(self, work: Work) -> None:
        """Ask for what the answer about a write is told with."""
        whose = work.member if isinstance(work, Draft) else work.before.member
        await self._telling(whose.id if whose else None)

    async def _would(self, did: str, previewed: Previewed, said: list[str]) -> Outcome:
        told = await self._outcome(did, Written(previewed.entry), [*said, *previewed.said])
        return replace(told, preview=True, explained=previewed.explained)

    async def _ran(self, did: str, ran: Ran, said: list[str]) -> Outcome:
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
