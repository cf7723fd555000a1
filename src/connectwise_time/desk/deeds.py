"""Find out what was done, by the id of an operation or of a plan; nothing is written here."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from connectwise_time.desk.looking_back import LookingBack
from connectwise_time.desk.ports import Journal, PlanLedger
from connectwise_time.desk.standing import standing
from connectwise_time.desk.verdicts import still_open
from connectwise_time.domain.batches import operation_id as id_of
from connectwise_time.domain.operations import UNRESOLVED, Operation, Removal, State
from connectwise_time.domain.plans import BY_OPERATIONS, Doing, Ended, Item, Kept
from connectwise_time.domain.undo import RESTS, Deed, deed_of
from connectwise_time.errors import Conflict, InTheWay, NotFound, Refused, TimeDeskError


@dataclass(frozen=True, slots=True)
class Done:
    """What was done.

    Attributes:
        deeds: Newest first.
        refused: Why some of it cannot be taken back.
        whole: It is all or nothing.
    """

    deeds: Sequence[Deed]
    refused: Sequence[Refused] = ()
    whole: bool = False


class Deeds:
    """Knows what this server did.

    Args:
        journal: Knows what was written to single entries.
        ledger: Knows what plans did.
        back: Looks at what is unresolved.
    """

    def __init__(self, journal: Journal, ledger: PlanLedger, back: LookingBack) -> None:
        self._journal = journal
        self._ledger = ledger
        self._back = back

    async def of(self, operation_id: str) -> Done:
        """What an operation did, or a plan.

        Raises:
            NotFound: There is neither.
            Refused: Nothing was done, it is unresolved, or it is a part of what belongs together.
        """
        operation = await self._journal.find(self._back.caller, operation_id)
        if operation is None:
            return await self._of_plan(operation_id)
        await self._check_alone(operation)
        return Done([await self._deed(operation)])

    async def undone_since(self, kept: Kept) -> list[str]:
        """By which plans what a plan did was taken back since; nothing where it still stands."""
        found: dict[str, None] = {}
        with suppress(TimeDeskError):  # what was done is told, whether this can be told or not
            for item in kept.ended(Ended.DONE):
                its = await self._journal.find(self._back.caller, id_of(kept.id, item))
                if its is not None and its.state is State.DONE:
                    now = await standing(self._journal, its)
                    found |= {now.undone_by: None} if now.is_undone else {}
        return (
            [f"Undone since, by plan {', '.join(found)}: it is not so any more."] if found else []
        )

    async def _check_alone(self, operation: Operation) -> None:
        """It is no step of what is all or nothing: one step alone loses hours, or doubles them."""
        plan_id, _, step = operation.id.partition(".")
        kept = await self._ledger.look(plan_id, self._back.caller) if step else None
        if kept is not None and kept.plan.whole:
            raise Refused(
                f"{operation.id} is one step of plan {kept.id} (to {kept.plan.doing}), whose steps"
                " belong together. Nothing was done.",
                remedy=f'Undo all of it: undo_time_change(operation_id="{kept.id}").',
            )

    async def _deed(self, operation: Operation) -> Deed:
        operation = await self._back.look_briefly(operation)
        if operation.state in UNRESOLVED:
            raise still_open(operation)
        if operation.state is not State.DONE:
            raise Refused(
                f"Operation {operation.id} stored nothing ({operation.state}): there is nothing"
                " to undo.",
                remedy="Look with search_time at what is there.",
            )
        now = await standing(self._journal, operation)
        if not now.is_undone:
            # Perhaps undone and done again, under another id: that is what there is to undo.
            return await self._with_rest(now.last)
        if isinstance(operation.work, Removal):
            return await self._with_rest(operation)  # whether it is stored again, a look tells
        raise Conflict(
            f"Operation {operation.id} was undone before, by plan {now.undone_by}.",
            remedy="To have it again, undo that:"
            f' undo_time_change(operation_id="{now.undone_by}").',
        )

    async def _with_rest(self, operation: Operation) -> Deed:
        rests = [await self._journal.find(operation.caller, f"{operation.id}.{r}") for r in RESTS]
        done = [rest for rest in rests if rest is not None and rest.state is State.DONE]
        return deed_of(operation, done[0] if done else None)

    async def _of_plan(self, plan_id: str) -> Done:
        """What a plan did, newest first, and whether it is all or nothing."""
        kept = await self._ledger.look(plan_id, self._back.caller)
        if kept is None:
            raise NotFound(
                "There is no operation and no plan with this id.",
                remedy="Give the operation_id or the plan of an earlier answer of this server;"
                " other changes are undone with update_time_entry and delete_time_entry.",
            )
        if kept.plan.doing not in BY_OPERATIONS | {Doing.DELETE}:
            raise Refused(
                f"Plan {kept.id} is one to {kept.plan.doing}: that is not undone here.",
                remedy="reopen_timesheet takes a timesheet back where that is possible.",
            )
        if kept.unsettled:
            raise InTheWay(
                f"It is not known yet what became of plan {kept.id}. Nothing was done.",
                remedy=f'First ask check_operation("{kept.id}").',
            )
        items = kept.ended(Ended.DONE)
        if not items:
            raise Refused(
                f"Nothing was done by plan {kept.id}: there is nothing to undo.",
                remedy="Look with search_time at what is there.",
            )
        deeds: list[Deed] = []
        refused: list[Refused] = []
        for item in reversed(items):
            try:
                deeds.append(await self._deed_of_item(kept, item))
            except InTheWay:
                raise
            except Refused as error:
                refused.append(error)
        return Done(deeds, refused, kept.plan.whole)

    async def _deed_of_item(self, kept: Kept, item: Item) -> Deed:
        if kept.plan.doing is Doing.DELETE:
            if item.step is None:
                raise Refused(
                    f"What entry {item.id} said was not kept when it was deleted.",
                    remedy="Log it with create_time_entry.",
                )
            return Deed(kept.id, item.id, item.step.before, None)
        operation = await self._journal.find(self._back.caller, id_of(kept.id, item))
        if operation is None:
            raise Refused(
                f"What plan {kept.id} did to {item.key} is not in the journal any more.",
                remedy="Correct it with update_time_entry or delete_time_entry.",
            )
        return await self._deed(operation)
