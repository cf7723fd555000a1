"""Carry plans out: each item at most once, none that changed, and read back afterwards."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

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

Progress = Callable[[int, int], Awaitable[None]]


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
        out_of_reach = ""
        if left:
            began = self._crew.seconds()
            look_seconds = max(LEAST_SECONDS, min(LOOK_SECONDS, BEGIN_SECONDS - spent))
            looks = await self._crew.at_most(look_seconds, partial(self._looking.looks, left))
            changed = changed_items(left, looks)
            if changed and not kept.started:
                await self._void(kept, changed)
            call = _Call(self._backend, self._ledger, kept, changed, progress)
            seconds = BEGIN_SECONDS - spent - (self._crew.seconds() - began)
            by_bulk = await self._by_bulk(kept.plan)
            await call.run(left, self._crew, seconds=seconds, by_bulk=by_bulk)
            out_of_reach = call.out_of_reach
        await self._read_back(await self._plans.state(kept))
        after = await self._plans.state(kept)
        if after.ended(Ended.UNKNOWN):
            self._back.wake()
        going_on = sum(1 for key in after.started if key not in after.outcomes)
        tenant = await self._catalog.known_tenant()
        return Carried(
            after,
            tenant,
            elsewhere=going_on,
            out_of_reach=out_of_reach,
            before=not left and not going_on,
        )

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

    async def settle(self, kept: Kept) -> None:
        """Look at what nobody has seen the end of."""
        await self._read_back(kept)

    async def _read_back(self, kept: Kept) -> None:
        """What reads back decides: a success that changed nothing is none, and vice versa.

        This looks also at what an earlier call left without a look, because it was cancelled or
        could not read.
        """
        acted = [item for item in kept.plan.items if is_unseen(kept, item)]
        if not acted:
            return
        try:
            now, moved = await self._crew.at_most(
                READ_BACK_SECONDS, partial(self._looking.now, kept.plan.doing, acted)
            )
        except TimeDeskError:  # the writes were answered; only their look afterwards is missing
            return
        for item in acted:
            outcome = as_read(
                kept.plan.doing,
                item,
                kept.outcomes[item.key],
                now.get(item.key),
                moved=item.key in moved,
                now=self._back.present(),
                horizon=self._back.horizon,
            )
            await self._ledger.end(kept.id, item.key, outcome)


class _Call:
    """One call's share of a plan."""

    def __init__(
        self,
        backend: Backend,
        ledger: PlanLedger,
        kept: Kept,
        changed: frozenset[str],
        progress: Progress,
    ) -> None:
        self._backend = backend
        self._ledger = ledger
        self._kept = kept
        self._changed = changed
        self._progress = progress
        self._ended = len(kept.outcomes)
        self._out_of_reach: Unavailable | None = None
        self._any_ended = False
        self._bulk_seconds = WRITE_SECONDS

    async def run(
        self, items: Sequence[Item], crew: Crew, *, seconds: float, by_bulk: bool
    ) -> None:
        """Do each item that nobody else began."""
        if by_bulk:
            # What is left of the time to begin, and what the last write always gets.
            self._bulk_seconds = max(LEAST_SECONDS, seconds) + WRITE_SECONDS
            await crew.work([items], self._together, seconds=max(LEAST_SECONDS, seconds))
        else:
            await crew.work(items, self._one, seconds=seconds)
        if self._out_of_reach is not None and not self._any_ended:
            raise self._out_of_reach

    @property
    def out_of_reach(self) -> str:
        """Why no more was tried; empty where ConnectWise could be reached."""
        return "" if self._out_of_reach is None else str(self._out_of_reach)

    async def _one(self, item: Item) -> None:
        if self._out_of_reach is not None or not await self._begin(item):
            return
        try:
            await _act(self._backend, self._kept.plan, item)
        except Unavailable as error:  # certainly not sent: this one may be tried again
            self._out_of_reach = error
            await self._ledger.release(self._kept.id, item.key)
            return
        except TimeDeskError as error:
            await self._end(item, error)
        except Exception:
            await self._broke_off([item])
            raise
        else:
            await self._end(item, None)
        await self._progress(self._ended, len(self._kept.plan.items))

    async def _broke_off(self, items: Sequence[Item]) -> None:
        """Nobody waits for what crashed as for something that is under way."""
        for item in items:
            told = "it broke off inside this server, and may or may not be done"
            await self._ledger.end(self._kept.id, item.key, ItemOutcome(Ended.UNKNOWN, told))

    async def _together(self, items: Sequence[Item]) -> None:
        """All entries with one call, which tells what became of each."""
        begun = [item for item in items if await self._begin(item)]
        if not begun:
            return
        numbers = [item.id for item in begun]
        try:
            refused = await self._backend.approve_entries(numbers, within=self._bulk_seconds)
        except Exception:
            await self._broke_off(begun)
            raise
        for item in begun:
            error = refused.get(item.id)
            if isinstance(error, Unavailable):
                self._out_of_reach = error
                await self._ledger.release(self._kept.id, item.key)
            else:
                await self._end(item, error)
        await self._progress(self._ended, len(self._kept.plan.items))

    async def _begin(self, item: Item) -> bool:
        """Whether this call is the one that does the item."""
        if not await self._ledger.claim(self._kept.id, item.key):
            return False
        if item.key not in self._changed:
            return True
        told = "it changed after the plan was made"
        await self._ledger.end(self._kept.id, item.key, ItemOutcome(Ended.REFUSED, told))
        self._ended += 1
        return False

    async def _end(self, item: Item, error: TimeDeskError | None) -> None:
        if error is None:
            outcome = ItemOutcome(Ended.DONE)
        elif isinstance(error, OutcomeUnknown):
            outcome = ItemOutcome(Ended.UNKNOWN, str(error))
        else:
            outcome = ItemOutcome(Ended.REFUSED, str(error))
        await self._ledger.end(self._kept.id, item.key, outcome)
        self._any_ended = True
        self._ended += 1


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
