"""What is remembered is asked for once in a while, also where the answer is that there is none."""

from datetime import UTC, datetime, timedelta

import pytest

from connectwise_time.desk.remembered import Remembered

pytestmark = pytest.mark.anyio


class Source:
    """Answers with what is next, and counts."""

    def __init__(self, *answers: object) -> None:
        self.answers = list(answers)
        self.now = datetime(2026, 11, 20, 9, tzinfo=UTC)

    async def fetch(self) -> object:
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.mark.parametrize("value", [None, 0, (), "something"])
async def test_any_value_is_asked_for_once_until_it_is_old(value: object) -> None:
    source = Source(value, "newer")
    remembered = Remembered(source.fetch, lambda: source.now)
    assert await remembered.get() == value
    source.now += timedelta(minutes=4)
    assert await remembered.get() == value
    source.now += timedelta(minutes=1)
    assert await remembered.get() == "newer"


async def test_a_failure_is_not_remembered() -> None:
    source = Source(OSError("gone"), "there")
    remembered = Remembered(source.fetch, lambda: source.now)
    with pytest.raises(OSError, match="gone"):
        await remembered.get()
    assert await remembered.get() == "there"
