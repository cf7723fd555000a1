from contextlib import suppress
from functools import partial

import anyio
import pytest

from connectwise_time.connectwise.limiter import Lane, Turn, Turns, in_bulk
from connectwise_time.connectwise.means import Means
from connectwise_time.connectwise.outcomes import Answered

pytestmark = pytest.mark.anyio
FINE = Answered(200)


async def queued(
    turns: Turns, order: list[str], name: str, lane: Lane | None = None, *, page: bool = False
) -> None:
    """Wait for a turn, note it, and end it."""
    in_bulk.set(page)
    turn = await turns.take(lane, 30)
    order.append(name)
    await anyio.lowlevel.checkpoint()
    turn.ends(FINE)


async def test_what_people_wait_for_goes_first_and_the_others_are_not_forgotten() -> None:
    turns, order = Turns(1, Means()), list[str]()
    first = await turns.take(None, 30)
    async with anyio.create_task_group() as group:
        for number in range(20):
            group.start_soon(queued, turns, order, f"decision {number}", Lane.WIDE)
        for number in range(20):
            page = f"page {number}"
            group.start_soon(partial(queued, turns, order, page, page=True))
        await anyio.wait_all_tasks_blocked()
        for number in range(20):
            group.start_soon(queued, turns, order, f"person {number}")
        await anyio.wait_all_tasks_blocked()
        first.ends(FINE)
    people = [at for at, name in enumerate(order) if name.startswith("person")]
    assert people[6:8] == [6, 8], "after eight people in a row, one of the others"
    assert people[-1] == 21
    rest = [name.split()[0] for name in order[22:]]
    assert rest[:6] == ["page", "decision"] * 3 or rest[:6] == ["decision", "page"] * 3
    assert len(order) == 60


async def test_whoever_stops_waiting_leaves_its_place_to_others() -> None:
    turns = Turns(2, Means())
    held = [await turns.take(None, 30) for _ in range(2)]
    for _ in range(30):
        with anyio.move_on_after(0.001):
            await turns.take(None, 30)
    assert turns.manners.under_way == 2
    for turn in held:
        turn.ends(FINE)
        turn.ends(FINE)  # once only
    assert turns.manners.under_way == 0
    again = [await turns.take(lane, 1) for lane in (None, Lane.WIDE)]
    assert turns.manners.under_way == 2
    for turn in again:
        turn.ends()


async def test_a_turn_that_comes_while_its_owner_is_cancelled_is_given_back() -> None:
    turns = Turns(1, Means())
    held = await turns.take(None, 30)
    async with anyio.create_task_group() as group:
        group.start_soon(turns.take, None, 30)
        await anyio.wait_all_tasks_blocked()
        held.ends(FINE)  # the other has its turn now, and does not know it yet
        group.cancel_scope.cancel()
    assert turns.manners.under_way == 0


async def test_who_is_cancelled_already_gets_no_turn() -> None:
    turns, taken = Turns(1, Means()), list[Turn]()
    with anyio.CancelScope() as scope:
        scope.cancel()
        taken.append(await turns.take(Lane.NARROW, 30))
    assert (taken, turns.manners.under_way) == ([], 0)


async def test_two_writes_of_entries_at_once_and_questions_pass_a_third() -> None:
    turns, order = Turns(10, Means()), list[str]()
    held = [await turns.take(Lane.NARROW, 30) for _ in range(2)]
    async with anyio.create_task_group() as group:
        group.start_soon(queued, turns, order, "third", Lane.NARROW)
        await anyio.wait_all_tasks_blocked()
        await queued(turns, order, "question")
        await queued(turns, order, "decision", Lane.WIDE)
        for turn in held:
            turn.ends(FINE)
    assert order == ["question", "decision", "third"]


async def test_many_that_wait_and_stop_at_random_never_exceed_the_cap_nor_get_stuck() -> None:
    turns, most = Turns(3, Means()), 0

    async def one(number: int) -> None:
        nonlocal most
        in_bulk.set(number % 2 == 0)
        lane = (None, Lane.WIDE, Lane.NARROW)[number % 3]
        with suppress(TimeoutError), anyio.fail_after(0.002 * (number % 17) + 0.0005):
            turn = await turns.take(lane, 30)
            try:
                most = max(most, turns.manners.under_way)
                await anyio.sleep(0.001 * (number % 5))
            finally:
                turn.ends(FINE)

    with anyio.fail_after(10):
        async with anyio.create_task_group() as group:
            for number in range(300):
                group.start_soon(one, number)
    assert 0 < most <= 3
    assert turns.manners.under_way == 0
    await queued(turns, [], "afterwards", Lane.NARROW)
