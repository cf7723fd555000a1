"""Receipts kept in memory: they end with the process."""

from collections import OrderedDict
from dataclasses import replace

from connectwise_time.domain.entries import Written
from connectwise_time.domain.receipts import Receipt
from connectwise_time.errors import Conflict

_MOST = 10_000


class MemoryReceipts:
    """A keeper of receipts for one process; the oldest go when there are more than 10,000."""

    def __init__(self) -> None:
        self._receipts: OrderedDict[str, Receipt] = OrderedDict()

    async def begin(self, operation_id: str, fingerprint: str) -> Receipt | None:
        """Note that the operation starts; or the receipt that is already there."""
        known = self._receipts.get(operation_id)
        if known is None:
            self._receipts[operation_id] = Receipt(operation_id, fingerprint)
            while len(self._receipts) > _MOST:
                self._receipts.popitem(last=False)
            return None
        if known.fingerprint != fingerprint:
            raise Conflict(
                "This operation_id was used for something else.",
                remedy="Leave operation_id out, or repeat the first call exactly.",
            )
        return known

    async def finish(self, operation_id: str, outcome: Written) -> None:
        """Keep what the operation came to."""
        self._receipts[operation_id] = replace(self._receipts[operation_id], outcome=outcome)

    async def forget(self, operation_id: str) -> None:
        """The operation was refused and nothing was written: the id is free again."""
        self._receipts.pop(operation_id, None)
