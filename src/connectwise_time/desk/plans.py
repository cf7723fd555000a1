"""Keep plans, and find them again for whoever made them."""

from connectwise_time.desk.catalog import Catalog
from connectwise_time.desk.ports import PlanLedger
from connectwise_time.desk.results import Proposed
from connectwise_time.domain.plans import Doing, Plan
from connectwise_time.errors import Conflict, NotFound


class Plans:
    """The caller's plans.

    Args:
        ledger: Keeps them.
        caller: Whose: site, company, key and member in one.
    """

    def __init__(self, ledger: PlanLedger, catalog: Catalog, caller: str) -> None:
        self._ledger = ledger
        self._catalog = catalog
        self._caller = caller

    async def propose(self, plan: Plan) -> Proposed:
        """Keep a plan for later."""
        kept = await self._ledger.keep(plan, self._caller)
        return Proposed(kept, await self._catalog.tenant())

    async def again(self, plan_id: str, doing: Doing) -> Proposed:
        """A plan that was made before.

        Raises:
            NotFound: There is none, or it is another caller's, another tool's or expired.
            Conflict: It was put out of use.
        """
        kept = await self._ledger.find(plan_id, self._caller)
        if kept is None or kept.plan.doing is not doing:
            raise NotFound(
                "There is no such plan, or it has expired.",
                remedy="Plans last for 10 minutes: leave plan out to make a new one.",
            )
        if kept.voided:
            raise Conflict(
                f"The plan is void: {kept.voided}.", remedy="Leave plan out to make a new one."
            )
        return Proposed(kept, await self._catalog.tenant())

    async def decline(self, plan_id: str) -> None:
        """The person who was asked said no."""
        await self._ledger.void(plan_id, "the person who was asked said no")
