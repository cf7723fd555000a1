"""ConnectWise's limit is not public: the client has to find it, and stay just below it.

Run as a program it prints the numbers: .venv/bin/python tests/connectwise/test_hidden_limits.py
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
import httpx2
import pytest

from connectwise_time.connectwise import ConnectWise, connect
from connectwise_time.connectwise.exchange import Means
from connectwise_time.errors import Busy, Unavailable
from connectwise_time.sandbox import World, build_sandbox
from connectwise_time.sandbox.faults import Concurrency, FixedWindow, TokenBucket
from connectwise_time.sandbox.faults.limits import AnyLimit
from support.jumping import JumpingLoop, Working, now, seconds
from support.limited import BusyClient, ideal
from support.sandboxes import a_world, credentials
from support.served import served

LEARNT = 30.0  # seconds after which the limit has to be known
LIMITS: list[AnyLimit] = [
    TokenBucket(1, burst=1),  # 60 a minute
    TokenBucket(1, burst=60),
    TokenBucket(5, burst=5),
    TokenBucket(15, burst=100),
    TokenBucket(40, burst=20),
    FixedWindow(60, seconds=60),
    FixedWindow(600, seconds=60),
    FixedWindow(100, seconds=10),
    FixedWindow(20, seconds=5),
    FixedWindow(40, seconds=1),
    *(Concurrency(most) for most in (1, 2, 3, 5, 8)),
]


def measured(limit: AnyLimit, latency: float, seed: int = 1) -> tuple[float, float, float, int]:
    """Share of the limit and of refusals after 30 s, of refusals from the start; calls in pauses.

    Slow limits are looked at for longer, so that one refusal is not a percent.
    """
    lasts = 600.0 if ideal(limit, latency) < 5 or getattr(limit, "seconds", 0) >= 60 else 150.0
    seen = BusyClient(limit, latency, seed).run(LEARNT + lasts)
    through, refused = seen.between(LEARNT, LEARNT + lasts)
    _, from_the_start = seen.between(0, LEARNT + lasts)
    return through / lasts / ideal(limit, latency), refused, from_the_start, seen.in_pauses


@pytest.mark.parametrize("limit", LIMITS, ids=str)
def test_after_30_seconds_85_percent_of_any_hidden_limit_are_used_and_few_refused(
    limit: AnyLimit,
) -> None:
    share, refused, from_the_start, in_pauses = measured(limit, latency=0.1)
    assert share >= 0.85
    assert refused <= 0.02
    assert from_the_start <= 0.02
    assert in_pauses == 0


@pytest.mark.no_cover
def test_a_limit_that_shrinks_is_found_again_and_one_that_ends_is_left_behind() -> None:
    client = BusyClient(TokenBucket(40, burst=20), 0.1)
    client.run(60)
    client._gate.limit = TokenBucket(5, burst=5)  # noqa: SLF001 - the server's, which changes
    client.run(120)
    through, refused = client.seen.between(90, 120)
    assert through / 30 >= 0.7 * 5
    assert refused <= 0.05
    client._gate.limit = TokenBucket(1000, burst=1000)  # noqa: SLF001 - as above
    client.run(900)
    through, refused = client.seen.between(840, 900)
    assert through / 60 > 20
    assert refused == 0
    assert client.seen.in_pauses == 0


def test_without_a_refusal_nothing_is_slowed() -> None:
    client = BusyClient(TokenBucket(1e6, burst=1000), 0.2)
    through, refused = client.run(10.4).between(0, 10.4)
    assert (through >= 500, refused) == (True, 0)


@asynccontextmanager
async def at_a_limit(world: World, limit: AnyLimit) -> AsyncIterator[ConnectWise]:
    """A client at a sandbox with that limit, by the clock of the jumping loop."""
    world.faults.clock = seconds
    world.faults.limit(limit)
    transport = httpx2.ASGITransport(app=Working(build_sandbox(world)))
    means = Means(monotonic=seconds, utc_now=now, sleep=anyio.sleep, chance=lambda: 0.5)
    async with connect(credentials(), dialect="psa", transport=transport, means=means) as client:
        yield client


class TestByAClockThatJumps:
    @pytest.fixture
    def anyio_backend(self) -> tuple[str, dict[str, object]]:
        return "asyncio", {"loop_factory": JumpingLoop}

    @pytest.mark.anyio
    async def test_twenty_that_ask_all_the_time_stay_below_60_a_minute(self) -> None:
        answered = 0

        async def ask(client: ConnectWise) -> None:
            nonlocal answered
            while seconds() < 300:
                try:
                    await client.work_types()
                    answered += 1
                except Unavailable as error:
                    await anyio.sleep(error.seconds if isinstance(error, Busy) else 1)

        with a_world() as world:
            async with (
                at_a_limit(world, TokenBucket(1, burst=5)) as client,
                anyio.create_task_group() as group,
            ):
                for _ in range(20):
                    group.start_soon(ask, client)
            came = [line.fault for line in world.faults.log if line.at > LEARNT]
        assert answered >= 0.85 * 300
        assert came.count("rate_limit") <= 0.02 * len(came)


@pytest.mark.anyio
async def test_over_real_sockets_a_cap_of_three_at_once_is_found() -> None:
    with served() as sandbox:
        sandbox.world.faults.limit(Concurrency(3))
        keys, means = credentials(origin=sandbox.origin), Means(chance=lambda: 0.0)
        async with connect(keys, dialect="psa", means=means) as client:
            done = 0

            async def ask() -> None:
                nonlocal done
                for _ in range(4):
                    await client.work_types()
                    done += 1

            async with anyio.create_task_group() as group:
                for _ in range(4):
                    group.start_soon(ask)
        gate = sandbox.world.faults.gate
    assert gate is not None
    assert done == 16
    assert gate.refused < 10


if __name__ == "__main__":
    print("share of the limit, refused after 30 s, refused from the start, calls in pauses")  # noqa: T201
    for one in LIMITS:
        for latency in (0.05, 0.1, 0.3):
            runs = [measured(one, latency, seed) for seed in range(3)]
            worst = min(r[0] for r in runs), *(max(r[n] for r in runs) for n in (1, 2, 3))
            print(  # noqa: T201
                f"{one} {latency} s away: {worst[0]:.0%} {worst[1]:.2%} {worst[2]:.2%} {worst[3]}"
            )
