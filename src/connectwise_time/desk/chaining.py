"""Carry out a plan that is all or nothing: step by step, each verified; taken back if one fails."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from functools import partial

from connectwise_time.desk.aftermath import Ran
from connectwise_time.desk.looking_back import LOOK_SECONDS, LookingBack
from connectwise_time.desk.ports import Backend, Crew, Journal
from connectwise_time.desk.seconds import WRITE_SECONDS
from connectwise_time.desk.share import Share
from connectwise_time.desk.stepping import Stepping
from connectwise_time.domain.batches import operation_id, stored_as
from connectwise_time.domain.digests import digest
from connectwise_time.domain.operations import Asked, Operation, State
from connectwise_time.domain.plans import Ended, Item, ItemOutcome, Kept
from connectwise_time.domain.steps import FIELDS, Step, plainly, unlike
from connectwise_time.domain.undo import RESTS, deed_of, way_back
from connectwise_time.errors import (
    Conflict,
    InTheWay,
    NotAuthorized,
    OutcomeUnknown,
    ReadOnly,
    Refused,
    RemoteRefusal,
    TimeDeskError,
    Unavailable,
)

_A_MINUTE = 1 / 60


class Chaining:
    """Does the steps of one plan in their order, and undoes them where the chain breaks.

    All of its items are claimed before the first step: so a plan that broke off in the middle
    is known as unsettled, and whoever looks after these goes on with it. Which steps were done, and
    which were taken back, the journal's operations tell.

    Args:
        backend: Reads entries before they are written.
        stepping: Writes one step.
        journal: Knows what was sent.
        back: Looks at what is unresolved.
        crew: Keeps the time.
    """

    def __init__(
        self,
        backend: Backend,
        stepping: Stepping,
        journal: Journal,
        back: LookingBack,
        crew: Crew,
    ) -> None:
        self._backend = backend
        self._stepping = stepping
        self._journal = journal
        self._back = back
        self._crew = crew

    async def carry(self, share: Share, *, seconds: float) -> None:
        """Do what is left of the plan, or take back what was done of it.

        Args:
            share: The plan, and where it is noted.
            seconds: So long steps are begun.

        Raises:
            TimeDeskError: What kept this call from doing anything.
        """
        until = self._crew.seconds() + max(0.0, seconds) + WRITE_SECONDS
        # Cancelled or not, what was begun comes to an end.
        await self._crew.to_the_end(partial(self._carry, share, until))
        share.check()

    async def _carry(self, share: Share, until: float) -> None:
        items = share.kept.plan.items
        if not await self._claimed(share):
            return
        done: list[Item] = []
        for item in items:
            if await self._is_taken_back(share.kept, item):
                await self._take_back(share, items[: items.index(item) + 1], "", until)
                return
        for item in items:
            try:
                await self._step(share, item, until)
            except (InTheWay, OutcomeUnknown, Unavailable, NotAuthorized, ReadOnly) as error:
                await self._stopped(share, item, error, begun=bool(done))
                return
            except (Refused, RemoteRefusal) as error:
                wrong = [*done, item] if await self._is_done(share.kept, item) else done
                await self._take_back(share, wrong, str(error), until)
                return
            done.append(item)
            await share.tell_progress()

    async def _claimed(self, share: Share) -> bool:
        """Claim every step, before any of them is begun."""
        mine = [item for item in share.kept.plan.items if item.key not in share.kept.started]
        for n, item in enumerate(mine):
            if not await share.begin(item):
                for other in mine[:n]:
                    await share.give_back(other)
                return False
        return True

    async def _step(self, share: Share, item: Item, until: float) -> None:
        """One step, done and as it should be; nothing is sent for one that was done before.

        Raises:
            TimeDeskError: It is not.
        """
        outcome = share.kept.outcomes.get(item.key)
        if outcome is not None and outcome.ended is Ended.DONE:
            return
        assert item.step is not None
        its = operation_id(share.kept.id, item)
        if await self._journal.find(self._back.caller, its) is None:
            await self._check_as_shown(item.step)
        ran = await self._run(item.step, Asked(item.wish, its), until)
        _check_result(item.step, ran)
        await share.end(item, None, stored_as(ran.operation.work, ran.written))

    async def _run(self, step: Step, asked: Asked, until: float) -> Ran:
        return await self._stepping.run(
            asked, step, until=min(until, self._crew.seconds() + WRITE_SECONDS)
        )

    async def _check_as_shown(self, step: Step) -> None:
        """The entry is as it was when the plan was made, or as this plan left it."""
        if step.before is None or step.before.id is None:
            return
        look = partial(self._backend.entry, step.before.id)
        now = await self._crew.at_most(LOOK_SECONDS, look)
        differs = ["it is gone"] if now is None else unlike(now, step.before)
        if now is not None and now.status != step.before.status:
            differs.append("status")
        if differs:
            raise Conflict(
                f"Entry {step.before.id} changed after the plan was made: {plainly(differs)}.",
                remedy="Call again without plan: the new plan shows how it is now.",
            )

    async def _stopped(
        self, share: Share, item: Item, error: TimeDeskError, *, begun: bool
    ) -> None:
        """It cannot go on now: what was begun stays open, and is gone on with."""
        if not begun and isinstance(error, Unavailable | NotAuthorized | ReadOnly):
            share.out_of_reach = error
            for each in share.kept.plan.items:
                await share.give_back(each)
            return
        if isinstance(error, ReadOnly):
            return
        told = str(error) if isinstance(error, OutcomeUnknown) else f"not done yet: {error.problem}"
        await share.note(item, ItemOutcome(Ended.UNKNOWN, told))
        share.notices.append(
            f"It stopped half-way: {error.problem} It is finished or taken back by itself in a"
            f" minute or two, or at once when plan={share.kept.id} is called again alone."
        )
        # Nobody else is at them.
        known = share.known(share.kept).outcomes
        for other in share.kept.plan.items:
            if other.key not in known and other is not item:
                await share.note(other, ItemOutcome(Ended.UNKNOWN, "not done yet"))

    async def _take_back(self, share: Share, items: Sequence[Item], why: str, until: float) -> None:
        """Undo the steps that were done, the last one first; the others are refused."""
        for item in reversed(items):
            try:
                await self._turn_round(share.kept, item, until)
            except (InTheWay, OutcomeUnknown, Unavailable, NotAuthorized, ReadOnly) as error:
                await self._stopped(share, item, error, begun=True)
                return
            except (Refused, RemoteRefusal) as error:
                entry = await self._entry_of(share.kept, item)
                told = f"{entry}: {stored_or_done(item)}, and could not be taken back: {error}"
                await share.note(item, ItemOutcome(Ended.DONE, told))
                share.notices.append(f"Look at {entry} with get_time_entry: {error}")
                continue
            await share.note(item, ItemOutcome(Ended.REFUSED, f"taken back. {why}".strip()))
        for item in share.kept.plan.items:
            if item not in items:
                told = why or "not carried out: what was done before it was taken back"
                await share.note(item, ItemOutcome(Ended.REFUSED, told))

    async def _turn_round(self, kept: Kept, item: Item, until: float) -> None:
        operation = await self._operation(kept, item)
        if operation is None or operation.state is not State.DONE:
            return
        its = f"{operation.id}.back"
        wish = digest(["take back", operation.id])
        known = await self._journal.find(self._back.caller, its)
        if known is not None and known.state is State.DONE:
            return
        rests = [await self._journal.find(operation.caller, f"{operation.id}.{r}") for r in RESTS]
        rest = next((r for r in rests if r is not None and r.state is State.DONE), None)
        deed = deed_of(operation, rest)
        look = partial(self._backend.entry, deed.number)
        now = await self._crew.at_most(LOOK_SECONDS, look)
        if now is None and deed.before is None:
            return  # somebody else has deleted it
        await self._run(way_back(deed, now), Asked(wish, its), until)

    async def _operation(self, kept: Kept, item: Item) -> Operation | None:
        return await self._journal.find(self._back.caller, operation_id(kept.id, item))

    async def _entry_of(self, kept: Kept, item: Item) -> str:
        """The entry that an item is now: what was stored anew has got its own number."""
        operation = await self._operation(kept, item)
        number = operation.entry if operation is not None and operation.entry else item.id
        return f"entry {number}"

    async def _is_done(self, kept: Kept, item: Item) -> bool:
        operation = await self._operation(kept, item)
        return operation is not None and operation.state is State.DONE

    async def _is_taken_back(self, kept: Kept, item: Item) -> bool:
        its = f"{operation_id(kept.id, item)}.back"
        return await self._journal.find(self._back.caller, its) is not None

    async def seen(self, kept: Kept, items: Collection[Item]) -> dict[str, ItemOutcome]:
        """How items ended, as far as their operations prove it; what is open is gone on with."""
        ended: dict[str, ItemOutcome] = {}
        for item in items:
            operation = await self._operation(kept, item)
            if operation is None:
                continue
            with suppress(TimeDeskError):
                operation = await self._back.look_briefly(operation)
            if operation.outcome is None or await self._is_taken_back(kept, item):
                continue
            if item.step is not None and not _flaws(item.step, Ran(operation, operation.outcome)):
                told = stored_as(operation.work, operation.outcome)
                ended[item.key] = ItemOutcome(Ended.DONE, told, operation.ended)
        return ended


def stored_or_done(item: Item) -> str:
    """What was done to an item, in a word."""
    return "stored" if item.step is not None and item.step.before is None else "changed"


def _check_result(step: Step, ran: Ran) -> None:
    if flaws := _flaws(step, ran):
        raise Conflict(
            f"ConnectWise made something else of it: {plainly(flaws)}.",
            remedy="Nothing is left of it. Do it by hand with update_time_entry.",
        )


def _flaws(step: Step, ran: Ran) -> list[str]:
    """In what a step did not come to what was shown; a rate is ConnectWise's own."""
    entry, wanted = ran.written.entry, step.after
    if wanted is None:
        return []
    flaws = unlike(entry, wanted, step.fields or FIELDS)
    # Rounding was reckoned with before.
    return [*flaws, *["hours"] * (abs(entry.hours - wanted.hours) >= _A_MINUTE)]
