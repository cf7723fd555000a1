"""ConnectWise takes no more for now, or only fails: it is left alone, and whoever asks is told."""

from contextlib import suppress
from time import monotonic

import anyio
import pytest

from connectwise_time.connectwise import ConnectWise, connect
from connectwise_time.connectwise.exchange import Means
from connectwise_time.domain.entries import Edit, TimeSearch
from connectwise_time.domain.sheets import Stage
from connectwise_time.errors import Busy, OutcomeUnknown, RemoteRefusal, TimeDeskError, Unavailable
from connectwise_time.sandbox.faults import Happening, Rule, Slow, Status
from support.sandboxes import credentials
from support.served import Served

pytestmark = pytest.mark.anyio


def asked(sandbox: Served) -> list[Happening]:
    """What arrived at ConnectWise."""
    return [line for line in sandbox.world.faults.log if line.where == "app"]


def shifted(by: list[float]) -> Means:
    """Clocks that are moved on by hand, and no jitter."""
    return Means(monotonic=lambda: monotonic() + sum(by), chance=lambda: 0.0)


async def settled(client: ConnectWise) -> None:
    """Wide enough for what follows: as it is after a few answers."""
    for _ in range(4):
        await client.entry(1)


async def write(client: ConnectWise, number: int) -> None:
    """A write, whatever ConnectWise thinks of it."""
    with suppress(RemoteRefusal):
        await client.change(number, Edit(notes="x"))


@pytest.mark.parametrize("told", [Status(429, retry_after=1), Status(503, retry_after=1)], ids=str)
async def test_f12_when_told_to_wait_nobody_sends_until_then_and_one_tries_first(
    sandbox: Served, told: Status
) -> None:
    faults = sandbox.world.faults
    async with connect(credentials(origin=sandbox.origin), dialect="psa") as client:
        await settled(client)
        faults.add(Rule(told, "GET", times=1), Rule(Slow(0.05), "GET"))
        before = len(asked(sandbox))
        with pytest.raises(Busy), anyio.fail_after(0.3):  # who has no time for it is told
            await client.entry(1)
        assert len(asked(sandbox)) == before + 1
        async with anyio.create_task_group() as group:
            for _ in range(3):
                group.start_soon(client.entry, 1)
            group.start_soon(write, client, 1)
    first, second, third, *_ = asked(sandbox)[before:]
    assert second.at - first.at >= 1.0
    assert second.method == "GET"
    assert third.at - second.at >= 0.05, "one tried first, and the others waited for its answer"


async def test_f12_a_write_that_is_told_to_wait_was_not_taken_and_says_for_how_long(
    sandbox: Served,
) -> None:
    faults = sandbox.world.faults
    faults.add(Rule(Status(429, retry_after=20), "PATCH"))
    async with connect(credentials(origin=sandbox.origin), dialect="psa") as client:
        with pytest.raises(Busy, match="nothing was stored") as told:
            await client.change(1, Edit(notes="x"))
        assert told.value.seconds == 20
        with pytest.raises(Busy, match="nothing was sent") as later:
            await client.change(1, Edit(notes="x"))
        assert 19 < later.value.seconds <= 20.5
    assert [line.method for line in asked(sandbox)] == ["PATCH"]


async def test_a_write_that_fails_and_is_told_to_wait_stays_open_and_all_wait(
    sandbox: Served,
) -> None:
    sandbox.world.faults.add(Rule(Status(503, retry_after=60), "PATCH"))
    async with connect(credentials(origin=sandbox.origin), dialect="psa") as client:
        with pytest.raises(OutcomeUnknown):
            await client.change(1, Edit(notes="x"))
        with pytest.raises(Busy) as later:
            await client.entry(1)
    assert later.value.seconds > 59
    assert len(asked(sandbox)) == 1


async def test_f13_a_date_is_waited_for(sandbox: Served) -> None:
    sandbox.world.faults.add(Rule(Status(429, retry_date=1), "GET", times=1))
    async with connect(credentials(origin=sandbox.origin), dialect="psa") as client:
        assert await client.entry(1) is not None
    first, second = asked(sandbox)
    assert 0.9 <= second.at - first.at < 4


@pytest.mark.parametrize("asks", ["-5", "soon", None], ids=str)
async def test_f13_nonsense_is_answered_with_a_pause_of_our_own(
    sandbox: Served, asks: str | None
) -> None:
    sandbox.world.faults.add(Rule(Status(429, retry_after=asks), "GET", times=1))
    means = Means(chance=lambda: 0.5)
    keys = credentials(origin=sandbox.origin)
    async with connect(keys, dialect="psa", means=means) as client:
        assert await client.entry(1) is not None
    first, second = asked(sandbox)
    assert 0.5 <= second.at - first.at < 3


@pytest.mark.parametrize("asks", ["86400", "9" * 30, "3600"], ids=str)
async def test_f13_a_pause_beyond_all_patience_is_told_at_once(sandbox: Served, asks: str) -> None:
    sandbox.world.faults.add(Rule(Status(429, retry_after=asks), "GET", times=1))
    began = monotonic()
    async with connect(credentials(origin=sandbox.origin), dialect="psa") as client:
        with pytest.raises(Busy) as first:
            await client.entry(1)
        assert first.value.seconds >= 3600
        for call in (client.entry(1), client.change(1, Edit(notes="x")), client.work_types()):
            with pytest.raises(Busy) as later:
                await call
            assert later.value.seconds > 3599
    assert monotonic() - began < 3
    assert len(asked(sandbox)) == 1


async def test_whoever_waits_already_is_told_when_the_pause_becomes_too_long(
    sandbox: Served,
) -> None:
    sandbox.world.faults.add(Rule(Slow(0.1), times=1), Rule(Status(429, retry_after=300)))
    began, refused = monotonic(), []

    async def ask(client: ConnectWise) -> None:
        try:
            await client.entry(1)
        except Busy as busy:
            refused.append(busy.seconds)

    keys = credentials(origin=sandbox.origin)
    async with (
        connect(keys, dialect="psa", concurrency=1) as client,
        anyio.create_task_group() as group,
    ):
        for _ in range(20):
            group.start_soon(ask, client)
    assert len(refused) == 19
    assert monotonic() - began < 3
    assert len(asked(sandbox)) == 2


async def test_f14_a_storm_of_failures_opens_the_circuit_and_ends_with_it(sandbox: Served) -> None:
    faults, by = sandbox.world.faults, [0.0]
    faults.add(Rule(Status(503)))
    failures: list[TimeDeskError] = []

    async def ask(client: ConnectWise) -> None:
        try:
            await client.entry(1)
        except Unavailable as error:
            failures.append(error)

    keys = credentials(origin=sandbox.origin)
    async with connect(keys, dialect="psa", means=shifted(by)) as client:
        for _ in range(30):
            await ask(client)
        assert len(asked(sandbox)) <= 10
        assert isinstance(failures[-1], Busy)
        assert 0 < failures[-1].seconds <= 5
        assert "nothing was sent" in str(failures[-1])
        for _ in range(11):  # a minute of the storm, with ten callers all the time
            by.append(5.0)
            before = len(asked(sandbox))
            async with anyio.create_task_group() as group:
                for _ in range(10):
                    group.start_soon(ask, client)
            assert len(asked(sandbox)) - before <= 1
        faults.clear()
        by.append(5.0)
        assert await client.entry(1) is not None, "within ten seconds after it healed"
        before = len(asked(sandbox))
        async with anyio.create_task_group() as group:
            for _ in range(10):
                group.start_soon(client.entry, 1)
        assert len(asked(sandbox)) == before + 10


async def test_f14_writes_leave_it_to_questions_to_try_and_try_if_none_comes(
    sandbox: Served,
) -> None:
    faults, by = sandbox.world.faults, [0.0]
    faults.add(Rule(Status(500)))
    keys = credentials("owner", sandbox.origin)
    async with connect(keys, dialect="psa", means=shifted(by)) as client:
        for sheet in range(10):
            with pytest.raises(OutcomeUnknown):
                await client.submit(sheet)
        with pytest.raises(Busy, match="nothing was sent"):
            await client.submit(1)
        faults.clear()
        by.append(5.0)
        before = len(asked(sandbox))
        async with anyio.create_task_group() as group:
            group.start_soon(write, client, 1)
            await anyio.sleep(0.05)
            assert len(asked(sandbox)) == before
            group.start_soon(client.entry, 1)
        assert [line.method for line in asked(sandbox)[before:]][:2] == ["GET", "PATCH"]


async def test_of_failing_questions_few_are_repeated(sandbox: Served) -> None:
    sandbox.world.faults.add(Rule(Status(502), "GET", every=2))
    means = Means(chance=lambda: 0.0)
    answered = 0
    keys = credentials(origin=sandbox.origin)
    async with connect(keys, dialect="psa", means=means) as client:
        for _ in range(60):
            with suppress(Unavailable):
                answered += await client.entry(1) is not None
    assert len(asked(sandbox)) <= 60 + 5 + 6
    assert answered >= 25


async def test_one_question_of_a_person_does_not_wait_behind_fifty_pages(sandbox: Served) -> None:
    faults = sandbox.world.faults
    async with connect(credentials("owner", sandbox.origin), dialect="psa") as client:
        await settled(client)
        faults.add(Rule(Slow(0.05)))
        before = len(asked(sandbox))

        async def decide(sheet: int) -> None:
            with suppress(TimeDeskError):
                await client.approve_sheet(sheet, Stage.FIRST)

        async with anyio.create_task_group() as group:
            for sheet in range(50):
                group.start_soon(decide, sheet)
            await anyio.sleep(0.08)
            await client.entry(1)
            order = [line.method for line in asked(sandbox)[before:]]
        assert order.index("GET") < 32, "after those that were under way"
        found = [e async for batch in client.entries(TimeSearch()) for e in batch]
        assert found
