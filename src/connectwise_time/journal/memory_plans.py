"""Plans kept in memory: they end with the process."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from secrets import token_hex

from connectwise_time.domain.plans import LASTING, ItemOutcome, Kept, Plan, fingerprint

_MOST = 1000
_BYTES_OF_AN_ID = 6


@dataclass(slots=True)
class _Entry:
    kept: Kept
    caller: str
    fingerprint: str
    used: datetime


class MemoryPlans:
    """A ledger of plans for one process.

    When there are more than 1,000, the one unused for longest goes, but none that is carried out
    at that moment.

    No method pauses, so that nothing comes between looking and noting.

    Args:
        clock: Tells the present.
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._entries: OrderedDict[str, _Entry] = OrderedDict()

    async def keep(self, plan: Plan, caller: str) -> Kept:
        """Keep a plan, under a new id; an equal one of the same caller that waits is that one."""
        print_of_it = fingerprint(plan)
        for entry in self._entries.values():
            same = (entry.caller, entry.fingerprint) == (caller, print_of_it)
            if same and self._is_usable(entry) and not entry.kept.started:
                return self._use(entry)
        kept = Kept(token_hex(_BYTES_OF_AN_ID), plan)
        self._entries[kept.id] = _Entry(kept, caller, print_of_it, self._clock())
        if len(self._entries) > _MOST:
            idle = (entry.kept.id for entry in self._entries.values() if self._is_idle(entry))
            del self._entries[next(idle)]  # the new one at least
        return kept

    async def find(self, plan_id: str, caller: str) -> Kept | None:
        """The caller's plan with that id, which counts as a use; None if there is none."""
        entry = self._entries.get(plan_id)
        if entry is None or entry.caller != caller or self._is_expired(entry):
            return None
        return self._use(entry)

    async def agree(self, plan_id: str) -> None:
        """Note that somebody who may decide said yes."""
        self._change(plan_id, agreed=True)

    async def void(self, plan_id: str, why: str) -> bool:
        """Put a plan out of use, unless one of its items was begun; answers whether it is."""
        if self._entries[plan_id].kept.started:
            return False
        self._change(plan_id, voided=why)
        return True

    async def claim(self, plan_id: str, key: str) -> bool:
        """Begin an item; False where that was done before, or the plan was put out of use."""
        kept = self._entries[plan_id].kept
        if kept.voided or key in kept.started:
            return False
        self._change(plan_id, started=kept.started | {key})
        return True

    async def release(self, plan_id: str, key: str) -> None:
        """Nothing was sent for the item: it may be begun again."""
        self._change(plan_id, started=self._entries[plan_id].kept.started - {key})

    async def end(self, plan_id: str, key: str, outcome: ItemOutcome) -> None:
        """Note how an item ended."""
        outcomes = self._entries[plan_id].kept.outcomes
        self._change(plan_id, outcomes={**outcomes, key: outcome})

    def _change(self, plan_id: str, **fields: object) -> None:
        entry = self._entries[plan_id]
        entry.kept = replace(entry.kept, **fields)  # type: ignore[arg-type]  # fields of Kept
        self._use(entry)

    def _use(self, entry: _Entry) -> Kept:
        entry.used = self._clock()
        self._entries.move_to_end(entry.kept.id)
        return entry.kept

    def _is_idle(self, entry: _Entry) -> bool:
        under_way = entry.kept.started - entry.kept.outcomes.keys()
        return not under_way or self._is_expired(entry)

    def _is_expired(self, entry: _Entry) -> bool:
        return self._clock() >= entry.used + LASTING

    def _is_usable(self, entry: _Entry) -> bool:
        return not entry.kept.voided and not self._is_expired(entry)
