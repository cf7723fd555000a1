"""Log and change entries: gather facts, plan, write once."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from connectwise_time.desk.catalog import Catalog
from connectwise_time.desk.drafting import Drafting, mail_notice
from connectwise_time.desk.operations import Operations, Ran
from connectwise_time.desk.people import People
from connectwise_time.desk.places import Places, RoleAt
from connectwise_time.desk.ports import Backend
from connectwise_time.desk.results import Outcome, Shown
from connectwise_time.domain.entries import Draft, Edit, LoggedTime, Written
from connectwise_time.domain.operations import Asked, Change, Work
from connectwise_time.domain.planning import (
    check_one_target,
    check_target_once,
    foreseen,
)
from connectwise_time.domain.reading_back import ignored_of_draft
from connectwise_time.domain.wishes import Wish, fingerprint
from connectwise_time.errors import OutcomeUnknown, RemoteRefusal, TimeDeskError

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
    ) -> None:
        self._backend = backend
        self._operations = operations
        self._people = people
        self._catalog = catalog
        self._drafting = drafting
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
        known: list[RoleAt] = []

        async def plan() -> Draft:
            drafted = await self._drafting.new(wish, thorough=preview)
            said.extend(drafted.said)
            known.append(drafted.role_at)
            return drafted.draft

        asked = Asked(fingerprint("log", wish), operation_id, accept)
        async with self._places.explaining(known):
            if preview:
                would = Written(await self._backend.preview(await plan()))
                return await self._outcome("Would log", would, said, preview=True)
            try:
                ran = await self._operations.run(asked, plan, ready=self._ready, until=until)
            except RemoteRefusal as refusal:
                await self._drafting.explain(wish, refusal)
                raise
        if _DEDUCTION in ran.written.ignored:
            ran = await self._deducted(asked, ran, until)
        return await self._ran("Logged", ran, said)

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
            after = await self._operations.run(its, plan, ready=self._ready, until=until)
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
        known: list[RoleAt] = []

        async def plan() -> Change:
            changed = await self._drafting.change(number, wish)
            said[:] = changed.said
            known.append(changed.role_at)
            return changed.change

        if preview:
            planned = await plan()
            would = Written(foreseen(planned.edit, planned.before))
            return await self._outcome("Would change", would, said, preview=True)
        asked = Asked(fingerprint("change", wish, number), operation_id, accept)
        async with self._places.explaining(known):
            try:
                ran = await self._operations.run(asked, plan, ready=self._ready, until=until)
            except RemoteRefusal as refusal:
                await self._drafting.explain(wish, refusal, new=False)
                raise
        return await self._ran("Changed", ran, said)

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

    async def _ready(self, work: Work) -> None:
        whose = work.member if isinstance(work, Draft) else work.before.member
        await self._telling(whose.id if whose else None)

    async def _ran(self, did: str, ran: Ran, said: list[str]) -> Outcome:
        return await self._outcome(
            did,
            ran.written,
            [*said, *ran.notices],
            operation_id=ran.operation.id,
            replayed=ran.replayed,
        )

    async def _outcome(
        self,
        did: str,
        written: Written,
        said: list[str],
        *,
        operation_id: str = "",
        replayed: bool = False,
        preview: bool = False,
    ) -> Outcome:
        notices = list(said)
        if written.ignored:
            notices.append(f"ConnectWise did not take over: {', '.join(written.ignored)}.")
        return Outcome(
            did=did,
            shown=await self.shown(written.entry),
            notices=tuple(notices),
            operation_id=operation_id,
            replayed=replayed,
            preview=preview,
        )
