"""Keep plans, and find them again for whoever made them."""

from dataclasses import replace

from connectwise_time.desk.catalog import Catalog
from connectwise_time.desk.ports import PlanLedger
from connectwise_time.desk.results import Proposed
from connectwise_time.domain.consequences import consequence
from connectwise_time.domain.plans import Doing, Kept, Plan
from connectwise_time.errors import Conflict, NotFound

_TOOLS = {
    Doing.SUBMIT: "submit_timesheet",
    Doing.REOPEN: "reopen_timesheet",
    Doing.APPROVE: "approve_entries",
    Doing.REJECT: "reject_entries",
    Doing.DELETE: "delete_time_entry",
    Doing.LOG: "create_time_entries",
    Doing.UNDO: "undo_time_change",
    Doing.SPLIT: "split_time_entry",
    Doing.MERGE: "merge_time_entries",
}
_NAMED = 5
PRACTICE = "SANDBOX: practice data only."
"""Said in each plan of a sandbox."""


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
        """Keep a plan for later.

        Raises:
            Conflict: It is not known what became of one of its items in another plan.
        """
        await self.check_free(plan)
        tenant = await self._catalog.tenant()
        plan = replace(plan, consequence=consequence(plan.doing, plan.items, tenant))
        if tenant.sandbox:
            # In the plan itself: whoever is asked sees nothing else.
            plan = replace(plan, notices=(PRACTICE, *plan.notices))
        return Proposed(await self._ledger.keep(plan, self._caller), tenant.sandbox)

    async def again(self, plan_id: str, doing: Doing) -> Proposed:
        """A plan that was made before.

        Raises:
            NotFound: There is none, or it is another caller's, another tool's or expired.
            Conflict: It was put out of use.
        """
        kept = await self._ledger.find(plan_id, self._caller)
        if kept is None:
            kept = await self._half_done(plan_id)
        if kept is not None and kept.plan.doing is not doing:
            raise NotFound(
                f"That plan is one to {kept.plan.doing}, not to {doing}.",
                remedy=f"Call {_TOOLS[kept.plan.doing]} with it.",
            )
        if kept is None:
            raise NotFound(
                "There is no such plan, or it has expired.",
                remedy="Plans last for 10 minutes: leave plan out to make a new one.",
            )
        if kept.voided:
            raise Conflict(
                f"The plan is void: {kept.voided}.", remedy="Leave plan out to make a new one."
            )
        return Proposed(kept, await self._catalog.is_sandbox())

    async def _half_done(self, plan_id: str) -> Kept | None:
        """A plan that was agreed to and stopped half-way: it does not expire before it is whole."""
        kept = await self._ledger.look(plan_id, self._caller)
        return kept if kept and kept.plan.whole and kept.agreed and kept.unsettled else None

    async def begun(self, alike: str) -> Kept | None:
        """A plan that is asked for alike, lasts still, and of which something was begun."""
        return await self._ledger.begun(alike, self._caller)

    async def check_free(self, plan: Plan, plan_id: str = "") -> None:
        """Nothing that another plan began is left open on what this one acts on.

        Args:
            plan: What is to be done.
            plan_id: Its id, where it is kept already.

        Raises:
            Conflict: It is not known what became of one of its items in another plan.
        """
        keys = {item.key for item in plan.items}
        for other in await self._ledger.unsettled(self._caller):
            busy = sorted(keys & other.unsettled)
            if other.id != plan_id and busy:
                raise Conflict(
                    f"It is not known yet what became of {', '.join(busy[:_NAMED])} in plan"
                    f" {other.id} ({other.plan.doing}). Nothing was done.",
                    remedy=f'First ask check_operation("{other.id}").',
                )

    async def decline(self, kept: Kept) -> Kept:
        """The person who was asked said no: nothing more of it is begun."""
        await self._ledger.stop(kept.id, "the person who was asked said no")
        return await self.state(kept)

    async def state(self, kept: Kept) -> Kept:
        """How things are with a plan now, also where it was put out of use."""
        return await self._ledger.find(kept.id, self._caller) or kept
