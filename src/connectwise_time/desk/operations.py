"""Write an entry at most once, whatever becomes of the answer: noted, sent, read back."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeAlias
from zoneinfo import ZoneInfo

from connectwise_time.desk.aftermath import Aftermath, Ran
from connectwise_time.desk.attempts import again, first
from connectwise_time.desk.looking_back import LOOK_SECONDS, LookingBack
from connectwise_time.desk.ports import Backend, Crew, Journal
from connectwise_time.desk.repeats import Repeats
from connectwise_time.desk.sending import LEAST_SECONDS, Sending
from connectwise_time.desk.standing import Standing, standing
from connectwise_time.desk.verdicts import (
    in_the_way,
    other_content,
    still_open,
    undone_since,
)
from connectwise_time.domain.entries import Draft, LoggedTime
from connectwise_time.domain.operations import (
    UNRESOLVED,
    Asked,
    Operation,
    State,
    Work,
    is_repeated_by,
)
from connectwise_time.errors import (
    Busy,
    Refused,
    TimeDeskError,
)

Check: TypeAlias = Callable[[Work, Sequence[LoggedTime]], Awaitable[Refused | None]]
"""Judges what is about to be written, among the entries around it: why not, or None."""

# A tool call answers within 45 s: planning has 18, and all ends 40 s after the beginning,
# but for the journal, which may be busy for some seconds.
CALL_SECONDS = 40.0
PLAN_SECONDS = 18.0
_ATTEMPTS = 3


class Operations:
    """Sends writes of entries, each at most once.

    Args:
        backend: ConnectWise.
        journal: Where each is noted before it is sent.
        crew: Time and shelter.
        back: Reads back what became of them.
        new_id: Mints an id for a write that came without one.
        zone_of: The zone of a member by id, in which times are told.
    """

    def __init__(
        self,
        backend: Backend,
        journal: Journal,
        crew: Crew,
        back: LookingBack,
        *,
        new_id: Callable[[], str],
        zone_of: Callable[[int | None], Awaitable[ZoneInfo]],
    ) -> None:
        self._journal = journal
        self._crew = crew
        self._back = back
        self._sending = Sending(backend, journal, back)
        self._aftermath = Aftermath(journal, crew, back)
        self._repeats = Repeats(backend, journal, crew, back, zone_of)
        self._new_id = new_id

    def deadline(self) -> float:
        """When a call that begins now has to be over, as the crew counts."""
        return self._crew.seconds() + CALL_SECONDS

    async def check_not_done(self, asked: Asked, zone: ZoneInfo) -> None:
        """The same call was not made a moment ago, or what it came to may be there twice.

        Args:
            asked: What is asked for.
            zone: In which times are told.

        Raises:
            Repeated: It was.
            OutcomeUnknown: It was, and its answer was lost.
        """
        await self._repeats.past(asked, zone)

    async def run(
        self,
        asked: Asked,
        plan: Callable[[], Awaitable[Work]],
        *,
        ready: Callable[[Work], Awaitable[object]],
        until: float,
        check: Check | None = None,
    ) -> Ran:
        """Carry a write out, unless it was carried out before.

        Args:
            asked: What was asked for.
            plan: Finds out what to write; called only where something is to be written.
            ready: Asks for what the answer is told with, before anything is sent.
            until: When it has to be over: see `deadline`.
            check: Judges it, with what was read of the days around a new entry; an operation that
                is sent again is not judged again.

        Raises:
            Conflict: The id was used for something else, or it seems to be there already, or an
                operation on the same work is unresolved.
            OutcomeUnknown: It may or may not be stored; it is looked after.
            TimeDeskError: It is certainly not stored.
        """
        known = await self._known(asked)
        if known is not None and known.state is State.DONE:
            return await self._replayed(known)
        if known is not None:
            look = partial(self._back.seen, known)
            now, found = await self._crew.at_most(LOOK_SECONDS, look)
            if now.state is State.DONE:  # it arrived since anybody looked
                return await self._replayed(now)
            await self._crew.at_most(PLAN_SECONDS, partial(ready, now.work))
            # As it was understood the first time: "ending now" meant that moment.
            operation, beside = again(now, found, self._back), frozenset[str]()
        else:
            beside = frozenset[str]() if asked.operation_id else await self._repeats.past(asked)
            work = await self._crew.at_most(PLAN_SECONDS, partial(_prepared, plan, ready))
            alike = await self._crew.at_most(LOOK_SECONDS, partial(self._alike, work))
            if (there := await self._unless_refused(asked, work, alike, check)) is not None:
                return await self._replayed(there)
            operation = first(asked, work, alike, self._back, self._new_id)
        # Cancelled or not: from here on it is finished, and its end is noted.
        return await self._crew.to_the_end(partial(self._once, asked, operation, beside, until))

    async def _known(self, asked: Asked) -> Operation | None:
        """The operation with the id that was given, as it stands now."""
        if asked.operation_id is None:
            return None
        known = await self._journal.find(self._back.caller, asked.operation_id)
        if known is None:
            return None
        if known.fingerprint != asked.fingerprint:
            raise other_content()
        known = await self._back.look_briefly(known)
        if known.state in UNRESOLVED:
            raise still_open(known)
        return known

    async def _unless_refused(
        self, asked: Asked, work: Work, alike: Sequence[LoggedTime], check: Check | None
    ) -> Operation | None:
        """Refuse what the check refuses; this very operation, if another call just stored that."""
        refused = await check(work, alike) if check else None
        if refused is None:
            return None
        known = await self._known(asked)
        if known is None or known.state is not State.DONE:
            raise refused
        return known

    async def _alike(self, work: Work) -> Sequence[LoggedTime]:
        """What a new entry is judged among, and could be mistaken for, before it is there."""
        return await self._back.days_around(work) if isinstance(work, Draft) else ()

    async def _once(
        self, asked: Asked, operation: Operation, beside: frozenset[str], until: float
    ) -> Ran:
        if (there := await self._begun(asked, operation, beside)) is not None:
            return await self._replayed(there)
        left = until - self._crew.seconds()
        try:
            written = await self._sending.send(operation, left)
        except Busy as error:
            if not error.sent:
                return await self._aftermath.failed(operation, error, until)
            return await self._refused_for_now(asked, operation, error, until)
        except Exception as error:  # noqa: BLE001  # whatever it is, something may have been sent
            return await self._aftermath.failed(operation, error, until)
        return await self._aftermath.stored(operation, written)

    async def _refused_for_now(
        self, asked: Asked, operation: Operation, error: Busy, until: float
    ) -> Ran:
        """It was not taken, perhaps by something in between: look, and send it again if it fits."""
        refused = replace(
            operation,
            state=State.REJECTED,
            ended=self._back.present(),
            why=error.problem,
            due=self._back.sweep(),
        )
        await self._aftermath.noted(refused)
        left = until - self._crew.seconds() - error.seconds
        if operation.attempt >= _ATTEMPTS or left < LOOK_SECONDS + LEAST_SECONDS:
            raise error
        await self._crew.pause(error.seconds)
        try:
            # Not given up yet: only now is it seen whether it was stored all the same.
            look = partial(self._back.seen, replace(refused, state=State.UNKNOWN))
            known, found = await self._crew.at_most(LOOK_SECONDS, look)
        except TimeDeskError:
            raise error from None
        if known.state is State.DONE:
            return self._aftermath.found(known)
        next_one = again(known, found, self._back)
        return await self._once(asked, next_one, frozenset({known.id}), until)

    async def _begun(
        self, asked: Asked, operation: Operation, beside: frozenset[str]
    ) -> Operation | None:
        """Note that it is sent now; the operation itself where another call has done it."""
        while (known := await self._journal.begin(operation, beside=beside)) is not None:
            same = (known.caller, known.id) == (operation.caller, operation.id)
            if same and known.fingerprint != operation.fingerprint:
                raise other_content()
            now = await self._back.look_briefly(known)
            if same and now.state is State.DONE:
                return now
            if now.state in UNRESOLVED:
                raise still_open(now) if same else in_the_way(now, operation)
            if now.state is State.DONE and is_repeated_by(now, operation):
                await self._repeats.refuse(asked, now, operation.work)
            if same:
                raise still_open(now)  # another call repeats it at this moment
            beside |= {now.id}
        return None

    async def _replayed(self, operation: Operation) -> Ran:
        return _replayed(await standing(self._journal, operation))


async def _prepared(
    plan: Callable[[], Awaitable[Work]], ready: Callable[[Work], Awaitable[object]]
) -> Work:
    work = await plan()
    await ready(work)
    return work


def _replayed(now: Standing) -> Ran:
    operation, outcome = now.operation, now.last.outcome
    assert outcome is not None
    if now.is_undone:
        raise undone_since(operation, now.undone_by)
    told = ["This had been done before; nothing was written now."]
    if now.undos:
        told.append(f"Since then it was undone, and done again by plan {now.undone_by}.")
    return Ran(replace(operation, outcome=outcome), outcome, replayed=True, notices=tuple(told))
