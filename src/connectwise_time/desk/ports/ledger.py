"""The ledger of plans."""

from collections.abc import Sequence
from typing import Protocol

from connectwise_time.domain.plans import ItemOutcome, Kept, Plan


class PlanLedger(Protocol):
    """Keeps plans by id, and which of their items were begun and how they ended.

    Every method is atomic: whoever claims an item is the only one who ever did.
    """

    async def keep(self, plan: Plan, caller: str) -> Kept:
        """Keep a plan, under a new id; one of the same caller that is `alike` and waits is that.

        Nothing was begun of a plan that waits, and it was not put out of use.
        """
        ...

    async def begun(self, alike: str, caller: str) -> Kept | None:
        """The caller's latest plan that is `alike`, may be used, and of which something began."""
        ...

    async def find(self, plan_id: str, caller: str) -> Kept | None:
        """The caller's plan with that id, which counts as a use.

        None where there is none, it has expired, or it is somebody else's.
        """
        ...

    async def look(self, plan_id: str, caller: str) -> Kept | None:
        """The caller's plan with that id, expired or not; it is not used."""
        ...

    async def unsettled(self, caller: str) -> Sequence[Kept]:
        """The caller's plans, expired or not, with items of which nobody knows how they ended."""
        ...

    async def agree(self, plan_id: str) -> None:
        """Note that somebody who may decide said yes."""
        ...

    async def void(self, plan_id: str, why: str) -> bool:
        """Put a plan out of use, unless one of its items was begun; answers whether it is."""
        ...

    async def stop(self, plan_id: str, why: str) -> None:
        """Put a plan out of use, whatever was begun of it: nothing else of it is begun."""
        ...

    async def claim(self, plan_id: str, key: str) -> bool:
        """Begin an item, unless something is in its way.

        False where that was done before, where the plan was put out of use, and while another
        plan of the same caller is at the same thing, or nobody knows what it came to there.
        """
        ...

    async def holder(self, plan_id: str, key: str) -> str | None:
        """The other plan of the same caller that is open on the same thing; None if none is."""
        ...

    async def release(self, plan_id: str, key: str) -> None:
        """Nothing was sent for the item: it may be begun again."""
        ...

    async def end(self, plan_id: str, key: str, outcome: ItemOutcome) -> None:
        """Note how an item ended."""
        ...
