"""Plans are carried out once, as they were shown, and what came of each item is told."""

from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import timedelta
from functools import partial
from typing import Any

import anyio
import pytest
from mcp.shared.exceptions import MCPError
from starlette.types import ASGIApp

from connectwise_time.journal.memory_plans import MemoryPlans
from connectwise_time.sandbox import World
from support.between import (
    Between,
    Does,
    lost_after,
    lost_before,
    out_of_reach,
    refuses,
    says_yes,
)
from support.calls import Caller
from support.desks import at, hand_in, somebody, statuses, writes
from support.sandboxes import NOW, desk_on

pytestmark = pytest.mark.anyio

JAMIES_WEEK = 7  # an open sheet
SHEETS = [2, 4, 5, 6, 7, 8, 9, 10]
APPROVALS = Counter(f"POST /time/sheets/{sheet}/approve" for sheet in SHEETS)


class Trouble:
    """What befalls requests; it can be changed while a desk is open."""

    def __init__(self) -> None:
        self.by_path: dict[str, Does] = {}
        self.writes: Does | None = None
        self.from_write = 1
        self._written = 0

    def __call__(self, app: ASGIApp) -> Between:
        return Between(app, self._befalls)

    def _befalls(self, method: str, path: str) -> Does | None:
        if method == "GET":
            return None
        self._written += 1
        if path in self.by_path:
            return self.by_path[path]
        return self.writes if self._written >= self.from_write else None

    def is_over(self) -> None:
        self.by_path, self.writes = {}, None


def approval(sheet: int) -> str:
    return f"/time/sheets/{sheet}/approve"


async def planned(call: Caller, tool: str, **arguments: Any) -> str:
    plan = await call(tool, **arguments)
    assert plan["state"] == "planned"
    return str(plan["plan"])


def count(answer: dict[str, Any]) -> tuple[int, ...]:
    return tuple(answer[name] for name in ("done", "refused", "unknown", "not_tried"))


# Once.


@pytest.mark.parametrize("mode", ["legacy", "auto"])
@pytest.mark.parametrize("desks", [1, 2])
async def test_a_plan_called_fifty_times_at_once_does_each_item_once(
    world: World, mode: str, desks: int
) -> None:
    hand_in(world, SHEETS)
    ledger = MemoryPlans(lambda: NOW)
    answers: list[dict[str, Any]] = []

    async with AsyncExitStack() as stack:
        opened = [
            await stack.enter_async_context(desk_on(world, key="owner", ledger=ledger))
            for _ in range(desks)
        ]
        calls = [
            await stack.enter_async_context(at(opened[n % desks], mode=mode)) for n in range(4)
        ]
        plan = await planned(calls[0], "approve_entries", timesheets=SHEETS)

        async def carry_out(call: Caller) -> None:
            result = await call.client.call_tool("approve_entries", {"plan": plan})
            assert not result.is_error, result.content
            answers.append(result.structured_content or {})

        async with anyio.create_task_group() as group:
            for number in range(50):
                group.start_soon(carry_out, calls[number % 4])
        assert count(await calls[-1]("approve_entries", plan=plan)) == (8, 0, 0, 0)
    assert writes(world) == APPROVALS
    assert len(answers) == 50
    assert all(answer["refused"] == answer["unknown"] == 0 for answer in answers)


async def test_a_plan_that_was_carried_out_is_told_again_and_not_done_again(world: World) -> None:
    hand_in(world, SHEETS)
    async with somebody(world) as call:
        plan = await planned(call, "approve_entries", timesheets=SHEETS)
        first = await call("approve_entries", plan=plan)
        told = first.pop("text").splitlines()
        again = await call("approve_entries", plan=plan)
        assert "carried out before" in call.text
        assert again.pop("text").splitlines()[-1] == told[-1]
        assert again == first
    assert writes(world) == APPROVALS


async def test_nobody_carries_out_the_plan_of_another_caller(world: World) -> None:
    hand_in(world, [2])
    ledger = MemoryPlans(lambda: NOW)
    async with (
        somebody(world, "owner", ledger=ledger) as nora,
        somebody(world, "manager", ledger=ledger) as morgan,
    ):
        plan = await planned(nora, "approve_entries", timesheets=[2])
        assert "There is no such plan" in await morgan.refused("approve_entries", plan=plan)
        never_was = await morgan.refused("approve_entries", plan="0123456789ab")
        assert await morgan.refused("approve_entries", plan=plan) == never_was
        assert not writes(world)
        assert count(await nora("approve_entries", plan=plan)) == (1, 0, 0, 0)


async def test_a_plan_is_no_plan_for_another_tool(world: World) -> None:
    hand_in(world, [2])
    async with somebody(world) as call:
        plan = await planned(call, "approve_entries", timesheets=[2])
        for tool in ("reject_entries", "reopen_timesheet", "submit_timesheet", "delete_time_entry"):
            assert "Call approve_entries with it" in await call.refused(tool, plan=plan)
    assert not writes(world)


# What changed.


async def add(call: Caller) -> None:
    await call("create_time_entry", ticket=54321, date="2026-11-18", start="08:30", hours=0.5)


async def edit(call: Caller) -> None:
    await call("update_time_entry", entry=55, notes="Rebuilt it, twice")


async def delete(call: Caller) -> None:
    await call.planned("delete_time_entry", entry=55)


@pytest.mark.parametrize("change", [add, edit, delete])
async def test_a_plan_is_void_when_anything_in_it_changed(world: World, change: Any) -> None:
    async with somebody(world, "technician") as call:
        plan = await planned(call, "submit_timesheet", timesheet=JAMIES_WEEK)
        await change(call)
        before = writes(world)
        assert "Nothing was done" in await call.refused("submit_timesheet", plan=plan)
        assert "The plan is void" in await call.refused("submit_timesheet", plan=plan)
        assert writes(world) == before
        assert statuses(world, "time/sheets")[JAMIES_WEEK] == "Open"
        assert count(await call.planned("submit_timesheet", timesheet=JAMIES_WEEK))[0] == 1


@pytest.mark.parametrize("many", [3, 30])
async def test_one_changed_sheet_of_many_voids_the_plan(world: World, many: int) -> None:
    """Few sheets are read again whole, of many only what changed."""
    sheets = _many_sheets(world, many)
    async with somebody(world) as call:
        plan = await planned(call, "approve_entries", timesheets=list(sheets))
        changed = list(sheets)[many // 2]
        world.set_field("time/entries", sheets[changed][0], status="Rejected")
        world.set_field("time/sheets", changed, status="Rejected")
        refused = await call.refused("approve_entries", plan=plan)
    assert f"timesheet {changed} changed" in refused
    assert not writes(world)


@pytest.mark.parametrize("many", [3, 30])
async def test_one_entry_that_is_gone_voids_the_plan(world: World, many: int) -> None:
    sheets = _many_sheets(world, many)
    async with somebody(world) as call:
        plan = await planned(call, "approve_entries", timesheets=list(sheets))
        gone = list(sheets)[many // 2]
        world.store.delete("time_entries", sheets[gone][0])
        refused = await call.refused("approve_entries", plan=plan)
    assert f"timesheet {gone} changed" in refused
    assert not writes(world)


def _many_sheets(world: World, many: int) -> dict[int, list[int]]:
    """So many sheets that wait, with an entry each or more."""
    if many <= len(SHEETS):
        return hand_in(world, SHEETS[:many])
    whole = world.store.one("time_sheets", 2)
    assert whole is not None
    model = next(iter(world.store.rows("SELECT * FROM time_entries WHERE time_sheet_id = 2")))
    made: dict[int, list[int]] = {}
    for sheet in range(101, 101 + many):
        world.store.insert_many("time_sheets", list(whole), [(*{**whole, "id": sheet}.values(),)])
        entry = {**model, "id": 1000 + sheet, "time_sheet_id": sheet}
        world.store.insert_many("time_entries", list(entry), [tuple(entry.values())])
        made[sheet] = [1000 + sheet]
    return made


async def test_what_changed_after_the_first_write_is_refused_and_the_others_go_on(
    world: World,
) -> None:
    entries = hand_in(world, SHEETS)
    trouble = Trouble()
    trouble.writes, trouble.from_write = out_of_reach, 4
    async with somebody(world, around=trouble, hands=1) as call:
        plan = await planned(call, "approve_entries", timesheets=SHEETS)
        assert count(await call("approve_entries", plan=plan)) == (3, 0, 0, 5)
        trouble.is_over()
        world.store.delete("time_entries", entries[8][0])
        assert count(await call("approve_entries", plan=plan)) == (7, 1, 0, 0)
        assert "Refused: timesheet 8" in call.text
        assert "it changed after the plan was made" in call.text
    assert statuses(world, "time/sheets")[8] == "PendingApproval"
    assert writes(world) == APPROVALS - Counter([f"POST {approval(8)}"])


async def test_what_connectwise_refuses_is_told_and_the_others_go_on(world: World) -> None:
    hand_in(world, SHEETS)
    trouble = Trouble()
    trouble.by_path = {approval(4): refuses, approval(9): refuses}
    async with somebody(world, around=trouble) as call:
        answer = await call.planned("approve_entries", timesheets=SHEETS)
        assert count(answer) == (6, 2, 0, 0)
        for sheet in (4, 9):
            assert f"Refused: timesheet {sheet} " in call.text
        assert count(await call("approve_entries", plan=answer["plan"])) == count(answer)
    after = statuses(world, "time/sheets")
    assert [n for n in SHEETS if after[n] == "PendingApproval"] == [4, 9]


# What was lost.


async def test_an_answer_lost_after_the_write_was_stored_is_read_back_as_done(
    world: World,
) -> None:
    hand_in(world, SHEETS)
    trouble = Trouble()
    trouble.by_path = {approval(4): lost_after}
    async with somebody(world, around=trouble) as call:
        answer = await call.planned("approve_entries", timesheets=SHEETS)
    assert count(answer) == (8, 0, 0, 0)
    assert writes(world) == APPROVALS


async def test_a_write_lost_on_its_way_is_unknown_and_never_sent_again(world: World) -> None:
    hand_in(world, SHEETS)
    trouble = Trouble()
    trouble.by_path = {approval(4): lost_before}
    async with somebody(world, around=trouble) as call:
        answer = await call.planned("approve_entries", timesheets=SHEETS)
        assert count(answer) == (7, 0, 1, 0)
        assert "Outcome unknown: timesheet 4 " in call.text
        trouble.is_over()
        assert count(await call("approve_entries", plan=answer["plan"])) == (7, 0, 1, 0)
    assert writes(world) == APPROVALS - Counter([f"POST {approval(4)}"])


async def test_what_could_not_be_read_back_is_looked_at_by_the_next_call(world: World) -> None:
    hand_in(world, SHEETS)
    trouble = Trouble()
    trouble.by_path = {approval(4): lost_after}

    def until_all_is_written(app: ASGIApp) -> ASGIApp:
        def befalls(method: str, _path: str) -> Does | None:
            done = len(writes(world)) == len(SHEETS)
            return out_of_reach if method == "GET" and done and silent else None

        return Between(trouble(app), befalls)

    silent = True
    async with somebody(world, around=until_all_is_written) as call:
        answer = await call.planned("approve_entries", timesheets=SHEETS)
        assert count(answer) == (7, 0, 1, 0)
        silent = False
        assert count(await call("approve_entries", plan=answer["plan"])) == (8, 0, 0, 0)
        assert "Now 8 approved (ReadyToBill)" in call.text
    assert writes(world) == APPROVALS


@pytest.mark.parametrize(
    ("tool", "arguments", "path", "done"),
    [
        ("submit_timesheet", {"timesheet": 7}, "/time/sheets/7/submit", lost_after),
        ("submit_timesheet", {"timesheet": 7}, "/time/sheets/7/submit", lost_before),
        ("reopen_timesheet", {"timesheet": 2}, "/time/sheets/2/reverse", lost_after),
        ("reopen_timesheet", {"timesheet": 2}, "/time/sheets/2/reverse", lost_before),
        ("delete_time_entry", {"entry": 55}, "/time/entries/55", lost_after),
        ("delete_time_entry", {"entry": 55}, "/time/entries/55", lost_before),
        ("approve_entries", {"timesheets": [2]}, approval(2), lost_after),
        ("approve_entries", {"timesheets": [2]}, approval(2), lost_before),
        ("reject_entries", {"timesheets": [2], "reason": "?"}, "/time/sheets/2/reject", lost_after),
        (
            "reject_entries",
            {"timesheets": [2], "reason": "?"},
            "/time/sheets/2/reject",
            lost_before,
        ),
        ("reject_entries", {"entries": [6], "reason": "?"}, "/time/entries/6/reject", lost_after),
        ("reject_entries", {"entries": [6], "reason": "?"}, "/time/entries/6/reject", lost_before),
    ],
)
async def test_whether_a_lost_write_arrived_is_read_back_whatever_it_was(
    world: World, tool: str, arguments: dict[str, Any], path: str, done: Does
) -> None:
    trouble = Trouble()
    trouble.by_path = {path: done}
    async with somebody(world, around=trouble) as call:
        plan = await planned(call, tool, **arguments)
        for _ in range(2):
            if done is lost_after:
                assert (await call(tool, plan=plan))["state"] == "done"
            else:
                assert "Outcome unknown" in await call.refused(tool, plan=plan)
            trouble.is_over()
    sent = [times for write, times in writes(world).items() if write.endswith(path)]
    assert sent == ([1] if done is lost_after else [])


@pytest.mark.parametrize("done", [lost_before, says_yes])
async def test_a_rejection_that_was_not_is_not_taken_for_one_that_was_there_before(
    world: World, done: Does
) -> None:
    """The sheet shows Rejected already, for another of its entries."""
    trouble = Trouble()
    trouble.by_path = {"/time/sheets/2/reject": done}
    async with somebody(world, around=trouble) as call:
        await call.planned("reject_entries", entries=[6], reason="Which ticket?")
        plan = await planned(call, "reject_entries", timesheets=[2], reason="All of it, please")
        assert "Outcome unknown" in await call.refused("reject_entries", plan=plan)


@pytest.mark.parametrize(
    ("tool", "arguments", "path"),
    [
        ("submit_timesheet", {"timesheet": 7}, "/time/sheets/7/submit"),
        ("reopen_timesheet", {"timesheet": 2}, "/time/sheets/2/reverse"),
        ("approve_entries", {"timesheets": [2]}, approval(2)),
        ("reject_entries", {"timesheets": [2], "reason": "?"}, "/time/sheets/2/reject"),
        ("reject_entries", {"entries": [6], "reason": "?"}, "/time/entries/6/reject"),
    ],
)
async def test_a_success_that_changed_nothing_is_unknown(
    world: World, tool: str, arguments: dict[str, Any], path: str
) -> None:
    before = statuses(world, "time/entries")
    trouble = Trouble()
    trouble.by_path = {path: says_yes}
    async with somebody(world, around=trouble) as call:
        plan = await planned(call, tool, **arguments)
        told = await call.refused(tool, plan=plan)
        assert "answered with success, and reads back" in told
        trouble.is_over()
        assert "answered with success" in await call.refused(tool, plan=plan)
    assert not any(write.endswith(path) for write in writes(world))
    assert statuses(world, "time/entries") == before


async def test_a_sheet_that_shows_what_was_sent_back_is_decided_all_the_same(world: World) -> None:
    async with somebody(world) as call:
        await call.planned("reject_entries", entries=[6], reason="Which ticket?")
        answer = await call.planned("reject_entries", timesheets=[2], reason="All of it, please")
        assert count(answer) == (1, 0, 0, 0)
    on_sheet = {e["status"] for e in world.entries() if e["timeSheet"]["id"] == 2}
    assert on_sheet == {"Rejected"}


async def crashes(_app: ASGIApp, _scope: Any, _receive: Any, _send: Any) -> None:
    raise RuntimeError


@pytest.mark.parametrize(
    ("dialect", "path", "wish"),
    [
        ("psa", approval(4), {"timesheets": SHEETS}),
        ("documented", "/time/entries/bulk", {"entries": [6, 7]}),
    ],
)
async def test_what_crashed_is_unknown_and_not_under_way_for_ever(
    world: World, dialect: str, path: str, wish: dict[str, Any]
) -> None:
    hand_in(world, SHEETS)
    trouble = Trouble()
    trouble.by_path = {path: crashes}
    async with somebody(world, around=trouble, dialect=dialect) as call:
        plan = await planned(call, "approve_entries", **wish)
        assert "Error executing tool" in await call.refused("approve_entries", plan=plan)
        trouble.is_over()
        result = await call.client.call_tool("approve_entries", {"plan": plan})
        lost = 1 if dialect == "psa" else 2
        things = next(iter(wish.values()))
        assert count(result.structured_content or {}) == (len(things) - lost, 0, lost, 0)
    assert set(writes(world).values()) <= {1}


# Out of reach.


async def test_what_was_not_sent_is_tried_by_the_next_call(world: World) -> None:
    hand_in(world, SHEETS)
    trouble = Trouble()
    trouble.writes, trouble.from_write = out_of_reach, 6
    async with somebody(world, around=trouble, hands=2) as call:
        answer = await call.planned("approve_entries", timesheets=SHEETS)
        assert count(answer) == (5, 0, 0, 3)
        assert f"3 not tried yet: call again with plan={answer['plan']} alone" in call.text
        assert "nothing was sent" in await call.refused("approve_entries", plan=answer["plan"])
        trouble.is_over()
        assert count(await call("approve_entries", plan=answer["plan"])) == (8, 0, 0, 0)
    assert writes(world) == APPROVALS


async def test_a_plan_outlives_a_connectwise_that_cannot_be_reached_at_all(world: World) -> None:
    hand_in(world, SHEETS)
    trouble = Trouble()
    trouble.writes = out_of_reach
    async with somebody(world, around=trouble) as call:
        plan = await planned(call, "approve_entries", timesheets=SHEETS)
        assert "nothing was sent" in await call.refused("approve_entries", plan=plan)
        trouble.is_over()
        assert count(await call("approve_entries", plan=plan)) == (8, 0, 0, 0)


async def test_many_entries_in_one_request_are_not_tried_where_it_was_not_sent(
    world: World,
) -> None:
    entries = hand_in(world, [2])[2]
    trouble = Trouble()
    trouble.writes = out_of_reach
    async with somebody(world, around=trouble, dialect="documented") as call:
        plan = await planned(call, "approve_entries", entries=entries)
        assert "nothing was sent" in await call.refused("approve_entries", plan=plan)
        trouble.is_over()
        assert count(await call("approve_entries", plan=plan)) == (20, 0, 0, 0)
    assert writes(world) == {"POST /time/entries/bulk": 1}


@pytest.mark.parametrize(("lost", "done"), [(lost_after, 20), (lost_before, 0)])
async def test_whether_many_entries_in_one_lost_request_arrived_is_read_back(
    world: World, lost: Does, done: int
) -> None:
    entries = hand_in(world, [2])[2]
    trouble = Trouble()
    trouble.by_path = {"/time/entries/bulk": lost}
    async with somebody(world, around=trouble, dialect="documented") as call:
        plan = await planned(call, "approve_entries", entries=entries)
        for _ in range(2):
            result = await call.client.call_tool("approve_entries", {"plan": plan})
            assert count(result.structured_content or {}) == (done, 0, 20 - done, 0)
            trouble.is_over()
    assert sum(writes(world).values()) == (1 if done else 0)


async def test_a_plan_asks_for_nothing_but_what_it_is_about(world: World) -> None:
    """However long the person took: what else was forgotten meanwhile is not asked for again."""
    hand_in(world, SHEETS)
    present = NOW

    def around(app: ASGIApp) -> ASGIApp:
        def befalls(_method: str, path: str) -> Does | None:
            return out_of_reach if present > NOW and path.startswith("/system/") else None

        return Between(app, befalls)

    async with somebody(world, around=around, now=lambda: present) as call:
        plan = await planned(call, "approve_entries", timesheets=SHEETS)
        present += timedelta(minutes=9)
        asked = len(world.requests)
        assert count(await call("approve_entries", plan=plan)) == (8, 0, 0, 0)
    assert len(world.requests) - asked <= len(SHEETS) + 4


# Cancelled.


@pytest.mark.parametrize("mode", ["legacy", "auto"])
@pytest.mark.parametrize("how", ["cancelled", "timed out"])
async def test_who_stops_listening_leaves_nothing_half_done(
    world: World, mode: str, how: str
) -> None:
    """Ten of twenty are under way when the client gives up: they end, the others wait."""
    entries = hand_in(world, [2])[2]
    under_way, go_on = anyio.Event(), anyio.Event()
    begun: list[str] = []

    async def waits(app: ASGIApp, scope: Any, receive: Any, send: Any) -> None:
        begun.append(scope["path"])
        if len(begun) == 10:
            under_way.set()
        await go_on.wait()
        await app(scope, receive, send)

    def befalls(_method: str, path: str) -> Does | None:
        return waits if path.endswith("/reject") else None

    ledger = MemoryPlans(lambda: NOW)
    around = partial(Between, when=befalls)
    async with somebody(world, mode=mode, ledger=ledger, around=around) as call:
        plan = await planned(call, "reject_entries", entries=entries, reason="Which ticket?")
        arguments = {"plan": plan}
        async with anyio.create_task_group() as group:

            async def carry_out() -> None:
                if how == "cancelled":
                    await call.client.call_tool("reject_entries", arguments)
                else:
                    with pytest.raises(MCPError, match=r"[Tt]imed out"):
                        await call.client.call_tool("reject_entries", arguments, 0.5)

            group.start_soon(carry_out)
            await under_way.wait()
            if how == "cancelled":
                group.cancel_scope.cancel()
            else:
                await anyio.sleep(0.6)
            go_on.set()
        await _at_rest(ledger, plan)
        assert _rejected(world, entries) == entries[:10]
        answer = await call("reject_entries", plan=plan)
        assert count(answer) == (20, 0, 0, 0)
        assert "Now 20 rejected (Rejected)" in call.text
    rejections = {f"POST /time/entries/{entry}/reject": 1 for entry in entries}
    assert {w: n for w, n in writes(world).items() if w.endswith("/reject")} == rejections


async def _at_rest(ledger: MemoryPlans, plan: str) -> None:
    """Wait until nothing of a plan is under way."""
    with anyio.fail_after(5):
        while True:
            kept = await ledger.find(plan, "owner")
            assert kept is not None
            if kept.started == kept.outcomes.keys() and len(kept.started) == 10:
                return
            await anyio.sleep(0.01)


def _rejected(world: World, entries: Sequence[int]) -> list[int]:
    after = statuses(world, "time/entries")
    return [entry for entry in entries if after[entry] == "Rejected"]


# Told on the way.


class Heard:
    """Keeps what a host is told on the way."""

    def __init__(self) -> None:
        self.told: list[tuple[float, float | None, str | None]] = []

    async def __call__(self, progress: float, total: float | None, message: str | None) -> None:
        self.told.append((progress, total, message))


class Deaf(Heard):
    """Fails at it."""

    async def __call__(self, progress: float, total: float | None, message: str | None) -> None:
        await super().__call__(progress, total, message)
        raise ValueError


@pytest.mark.parametrize("mode", ["legacy", "auto"])
async def test_progress_is_told_item_by_item(world: World, mode: str) -> None:
    entries = hand_in(world, [2])[2]
    heard = Heard()
    async with somebody(world, mode=mode) as call:
        plan = await planned(call, "reject_entries", entries=entries, reason="Which ticket?")
        await call.client.call_tool("reject_entries", {"plan": plan}, progress_callback=heard)
    assert heard.told == [(n, 20, f"plan {plan}: {n} of 20") for n in range(1, 21)]


async def test_progress_goes_on_where_an_earlier_call_stopped(world: World) -> None:
    hand_in(world, SHEETS)
    trouble = Trouble()
    trouble.writes, trouble.from_write = out_of_reach, 4
    heard = Heard()
    async with somebody(world, around=trouble, hands=1) as call:
        plan = await planned(call, "approve_entries", timesheets=SHEETS)
        for _ in range(2):
            await call.client.call_tool("approve_entries", {"plan": plan}, progress_callback=heard)
            trouble.is_over()
    assert [progress for progress, *_ in heard.told] == list(range(1, 9))


async def test_a_host_that_fails_at_progress_stops_nothing(world: World) -> None:
    hand_in(world, SHEETS)

    async with somebody(world) as call:
        plan = await planned(call, "approve_entries", timesheets=SHEETS)
        await call.client.call_tool("approve_entries", {"plan": plan}, progress_callback=Deaf())
    assert writes(world) == APPROVALS
