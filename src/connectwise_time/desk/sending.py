"""Send what an operation writes: once, and never when too little time is left to see what comes."""

from connectwise_time.desk.explaining import explaining
from connectwise_time.desk.looking_back import LookingBack
from connectwise_time.desk.ports import Backend, Journal
from connectwise_time.domain.entries import Draft, Written
from connectwise_time.domain.operations import Change, Operation, Removal
from connectwise_time.errors import Unavailable

WRITE_SECONDS = 26.0
# With less than this left, nothing is sent any more.
LEAST_SECONDS = 5.0


class Sending:
    """Sends new entries, changes and deletions.

    Args:
        backend: ConnectWise.
        journal: Knows whether this ConnectWise keeps marks.
        back: Learns it.
    """

    def __init__(self, backend: Backend, journal: Journal, back: LookingBack) -> None:
        self._backend = backend
        self._journal = journal
        self._back = back

    async def send(self, operation: Operation, left: float) -> Written:
        """Send it; answers what is stored, or what was deleted.

        Args:
            operation: What is noted as being sent.
            left: Seconds that the call still has.

        Raises:
            TimeDeskError: It is not stored, or that is not known.
        """
        if left < LEAST_SECONDS:
            raise Unavailable(
                "Too much time went by before it could be sent: nothing was sent.",
                remedy="Try again in a minute.",
            )
        seconds = min(WRITE_SECONDS, left - 1.0)
        match operation.work:
            case Change() as change:
                with explaining(change.before.status):
                    return await self._backend.change(change.number, change.edit, within=seconds)
            case Removal() as removal:
                with explaining(removal.before.status):
                    await self._backend.delete(removal.number, within=seconds)
                return Written(removal.before)
            case Draft() as draft:
                return await self._create(operation, draft, seconds)

    async def _create(self, operation: Operation, draft: Draft, seconds: float) -> Written:
        marked = await self._journal.echoes(operation.site) is not False
        marker = operation.marker if marked else None
        written = await self._backend.create(draft, marker=marker, within=seconds)
        if marker is not None and written.read_back:
            await self._back.learn_echo(echoes=written.entry.marker == marker)
        return written
