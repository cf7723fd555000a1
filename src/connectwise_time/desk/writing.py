"""Log and change entries: gather facts, plan, write once."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from connectwise_time.desk.aftermath import Ran
from connectwise_time.desk.catalog import Catalog
from connectwise_time.desk.drafting import Changed, Drafted, Drafting, mail_notice
from connectwise_time.desk.guarding import Guarding, notices
from connectwise_time.desk.operations import Check, Operations
from connectwise_time.desk.people import People
from connectwise_time.desk.places import Places
from connectwise_time.desk.ports import Backend
from connectwise_time.desk.previewing import Previewing, move_of
from connectwise_time.desk.results import Outcome, Shown
from connectwise_time.desk.telling import Telling
from connectwise_time.domain.checks import dismissed, refusal
from connectwise_time.domain.entries import Draft, Edit, LoggedTime, Written
from connectwise_time.domain.operations import Asked, Change, Work
from connectwise_time.domain.planning import (
    check_one_target,
    check_target_once,
)
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
        self._telling = Telling(people, catalog)
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
        known: list[Drafted] = []
        async with self._places.explaining(known):
            if preview:
                return await self._would_log(wish, accept, known)
            asked = Asked(fingerprint("log", wish), operation_id, accept)
            return await self._log(wish, asked, known)

    async def log_as(self, wish: Wish, asked: Asked) -> Outcome:
        """Store a new entry by an operation that is given; what it was is told, if it is done."""
        check_one_target(wish)
        known: list[Drafted] = []
        async with self._places.explaining(known):
            return await self._log(wish, asked, known)

    async def _would_log(self, wish: Wish, accept: frozenset[str], known: list[Drafted]) -> Outcome:
        drafted = await self._drafting.new(wish, thorough=True)
        known.append(drafted)
        said = [*drafted.said, *notices(await self._guarding.of_new(drafted), accept)]
        return await self._telling.would("Would log", await self._previewing.new(drafted), said)

    async def _log(self, wish: Wish, asked: Asked, known: list[Drafted]) -> Outcome:
        until = self._operations.deadline()
        said: list[str] = []

        async def plan() -> Draft:
            drafted = await self._drafting.new(wish)
            # A preview tells by itself what ConnectWise would have decided.
            said.extend((*drafted.said, *await self._previewing.overriding(drafted)))
            known.append(drafted)
            return drafted.draft

        async def check(_work: Work, around: Sequence[LoggedTime]) -> Refused | None:
            found = await self._guarding.of_new(known[-1], around)
            said.extend(dismissed(found, asked.accept))
            return refusal(found, asked.accept)

        try:
            ran = await self._new(asked, plan, check, until)
        except RemoteRefusal as error:
            await self._drafting.explain(wish, error)
            raise
        return await self._telling.ran("Logged", ran, said)

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
        known: list[Changed] = []
        async with self._places.explaining(known):
            if preview:
                return await self._would_change(number, wish, accept, known)
            asked = Asked(fingerprint("change", wish, number), operation_id, accept)
            return await self._change(number, wish, asked, known)

    async def _would_change(
        self, number: int, wish: Wish, accept: frozenset[str], known: list[Changed]
    ) -> Outcome:
        changed = await self._drafting.change(number, wish)
        known.append(changed)
        said = [*changed.said, *notices(await self._guarding.of_change(changed), accept)]
        would = await self._previewing.change(changed)
        return await self._telling.would("Would change", would, said)

    async def _change(self, number: int, wish: Wish, asked: Asked, known: list[Changed]) -> Outcome:
        until = self._operations.deadline()
        said = mail_notice(wish)

        async def plan() -> Change:
            known.append(await self._drafting.change(number, wish))
            return known[-1].change

        async def check(_work: Work, _around: Sequence[LoggedTime]) -> Refused | None:
            found = await self._guarding.of_change(known[-1])
            said.extend(dismissed(found, asked.accept))
            return refusal(found, asked.accept)

        try:
            ran = await self._operations.run(
                asked, plan, ready=self.get_ready, until=until, check=check
            )
        except RemoteRefusal as error:
            await self._drafting.explain(wish, error, new=False)
            raise
        told = await self._telling.ran("Changed", ran, said)
        move = move_of(known[-1], ran.written.entry) if known else None
        return replace(told, explained=replace(told.explained, moved=move))

    async def existing(self, number: int) -> LoggedTime:
        """The entry with that id; see `Drafting.existing`."""
        return await self._drafting.existing(number)

    async def shown(self, entry: LoggedTime) -> Shown:
        """The entry in its member's zone."""
        return await self._telling.shown(entry)

    async def get_ready(self, work: Work) -> None:
        """Ask for what the answer about a write is told with."""
        await self._telling.get_ready(work)
