"""Plan to take back what this server wrote, as its journal tells; nothing is written here."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import partial

from connectwise_time.desk.approvers import Approvers
from connectwise_time.desk.deeds import Deeds
from connectwise_time.desk.guarding import Guarding, judged
from connectwise_time.desk.looking_back import LOOK_SECONDS, LookingBack
from connectwise_time.desk.people import People
from connectwise_time.desk.plans import Plans
from connectwise_time.desk.ports import Backend, Crew, Journal
from connectwise_time.desk.results import Proposed
from connectwise_time.desk.telling import Telling
from connectwise_time.desk.verdicts import still_open
from connectwise_time.domain.entries import Draft, LoggedTime
from connectwise_time.domain.items import counted, one_entry
from connectwise_time.domain.operations import UNRESOLVED, State
from connectwise_time.domain.plans import Doing, Item, Plan
from connectwise_time.domain.steps import Step
from connectwise_time.domain.undo import Deed, remarks, said, undoing_of, way_back
from connectwise_time.domain.when import local_day, local_span
from connectwise_time.errors import Conflict, Refused

_TIMES = frozenset({"start", "end"})
_BESIDE_OTHERS = frozenset({"duplicate", "overlap", "day_total"})
_PLACES = _TIMES | {"deduct", "member"}


class Undoing:
    """Makes plans that take writes back.

    Args:
        backend: ConnectWise.
        journal: Knows what was written to single entries.
        deeds: Finds out what was done.
        back: Looks at what is unresolved.
        plans: Keeps the plan.
        people: Knows for whom it is done.
        telling: Tells entries in their member's zone.
        approvers: Knows what the keys may do.
        guarding: Knows what is odd about time that comes back.
        crew: Reads several entries at once.
    """

    def __init__(
        self,
        backend: Backend,
        journal: Journal,
        deeds: Deeds,
        back: LookingBack,
        *,
        plans: Plans,
        people: People,
        telling: Telling,
        approvers: Approvers,
        guarding: Guarding,
        crew: Crew,
    ) -> None:
        self._backend = backend
        self._journal = journal
        self._deeds = deeds
        self._back = back
        self._plans = plans
        self._people = people
        self._telling = telling
        self._approvers = approvers
        self._guarding = guarding
        self._crew = crew

    async def propose(self, operation_id: str) -> Proposed:
        """A plan that takes back what an operation did, or all that a plan did, newest first.

        Raises:
            NotFound: There is neither, or the entry is gone.
            Refused: Nothing was done, it is unresolved, it is a part of what is taken back as a
                whole, or it cannot be taken back any more.
        """
        done = await self._deeds.of(operation_id)
        items, odd, refused = await self._items(done.deeds, whole=done.whole)
        refused = [*done.refused, *refused]
        if not items or (done.whole and refused):
            raise refused[0]
        told = [*odd, *[told for deed in done.deeds for told in await self._lost(deed)]]
        left_out = [f"Not undone: {error.problem}" for error in refused]
        return await self._plans.propose(
            Plan(
                Doing.UNDO,
                (await self._people.me()).named,
                tuple(items),
                notices=(*dict.fromkeys((*left_out, *told)),),
                whole=done.whole,
            )
        )

    async def _lost(self, deed: Deed) -> list[str]:
        """What taking it back does not bring back, in the times of whose it is."""
        entry = deed.left or deed.before
        assert entry is not None
        zone = await self._people.zone_of(entry.member.id if entry.member else None)
        return remarks(deed, zone)

    async def _items(
        self, deeds: Sequence[Deed], *, whole: bool
    ) -> tuple[list[Item], list[str], list[Refused]]:
        """What takes them back, in their order; what is odd about that; why some cannot be."""
        numbers = {deed.number for deed in deeds}
        now = await self._entries(numbers)
        items: list[Item] = []
        odd: list[str] = []
        refused: list[Refused] = []
        for deed in deeds:
            try:
                step = way_back(deed, now[deed.number])
                wish = undoing_of(deed.source, deed.number)
                if step.before is None:
                    await self._check_not_restored(deed, wish)
                await self._approvers.check_may(step)
                odd += await self._odd(deed, step, numbers)
                item = counted(await self._item(step), step, whole=whole)
                items.append(replace(item, wish=wish))
            except Refused as error:
                refused.append(error)
        return items, odd, refused

    async def _odd(self, deed: Deed, step: Step, numbers: Collection[int]) -> list[str]:
        """What there is to know about time that comes back, by what was logged since.

        Raises:
            Refused: It cannot be there any more, whatever anybody says.
        """
        if step.after is None or (step.before is not None and not _PLACES & {*step.fields}):
            return []
        work = step.work
        part = work if isinstance(work, Draft) else step.after
        found = await self._guarding.of_part(part, step.before, without=numbers)
        # Of time that was judged when it was logged, only what lies beside it is new.
        new = [finding for finding in found if finding.hard or finding.name in _BESIDE_OTHERS]
        return [f"Entry {deed.number}: {told}" for told in judged(new)]

    async def _entries(self, numbers: Collection[int]) -> dict[int, LoggedTime | None]:
        """Entries as they are now; None for those that are not there."""
        now: dict[int, LoggedTime | None] = {}

        async def look(number: int) -> None:
            now[number] = await self._backend.entry(number)

        await self._crew.together(sorted(numbers), look)
        return now

    async def _check_not_restored(self, deed: Deed, wish: str) -> None:
        """It was not stored again by an earlier undo, whose entry is still there."""
        for known in await self._journal.same_call(self._back.caller, wish):
            now = await self._back.look_briefly(known)
            if now.state in UNRESOLVED:
                raise still_open(now)
            if now.state is not State.DONE or now.entry is None:
                continue
            look = partial(self._backend.entry, now.entry)
            if await self._crew.at_most(LOOK_SECONDS, look) is not None:
                raise Conflict(
                    f"The deletion of entry {deed.number} was undone before: it is stored as entry"
                    f" {now.entry}.",
                    remedy="Look at it with get_time_entry.",
                )

    async def _item(self, step: Step) -> Item:
        entry = step.before or step.after
        assert entry is not None
        shown = await self._telling.shown(entry)
        day = local_day(entry.start, shown.zone).isoformat() if entry.start else ""
        what = said(step)
        if step.after and step.after.start and (step.before is None or _TIMES & {*step.fields}):
            what += f", {local_span(step.after.start, step.after.end, shown.zone)}"
            day = ""
        item = one_entry(shown.entry, day)
        return replace(
            item,
            label=f"{what} · {item.label}",
            step=step,
            zone=shown.zone.key,
            covers=item.covers if step.before else (),
        )
