"""Follow what became of an operation since: undone, done again, undone again."""

from collections.abc import Sequence
from dataclasses import dataclass

from connectwise_time.desk.ports import Journal
from connectwise_time.domain.operations import Operation, State
from connectwise_time.domain.undo import undoing_of


@dataclass(frozen=True, slots=True)
class Standing:
    """What an operation that was done amounts to now.

    Attributes:
        undos: What took it back, what took that back, and so on.
    """

    operation: Operation
    undos: Sequence[Operation] = ()

    @property
    def last(self) -> Operation:
        """The one by which things are as they are."""
        return self.undos[-1] if self.undos else self.operation

    @property
    def is_undone(self) -> bool:
        """Whether nothing is left of it."""
        return len(self.undos) % 2 == 1

    @property
    def undone_by(self) -> str:
        """The id of the plan that took it back, or did it again, last."""
        return self.last.id.partition(".")[0]


async def standing(journal: Journal, operation: Operation) -> Standing:
    """What an operation that was done amounts to now, as far as the journal tells."""
    undos: list[Operation] = []
    last = operation
    while last.entry is not None:
        wish = undoing_of(last.id, last.entry)
        found = await journal.same_call(operation.caller, wish)
        done = [undo for undo in found if undo.state is State.DONE]
        if not done:
            break
        last = done[0]
        undos.append(last)
    return Standing(operation, undos)
