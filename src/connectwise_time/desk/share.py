"""One call's share of a plan: which of its items the call began, and how they ended."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TypeAlias

from connectwise_time.desk.ports import PlanLedger
from connectwise_time.domain.plans import Ended, Item, ItemOutcome, Kept
from connectwise_time.errors import OutcomeUnknown, TimeDeskError

Progress: TypeAlias = Callable[[int, int], Awaitable[None]]
"""Told after each item: how many have ended, of how many."""
BROKE_OFF = "it broke off inside this server, and may or may not be done"


class Share:
    """What one call notes of a plan's items.

    Attributes:
        held: Items that another plan is at, and its id, by key.
        waits: Why items were given back though ConnectWise could be reached, by key.
        notices: What else should be told, a sentence or two each.
        trouble: What keeps the ledger from being written; nothing more is begun then.
        out_of_reach: What keeps ConnectWise from being used; nothing more is begun then.
        acted: How the items ended that this call did, by key; noted or not.
    """

    def __init__(self, ledger: PlanLedger, kept: Kept, progress: Progress) -> None:
        self.held: dict[str, str] = {}
        self.waits: dict[str, str] = {}
        self.notices: list[str] = []
        self.trouble: TimeDeskError | None = None
        self.out_of_reach: TimeDeskError | None = None
        self.acted: dict[str, ItemOutcome] = {}
        self.kept = kept
        self._ledger = ledger
        self._progress = progress
        self._ended = len(kept.outcomes)

    @property
    def is_stopped(self) -> bool:
        """Whether nothing more is begun."""
        return self.out_of_reach is not None or self.trouble is not None

    def known(self, kept: Kept) -> Kept:
        """The plan with what this call knows of its items, noted or not."""
        started = kept.started | self.acted.keys()
        return replace(kept, started=started, outcomes={**kept.outcomes, **self.acted})

    def check(self) -> None:
        """Something was done, or nothing kept it from being done.

        Raises:
            TimeDeskError: What kept this call from doing anything.
        """
        why = self.trouble or self.out_of_reach
        if why is not None and not self.acted:
            raise why

    async def begin(self, item: Item, *, changed: bool = False) -> bool:
        """Whether this call is the one that does the item; what changed is refused instead."""
        try:
            if not await self._ledger.claim(self.kept.id, item.key):
                if (other := await self._ledger.holder(self.kept.id, item.key)) is not None:
                    self.held[item.key] = other
                return False
            if not changed:
                return True
            told = "it changed after the plan was made"
            await self._ledger.end(self.kept.id, item.key, ItemOutcome(Ended.REFUSED, told))
        except TimeDeskError as error:
            self.trouble = error
            return False
        self._ended += 1
        return False

    async def end(self, item: Item, error: TimeDeskError | None, told: str = "") -> None:
        """How an item ended, by what came of doing it."""
        if error is None:
            outcome = ItemOutcome(Ended.DONE, told)
        elif isinstance(error, OutcomeUnknown):
            outcome = ItemOutcome(Ended.UNKNOWN, str(error))
        else:
            outcome = ItemOutcome(Ended.REFUSED, str(error))
        await self.note(item, outcome)

    async def note(self, item: Item, outcome: ItemOutcome) -> None:
        """What ConnectWise answered is known from here on, also where it cannot be noted."""
        self.acted[item.key] = outcome
        self._ended += 1
        try:
            await self._ledger.end(self.kept.id, item.key, outcome)
        except TimeDeskError as failure:
            self.trouble = failure

    async def give_back(self, item: Item) -> None:
        """Certainly not carried out: it may be tried again."""
        try:
            await self._ledger.release(self.kept.id, item.key)
        except TimeDeskError as error:
            self.trouble = error

    async def broke_off(self, items: Sequence[Item]) -> None:
        """Nobody waits for what crashed as for something that is under way."""
        for item in items:
            with suppress(TimeDeskError):  # the crash is what is told
                await self._ledger.end(
                    self.kept.id, item.key, ItemOutcome(Ended.UNKNOWN, BROKE_OFF)
                )

    async def tell_progress(self) -> None:
        """Tell how far it is."""
        await self._progress(self._ended, len(self.kept.plan.items))
