"""Many hands: bounded, in order, each thing to its end, and none begun too late."""

import anyio
import pytest

from connectwise_time.crew import Crew
from connectwise_time.errors import Unavailable
from support.jumping import JumpingLoop, seconds

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> tuple[str, dict[str, object]]:
    return "asyncio", {"loop_factory": JumpingLoop}


class Work:
    """Takes some seconds for each thing, and notes when each was begun and ended."""

    def __init__(self, takes: float = 1.0) -> None:
        self._takes = takes
        self.begun: list[int] = []
        self.ended: list[int] = []
        self.most = 0

    async def __call__(self, thing: int) -> None:
        self.begun.append(thing)
        self.most = max(self.most, len(self.begun) - len(self.ended))
        await anyio.sleep(self._takes)
        self.ended.append(thing)


async def test_everything_is_done_once_and_in_turn_by_so_many_hands() -> None:
    work = Work()
    await Crew(4).work(range(10), work, seconds=60)
    assert work.begun == list(range(10))
    assert sorted(work.ended) == work.begun
    assert work.most == 4
    assert seconds() == pytest.approx(3)


async def test_few_things_and_none_are_done_too() -> None:
    work = Work()
    await Crew(10).work([7], work, seconds=60)
    await Crew(10).work([], work, seconds=60)
    assert work.ended == [7]


async def test_nothing_is_begun_after_the_limit_and_what_was_begun_is_finished() -> None:
    work = Work(takes=3)
    await Crew(2).work(range(10), work, seconds=5)
    assert sorted(work.ended) == work.begun == [0, 1, 2, 3]
    assert seconds() == pytest.approx(6)


@pytest.mark.parametrize("left", [0, -1])
async def test_nothing_is_begun_when_no_time_is_left(left: float) -> None:
    work = Work()
    await Crew(2).work(range(10), work, seconds=left)
    assert work.begun == []


async def test_whoever_is_cancelled_finishes_what_was_begun_and_begins_nothing_more() -> None:
    work = Work(takes=3)
    with anyio.move_on_after(1) as scope:
        await Crew(2).work(range(10), work, seconds=60)
    assert scope.cancelled_caught
    assert sorted(work.ended) == work.begun == [0, 1]
    assert seconds() == pytest.approx(3)


async def test_nothing_is_begun_for_whoever_is_cancelled_already() -> None:
    work = Work()
    with anyio.CancelScope() as scope:
        scope.cancel()
        await Crew(2).work(range(10), work, seconds=60)
    assert work.begun == []


async def test_what_goes_wrong_ends_the_rest_but_not_what_was_begun() -> None:
    work = Work()

    async def fails(thing: int) -> None:
        if thing == 1:
            raise ValueError("broken")
        await work(thing)

    # As it is: whoever tells people why something failed knows no groups.
    with pytest.raises(ValueError, match="broken"):
        await Crew(2).work(range(10), fails, seconds=60)
    assert work.begun == work.ended == [0]


async def test_what_is_in_time_is_given_back() -> None:
    async def answer() -> str:
        await anyio.sleep(2)
        return "yes"

    assert await Crew(1).at_most(3, answer) == "yes"


async def test_what_takes_too_long_is_stopped_and_told_in_our_words() -> None:
    with pytest.raises(Unavailable, match="in time"):
        await Crew(1).at_most(3, anyio.sleep_forever)
    assert seconds() == pytest.approx(3)
