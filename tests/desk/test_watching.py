"""What is unresolved is looked after whatever happens, and told also while nobody can be asked."""

import logging
from dataclasses import replace
from datetime import timedelta
from typing import Any

import anyio
import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from connectwise_time.connectwise.exchange import Means
from connectwise_time.desk.looking_back import LookingBack
from connectwise_time.desk.watching import MOST_LOOKS
from connectwise_time.domain.operations import Operation, State
from connectwise_time.domain.proof import LATE
from connectwise_time.journal.memory import MemoryJournal
from connectwise_time.sandbox import World
from connectwise_time.sandbox.faults import LateCommit, Rule, Status
from support.desks import somebody
from support.jumping import JumpingLoop, Working, at_once, now, seconds
from support.operations import SENT, later
from support.sandboxes import desk_on

pytestmark = pytest.mark.anyio

ENTRIES = ("POST", "/time/entries")
HOUR: dict[str, Any] = {"ticket": 54321, "start": "09:00", "hours": 1}
MANY = 3 * MOST_LOOKS


@pytest.fixture
def anyio_backend() -> tuple[str, dict[str, object]]:
    return "asyncio", {"loop_factory": JumpingLoop}


def by_the_loop(**options: Any) -> dict[str, Any]:
    means = Means(monotonic=seconds, utc_now=now, sleep=anyio.sleep)
    return {"key": "technician", "now": now, "means": means, "around": Working, **options}


def a_person(world: World, journal: MemoryJournal, **options: Any) -> Any:
    return somebody(world, journal=journal, **by_the_loop(**options))


class Silent:
    """ConnectWise, which stops answering."""

    silent = False

    def __init__(self, app: ASGIApp) -> None:
        self._app = Working(app)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if Silent.silent:
            await anyio.sleep(10_000)
        await self._app(scope, receive, send)


async def lost(journal: MemoryJournal, many: int) -> list[Operation]:
    """Operations whose answers were lost a minute ago."""
    began = now() - timedelta(minutes=1)
    operations = [
        replace(
            SENT,
            id=f"lost-{number:03}",
            caller="technician",
            site="the demo company",
            fingerprint=f"{number}",
            work=later(number + 1),
            state=State.UNKNOWN,
            began=began,
            ended=began,
            due=began,
        )
        for number in range(many)
    ]
    for operation in operations:
        await journal.begin(replace(operation, state=State.SENDING), beside=frozenset())
        await journal.end(operation)
    return operations


async def known(journal: MemoryJournal, its: str) -> Operation:
    operation = await journal.find("technician", its)
    assert operation is not None
    return operation


async def test_what_nobody_foresaw_ends_no_looking_after(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    journal = MemoryJournal()
    world.faults.add(Rule(Status(500), *ENTRIES))
    async with a_person(world, journal) as call:
        await call.refused("create_time_entry", **HOUR, operation_id="watched-1")

        async def breaks(*_: object) -> None:
            raise KeyError("a customer's words")

        with monkeypatch.context() as patch, caplog.at_level(logging.WARNING):
            patch.setattr(LookingBack, "around", breaks)
            await anyio.sleep(120)
        assert "KeyError" in caplog.text
        assert "customer" not in caplog.text
        await anyio.sleep(600)
    assert (await known(journal, "watched-1")).state is State.ABSENT


async def test_a_journal_that_breaks_in_an_unforeseen_way_is_tried_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = MemoryJournal()
    await lost(journal, 1)
    async with desk_on(world, journal=journal, **by_the_loop()) as desk:

        async def breaks(_caller: str) -> Any:
            raise OverflowError

        with monkeypatch.context() as patch:
            patch.setattr(journal, "open", breaks)
            async with anyio.create_task_group() as group:
                group.start_soon(desk.watching.forever)
                await anyio.sleep(90)
                patch.undo()
                await anyio.sleep(600)
                group.cancel_scope.cancel()
    assert (await known(journal, "lost-000")).state is State.ABSENT


async def test_one_that_cannot_be_looked_at_hides_no_other(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = MemoryJournal()
    await lost(journal, 3)
    whole = LookingBack.look

    async def look(self: LookingBack, operation: Operation) -> Operation:
        if operation.id == "lost-000":
            raise KeyError
        return await whole(self, operation)

    monkeypatch.setattr(LookingBack, "look", look)
    async with desk_on(world, journal=journal, **by_the_loop()) as desk:
        pause = await desk.watching.round()
        assert pause is not None
        assert pause < 60
        assert [(await known(journal, f"lost-00{n}")).looks for n in range(3)] == [0, 1, 1]


async def test_one_round_looks_at_some_and_the_next_at_others(world: World) -> None:
    journal = MemoryJournal()
    operations = await lost(journal, MANY)
    async with desk_on(world, journal=journal, **by_the_loop()) as desk:
        for rounds in range(1, 4):
            pause = await desk.watching.round(whatever=rounds == 1)
            assert pause is not None
            assert pause >= (2.0 if rounds < 3 else 0.5)
            looked = [o for o in operations if (await known(journal, o.id)).looks]
            assert len(looked) == rounds * MOST_LOOKS


async def test_what_is_due_only_because_a_clock_was_wrong_is_due_now(world: World) -> None:
    journal = MemoryJournal()
    [operation] = await lost(journal, 1)
    await journal.end(replace(operation, due=now() + timedelta(days=400)))
    async with desk_on(world, journal=journal, **by_the_loop()) as desk:
        pause = await desk.watching.round()
        assert pause is not None
        assert pause < 60
    assert (await known(journal, operation.id)).looks == 1


@pytest.mark.parametrize("many", [1, 2, MANY])
async def test_while_nobody_can_be_asked_the_journals_word_is_told_in_time(
    world: World, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    journal = MemoryJournal()
    monkeypatch.setattr(Silent, "silent", True)
    async with a_person(world, journal, around=Silent) as call:
        operations = await lost(journal, many)
        began = seconds()
        one = await call("check_operation", operation_id=operations[0].id)
        assert seconds() - began <= 16
        assert (one["operation_id"], one["state"]) == (operations[0].id, "unknown")
        assert "ConnectWise could not be asked now about 1 write" in call.text
        began = seconds()
        every = await call("check_operation")
        assert seconds() - began <= 16
        assert every["state"] == "unresolved"
        assert f"could not be asked now about {counted(min(many, MOST_LOOKS))}" in call.text
        assert (f"{many - MOST_LOOKS} writes were not looked at" in call.text) is (many == MANY)


def counted(many: int) -> str:
    return "1 write" if many == 1 else f"{many} writes"


async def test_a_plan_that_cannot_be_asked_about_is_told_as_the_journal_knows_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.faults.add(Rule(Status(500), "DELETE", "/time/entries/*"))
    async with a_person(world, MemoryJournal(), around=Silent) as call:
        plan = (await call("delete_time_entry", entry=55))["plan"]
        await call.client.call_tool("delete_time_entry", {"plan": plan})
        monkeypatch.setattr(Silent, "silent", True)
        began = seconds()
        assert (await call("check_operation", operation_id=plan))["state"] == "unknown"
        assert seconds() - began <= 16
        assert "could not be asked now" in call.text


async def test_what_came_after_it_was_given_up_is_told_without_being_asked_for(
    world: World,
) -> None:
    journal = MemoryJournal()
    world.faults.add(Rule(LateCommit(code=504), *ENTRIES, nth=1))
    async with a_person(world, journal) as call:
        await call.refused("create_time_entry", **HOUR, operation_id="very-late")
        await anyio.sleep(400)
        await at_once(world.faults.commit_late)
        await anyio.sleep(2000)
    assert (await known(journal, "very-late")).why == LATE
    async with a_person(world, journal) as call:
        assert (await call("check_operation"))["state"] == "unresolved"
        assert "very-late: done" in call.text
        assert LATE in call.text
