"""Look after what is unresolved: whenever it is due, at the start, and when somebody asks."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from connectwise_time.desk.carrying import Carrying
from connectwise_time.desk.looking_back import LookingBack
from connectwise_time.desk.ports import Bell, Crew, Journal, PlanLedger
from connectwise_time.domain.operations import LONGEST_CALL, UNRESOLVED, Operation
from connectwise_time.domain.plans import Ended, Kept
from connectwise_time.errors import NotFound, TimeDeskError

log = logging.getLogger(__name__)
_LEAST_PAUSE, _AFTER_TROUBLE = 0.5, 60.0
_CHECK_SECONDS = 40.0


@dataclass(frozen=True, slots=True)
class Standing:
    """Where things stand: operations, and plans with items whose end is not known."""

    operations: Sequence[Operation] = ()
    plans: Sequence[Kept] = ()


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
            await self._bell.wait(pause)

    async def round(self, *, whatever: bool = False) -> float | None:
        """Look at what is due; answers the seconds until something else is, None for never.

        Args:
            whatever: Look at all that is open. Before ConnectWise has answered, only this
                machine's clock is known, and by that nothing may be due for a day.
        """
        now = self._back.present()
        for operation in await self._journal.open(self._back.caller):
            if whatever or (operation.due is not None and operation.due <= now):
                await self._back.look(operation)
        unsettled = await self._ledger.unsettled(self._back.caller)
        for kept in unsettled:
            await self._carrying.settle(kept)
        waiting = [o.due for o in await self._journal.open(self._back.caller) if o.due]
        pauses = [(due - self._back.present()).total_seconds() for due in waiting]
        for kept in await self._ledger.unsettled(self._back.caller):
            # What is under way may be another process's, which may have stopped.
            wait = self._back.horizon / 4 if kept.ended(Ended.UNKNOWN) else LONGEST_CALL
            pauses.append(wait.total_seconds())
        return max(_LEAST_PAUSE, min(pauses)) if pauses else None

    async def check(self, operation_id: str) -> Standing:
        """Look at one operation, or at the plan of that id.

        Raises:
            NotFound: The caller has neither.
        """
        operation = await self._journal.find(self._back.caller, operation_id)
        if operation is not None:
            if operation.state in UNRESOLVED or operation.due is not None:
                look = partial(self._back.look, operation)
                operation = await self._crew.at_most(_CHECK_SECONDS, look)
            return Standing(operations=[operation])
        kept = await self._ledger.look(operation_id, self._back.caller)
        if kept is None:
            raise NotFound(
                "There is no operation and no plan with this id.",
                remedy="Leave operation_id out to see all that is unresolved, or look with"
                " search_time.",
            )
        await self._carrying.settle(kept)
        return Standing(plans=[await self._ledger.look(kept.id, self._back.caller) or kept])

    async def unresolved(self) -> Standing:
        """All of which it is not known what became, or that may be stored twice."""
        operations = [
            await self._back.look(operation) if operation.state in UNRESOLVED else operation
            for operation in await self._journal.open(self._back.caller)
        ]
        for kept in await self._ledger.unsettled(self._back.caller):
            await self._carrying.settle(kept)
        return Standing(
            operations=[o for o in operations if o.state in UNRESOLVED or o.others],
            plans=await self._ledger.unsettled(self._back.caller),
        )
