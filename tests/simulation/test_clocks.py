"""A clock that is set wrong by a day proves nothing about what was lost a minute ago."""

from datetime import timedelta

import pytest

from connectwise_time.domain.operations import State
from simulation.story import Story, Wanted


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_after_a_start_nothing_is_given_up_before_its_time(
    days: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = Story(1)
    monkeypatch.setattr(story.network, "_one_of", lambda fates: "lost" if "lost" in fates else "")
    story.network.faulty = 1.0
    story.log(Wanted(0, "operation-0"))
    story.run(60)
    assert state(story) is State.UNKNOWN
    story.network.faulty = 0.0
    for machine in story.machines:
        story.kill(machine)
        machine.off = timedelta(days=days)
        story.start(machine)
    story.run(60)
    assert state(story) is State.UNKNOWN
    story.run(150)
    assert state(story) is State.ABSENT
    story.end()


def state(story: Story) -> State:
    [operation] = story.watcher.operations.values()
    return operation.state
