"""Write a plan's entries one by one, each by its operation, which tells how it ended."""

from collections.abc import Collection, Sequence
from functools import partial

from connectwise_time.desk.aftermath import Ran
from connectwise_time.desk.looking_back import LookingBack
from connectwise_time.desk.ports import Crew, Journal
from connectwise_time.desk.seconds import LEAST_SECONDS, LOOK_SECONDS, WRITE_SECONDS
from connectwise_time.desk.share import Share
from connectwise_time.desk.stepping import Stepping
from connectwise_time.desk.writing import Writing
from connectwise_time.domain.batches import ended_as, operation_id, stored_as
from connectwise_time.domain.operations import Asked, State, Work
from connectwise_time.domain.plans import Ended, Item, ItemOutcome, Kept
from connectwise_time.errors import InTheWay, NotAuthorized, TimeDeskError, Unavailable


class Entering:
    """Stores new entries, takes writes back, and reads in the journal what became of them.

    The ledger says only whose turn it is: what was sent, and whether it may be sent again, is
    known by the journal's operation, whose id follows from the plan and the item's place.

    Args:
        writing: Stores one new entry.
        stepping: Takes back what was done to one.
        journal: Knows what was sent.
        back: Looks at what is unresolved.
        crew: Keeps the time.
    """

    def __init__(
        self,
        writing: Writing,
        stepping: Stepping,
        journal: Journal,
        back: LookingBack,
        crew: Crew,
    ) -> None:
        self._writing = writing
        self._stepping = stepping
        self._journal = journal
        self._back = back
        self._crew = crew

    async def write(
        self,
        share: Share,
        items: Sequence[Item],
        *,
        seconds: float,
        changed: frozenset[str] = frozenset(),
    ) -> None:
        """Write one after the other, as long as items may be begun.

        Args:
            share: Where it is noted.
            items: What is left of the plan.
            seconds: So long items are begun.
            changed: Keys of those that do not look any more as they were shown.

        Raises:
            TimeDeskError: What kept this call from doing anything.
        """
        began = self._crew.seconds()
        seconds = max(LEAST_SECONDS, seconds)
        await self._crew.at_most(
            min(LOOK_SECONDS, seconds), partial(self._writing.get_ready, _work(items[0]))
        )
        for item in items:
            left = seconds - (self._crew.seconds() - began)
            if share.is_stopped or left <= 0:
                break
            # By itself: whoever cancels the call stops what was not begun.
            await self._crew.work([item], partial(self._one, share, changed), seconds=left)
        share.check()

    async def _one(self, share: Share, changed: frozenset[str], item: Item) -> None:
        if not await share.begin(item, changed=item.key in changed):
            return
        try:
            await self._stored(share, item)
        except Exception:
            await share.broke_off([item])
            raise
        if item.key in share.acted:
            await share.tell_progress()

    async def _stored(self, share: Share, item: Item) -> None:
        """What follows from how it went, for this item and for those behind it."""
        # What was dismissed of another entry, or before this one was shown, is not of this one.
        asked = Asked(item.wish, operation_id(share.kept.id, item), frozenset(item.accept))
        until = self._crew.seconds() + WRITE_SECONDS
        try:
            ran = await self._run(item, asked, until)
        except InTheWay as error:
            share.waits[item.key] = str(error)
            await share.give_back(item)
        except (Unavailable, NotAuthorized) as error:
            await self._not_stored(share, item, error)
        except TimeDeskError as error:
            await share.end(item, error)
        else:
            await share.end(item, None, stored_as(ran.operation.work, ran.written))

    async def _run(self, item: Item, asked: Asked, until: float) -> Ran:
        if item.step is not None:
            return await self._stepping.run(asked, item.step, until=until)
        assert item.draft is not None
        return await self._writing.store(asked, item.draft, until=until)

    async def _not_stored(self, share: Share, item: Item, error: TimeDeskError) -> None:
        """Certainly not stored, and no reason in the entry itself: it may be tried again."""
        try:
            known = await self._journal.find(self._back.caller, operation_id(share.kept.id, item))
        except TimeDeskError as trouble:
            share.trouble = trouble
            known = None
        if known is not None and known.state is State.ABSENT:
            # Proved by a look, so that ConnectWise can be reached: the others go on.
            await share.note(item, ItemOutcome(Ended.ABSENT, error.problem))
            return
        share.out_of_reach = error
        await share.give_back(item)

    async def seen(
        self, kept: Kept, items: Collection[Item]
    ) -> tuple[dict[str, ItemOutcome], frozenset[str]]:
        """How items ended by their operations, and the keys of those that were never sent."""
        ended: dict[str, ItemOutcome] = {}
        unsent = set()
        for item in items:
            operation = await self._journal.find(self._back.caller, operation_id(kept.id, item))
            if operation is not None:
                operation = await self._back.look_briefly(operation)
            outcome = ended_as(operation) if operation is not None else None
            if outcome is None:
                unsent.add(item.key)
            else:
                ended[item.key] = outcome
        return ended, frozenset(unsent)


def _work(item: Item) -> Work:
    if item.step is not None:
        return item.step.work
    assert item.draft is not None
    return item.draft
