"""What a child does that logs time, and what its user does with what it said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import anyio

from connectwise_time.desk.timedesk import TimeDesk
from connectwise_time.domain.operations import UNRESOLVED, State
from connectwise_time.domain.wishes import Times, Wish
from connectwise_time.errors import Conflict, NotFound, TimeDeskError
from crash.desks import Office
from crash.forks import Tell
from crash.points import Points

TICKET = 54321
_MINUTES = 18 * 60
_ROUNDS = 400


@dataclass(frozen=True)
class Job:
    """What a child is to do.

    Attributes:
        at: The point of its first new entry at which it kills itself; None for none.
        lost: Wishes of which an earlier child did not tell that they are done.
        new: Wishes that nobody asked for yet.
        patient: It asks again and again what became of the lost ones.
    """

    office: Office
    today: date
    at: int | None = None
    lost: Sequence[int] = ()
    new: Sequence[int] = ()
    patient: bool = False

    def __call__(self, tell: Tell) -> None:
        """Live."""
        anyio.run(self._live, tell)

    async def _live(self, tell: Tell) -> None:
        async with self.office.desk() as desk:
            user = _User(desk, self.today, tell)
            if self.at is not None:
                points = Points(self.at, lambda where: tell(f"point {where}"))
                points.begin()
                # As a task of its own, because only these are counted.
                async with anyio.create_task_group() as group:
                    group.start_soon(user.create, self.new[0])
                points.end()
                tell(f"points {points.passed}")
                return
            await desk.watching.round()
            await self._look_after(user)
            for number in self.new:
                await user.create(number)

    async def _look_after(self, user: "_User") -> None:
        left = list(self.lost)
        for _ in range(_ROUNDS if self.patient else 1):
            left = [number for number in left if not await user.settle(number)]
            if not left:
                return
            if self.patient:
                await anyio.sleep(0.1)


def operation_of(number: int) -> str:
    """The id of a wish."""
    return f"operation-{number}"


def notes_of(number: int) -> str:
    """What its entry says, and no other."""
    return f"wish {number}"


def wish_of(number: int, today: date) -> Wish:
    """A minute of its own: no other wish has the same one."""
    day = today - timedelta(days=28 + number // _MINUTES)
    hour, minute = divmod(number % _MINUTES, 60)
    return Wish(
        ticket=TICKET,
        times=Times(date=day.isoformat(), start=f"{hour + 1:02d}:{minute:02d}", hours=1 / 60),
        notes=notes_of(number),
    )


class _User:
    """Whoever wants the wishes logged, once each."""

    def __init__(self, desk: TimeDesk, today: date, tell: Tell) -> None:
        self._desk = desk
        self._today = today
        self._tell = tell

    async def create(self, number: int) -> bool:
        """Ask for it, and tell what was answered; whether it is there."""
        self._tell(f"asked {number}")
        try:
            await self._desk.writing.log(
                wish_of(number, self._today),
                preview=False,
                operation_id=operation_of(number),
            )
        except Conflict as error:
            # Whoever is told so looks, and sees that it is there.
            if "Possible duplicate" in error.problem:
                self._tell(f"twin {number}")
                return True
        except TimeDeskError as error:
            self._tell(f"failed {number} {type(error).__name__}")
        else:
            self._tell(f"done {number}")
            return True
        return False

    async def settle(self, number: int) -> bool:
        """Find out what became of it; ask for it again where it is certainly not stored."""
        try:
            [operation] = (await self._desk.watching.check(operation_of(number))).operations
        except NotFound:
            return await self.create(number)
        if operation.state is State.DONE:
            self._tell(f"done {number}")
            return True
        return operation.state not in UNRESOLVED and await self.create(number)
