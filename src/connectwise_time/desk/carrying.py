"""Carry plans out: each item at most once, none that changed, and read back afterwards."""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TypeAlias

from connectwise_time.desk.catalog import Catalog
from connectwise_time.desk.explaining import explaining
from connectwise_time.desk.looking import Looking
from connectwise_time.desk.looking_back import LookingBack
from connectwise_time.desk.plans import Plans
from connectwise_time.desk.ports import Backend, Clock, Crew, PlanLedger
from connectwise_time.desk.results import Carried
from connectwise_time.domain.endings import as_read, is_unseen
from connectwise_time.domain.plans import (
    Doing,
    Ended,
    Item,
    ItemOutcome,
    Kept,
    Kind,
    Plan,
    changed_items,
)
from connectwise_time.errors import (
    Busy,
    Conflict,
    NotAuthorized,
    NotPermitted,
    OutcomeUnknown,
    RemoteRefusal,
    TimeDeskError,
    Unavailable,
)

# A tool call answers within 45 s: the look before it has 10, items are begun until 28 have passed,
# the last of them has 12, and reading back 4.
LOOK_SECONDS = 10.0
BEGIN_SECONDS = 28.0
WRITE_SECONDS = 12.0
READ_BACK_SECONDS = 4.0
# However long the planning took, so much is tried.
LEAST_SECONDS = 1.0
_NOT_SENT = 503

_NAMED = 5

log = logging.getLogger(__name__)
Progress: TypeAlias = Callable[[int, int], Awaitable[None]]
_Reads: TypeAlias = Callable[
    [Doing, Mapping[Item, ItemOutcome], float], Awaitable[dict[str, ItemOutcome]]
]


class Carrying:
    """Carries out what was agreed to.

    Args:
        backend: ConnectWise.
        ledger: Knows which items were begun.
        plans: The caller's plans.
        crew: Does many things at once.
        clock: Tells the present.
        back: Wakes whoever looks after what is unresolved.
    """

    def __init__(
        self,
        backend: Backend,
        ledger: PlanLedger,
        plans: Plans,
        *,
        catalog: Catalog,
        crew: Crew,
        clock: Clock,
        back: LookingBack,
    ) -> None:
        self._backend = backend
        self._ledger = ledger
        self._plans = plans
        self._catalog = catalog
        self._crew = crew
        self._back = back
        self._looking = Looking(backend, crew, clock)

    async def out(self, kept: Kept, progress: Progress, *, spent: float = 0.0) -> Carried:
        """Carry out what is left of a plan, as far as one call goes.

        Args:
            kept: The plan, to which somebody who may decide has said yes.
            progress: Told after each item: how many have ended, of how many.
            spent: Seconds that the call has used for planning.

        Raises:
            Conflict: Something that it stands on changed before anything was written: the plan
                is void and nothing was done.
            NotFound: It has expired.
            Unavailable: ConnectWise was out of reach before anything was written.
        """
        # Found again, because the person who was asked may have taken longer than it lasts.
        kept = (await self._plans.again(kept.id, kept.plan.doing)).kept
        await self._plans.check_free(kept.plan, kept.id)
        await self._ledger.agree(kept.id)
        left = kept.left
        call = _Call(
            self._backend,
            self._ledger,
            kept,
            read=self._read,
            crew=self._crew,
            progress=progress,
        )
        if left:
            began = self._crew.seconds()
            look_seconds = max(LEAST_SECONDS, min(LOOK_SECONDS, BEGIN_SECONDS - spent))
            looks = await self._crew.at_most(look_seconds, partial(self._looking.looks, left))
            changed = changed_items(left, looks)
            if changed and not kept.started:
                await self._void(kept, changed)
            seconds = BEGIN_SECONDS - spent - (self._crew.seconds() - began)
            by_bulk = await self._by_bulk(kept.plan)
            await call.run(left, changed, seconds=seconds, by_bulk=by_bulk)
        after, trouble = await self._afterwards(kept, call)
        if after.ended(Ended.UNKNOWN):
            self._back.wake()
        going_on = sum(1 for key in after.started if key not in after.outcomes)
        tenant = await self._catalog.known_tenant()
        return Carried(
            after,
            tenant,
            elsewhere=going_on,
            out_of_reach=call.out_of_reach,
            before=not left and not going_on,
            notices=(*_held(after, call.held), *([_unnoted(after, trouble)] if trouble else [])),
        )

    async def _afterwards(self, kept: Kept, call: "_Call") -> tuple[Kept, TimeDeskError | None]:
        """How things are with the plan, read back; and what kept that from being noted.

        What ConnectWise answered is told, whatever befalls the ledger.
        """
        if call.trouble is not None:  # a broken ledger is not waited for again
            return call.known(kept), call.trouble
        try:
            seen, trouble = await self._read_back(await self._plans.state(kept))
            if trouble is None:
                seen = await self._plans.state(seen)
        except TimeDeskError as error:
            return call.known(kept), error
        return seen, trouble

    async def _by_bulk(self, plan: Plan) -> bool:
        tenant = await self._catalog.known_tenant()
        return plan.doing is Doing.APPROVE and tenant.decides_by_entry

    async def _void(self, kept: Kept, changed: frozenset[str]) -> None:
        what = ", ".join(sorted(changed)[:5])
        if await self._ledger.void(kept.id, f"{what} changed after it was made"):
            raise Conflict(
                f"Nothing was done: {what} changed after the plan was made, so the plan is void.",
                remedy="Call again without plan: the new plan shows how it is now.",
            )

    async def settle(self, kept: Kept) -> tuple[Kept, bool]:
        """Look at what nobody has seen the end of; as it reads, also where that is not noted.

        Returns:
            The plan, and whether ConnectWise could be asked about it.
        """
        try:
            seen, trouble = await self._looked_back(kept)
        except TimeDeskError:
            return kept, False
        if trouble is not None:
            log.warning("what became of plan %s is not noted: %s", kept.id, trouble.problem)
        return seen, True

    async def _read_back(self, kept: Kept) -> tuple[Kept, TimeDeskError | None]:
        """What reads back decides: a success that changed nothing is none, and vice versa.

        This looks also at what an earlier call left without a look, because it was cancelled or
        could not read.
        """
        try:
            return await self._looked_back(kept)
        except TimeDeskError:  # the writes were answered; only their look afterwards is missing
            return kept, None

    async def _looked_back(self, kept: Kept) -> tuple[Kept, TimeDeskError | None]:
        acted = {item: kept.outcomes[item.key] for item in kept.plan.items if is_unseen(kept, item)}
        if not acted:
            return kept, None
        seen = await self._read(kept.plan.doing, acted, READ_BACK_SECONDS)
        trouble = None
        try:
            for key, outcome in seen.items():
                await self._ledger.end(kept.id, key, outcome)
        except TimeDeskError as error:
            trouble = error
        return replace(kept, outcomes={**kept.outcomes, **seen}), trouble

    async def _read(
        self, doing: Doing, acted: Mapping[Item, ItemOutcome], seconds: float
    ) -> dict[str, ItemOutcome]:
        """What became of items, by key, as they read now.

        Raises:
            TimeDeskError: ConnectWise cannot be asked, or not in so many seconds.
        """
        now, moved = await self._crew.at_most(
            seconds, partial(self._looking.now, doing, list(acted))
        )
        return {
            item.key: as_read(
                doing,
                item,
                outcome,
                now.get(item.key),
                moved=item.key in moved,
                now=self._back.present(),
                horizon=self._back.horizon,
            )
            for item, outcome in acted.items()
        }


def _held(after: Kept, held: Mapping[str, str]) -> list[str]:
    """Why items were not tried that another plan is at."""
    by_plan: dict[str, list[str]] = {}
    for item in after.left:
        if item.key in held:
            by_plan.setdefault(held[item.key], []).append(item.key)
    return [
        f"Not tried: {', '.join(keys[:_NAMED])}{' and others' if len(keys) > _NAMED else ''}, since"
        f" plan {plan} is at the same, or it is not known yet what came of it there. First ask"
        f' check_operation("{plan}").'
        for plan, keys in by_plan.items()
    ]


def _unnoted(after: Kept, trouble: TimeDeskError) -> str:
    return (
        "What is told here came from ConnectWise, but it could not all be noted in the journal."
        f' Ask check_operation("{after.id}") in some minutes. {trouble.remedy}'
    )


class _Call:
    """One call's share of a plan.

    Attributes:
        held: Items that another plan is at, and its id, by key.
        trouble: What keeps the ledger from being written; nothing more is begun then.
    """

    def __init__(
        self,
        backend: Backend,
        ledger: PlanLedger,
        kept: Kept,
        *,
        read: _Reads,
        crew: Crew,
        progress: Progress,
    ) -> None:
        self.held: dict[str, str] = {}
        self.trouble: TimeDeskError | None = None
        self._backend = backend
        self._ledger = ledger
        self._kept = kept
        self._read = read
        self._crew = crew
        self._progress = progress
        self._changed: frozenset[str] = frozenset()
        self._ended = len(kept.outcomes)
        self._out_of_reach: Unavailable | None = None
        self._acted: dict[str, ItemOutcome] = {}
        self._until = 0.0

    async def run(
        self, items: Sequence[Item], changed: frozenset[str], *, seconds: float, by_bulk: bool
    ) -> None:
        """Do each item that nobody else began."""
        self._changed = changed
        if by_bulk:
            seconds = max(LEAST_SECONDS, seconds)
        self._until = self._crew.seconds() + seconds
        if by_bulk:
            await self._crew.work([items], self._together, seconds=seconds)
        else:
            await self._crew.work(items, self._one, seconds=seconds)
        why = self.trouble or self._out_of_reach
        if why is not None and not self._acted:
            raise why

    @property
    def out_of_reach(self) -> str:
        """Why no more was tried; empty where ConnectWise could be reached."""
        return "" if self._out_of_reach is None else str(self._out_of_reach)

    def known(self, kept: Kept) -> Kept:
        """The plan with what this call knows of its items, noted or not."""
        started = kept.started | self._acted.keys()
        return replace(kept, started=started, outcomes={**kept.outcomes, **self._acted})

    @property
    def _is_stopped(self) -> bool:
        return self._out_of_reach is not None or self.trouble is not None

    async def _one(self, item: Item) -> None:
        if self._is_stopped or not await self._begin(item):
            return
        try:
            is_over = await self._tried(item) or await self._tried(item, again=True)
        except Exception:
            await self._broke_off([item])
            raise
        if is_over and item.key in self._acted:
            await self._progress(self._ended, len(self._kept.plan.items))

    async def _tried(self, item: Item, *, again: bool = False) -> bool:
        """Whether that was all; otherwise it may be tried once more, now."""
        try:
            await _act(self._backend, self._kept.plan, item)
        except Unavailable as error:
            return not await self._not_taken([item], error, again=again)
        except TimeDeskError as error:
            await self._end(item, error)
        else:
            await self._end(item, None)
        return True

    async def _together(self, items: Sequence[Item]) -> None:
        """All entries with one call, which tells what became of each."""
        begun = []
        for item in items:
            if self._is_stopped or self._crew.seconds() >= self._until + LEAST_SECONDS:
                break
            if await self._begin(item):
                begun.append(item)
        if not begun:
            return
        try:
            if again := await self._tried_together(begun):
                await self._tried_together(again, again=True)
        except Exception:
            await self._broke_off([item for item in begun if item.key not in self._acted])
            raise
        await self._progress(self._ended, len(self._kept.plan.items))

    async def _tried_together(
        self, items: Sequence[Item], *, again: bool = False
    ) -> Sequence[Item]:
        """Those that may be tried once more, now."""
        # What is left of the time to begin, and what the last write always gets.
        within = max(LEAST_SECONDS, self._until + WRITE_SECONDS - self._crew.seconds())
        refused = await self._backend.approve_entries([item.id for item in items], within=within)
        not_taken = []
        why: Unavailable | None = None
        for item in items:
            error = refused.get(item.id)
            if isinstance(error, Unavailable):
                not_taken.append(item)
                why = error
            else:
                await self._end(item, error)
        return await self._not_taken(not_taken, why, again=again) if why else []

    async def _not_taken(
        self, items: Sequence[Item], error: Unavailable, *, again: bool
    ) -> Sequence[Item]:
        """Give back what was not taken, or wait as long as it was asked for.

        Something on the way may say 429 about what was carried out: so that is looked at.

        Returns:
            Those that may be tried once more, now.
        """
        left = list(items)
        fits = False
        if isinstance(error, Busy):
            then = self._crew.seconds() + error.seconds + READ_BACK_SECONDS
            fits = not again and not self._is_stopped and then <= self._until
            if fits:
                await self._crew.pause(error.seconds)
            if error.sent:
                seen = await self._seen(items)
                fits = fits and seen is not None
                for item in [item for item in items if seen and item.key in seen]:
                    left.remove(item)
                    await self._note(item, (seen or {})[item.key])
        if fits and not self._is_stopped:
            return left
        for item in left:
            self._out_of_reach = error
            await self._give_back(item)
        return []

    async def _seen(self, items: Sequence[Item]) -> dict[str, ItemOutcome] | None:
        """What was carried out all the same, or changed; None where that could not be asked."""
        seconds = min(READ_BACK_SECONDS, self._until + WRITE_SECONDS - self._crew.seconds())
        lost = dict.fromkeys(items, ItemOutcome(Ended.UNKNOWN))
        if seconds <= 0:
            return None
        try:
            seen = await self._read(self._kept.plan.doing, lost, seconds)
        except TimeDeskError:
            return None
        return {key: outcome for key, outcome in seen.items() if outcome.ended is Ended.DONE}

    async def _give_back(self, item: Item) -> None:
        """Certainly not carried out: it may be tried again."""
        try:
            await self._ledger.release(self._kept.id, item.key)
        except TimeDeskError as error:
            self.trouble = error

    async def _broke_off(self, items: Sequence[Item]) -> None:
        """Nobody waits for what crashed as for something that is under way."""
        for item in items:
            told = "it broke off inside this server, and may or may not be done"
            with suppress(TimeDeskError):  # the crash is what is told
                await self._ledger.end(self._kept.id, item.key, ItemOutcome(Ended.UNKNOWN, told))

    async def _begin(self, item: Item) -> bool:
        """Whether this call is the one that does the item."""
        try:
            if not await self._ledger.claim(self._kept.id, item.key):
                if (other := await self._ledger.holder(self._kept.id, item.key)) is not None:
                    self.held[item.key] = other
                return False
            if item.key not in self._changed:
                return True
            told = "it changed after the plan was made"
            await self._ledger.end(self._kept.id, item.key, ItemOutcome(Ended.REFUSED, told))
        except TimeDeskError as error:
            self.trouble = error
            return False
        self._ended += 1
        return False

    async def _end(self, item: Item, error: TimeDeskError | None) -> None:
        if error is None:
            outcome = ItemOutcome(Ended.DONE)
        elif isinstance(error, OutcomeUnknown):
            outcome = ItemOutcome(Ended.UNKNOWN, str(error))
        else:
            outcome = ItemOutcome(Ended.REFUSED, str(error))
        await self._note(item, outcome)

    async def _note(self, item: Item, outcome: ItemOutcome) -> None:
        """What ConnectWise answered is known from here on, also where it cannot be noted."""
        self._acted[item.key] = outcome
        self._ended += 1
        try:
            await self._ledger.end(self._kept.id, item.key, outcome)
        except TimeDeskError as failure:
            self.trouble = failure


async def _act(backend: Backend, plan: Plan, item: Item) -> None:
    """Do one item, once."""
    match plan.doing, item.kind:
        case Doing.SUBMIT, _:
            await backend.submit(item.id, within=WRITE_SECONDS)
        case Doing.REOPEN, _:
            await backend.reverse(item.id, within=WRITE_SECONDS)
        case Doing.APPROVE, _:
            assert item.stage is not None
            await backend.approve_sheet(item.id, item.stage, within=WRITE_SECONDS)
        case Doing.REJECT, Kind.ENTRY:
            await backend.reject_entry(item.id, item.notes, within=WRITE_SECONDS)
        case Doing.REJECT, _:
            await _reject_sheet(backend, item)
        case Doing.DELETE, _:
            with explaining(item.status):
                await backend.delete(item.id, within=WRITE_SECONDS)


async def _reject_sheet(backend: Backend, item: Item) -> None:
    assert item.notes_in is not None
    share = WRITE_SECONDS / 2
    await backend.write_internal_notes(item.notes_in, item.notes, within=share)
    try:
        await backend.reject_sheet(item.id, within=share)
    except (RemoteRefusal, Unavailable) as error:
        again = "Look with review_timesheet, then call reject_entries again if it still waits."
        lacking = isinstance(error, NotAuthorized | NotPermitted)
        # Also where it was not sent: the notes were, and the sheet does not look as planned.
        raise RemoteRefusal(
            f"{error.problem} The sheet was not rejected; the reason stands in the internal notes"
            f" of entry {item.notes_in}.",
            remedy=error.remedy if lacking else again,
            status=error.status if isinstance(error, RemoteRefusal) else _NOT_SENT,
            items=error.items if isinstance(error, RemoteRefusal) else (),
        ) from error
