"""Operations kept in memory: they end with the process."""

from collections.abc import Collection, Sequence

from connectwise_time.domain.entries import Draft
from connectwise_time.domain.operations import (
    UNRESOLVED,
    Operation,
    State,
    in_the_way,
    may_become,
)

_FEW = 20


class MemoryJournal:
    """A journal for one process. Satisfies `desk.ports.Journal`.

    No method pauses, so that nothing comes between looking and noting.

    Args:
        most: When there are more operations, the oldest that is resolved goes.
    """

    def __init__(self, most: int = 10_000) -> None:
        self._most = most
        self._operations: dict[tuple[str, str], Operation] = {}
        self._echoes: dict[str, bool] = {}

    async def find(self, caller: str, operation_id: str) -> Operation | None:
        """The caller's operation with that id."""
        return self._operations.get((caller, operation_id))

    async def same_call(self, caller: str, fingerprint: str) -> Sequence[Operation]:
        """What the same call has done or left open, newest first; the last few."""
        found = [
            known
            for known in self._operations.values()
            if (known.caller, known.fingerprint) == (caller, fingerprint)
            and known.state in UNRESOLVED | {State.DONE}
        ]
        return sorted(found, key=lambda known: known.began, reverse=True)[:_FEW]

    async def begin(self, operation: Operation, *, beside: frozenset[str]) -> Operation | None:
        """Note that the operation is sent now; or else what is in its way."""
        key = (operation.caller, operation.id)
        itself = [known for known in [self._operations.get(key)] if known is not None]
        for known in (*itself, *self._operations.values()):
            if in_the_way(known, operation, beside):
                return known
        self._operations[key] = operation
        if len(self._operations) > self._most:
            self._drop_one()
        return None

    def _drop_one(self) -> None:
        for key, known in self._operations.items():
            if known.state not in UNRESOLVED:
                del self._operations[key]
                return

    async def end(self, operation: Operation) -> Operation:
        """Note where the operation stands; answers where it does, by all that is known."""
        key = (operation.caller, operation.id)
        before = self._operations.get(key, operation)
        if not may_become(before, operation):
            return before
        self._operations[key] = operation
        return operation

    async def open(self, caller: str) -> Sequence[Operation]:
        """The caller's operations that are to be read back, the most urgent first."""
        mine = [known for known in self._operations.values() if known.caller == caller]
        waiting = [
            (known.state not in UNRESOLVED, known.due, known)
            for known in mine
            if known.due is not None
        ]
        return [known for *_, known in sorted(waiting, key=lambda order: order[:2])]

    async def taken(self, operation: Operation, among: Collection[int]) -> frozenset[int]:
        """Which of these entries other operations made."""
        mine = (operation.caller, operation.id)
        made = {
            known.entry
            for known in self._operations.values()
            if known.site == operation.site
            and known.state is State.DONE
            and isinstance(known.work, Draft)
            and (known.caller, known.id) != mine
        }
        return frozenset(number for number in among if number in made)

    async def echoes(self, site: str) -> bool | None:
        """Whether a ConnectWise keeps marks; None where that is not known."""
        return self._echoes.get(site)

    async def note_echo(self, site: str, *, echoes: bool) -> None:
        """Remember whether a ConnectWise keeps marks."""
        self._echoes[site] = echoes
