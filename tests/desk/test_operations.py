"""Writes of entries, each at most once: what the desk makes of lost answers and repeated calls."""

from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any

import anyio
import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from connectwise_time.connectwise.exchange import Means
from connectwise_time.domain.operations import State
from connectwise_time.journal.memory import MemoryJournal
from connectwise_time.sandbox import World
from connectwise_time.sandbox.faults import LateCommit, Rule, Status
from support.desks import somebody, writes
from support.jumping import JumpingLoop, Working, at_once, now, seconds

pytestmark = pytest.mark.anyio

ENTRIES = ("POST", "/time/entries")
HOUR: dict[str, Any] = {"ticket": 54321, "start": "09:00", "hours": 1}


@pytest.fixture
def anyio_backend() -> tuple[str, dict[str, object]]:
    return "asyncio", {"loop_factory": JumpingLoop}


def a_person(world: World, journal: MemoryJournal, **options: Any) -> Any:
    return somebody(
        world,
        key="technician",
        journal=journal,
        **{"around": Working, "now": now, **options},
        means=Means(monotonic=seconds, utc_now=options.get("now", now), sleep=anyio.sleep),
    )


def rows(world: World) -> set[int]:
    return {row["id"] for row in world.entries()}


async def test_a_break_that_was_ignored_at_first_is_set_by_an_operation_of_its_own(
    world: World,
) -> None:
    world.switches.keep_hours_deduct_on_create = False
    journal, wish = MemoryJournal(), {**HOUR, "hours": 2.5, "deduct": 0.5}
    async with a_person(world, journal) as call:
        answer = await call("create_time_entry", **wish, operation_id="with-break")
        again = await call("create_time_entry", **wish, operation_id="with-break")
    assert (answer["hours"], answer["deduct"], "notices" in answer) == (2.5, 0.5, False)
    assert (again["entry"], again["hours"], again["replayed"]) == (answer["entry"], 2.5, True)
    assert sorted(writes(world).values()) == [1, 1]
    for name in ("with-break", "with-break.deduct"):
        known = await journal.find("technician", name)
        assert known is not None
        assert known.state is State.DONE


async def test_what_is_sent_again_is_what_was_meant_the_first_time(world: World) -> None:
    journal = MemoryJournal()
    world.faults.add(Rule(Status(500), *ENTRIES, nth=1))
    async with a_person(world, journal) as call:
        lost = await call.refused(
            "create_time_entry", ticket=54321, hours=1, operation_id="ending-now"
        )
        assert 'check_operation("ending-now")' in lost
        told = await call("check_operation", operation_id="ending-now")
        assert told["state"] == "unknown"
        known = await journal.find("technician", "ending-now")
        await anyio.sleep(1800)
        told = await call("check_operation", operation_id="ending-now")
        assert told["state"] == "absent"
        answer = await call("create_time_entry", ticket=54321, hours=1, operation_id="ending-now")
    assert known is not None
    assert answer["start"] == f"{known.work.start:%Y-%m-%dT%H:%M:%SZ}"  # type: ignore[union-attr]
    assert writes(world)["POST /time/entries"] == 2


async def test_what_is_not_known_is_looked_for_until_it_is(world: World) -> None:
    """Without anybody asking: the desk looks after it as long as it is open."""
    journal, before = MemoryJournal(), rows(world)
    world.faults.add(Rule(LateCommit(code=504), *ENTRIES))
    async with a_person(world, journal) as call:
        await call.refused("create_time_entry", **HOUR, operation_id="late-hour")
        await anyio.sleep(60)
        await at_once(world.faults.commit_late)
        await anyio.sleep(60)
        known = await journal.find("technician", "late-hour")
        again = await call("create_time_entry", **HOUR, operation_id="late-hour")
    [entry] = rows(world) - before
    assert known is not None
    assert (known.state, known.entry) == (State.DONE, entry)
    assert (again["entry"], again["replayed"]) == (entry, True)


async def test_a_commit_later_than_the_horizon_is_reported_and_nothing_is_deleted(
    world: World,
) -> None:
    journal, before = MemoryJournal(), rows(world)
    world.faults.add(Rule(LateCommit(code=504), *ENTRIES, nth=1))
    async with a_person(world, journal) as call:
        await call.refused("create_time_entry", **HOUR, operation_id="very-late")
        await anyio.sleep(400)
        sent_again = await call("create_time_entry", **HOUR, operation_id="very-late")
        await at_once(world.faults.commit_late)
        await anyio.sleep(400)
        told = await call("check_operation", operation_id="very-late")
        unasked = await call("create_time_entry", **{**HOUR, "start": "13:00"})
    first, second, _other = sorted(rows(world) - before)
    assert told["state"] == "done"
    assert {told["entry"], *told["others"]} == {sent_again["entry"], second} == {first, second}
    assert f"entries {first} and {second}" in " ".join(unasked["notices"])


@pytest.mark.parametrize("committed", [False, True])
async def test_what_is_refused_for_now_is_looked_for_and_then_sent_again_in_the_same_call(
    world: World, *, committed: bool
) -> None:
    """Something between us and ConnectWise may say 429 about what was stored."""
    before = rows(world)
    world.faults.add(Rule(Status(429, committed=committed, retry_after=3), *ENTRIES, nth=1))
    async with a_person(world, MemoryJournal()) as call:
        began = seconds()
        answer = await call("create_time_entry", **HOUR)
        assert 3 <= seconds() - began < 45
    assert rows(world) - before == {answer["entry"]}
    assert writes(world)["POST /time/entries"] == (1 if committed else 2)


async def test_who_is_told_to_wait_for_long_is_told_when_and_may_repeat_it(world: World) -> None:
    journal, before = MemoryJournal(), rows(world)
    world.faults.add(Rule(Status(429, retry_after=600), *ENTRIES, nth=1))
    async with a_person(world, journal) as call:
        began = seconds()
        told = await call.refused("create_time_entry", **HOUR, operation_id="come-later")
        assert "600 seconds" in told
        assert seconds() - began < 5
        known = await journal.find("technician", "come-later")
        assert known is not None
        assert known.state is State.REJECTED
        await anyio.sleep(601)
        answer = await call("create_time_entry", **HOUR, operation_id="come-later")
    assert rows(world) - before == {answer["entry"]}


class Asleep:
    """A laptop whose lid is closed while a write is under way: all clocks but its own count go on.

    Stands between the desk and ConnectWise, and tells the time there.
    """

    def __init__(self) -> None:
        self.slept = timedelta()

    def now(self) -> datetime:
        return now() + self.slept

    def around(self, app: ASGIApp) -> ASGIApp:
        app = Working(app)

        async def dated(scope: Scope, receive: Receive, send: Send) -> None:
            async def tell(message: Message) -> None:
                if message["type"] == "http.response.start":
                    told = format_datetime(self.now(), usegmt=True).encode()
                    kept = [pair for pair in message["headers"] if pair[0].lower() != b"date"]
                    message["headers"] = [*kept, (b"date", told)]
                await send(message)

            await app(scope, receive, tell)
            if scope["method"] == "POST":
                self.slept = timedelta(minutes=10)

        return dated


async def test_time_that_a_laptop_slept_proves_nothing(world: World) -> None:
    journal, before, laptop = MemoryJournal(), rows(world), Asleep()
    world.faults.add(Rule(LateCommit(code=504), *ENTRIES, nth=1))
    async with a_person(world, journal, around=laptop.around, now=laptop.now) as call:
        told = await call.refused("create_time_entry", **HOUR, operation_id="lid-closed")
        assert "may or may not be stored" in told
        await at_once(world.faults.commit_late)
        again = await call("create_time_entry", **HOUR, operation_id="lid-closed")
    assert rows(world) - before == {again["entry"]}
    assert writes(world)["POST /time/entries"] == 1


@pytest.mark.parametrize("keeps_marks", [True, False])
async def test_what_is_moved_before_anybody_saw_it_is_not_told_as_absent(
    world: World, *, keeps_marks: bool
) -> None:
    world.switches.keep_mobile_guid = keeps_marks
    journal, before = MemoryJournal(), rows(world)
    world.faults.add(Rule(Status(500, committed=True), *ENTRIES, nth=2))

    class Moved:
        """Somebody moves the entry by a quarter of an hour, as soon as it is there."""

        def __init__(self, app: ASGIApp) -> None:
            self._app = Working(app)

        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            await self._app(scope, receive, send)
            if first and scope["method"] == "POST" and (new := rows(world) - before - {first}):
                times = {"timeStart": "2026-11-20T14:15:00Z", "timeEnd": "2026-11-20T15:15:00Z"}
                world.set_field("time/entries", new.pop(), **times)

    first = 0
    async with a_person(world, journal, around=Moved) as call:
        first = (await call("create_time_entry", **{**HOUR, "start": "12:00"}))["entry"]
        if keeps_marks:
            answer = await call("create_time_entry", **HOUR, operation_id="moved-hour")
            assert rows(world) - before == {first, answer["entry"]}
            return
        told = await call.refused("create_time_entry", **HOUR, operation_id="moved-hour")
        await anyio.sleep(1800)
        [moved] = rows(world) - before - {first}
        assert f"Perhaps it is entry {moved}" in told
        assert (await call("check_operation", operation_id="moved-hour"))["state"] == "unknown"
        await call.refused("create_time_entry", **HOUR, operation_id="moved-hour")
    assert len(rows(world) - before) == 2


class Endless:
    """ConnectWise, which takes writes and never answers them; reads are slow."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = Working(app)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await anyio.sleep(2 if scope["method"] == "GET" else 10_000)
        await self._app(scope, receive, send)


async def test_a_call_answers_in_time_however_long_connectwise_takes(world: World) -> None:
    async with a_person(world, MemoryJournal(), around=Endless) as call:
        began = seconds()
        told = await call.refused("create_time_entry", **HOUR)
        assert seconds() - began < 45
    assert "check_operation" in told
