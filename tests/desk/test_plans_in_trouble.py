"""Plans that are carried out beside each other, with a broken ledger, or when it takes no more."""

from typing import Any

import anyio
import pytest
from starlette.types import ASGIApp

from connectwise_time.connectwise.exchange import Means
from connectwise_time.domain.plans import Doing, ItemOutcome
from connectwise_time.errors import Unavailable
from connectwise_time.journal.memory_plans import MemoryPlans
from connectwise_time.sandbox import World
from connectwise_time.sandbox.faults import Rule, Status
from connectwise_time.server.confirming import PLANNING_SECONDS
from support.desks import at, hand_in, somebody, statuses, writes
from support.jumping import JumpingLoop, Working, now, seconds
from support.sandboxes import desk_on

pytestmark = pytest.mark.anyio

SHEETS = [2, 4, 5, 6, 7, 8, 9, 10]
APPROVAL = ("POST", "/time/sheets/*/approve")


@pytest.fixture
def anyio_backend() -> tuple[str, dict[str, object]]:
    return "asyncio", {"loop_factory": JumpingLoop}


def by_the_loop(**options: Any) -> dict[str, Any]:
    means = Means(monotonic=seconds, utc_now=now, sleep=anyio.sleep, chance=lambda: 0.0)
    return {"now": now, "means": means, "around": Working, **options}


def an_owner(world: World, **options: Any) -> Any:
    return somebody(world, **by_the_loop(**options))


def count(answer: dict[str, Any]) -> tuple[int, ...]:
    return tuple(answer[name] for name in ("done", "refused", "unknown", "not_tried"))


def slow(app: ASGIApp) -> ASGIApp:
    """Writes take three seconds."""
    work = Working(app)

    async def between(scope: Any, receive: Any, send: Any) -> None:
        if scope["method"] != "GET":
            await anyio.sleep(3)
        await work(scope, receive, send)

    return between


async def test_two_plans_on_one_sheet_decide_it_once(world: World) -> None:
    hand_in(world, [2, 4])
    told: dict[str, str] = {}
    async with an_owner(world, around=slow) as call:
        plans = [
            (await call("approve_entries", timesheets=sheets))["plan"] for sheets in ([2], [2, 4])
        ]

        async def carry_out(plan: str) -> None:
            result = await call.client.call_tool("approve_entries", {"plan": plan})
            told[plan] = (result.structured_content or {})["text"]

        async with anyio.create_task_group() as group:
            for plan in plans:
                group.start_soon(carry_out, plan)
    assert writes(world) == {f"POST /time/sheets/{sheet}/approve": 1 for sheet in (2, 4)}
    [held] = [plan for plan in plans if "Not tried: timesheet 2" in told[plan]]
    [other] = [plan for plan in plans if plan != held]
    assert f'First ask check_operation("{other}")' in told[held]
    assert "1 not tried yet" in told[held]


class Torn(MemoryPlans):
    """A ledger that breaks when it is told to."""

    breaks: frozenset[str] = frozenset()

    def _judge(self, name: str) -> None:
        if name in self.breaks:
            problem = "The journal cannot be used (locked), and nothing is written without it."
            raise Unavailable(problem, remedy="Look at the file.")

    async def claim(self, plan_id: str, key: str) -> bool:
        self._judge("claim")
        return await super().claim(plan_id, key)

    async def release(self, plan_id: str, key: str) -> None:
        self._judge("release")
        await super().release(plan_id, key)

    async def end(self, plan_id: str, key: str, outcome: ItemOutcome) -> None:
        self._judge("end")
        await super().end(plan_id, key, outcome)


async def test_what_was_done_is_told_though_it_cannot_be_noted(world: World) -> None:
    hand_in(world, SHEETS)
    ledger = Torn(now)
    async with an_owner(world, ledger=ledger, hands=1) as call:
        plan = (await call("approve_entries", timesheets=SHEETS))["plan"]
        ledger.breaks = frozenset({"release", "end"})
        answer = await call("approve_entries", plan=plan)
        assert count(answer) == (1, 0, 0, 7)
        assert "nothing is written" not in call.text
        assert "could not all be noted" in call.text
        assert f'check_operation("{plan}")' in call.text
        assert sum(writes(world).values()) == 1
        ledger.breaks = frozenset()
        await anyio.sleep(60)  # long enough to know that nobody is at it any more
        assert (await call("check_operation", operation_id=plan))["state"] == "done"
        assert count(await call("approve_entries", plan=plan)) == (8, 0, 0, 0)
    assert set(writes(world).values()) == {1}


async def test_a_ledger_that_breaks_before_anything_was_sent_is_told_as_that(world: World) -> None:
    hand_in(world, SHEETS)
    ledger = Torn(now)
    async with an_owner(world, ledger=ledger) as call:
        plan = (await call("approve_entries", timesheets=SHEETS))["plan"]
        ledger.breaks = frozenset({"claim"})
        assert "nothing is written without it" in await call.refused("approve_entries", plan=plan)
        assert not writes(world)
        ledger.breaks = frozenset()
        assert count(await call("approve_entries", plan=plan)) == (8, 0, 0, 0)


@pytest.mark.parametrize("committed", [False, True])
async def test_what_is_refused_for_a_moment_stops_no_other_item(
    world: World, *, committed: bool
) -> None:
    """Something between us and ConnectWise may say 429 about what was carried out."""
    hand_in(world, SHEETS)
    world.faults.add(Rule(Status(429, committed=committed, retry_after=3), *APPROVAL, nth=1))
    async with an_owner(world) as call:
        plan = (await call("approve_entries", timesheets=SHEETS))["plan"]
        began = seconds()
        answer = await call("approve_entries", plan=plan)
        assert 3 <= seconds() - began < 45
    assert count(answer) == (8, 0, 0, 0), call.text
    assert sum(writes(world).values()) == (8 if committed else 9)
    decided = statuses(world, "time/sheets")
    assert "PendingApproval" not in {decided[sheet] for sheet in SHEETS}


async def test_what_is_refused_for_long_is_given_back(world: World) -> None:
    hand_in(world, SHEETS)
    world.faults.add(Rule(Status(429, retry_after=600), *APPROVAL, nth=1))
    async with an_owner(world, hands=1) as call:
        plan = (await call("approve_entries", timesheets=SHEETS))["plan"]
        began = seconds()
        assert "600 seconds" in await call.refused("approve_entries", plan=plan)
        assert seconds() - began < 5
        assert sum(writes(world).values()) == 1


async def test_many_entries_in_one_request_that_is_refused_for_a_moment_are_tried_again(
    world: World,
) -> None:
    entries = hand_in(world, [2])[2]
    world.faults.add(Rule(Status(429, retry_after=3), "POST", nth=1))
    async with an_owner(world, dialect="documented") as call:
        answer = await call.planned("approve_entries", entries=entries)
    assert answer["done"] == len(entries)
    assert sum(writes(world).values()) == 2


class Sluggish:
    """Everything takes so long as it may, once `on`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = Working(app)

    on = False

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if Sluggish.on:
            await anyio.sleep(0.9 if scope["method"] == "GET" else 600)
        await self._app(scope, receive, send)


@pytest.mark.parametrize(
    ("dialect", "wish"),
    [("psa", {"timesheets": SHEETS}), ("documented", {"entries": list(range(6, 30))})],
)
async def test_a_call_whose_planning_took_all_it_may_lasts_no_longer_than_45_seconds(
    world: World, monkeypatch: pytest.MonkeyPatch, dialect: str, wish: dict[str, Any]
) -> None:
    hand_in(world, SHEETS)

    async def progress(_ended: int, _of: int) -> None:
        pass

    async with (
        desk_on(world, key="owner", **by_the_loop(dialect=dialect, around=Sluggish)) as desk,
        at(desk) as call,
    ):
        plan = await call("approve_entries", **wish)
        kept = await desk.plans.again(plan["plan"], Doing.APPROVE)
        monkeypatch.setattr(Sluggish, "on", True)
        began = seconds()
        await desk.carrying.out(kept.kept, progress, spent=PLANNING_SECONDS)
        assert PLANNING_SECONDS + seconds() - began <= 45
