"""What a child does that deletes, hands in and approves by plans, and what its user does then."""

from collections.abc import Sequence
from dataclasses import dataclass

import anyio

from connectwise_time.desk.results import Proposed
from connectwise_time.desk.timedesk import TimeDesk
from connectwise_time.domain.plans import Doing, Ended, Kept
from connectwise_time.domain.wishes import DecisionWish
from connectwise_time.errors import Conflict, NotFound, Refused, TimeDeskError
from crash.desks import Office
from crash.forks import Tell
from crash.points import Points

_ROUNDS = 400


@dataclass(frozen=True)
class Thing:
    """Something that somebody wants done, by plans.

    Attributes:
        ids: Of entries that are to be deleted, else of sheets.
        plans: The plans that were made for it, as far as anybody was told; the last one last.
    """

    number: int
    doing: Doing
    ids: tuple[int, ...]
    plans: tuple[str, ...] = ()


@dataclass(frozen=True)
class Deciding:
    """What a child is to do.

    Attributes:
        at: The point at which it kills itself; None for none.
        patient: It asks again and again, until all is done.
    """

    office: Office
    key: str
    things: Sequence[Thing]
    at: int | None = None
    patient: bool = False

    def __call__(self, tell: Tell) -> None:
        """Live."""
        anyio.run(self._live, tell)

    async def _live(self, tell: Tell) -> None:
        async with self.office.desk(self.key) as desk:
            points = Points(self.at, lambda where: tell(f"point {where}"))
            if self.at is not None:
                points.begin()
            left = [_User(desk, thing, tell) for thing in self.things]
            for _ in range(_ROUNDS if self.patient else 1):
                left = [user for user in left if not await user.goes_on()]
                if not left:
                    break
                if self.patient:
                    await anyio.sleep(0.1)
            tell(f"points {points.passed}")


class _User:
    """Whoever wants a thing done, once."""

    def __init__(self, desk: TimeDesk, thing: Thing, tell: Tell) -> None:
        self._desk = desk
        self._thing = thing
        self._tell = tell
        self._plans = list(thing.plans)

    async def goes_on(self) -> bool:
        """Find out where it stands, and do what is certainly not done; whether all is."""
        left = set(self._thing.ids)
        for plan in self._plans:
            kept = await self._standing(plan)
            if kept is None:
                continue
            for item in kept.plan.items:
                outcome = kept.outcomes.get(item.key)
                if item.key in kept.started and (outcome is None or outcome.ended is Ended.UNKNOWN):
                    return False  # it may be done yet
                if outcome is not None and outcome.ended is Ended.DONE:
                    left.discard(item.id)
            if plan == self._plans[-1] and kept.left and not kept.voided:
                await self._carry(kept)
                return False
        if not left:
            self._tell(f"done {self._thing.number}")
            return True
        try:
            kept = (await self._proposed(tuple(sorted(left)))).kept
        except (Refused, NotFound, Conflict) as error:
            # It cannot be done any more: so it was done, and nobody found out.
            self._tell(f"refused {self._thing.number} {error.problem}")
            return True
        except TimeDeskError:
            return False
        self._plans.append(kept.id)
        self._tell(f"plan {self._thing.number} {kept.id}")
        await self._carry(kept)
        return False

    async def _standing(self, plan: str) -> Kept | None:
        try:
            [kept] = (await self._desk.watching.check(plan)).plans
        except NotFound:
            return None
        return kept

    async def _carry(self, kept: Kept) -> None:
        try:
            await self._desk.carrying.out(kept, _progress)
        except TimeDeskError as error:
            self._tell(f"failed {self._thing.number} {type(error).__name__}")

    async def _proposed(self, ids: tuple[int, ...]) -> Proposed:
        match self._thing.doing:
            case Doing.DELETE:
                return await self._desk.proposing.delete(ids[0])
            case Doing.SUBMIT:
                return await self._desk.proposing.submit(timesheet=ids[0], period=None)
            case _:
                return await self._desk.deciding.approve(DecisionWish(timesheets=ids))


async def _progress(_ended: int, _of: int) -> None:
    """Nobody listens."""
