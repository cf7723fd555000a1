"""The write-ahead journal."""

from collections.abc import Collection, Sequence
from typing import Protocol

from connectwise_time.domain.operations import Operation


class Journal(Protocol):
    """Keeps operations, for all who share it.

    Every method is atomic, and what it noted is kept, whatever befalls this machine, when it
    returns. Each may raise `Unavailable`: without the journal nothing is written.
    """

    async def find(self, caller: str, operation_id: str) -> Operation | None:
        """The caller's operation with that id."""
        ...

    async def same_call(self, caller: str, fingerprint: str) -> Sequence[Operation]:
        """What the same call has done or left open, newest first; the last few."""
        ...

    async def begin(self, operation: Operation, *, beside: frozenset[str]) -> Operation | None:
        """Note that the operation is sent now; or else what is in its way.

        Args:
            operation: What is about to be sent.
            beside: Ids of resolved operations that are not in its way.
        """
        ...

    async def end(self, operation: Operation) -> Operation:
        """Note where the operation stands; answers where it does, by all that is known."""
        ...

    async def open(self, caller: str) -> Sequence[Operation]:
        """The caller's operations that are to be read back: what is unresolved first, then by due.

        No more than a few hundred: the rest comes when these are settled.
        """
        ...

    async def taken(self, operation: Operation, among: Collection[int]) -> frozenset[int]:
        """Which of these entries other operations made."""
        ...

    async def echoes(self, site: str) -> bool | None:
        """Whether a ConnectWise keeps marks; None where that is not known."""
        ...

    async def note_echo(self, site: str, *, echoes: bool) -> None:
        """Remember whether a ConnectWise keeps marks."""
        ...
