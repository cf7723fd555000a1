"""Carry plans out: each item at most once, none that changed, and read back afterwards."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from connectwise_time.desk.catalog import Catalog
from connectwise_time.desk.chaining import Chaining
from connectwise_time.desk.deeds import Deeds
from connectwise_time.desk.entering import Entering
from connectwise_time.desk.items import Items
from connectwise_time.desk.looking import Looking
from connectwise_time.desk.looking_back import LookingBack
from connectwise_time.desk.plans import Plans
from connectwise_time.desk.ports import Backend, Clock, Crew, PlanLedger
from connectwise_time.desk.remarks import held, lasting, unnoted, waiting
from connectwise_time.desk.results import Carried
from connectwise_time.desk.seconds import (
    BEGIN_SECONDS,
    LEAST_SECONDS,
    LOOK_SECONDS,
    READ_BACK_SECONDS,
)
from connectwise_time.desk.share import Progress, Share
from connectwise_time.domain.endings import as_read, is_unseen
from connectwise_time.domain.looks import changed_items
from connectwise_time.domain.plans import BY_OPERATIONS, Doing, Ended, Item, ItemOutcome, Kept, Plan
from connectwise_time.errors import Conflict, TimeDeskError

_GONE_ON = {True: "carried out to its end", False: "taken back, or is to be looked at"}
log = logging.getLogger(__name__)


class Carrying:
    """Carries out what was agreed to.

    Args:
        backend: ConnectWise.
        ledger: Knows which items were begun.
        plans: The caller's plans.
        crew: Does many things at once.
        clock: Tells the present.
        back: Wakes whoever looks after what is unresolved.
        entering: Stores new entries.
        chaining: Carries out what is all or nothing.
        deeds: Knows what was undone.
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
        entering: Entering,
        chaining: Chaining,
        deeds: Deeds,
    ) -> None:
        self._backend = backend
        self._ledger = ledger
        self._plans = plans
        self._catalog = catalog
        self._crew = crew
        self._back = back
        self._entering = entering
        self._chaining = chaining
        self._deeds = deeds
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
        kept = await self._recovered(kept)
        left = kept.left
        share = Share(self._ledger, kept, progress)
        if left:
            await self._do(share, left, spent)
        after, trouble = await self._afterwards(kept, share)
        if after.ended(Ended.UNKNOWN):
            self._back.wake()
        going_on = sum(1 for key in after.started if key not in after.outcomes)
        sandbox = await self._catalog.is_sandbox()
        return Carried(
            after,
            sandbox,
            elsewhere=going_on,
            out_of_reach=str(share.out_of_reach or ""),
            before=not left and not going_on,
            notices=(
                *held(after, share.held),
                *waiting(after, share.waits),
                *share.notices,
                *lasting(after),
                *(await self._deeds.undone_since(after) if not left else ()),
                *([unnoted(after, trouble)] if trouble else []),
            ),
        )

    async def _recovered(self, kept: Kept) -> Kept:
        """Operations that were begun are looked at first: what is not stored may be sent again.

        Nothing else is: what a decision came to cannot be told from what somebody else decided.
        """
        if kept.plan.doing not in BY_OPERATIONS or kept.plan.whole:
            return kept
        kept, _ = await self._read_back(kept)
        absent = frozenset(item.key for item in kept.ended(Ended.ABSENT))
        for key in absent:
            await self._ledger.release(kept.id, key)
        return kept.without(absent)

    async def _do(self, share: Share, left: Sequence[Item], spent: float) -> None:
        """What is left and looks as it did, as far as the time goes."""
        kept, began = share.kept, self._crew.seconds()
        if kept.plan.doing is Doing.LOG:
            await self._entering.write(share, left, seconds=BEGIN_SECONDS - spent)
            return
        if kept.plan.whole:
            await self._chaining.carry(share, seconds=BEGIN_SECONDS - spent)
            return
        look_seconds = max(LEAST_SECONDS, min(LOOK_SECONDS, BEGIN_SECONDS - spent))
        looks = await self._crew.at_most(look_seconds, partial(self._looking.looks, left))
        changed = changed_items(left, looks)
        if changed and not kept.started:
            await self._void(kept, changed)
        begin_seconds = BEGIN_SECONDS - spent - (self._crew.seconds() - began)
        if kept.plan.doing in BY_OPERATIONS:
            await self._entering.write(share, left, seconds=begin_seconds, changed=changed)
            return
        items = Items(
            self._backend,
            share,
            read=self._read,
            crew=self._crew,
            changed=changed,
            seconds=begin_seconds,
        )
        by_bulk = await self._by_bulk(kept.plan)
        await (items.all_at_once(left) if by_bulk else items.one_by_one(left))

    async def _afterwards(self, kept: Kept, share: Share) -> tuple[Kept, TimeDeskError | None]:
        """How things are with the plan, read back; and what kept that from being noted.

        What ConnectWise answered is told, whatever befalls the ledger.
        """
        if share.trouble is not None:  # a broken ledger is not waited for again
            return share.known(kept), share.trouble
        try:
            seen, trouble = await self._read_back(await self._plans.state(kept))
            if trouble is None:
                seen = await self._plans.state(seen)
        except TimeDeskError as error:
            return share.known(kept), error
        return seen, trouble

    async def _by_bulk(self, plan: Plan) -> bool:
        tenant = await self._catalog.interface()
        return plan.doing is Doing.APPROVE and tenant.decides_by_entry

    async def _void(self, kept: Kept, changed: frozenset[str]) -> None:
        what = ", ".join(sorted(changed)[:5])
        if await self._ledger.void(kept.id, f"{what} changed after it was made"):
            raise Conflict(
                f"Nothing was done: {what} changed after the plan was made, so the plan is void.",
                remedy="Call again without plan: the new plan shows how it is now.",
            )

    async def resume(self, kept: Kept) -> None:
        """Look at a plan, and go on with one that is all or nothing, and stopped half-way.

        Somebody has said yes to all of it; half of it is what nobody wanted.
        """
        seen, asked = await self.settle(kept)
        under_way = seen.started - seen.outcomes.keys()
        if not (asked and seen.plan.whole and seen.agreed and seen.unsettled) or under_way:
            return
        share = Share(self._ledger, seen, _nobody)
        await self._chaining.carry(share, seconds=BEGIN_SECONDS)
        after = share.known(seen)
        if not after.unsettled:
            whole = len(after.ended(Ended.DONE)) == len(after.plan.items)
            told = f"Plan {kept.id}, which stopped half-way, was {_GONE_ON[whole]}."
            self._back.report(told)

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
        unsent = frozenset[str]()
        if kept.plan.whole:
            seen = await self._crew.at_most(
                READ_BACK_SECONDS, partial(self._chaining.seen, kept, list(acted))
            )
        elif kept.plan.doing in BY_OPERATIONS:
            seen, unsent = await self._crew.at_most(
                READ_BACK_SECONDS, partial(self._entering.seen, kept, list(acted))
            )
        else:
            seen = await self._read(kept.plan.doing, acted, READ_BACK_SECONDS)
        trouble = None
        try:
            for key, outcome in seen.items():
                await self._ledger.end(kept.id, key, outcome)
            for key in unsent:
                await self._ledger.release(kept.id, key)
        except TimeDeskError as error:
            trouble = error
        kept = kept.without(unsent)
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


async def _nobody(_ended: int, _of: int) -> None:
    """Nobody waits for how far it is."""
