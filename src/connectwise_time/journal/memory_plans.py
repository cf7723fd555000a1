"""Plans kept in memory: they end with the process."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from secrets import token_hex

from connectwise_time.domain.operations import LONGEST_CALL
from connectwise_time.domain.plans import (
    BROKEN_OFF,
    LASTING,
    Ended,
    ItemOutcome,
    Kept,
    Plan,
)

_MOST = 1000
_BYTES_OF_AN_ID = 6


@dataclass(slots=True)
class _Entry:
    id: str
    plan: Plan
    caller: str
    fingerprint: str
    used: datetime
    agreed: bool = False
    voided: str = ""
    # Changed in place: a copy for each of ten thousand items would take seconds.
    started: dict[str, datetime] = field(default_factory=dict)
    outcomes: dict[str, ItemOutcome] = field(default_factory=dict)


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
        print_of_it = plan.alike
        for entry in self._entries.values():
            same = (entry.caller, entry.fingerprint) == (caller, print_of_it)
            if same and self._is_usable(entry) and not entry.started:
                return self._use(entry)
        new = _Entry(token_hex(_BYTES_OF_AN_ID), plan, caller, print_of_it, self._clock())
        self._entries[new.id] = new
        if len(self._entries) > _MOST:
            idle = (entry.id for entry in self._entries.values() if self._is_idle(entry))
            del self._entries[next(idle)]  # the new one at least
        return self._kept(new)

    async def begun(self, alike: str, caller: str) -> Kept | None:
        """The caller's latest plan of that kind (`Plan.alike`) of which something was begun."""
        for entry in reversed(self._entries.values()):
            same = (entry.caller, entry.fingerprint) == (caller, alike)
            if same and self._is_usable(entry) and entry.started:
                return self._kept(entry)
        return None

    async def find(self, plan_id: str, caller: str) -> Kept | None:
        """The caller's plan with that id, which counts as a use; None if there is none."""
        entry = self._entries.get(plan_id)
        if entry is None or entry.caller != caller or self._is_expired(entry):
            return None
        return self._use(entry)

    async def look(self, plan_id: str, caller: str) -> Kept | None:
        """The caller's plan with that id, expired or not; it is not used."""
        entry = self._entries.get(plan_id)
        return self._kept(entry) if entry is not None and entry.caller == caller else None

    async def unsettled(self, caller: str) -> Sequence[Kept]:
        """The caller's plans, expired or not, with items of which nobody knows how they ended."""
        mine = [entry for entry in self._entries.values() if entry.caller == caller]
        return [self._kept(entry) for entry in mine if _is_unsettled(entry)]

    async def agree(self, plan_id: str) -> None:
        """Note that somebody who may decide said yes."""
        if entry := self._used(plan_id):
            entry.agreed = True

    async def void(self, plan_id: str, why: str) -> bool:
        """Put a plan out of use, unless one of its items was begun; answers whether it is."""
        entry = self._used(plan_id)
        if entry is not None and entry.started:
            return False
        await self.stop(plan_id, why)
        return True

    async def stop(self, plan_id: str, why: str) -> None:
        """Put a plan out of use, whatever was begun of it: nothing else of it is begun."""
        if entry := self._used(plan_id):
            entry.voided = why

    async def claim(self, plan_id: str, key: str) -> bool:
        """Begin an item; False where something is in its way, another plan of the caller too."""
        entry = self._used(plan_id)
        if entry is None or entry.voided or key in entry.started:
            return False
        if await self.holder(plan_id, key) is not None:
            return False
        entry.started[key] = self._clock()
        return True

    async def holder(self, plan_id: str, key: str) -> str | None:
        """The other plan of the same caller that is open on the same thing; None if none is."""
        own = self._entries.get(plan_id)
        for entry in self._entries.values() if own is not None else ():
            mine = entry.id == plan_id or entry.caller != (own and own.caller)
            if not mine and key in entry.started and _is_open(entry.outcomes.get(key)):
                return entry.id
        return None

    async def release(self, plan_id: str, key: str) -> None:
        """Nothing was sent for the item: it may be begun again."""
        if entry := self._used(plan_id):
            entry.started.pop(key, None)

    async def end(self, plan_id: str, key: str, outcome: ItemOutcome) -> None:
        """Note how an item ended."""
        if entry := self._used(plan_id):
            entry.outcomes[key] = outcome

    def _used(self, plan_id: str) -> _Entry | None:
        """The plan, in use at this moment; None where it went because there are too many."""
        entry = self._entries.get(plan_id)
        if entry is not None:
            entry.used = self._clock()
            self._entries.move_to_end(plan_id)
        return entry

    def _use(self, entry: _Entry) -> Kept:
        self._used(entry.id)
        return self._kept(entry)

    def _kept(self, entry: _Entry) -> Kept:
        stopped = self._clock() - LONGEST_CALL
        broken_off = {key for key, begun in entry.started.items() if begun <= stopped}
        return Kept(
            id=entry.id,
            plan=entry.plan,
            agreed=entry.agreed,
            voided=entry.voided,
            started=frozenset(entry.started),
            outcomes=dict.fromkeys(broken_off, BROKEN_OFF) | entry.outcomes,
        )

    def _is_idle(self, entry: _Entry) -> bool:
        under_way = entry.started.keys() - entry.outcomes.keys()
        return not under_way or self._is_expired(entry)

    def _is_expired(self, entry: _Entry) -> bool:
        return self._clock() >= entry.used + LASTING

    def _is_usable(self, entry: _Entry) -> bool:
        return not entry.voided and not self._is_expired(entry)


def _is_unsettled(entry: _Entry) -> bool:
    ended = (entry.outcomes.get(key) for key in entry.started)
    return any(map(_is_open, ended))


def _is_open(outcome: ItemOutcome | None) -> bool:
    return outcome is None or outcome.ended is Ended.UNKNOWN
