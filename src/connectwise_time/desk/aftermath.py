"""What follows a send: how it ended is noted, and where no answer came, it is looked for."""

from dataclasses import dataclass, replace
from functools import partial

from connectwise_time.desk.looking_back import LOOK_SECONDS, LookingBack
from connectwise_time.desk.ports import Crew, Journal
from connectwise_time.desk.verdicts import absent, state_after, still_open, why
from connectwise_time.domain.entries import Written
from connectwise_time.domain.operations import UNRESOLVED, Operation, State
from connectwise_time.errors import TimeDeskError

_PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0, 8.0, 8.0)


@dataclass(frozen=True, slots=True)
class Ran:
    """What an operation came to.

    Attributes:
        written: What is stored.
        replayed: It had been done before this call.
        notices: What else should be known of it.
    """

    operation: Operation
    written: Written
    replayed: bool = False
    notices: tuple[str, ...] = ()


class Aftermath:
    """Brings what was sent to a known end, as far as the time of a call goes.

    Args:
        journal: Where ends are noted.
        crew: Time.
        back: Reads back what became of writes.
    """

    def __init__(self, journal: Journal, crew: Crew, back: LookingBack) -> None:
        self._journal = journal
        self._crew = crew
        self._back = back

    async def stored(self, operation: Operation, written: Written) -> Ran:
        """Note that ConnectWise answered, and with what."""
        done = replace(
            operation,
            state=State.DONE,
            outcome=written,
            ended=self._back.present(),
            due=self._back.sweep() if operation.attempt > 1 else None,
        )
        return Ran(done, written, notices=await self.noted(done))

    async def failed(self, operation: Operation, error: Exception, until: float) -> Ran:
        """Find out what became of it, and note that.

        Args:
            operation: What was sent, or should have been.
            error: Why there is no answer that says it is stored.
            until: When the call has to be over, as the crew counts.

        Raises:
            OutcomeUnknown: It may or may not be stored; it is looked after.
            TimeDeskError: It is certainly not stored.
        """
        ended = replace(
            operation,
            state=state_after(error),
            ended=self._back.present(),
            why=why(error),
            # An earlier attempt may still arrive.
            due=self._back.sweep() if operation.attempt > 1 else None,
        )
        if ended.state is not State.UNKNOWN:
            await self.noted(ended)
            raise error
        await self.noted(replace(ended, due=self._back.soon()))
        ended = await self._until_known(ended, until)
        if ended.state is State.DONE:
            return self.found(ended)
        if not isinstance(error, TimeDeskError):
            raise error
        raise (absent if ended.state is State.ABSENT else still_open)(ended) from error

    def found(self, operation: Operation) -> Ran:
        """It had no answer, and was seen to be stored."""
        assert operation.outcome is not None
        told = "ConnectWise's answer was lost; reading back shows that it is stored."
        return Ran(operation, operation.outcome, notices=(told, *self._back.news()))

    async def noted(self, operation: Operation) -> tuple[str, ...]:
        """Note how it ended; what is stored is told as stored, also where that fails."""
        if operation.due is not None:
            self._back.wake()
        try:
            await self._journal.end(operation)
        except TimeDeskError as error:
            return (f"{error.problem} So this write is not noted as {operation.state}.",)
        return self._back.news()

    async def _until_known(self, operation: Operation, until: float) -> Operation:
        """Look at it again and again, as long as the call may last."""
        for pause in _PAUSES:
            if until - self._crew.seconds() < pause + 1.0:
                break
            await self._crew.pause(pause)
            left = min(LOOK_SECONDS, until - self._crew.seconds())
            try:
                operation = await self._crew.at_most(left, partial(self._back.look, operation))
            except TimeDeskError:
                continue
            if operation.state not in UNRESOLVED:
                break
        return operation
