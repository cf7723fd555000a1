"""Look after what is unresolved: whenever it is due, at the start, and when somebody asks."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from connectwise_time.desk.carrying import Carrying
from connectwise_time.desk.looking_back import LookingBack
from connectwise_time.desk.ports import Bell, Crew, Journal, PlanLedger
from connectwise_time.domain.operations import LONGEST_CALL, UNRESOLVED, Operation
from connectwise_time.domain.plans import Ended, Kept
from connectwise_time.domain.proof import LATE
from connectwise_time.errors import NotFound, TimeDeskError, Unavailable

log = logging.getLogger(__name__)
MOST_LOOKS = 20
"""So many are looked at in one round, or one call."""
_LEAST_PAUSE, _PAUSE_OF_MANY, _AFTER_TROUBLE = 0.5, 2.0, 60.0
_CHECK_SECONDS = 12.0
# Nothing unresolved is due so long after the horizon: a clock was wrong when that was noted.
_MARGIN = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where things stand: operations, and plans with items whose end is not known.

    Attributes:
        unasked: Of so many ConnectWise could not be asked now: they are as the journal knows them.
        passed: So many others were not looked at, because that would be too many at once.
    """

    operations: Sequence[Operation] = ()
    plans: Sequence[Kept] = ()
    unasked: int = 0
    passed: int = 0


@dataclass(slots=True)
class _Looks:
    """What looks came to, by id; what is missing could not be asked for."""

    operations: dict[str, Operation]
    plans: dict[str, Kept]


class Watching:
    """Looks after the caller's operations and plans.

    Args:
        back: Reads back.
        journal: Knows the operations.
        ledger: Knows the plans.
        carrying: Reads plans back.
        crew: Lets time pass.
        bell: Rings when there is something new to look after.
    """

    def __init__(
        self,
        back: LookingBack,
        journal: Journal,
        ledger: PlanLedger,
        carrying: Carrying,
        *,
        crew: Crew,
        bell: Bell,
    ) -> None:
        self._back = back
        self._journal = journal
        self._ledger = ledger
        self._carrying = carrying
        self._crew = crew
        self._bell = bell
        self._shunned: dict[str, float] = {}
        self._plans_looked_at: dict[str, float] = {}

    async def forever(self) -> None:
        """Look after whatever is due, as long as the desk is there."""
        at_first = True
        while True:
            try:
                pause = await self.round(whatever=at_first)
                at_first = False
            except TimeDeskError as error:
                log.warning("unresolved writes could not be looked after: %s", error.problem)
                pause = _AFTER_TROUBLE
            except Exception as error:  # noqa: BLE001  # nothing may end it
                _warn("unresolved writes", error)
                pause = _AFTER_TROUBLE
            await self._bell.wait(pause)

    async def round(self, *, whatever: bool = False) -> float | None:
        """Look at what is due; answers the seconds until something else is, None for never.

        Args:
            whatever: Look at all that is open. Before ConnectWise has answered, only this
                machine's clock is known, and by that nothing may be due for a day.
        """
        now = self._back.present()
        known = await self._journal.open(self._back.caller)
        due = [o for o in known if whatever or self._seconds_until(o, now) <= 0]
        due = [operation for operation in due if self._shunned_for(operation.id) <= 0]
        for operation in due[:MOST_LOOKS]:
            await self._guarded(operation.id, partial(self._back.look, operation))
        plans = await self._plans_in_turn()
        for kept in plans[:MOST_LOOKS]:
            self._plans_looked_at[kept.id] = self._crew.seconds()
            await self._guarded(kept.id, partial(self._carrying.resume, kept))
        return await self._pause(is_full=len(due) > MOST_LOOKS or len(plans) > MOST_LOOKS)

    async def _plans_in_turn(self) -> list[Kept]:
        """The plans that are open, what was not looked at for longest first."""
        unsettled = await self._ledger.unsettled(self._back.caller)
        looked_at = self._plans_looked_at
        self._plans_looked_at = {k.id: looked_at[k.id] for k in unsettled if k.id in looked_at}
        may = [kept for kept in unsettled if self._shunned_for(kept.id) <= 0]
        return sorted(may, key=lambda kept: self._plans_looked_at.get(kept.id, -1.0))

    async def _pause(self, *, is_full: bool) -> float | None:
        """Seconds until something is due."""
        now = self._back.present()
        pauses = [
            max(self._seconds_until(operation, now), self._shunned_for(operation.id))
            for operation in await self._journal.open(self._back.caller)
            if operation.due is not None
        ]
        for kept in await self._ledger.unsettled(self._back.caller):
            # What is under way may be another process's, which may have stopped.
            wait = self._back.horizon / 4 if kept.ended(Ended.UNKNOWN) else LONGEST_CALL
            pauses.append(max(wait.total_seconds(), self._shunned_for(kept.id)))
        least = _PAUSE_OF_MANY if is_full else _LEAST_PAUSE
        if is_full:
            return least
        return max(least, min(pauses)) if pauses else None

    def _seconds_until(self, operation: Operation, now: datetime) -> float:
        if operation.due is None:
            return float("inf")
        left = operation.due - now
        wrong = operation.state in UNRESOLVED and left > self._back.horizon + _MARGIN
        return 0.0 if wrong else left.total_seconds()

    def _shunned_for(self, its: str) -> float:
        return self._shunned.get(its, 0.0) - self._crew.seconds()

    async def _guarded(self, its: str, look: Callable[[], Awaitable[object]]) -> None:
        """One that cannot be looked at keeps none of the others from it."""
        self._shunned.pop(its, None)
        try:
            await look()
        except Exception as error:  # noqa: BLE001  # nothing may end it
            _warn(its, error)
            self._shunned[its] = self._crew.seconds() + _AFTER_TROUBLE

    async def _looks(self, things: Sequence[Operation | Kept]) -> _Looks:
        """What becomes of these now, several at once, as far as it is known in a few seconds."""
        looks = _Looks({}, {})

        async def look(thing: Operation | Kept) -> None:
            try:
                if isinstance(thing, Kept):
                    seen, asked = await self._carrying.settle(thing)
                    if asked:
                        looks.plans[thing.id] = seen
                    return
                after = await self._back.look(thing)
                if replace(after, due=thing.due) != thing:
                    looks.operations[thing.id] = after
            except Exception as error:  # noqa: BLE001  # the journal's word is told then
                _warn(thing.id, error)

        with suppress(Unavailable):
            await self._crew.at_most(_CHECK_SECONDS, partial(self._crew.together, things, look))
        return looks

    async def check(self, operation_id: str) -> Standing:
        """Look at one operation, or at the plan of that id.

        Raises:
            NotFound: The caller has neither.
        """
        operation = await self._journal.find(self._back.caller, operation_id)
        if operation is not None:
            if operation.state not in UNRESOLVED and operation.due is None:
                return Standing(operations=[operation])
            seen = (await self._looks([operation])).operations
            return Standing([seen.get(operation.id, operation)], unasked=1 - len(seen))
        kept = await self._ledger.look(operation_id, self._back.caller)
        if kept is None:
            raise NotFound(
                "There is no operation and no plan with this id.",
                remedy="Leave operation_id out to see all that is unresolved, or look with"
                " search_time.",
            )
        looked = (await self._looks([kept])).plans
        return Standing(plans=[looked.get(kept.id, kept)], unasked=1 - len(looked))

    async def unresolved(self) -> Standing:
        """All of which it is not known what became, or that may be stored twice, or came late."""
        known = await self._journal.open(self._back.caller)
        plans = await self._ledger.unsettled(self._back.caller)
        things: list[Operation | Kept] = [o for o in known if o.state in UNRESOLVED]
        things += plans
        seen = await self._looks(things[:MOST_LOOKS])
        operations = [seen.operations.get(operation.id, operation) for operation in known]
        kept = [seen.plans.get(plan.id, plan) for plan in plans]
        looked_at = min(len(things), MOST_LOOKS)
        return Standing(
            operations=[o for o in operations if o.state in UNRESOLVED or needs_a_look(o)],
            plans=[plan for plan in kept if plan.unsettled],
            unasked=looked_at - len(seen.operations) - len(seen.plans),
            passed=len(things) - looked_at,
        )


def needs_a_look(operation: Operation) -> bool:
    """Whether somebody should look at it though it is resolved: it may be stored twice."""
    return bool(operation.others) or operation.why == LATE


def _warn(what: str, error: Exception) -> None:
    # The type only: the text of what nobody foresaw may hold a customer's words.
    why = error.problem if isinstance(error, TimeDeskError) else type(error).__name__
    log.warning("%s could not be looked after: %s", what, why)
