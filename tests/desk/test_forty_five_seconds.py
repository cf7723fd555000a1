"""A call answers within 45 seconds, however slow ConnectWise is; what is left is said."""

from typing import Any

import anyio
import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from connectwise_time.connectwise.exchange import Means
from connectwise_time.sandbox import World
from support.desks import hand_in, somebody, statuses, writes
from support.jumping import JumpingLoop, Working, now, seconds

pytestmark = pytest.mark.anyio

SHEETS = [2, 4, 5, 6, 7, 8, 9, 10, 11, 12]


@pytest.fixture
def anyio_backend() -> tuple[str, dict[str, object]]:
    return "asyncio", {"loop_factory": JumpingLoop}


class Slow:
    """ConnectWise, slow while `slow` is set; notes when each write came."""

    def __init__(self, app: ASGIApp, *, reads: float, writes: float) -> None:
        self._app = Working(app)
        self._reads = reads
        self._writes = writes
        self.slow = False
        self.written: list[float] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_read = scope["method"] == "GET"
        if not is_read:
            self.written.append(seconds())
        if self.slow:
            await anyio.sleep(self._reads if is_read else self._writes)
        await self._app(scope, receive, send)


class Site:
    """A slow ConnectWise, and desks at it whose clocks are the loop's."""

    def __init__(self, world: World, **slow: float) -> None:
        self._world = world
        self._slow = slow
        self.far: Slow | None = None

    def _around(self, app: ASGIApp) -> Slow:
        self.far = Slow(app, **self._slow)
        return self.far

    def somebody(self, **options: Any) -> Any:
        return somebody(
            self._world,
            around=self._around,
            now=now,
            means=Means(monotonic=seconds, sleep=anyio.sleep),
            **options,
        )


async def test_no_item_is_begun_too_late_and_the_plan_goes_on_in_the_next_calls(
    world: World,
) -> None:
    entries = [entry for on_sheet in hand_in(world, SHEETS).values() for entry in on_sheet]
    assert len(entries) > 40
    site = Site(world, reads=0.5, writes=3.0)
    async with site.somebody() as call:
        answer = await call("reject_entries", entries=entries, reason="Which ticket?")
        assert site.far is not None
        site.far.slow = True
        left, lasted, calls = len(entries), [], 0
        while left:
            came = len(site.far.written)
            began = seconds()
            answer = await call("reject_entries", plan=answer["plan"])
            lasted.append(seconds() - began)
            # The last item is begun within 28 seconds, and its second write follows in time.
            assert max(site.far.written[came:]) - began < 28 + 4
            assert answer["not_tried"] < left
            left = answer["not_tried"]
            assert answer["done"] == len(entries) - left
            if left:
                assert f"{left} not tried yet: call again with plan={answer['plan']}" in call.text
            calls += 1
    assert calls == 2
    assert 28 < lasted[0] < 45
    sent = {w: n for w, n in writes(world).items() if w.endswith("/reject")}
    assert sent == {f"POST /time/entries/{entry}/reject": 1 for entry in entries}


@pytest.mark.parametrize("reads", [0.0, 9.9])
@pytest.mark.parametrize("taking", [3.9, 11.9, 600.0])
@pytest.mark.parametrize(
    ("tool", "arguments", "dialect"),
    [
        ("submit_timesheet", {"timesheet": 7}, "psa"),
        ("reopen_timesheet", {"timesheet": 11}, "psa"),
        ("delete_time_entry", {"entry": 55}, "psa"),
        ("approve_entries", {"timesheets": [2, 11]}, "psa"),
        ("reject_entries", {"timesheets": [2, 11], "reason": "?"}, "psa"),
        ("reject_entries", {"entries": [6, 7, 8], "reason": "?"}, "psa"),
        ("approve_entries", {"entries": [6, 7, 8]}, "documented"),
        ("reject_entries", {"entries": [6, 7, 8], "reason": "?"}, "documented"),
        ("submit_timesheet", {"timesheet": 7}, "documented"),
    ],
)
async def test_a_call_lasts_no_longer_than_45_seconds_whatever_it_does(
    world: World, *, tool: str, arguments: dict[str, Any], dialect: str, reads: float, taking: float
) -> None:
    site = Site(world, reads=reads, writes=taking)
    async with site.somebody(key="owner", dialect=dialect, hands=1) as call:
        plan = (await call(tool, **arguments))["plan"]
        assert site.far is not None
        site.far.slow = True
        began = seconds()
        await call.client.call_tool(tool, {"plan": plan})
        assert seconds() - began <= 45


async def test_a_call_that_gets_no_look_at_what_changed_writes_nothing(world: World) -> None:
    before = statuses(world, "time/entries")
    site = Site(world, reads=600, writes=0)
    async with site.somebody() as call:
        plan = (await call("approve_entries", timesheets=[2, 11]))["plan"]
        assert site.far is not None
        site.far.slow = True
        began = seconds()
        assert "in time" in await call.refused("approve_entries", plan=plan)
        assert seconds() - began <= 45
        assert not writes(world)
        assert statuses(world, "time/entries") == before
        site.far.slow = False
        assert (await call("approve_entries", plan=plan))["state"] == "done"


@pytest.mark.no_cover
@pytest.mark.parametrize("reads", [0.0, 4.9])
@pytest.mark.parametrize("taking", [3.9, 11.9, 600.0])
async def test_many_entries_are_stored_in_calls_of_45_seconds(
    world: World, *, reads: float, taking: float
) -> None:
    days = ("2026-10-20", "2026-10-21", "2026-10-22", "2026-10-23")
    entries = [
        {"ticket": 54321, "date": day, "start": f"{hour:02}:00", "hours": 1, "notes": "Patched"}
        for day in days
        for hour in range(8, 17)
    ]
    site = Site(world, reads=reads, writes=taking)
    async with site.somebody(key="technician") as call:
        plan = (await call("create_time_entries", entries=entries))["plan"]
        assert site.far is not None
        site.far.slow = True
        for _ in range(2):
            began = seconds()
            await call.client.call_tool("create_time_entries", {"plan": plan})
            assert seconds() - began <= 45
        assert len(site.far.written) <= len(entries)
