"""Hundreds of sheets and entries by one plan, in the big tenant: each outcome is told."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from starlette.types import ASGIApp

from connectwise_time.journal.memory_plans import MemoryPlans
from connectwise_time.sandbox import World
from support.between import Between, Does, out_of_reach, refuses
from support.desks import somebody, writes
from support.sandboxes import NOW, TODAY

# Measured, this takes more than twice as long, and others go the same ways.
pytestmark = [pytest.mark.anyio, pytest.mark.no_cover]

MANY, FAILING, AT_ONCE = 500, 20, 10
REJECTED = 120
MOST_REQUESTS = 20


@pytest.fixture(scope="module")
def image() -> bytes:
    """The big tenant, made once: each test has a copy."""
    world = World.open(seed="large", today=TODAY, now=lambda: NOW)
    made = world.store.image()
    world.close()
    return made


@pytest.fixture
def world(image: bytes) -> Iterator[World]:
    opened = World.open(today=TODAY, now=lambda: NOW)
    opened.store.become(image)
    yield opened
    opened.close()


def waiting(world: World, table: str, many: int) -> list[int]:
    found = world.store.all(
        f"SELECT id FROM {table} WHERE status = 'PendingApproval' ORDER BY id LIMIT ?",  # noqa: S608
        (many,),
    )
    return [number for (number,) in found]


def in_status(world: World, table: str, numbers: list[int]) -> dict[int, str]:
    told = dict(world.store.all(f"SELECT id, status FROM {table}"))  # noqa: S608
    return {number: told[number] for number in numbers}


def bill(world: World, sheets: list[int]) -> None:
    """Somebody else was faster."""
    marks = ",".join("?" * len(sheets))
    for table, column in (("time_sheets", "id"), ("time_entries", "time_sheet_id")):
        world.store.all(
            f"UPDATE {table} SET status = 'Billed' WHERE {column} IN ({marks})",  # noqa: S608
            sheets,
        )


def count(answer: dict[str, Any]) -> tuple[int, ...]:
    return tuple(answer[name] for name in ("done", "refused", "unknown", "not_tried"))


def some_of(numbers: list[int]) -> list[int]:
    """Every 25th: they are spread over the whole plan."""
    return numbers[13 :: MANY // FAILING]


class Watch:
    """Counts how many requests ConnectWise has at once."""

    def __init__(self, when: Any = lambda _method, _path: None) -> None:
        self._when = when
        self.between: Between | None = None

    def __call__(self, app: ASGIApp) -> Between:
        self.between = Between(app, self._when)
        return self.between

    @property
    def most_at_once(self) -> int:
        assert self.between is not None
        return self.between.most_at_once


async def test_what_connectwise_refuses_of_500_sheets_is_told_one_by_one(world: World) -> None:
    sheets = waiting(world, "time_sheets", MANY)
    failing = some_of(sheets)
    paths = {f"/time/sheets/{sheet}/approve" for sheet in failing}
    watch = Watch(lambda _method, path: refuses if path in paths else None)
    ledger = MemoryPlans(lambda: NOW)
    async with somebody(world, around=watch, ledger=ledger) as call:
        plan = (await call("approve_entries", timesheets=sheets))["plan"]
        assert "and 480 more" in call.text
        asked = len(world.requests)
        answer = await call("approve_entries", plan=plan)
    assert count(answer) == (MANY - FAILING, FAILING, 0, 0)
    assert "Approved 480 of 500 timesheets" in call.text
    assert "Now 480 approved (ReadyToBill)" in call.text
    kept = await ledger.find(plan, "owner")
    assert kept is not None
    for sheet in sheets:
        outcome = kept.outcomes[f"timesheet {sheet}"]
        told = f"Refused: timesheet {sheet} (" in call.text
        assert (outcome.ended == "refused") is told is (sheet in failing)
    after = in_status(world, "time_sheets", sheets)
    assert {sheet for sheet, status in after.items() if status != "ReadyToBill"} == set(failing)
    # The refused ones never reached the sandbox, but they were asked of ConnectWise.
    assert len(world.requests) - asked + FAILING <= MANY + 4
    assert set(writes(world).values()) == {1}
    assert AT_ONCE / 2 < watch.most_at_once <= AT_ONCE


async def test_sheets_that_others_billed_in_the_meantime_are_refused_by_connectwise(
    world: World,
) -> None:
    sheets = waiting(world, "time_sheets", MANY)
    billed = sheets[-FAILING:]
    is_billed = False

    def billing(method: str, _path: str) -> Does | None:
        nonlocal is_billed
        if method != "GET" and not is_billed:
            is_billed = True
            bill(world, billed)
        return None

    async with somebody(world, around=partial(Between, when=billing)) as call:
        plan = (await call("approve_entries", timesheets=sheets))["plan"]
        asked = len(world.requests)
        answer = await call("approve_entries", plan=plan)
    assert count(answer) == (MANY - FAILING, FAILING, 0, 0)
    for sheet in billed:
        assert f"Refused: timesheet {sheet} (" in call.text
    assert set(in_status(world, "time_sheets", billed).values()) == {"Billed"}
    assert len(world.requests) - asked <= MANY + 4


async def test_sheets_that_others_billed_between_two_calls_are_not_asked_for(
    world: World,
) -> None:
    sheets = waiting(world, "time_sheets", MANY)
    billed = sheets[-FAILING:]
    written, reachable = 0, 200

    def breaks_down(method: str, _path: str) -> Does | None:
        nonlocal written
        written += method != "GET"
        return out_of_reach if written > reachable and method != "GET" else None

    async with somebody(world, around=partial(Between, when=breaks_down)) as call:
        plan = (await call("approve_entries", timesheets=sheets))["plan"]
        assert count(await call("approve_entries", plan=plan)) == (200, 0, 0, 300)
        reachable = MANY * 2
        bill(world, billed)
        asked = len(world.requests)
        answer = await call("approve_entries", plan=plan)
    assert count(answer) == (MANY - FAILING, FAILING, 0, 0)
    assert call.text.count("it changed after the plan was made") == FAILING
    assert len(world.requests) - asked <= 300 + 4
    sent = writes(world)
    assert set(sent.values()) == {1}
    assert not {f"POST /time/sheets/{sheet}/approve" for sheet in billed} & sent.keys()


async def test_500_sheets_of_which_one_changed_before_are_not_touched(world: World) -> None:
    sheets = waiting(world, "time_sheets", MANY)
    async with somebody(world) as call:
        plan = (await call("approve_entries", timesheets=sheets))["plan"]
        bill(world, [sheets[250]])
        assert f"timesheet {sheets[250]} changed" in await call.refused(
            "approve_entries", plan=plan
        )
    assert not writes(world)


async def test_many_entries_are_sent_back_with_the_reason(world: World) -> None:
    entries = waiting(world, "time_entries", REJECTED)
    failing = set(entries[7::12])
    paths = {f"/time/entries/{entry}/reject" for entry in failing}
    watch = Watch(lambda _method, path: refuses if path in paths else None)
    async with somebody(world, around=watch) as call:
        plan = await call("reject_entries", entries=entries, reason="Which request was it?")
        answer = await call("reject_entries", plan=plan["plan"])
    assert count(answer) == (REJECTED - len(failing), len(failing), 0, 0)
    for entry in entries:
        assert (f"Refused: entry {entry} (" in call.text) is (entry in failing)
        assert writes(world)[f"POST /time/entries/{entry}/reject"] == (entry not in failing)
    after = in_status(world, "time_entries", entries)
    assert {entry for entry, status in after.items() if status != "Rejected"} == failing
    noted = "SELECT id FROM time_entries WHERE internal_notes LIKE '%Which request was it?%'"
    assert [number for (number,) in world.store.all(noted)] == entries
    assert watch.most_at_once <= AT_ONCE


async def test_500_entries_are_approved_by_one_request_of_the_other_dialect(world: World) -> None:
    entries = waiting(world, "time_entries", MANY)
    failing = set(some_of(entries))
    is_billed = False

    def billing(method: str, _path: str) -> Does | None:
        nonlocal is_billed
        if method != "GET" and not is_billed:
            is_billed = True
            for entry in failing:
                world.set_field("time/entries", entry, status="Billed")
        return None

    watch = Watch(billing)
    async with somebody(world, around=watch, dialect="documented") as call:
        plan = (await call("approve_entries", entries=entries))["plan"]
        answer = await call("approve_entries", plan=plan)
        assert count(answer) == (MANY - FAILING, FAILING, 0, 0)
        assert "Approved 480 of 500 entries" in call.text
        for entry in entries:
            assert (f"Refused: entry {entry} (" in call.text) is (entry in failing)
        assert count(await call("approve_entries", plan=plan)) == count(answer)
    assert writes(world) == {"POST /time/entries/bulk": 1}
    after = in_status(world, "time_entries", entries)
    assert {entry for entry, status in after.items() if status != "ReadyToBill"} == failing
    assert watch.most_at_once <= AT_ONCE


async def test_a_report_of_a_team_over_a_month_costs_few_questions_and_can_be_read(
    world: World,
) -> None:
    async with somebody(world, "owner") as call:
        before = len(world.requests)
        answer = await call(
            "search_time",
            period="last month",
            group_by=["member", "week", "billable"],
            measures=["billed", "amount", "utilization", "delay"],
        )
    assert answer["entries"] > 4_000
    assert len(world.requests) - before <= MOST_REQUESTS
    # The week that has but two of its days in the month is among the smaller groups.
    table = [line.split("\t") for line in call.text.splitlines() if "\t" in line]
    assert {row[1] for row in table if row[1].startswith("w")} == {
        "week",
        *(f"week of 2026-{day}" for day in ("10-05", "10-12", "10-19", "10-26")),
    }
    assert "smaller groups with" in call.text
