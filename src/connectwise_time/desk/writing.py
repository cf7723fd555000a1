"""Log and change entries: gather facts, plan, write once."""

from collections.abc import Awaitable, Callable
from typing import TypeVar
from zoneinfo import ZoneInfo

from connectwise_time.desk.catalog import Catalog
from connectwise_time.desk.explaining import explaining
from connectwise_time.desk.gathering import Gathering
from connectwise_time.desk.people import People
from connectwise_time.desk.ports import Backend, Clock, Receipts
from connectwise_time.desk.results import Outcome, Shown
from connectwise_time.domain.entries import Draft, Edit, LoggedTime, Written
from connectwise_time.domain.models import Member, Tenant
from connectwise_time.domain.planning import (
    check_changeable,
    check_one_target,
    check_target_once,
    draft,
    edit,
    foreseen,
)
from connectwise_time.domain.spans import Span, needs_day_facts, place
from connectwise_time.domain.wishes import Wish, fingerprint
from connectwise_time.errors import (
    Conflict,
    NotFound,
    OutcomeUnknown,
    Refused,
    TimeDeskError,
)

PlanT = TypeVar("PlanT")

_MAY_FILL_IN = "It was moved: check that work type, role and billing still fit."


def _mail_notice(wish: Wish) -> list[str]:
    whom = ", ".join(sorted(mail.value for mail in wish.email or ()))
    return [f"ConnectWise is asked to mail: {whom}."] if whom else []


class Writing:
    """The writing half of the desk.

    Args:
        new_id: Mints an operation id for a wish that came without one.
    """

    def __init__(
        self,
        backend: Backend,
        receipts: Receipts,
        people: People,
        catalog: Catalog,
        *,
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        self._backend = backend
        self._receipts = receipts
        self._people = people
        self._catalog = catalog
        self._gathering = Gathering(backend, people, catalog)
        self._clock = clock
        self._new_id = new_id

    async def log(self, wish: Wish, *, preview: bool, operation_id: str | None) -> Outcome:
        """Store a new entry, or show what would be stored."""
        check_one_target(wish)
        said: list[str] = []

        async def plan() -> Draft:
            planned, span = await self._draft(wish)
            said.extend([f"Placed {span.said}."] if span.said else [])
            said.extend(_mail_notice(wish))
            await self._telling(planned.member.id)
            return planned

        if preview:
            return await self._outcome(
                "Would log", Written(await self._backend.preview(await plan())), said, preview=True
            )
        operation_id = operation_id or self._new_id()
        written, replayed = await self._once(
            operation_id, fingerprint("log", wish), plan, self._backend.create
        )
        return await self._outcome(
            "Logged", written, said, operation_id=operation_id, replayed=replayed
        )

    async def change(
        self, number: int, wish: Wish, *, preview: bool, operation_id: str | None
    ) -> Outcome:
        """Change an entry, or show what it would be."""
        check_target_once(wish)

        said = _mail_notice(wish)

        async def plan() -> tuple[Edit, LoggedTime]:
            change, entry = await self._edit(number, wish)
            said.extend([_MAY_FILL_IN] if change.target else [])
            await self._telling(entry.member.id if entry.member else None)
            return change, entry

        async def act(planned: tuple[Edit, LoggedTime]) -> Written:
            change, entry = planned
            with explaining(entry.status):
                return await self._backend.change(number, change)

        if preview:
            change, entry = await plan()
            return await self._outcome(
                "Would change", Written(foreseen(change, entry)), said, preview=True
            )
        operation_id = operation_id or self._new_id()
        written, replayed = await self._once(
            operation_id, fingerprint("change", wish, number), plan, act
        )
        return await self._outcome(
            "Changed", written, said, operation_id=operation_id, replayed=replayed
        )

    async def existing(self, number: int) -> LoggedTime:
        """The entry with that id.

        Raises:
            NotFound: There is none, or the key may not see it.
        """
        entry = await self._backend.entry(number)
        if entry is None:
            raise NotFound(
                f"There is no time entry {number} that this key may see.",
                remedy="Look the entry up with search_time.",
            )
        return entry

    async def shown(self, entry: LoggedTime) -> Shown:
        """The entry in its member's zone."""
        zone, tenant = await self._telling(entry.member.id if entry.member else None)
        [named] = await self._catalog.named([entry])
        return Shown(named, zone, tenant)

    async def _telling(self, member: int | None) -> tuple[ZoneInfo, Tenant]:
        """What an answer about a member's entry is told with.

        Writes ask for it before they act, and it is remembered: a question that fails after
        the act would make a stored entry look like a failure.
        """
        return await self._people.zone_of(member), await self._catalog.tenant()

    async def _draft(self, wish: Wish) -> tuple[Draft, Span]:
        author = await self._people.author(wish.member)
        chosen = await self._gathering.chosen(wish)
        span = await self._span(wish, author)
        tenant = await self._catalog.tenant()
        return draft(wish, chosen, span, requires_notes=tenant.requires_notes), span

    async def _span(self, wish: Wish, author: Member) -> Span:
        zone = await self._people.zone(author)
        now = self._clock()
        times = wish.times
        if author.needs_start_and_end and times.start is None and times.end is None:
            raise Refused(
                f"ConnectWise requires start and end from {author.name}.",
                remedy="Say from when to when the work was.",
            )
        day = needs_day_facts(times, now, zone)
        facts = await self._gathering.day_facts(author, day, zone) if day else None
        return place(times, now=now, zone=zone, day=facts)

    async def _edit(self, number: int, wish: Wish) -> tuple[Edit, LoggedTime]:
        entry = await self.existing(number)
        check_changeable(entry, "changed")
        chosen = await self._gathering.chosen(wish, entry)
        zone = await self._people.zone_of(
            chosen.member.id if chosen.member else entry.member.id if entry.member else None
        )
        return edit(wish, chosen, entry, now=self._clock(), zone=zone), entry

    async def _once(
        self,
        operation_id: str,
        wished: str,
        plan: Callable[[], Awaitable[PlanT]],
        act: Callable[[PlanT], Awaitable[Written]],
    ) -> tuple[Written, bool]:
        """What the operation came to, and whether that was so before this call."""
        known = await self._receipts.begin(operation_id, wished)
        if known is not None:
            if known.outcome is None:
                raise Conflict(
                    "The operation with this id was started, and its outcome is not known.",
                    remedy="Look with search_time or get_time_entry whether it was carried out."
                    " If not, repeat it with a new operation_id.",
                )
            return known.outcome, True
        try:
            planned = await plan()
        except BaseException:  # also a cancelled call: nothing was sent, the id is free
            await self._receipts.forget(operation_id)
            raise
        try:
            written = await act(planned)
        except OutcomeUnknown:
            raise
        except TimeDeskError:
            await self._receipts.forget(operation_id)
            raise
        await self._receipts.finish(operation_id, written)
        return written, False

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
        if replayed:
            notices.append("This had been done before; nothing was written now.")
        return Outcome(
            did=did,
            shown=await self.shown(written.entry),
            notices=tuple(notices),
            operation_id=operation_id,
            replayed=replayed,
            preview=preview,
        )
