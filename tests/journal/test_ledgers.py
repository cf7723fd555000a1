"""What every ledger of plans promises: one in memory, one in a file."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import anyio
import pytest
from hypothesis import HealthCheck, given, settings

from connectwise_time.desk.ports import PlanLedger
from connectwise_time.domain.operations import LONGEST_CALL
from connectwise_time.domain.plans import (
    BROKEN_OFF,
    LASTING,
    Doing,
    Ended,
    Item,
    ItemOutcome,
    Kept,
    Kind,
    Plan,
)
from connectwise_time.domain.sheets import Stage
from connectwise_time.journal.database import Database
from connectwise_time.journal.memory_plans import MemoryPlans
from connectwise_time.journal.plans import DiskPlans
from support.operations import DAY, MORGAN, SECOND, anything
from support.sandboxes import NOW

pytestmark = pytest.mark.anyio

SOON = LASTING / 2


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["in memory", "in a file"])
def plans(request: pytest.FixtureRequest, clock: Clock, folder: Path) -> Iterator[PlanLedger]:
    if request.param == "in memory":
        yield MemoryPlans(clock)
        return
    database = Database(folder)
    yield DiskPlans(database, clock)
    database.close()


@pytest.fixture
def in_memory(clock: Clock) -> MemoryPlans:
    return MemoryPlans(clock)


def plan(*sheets: int, look: str = "PendingApproval@1") -> Plan:
    items = [
        Item(Kind.SHEET, n, MORGAN, "a week", "PendingApproval", covers=((f"timesheet {n}", look),))
        for n in sheets or (7,)
    ]
    return Plan(Doing.APPROVE, MORGAN, tuple(items))


async def found(plans: PlanLedger, kept: Kept, caller: str = "me") -> Kept:
    again = await plans.find(kept.id, caller)
    assert again is not None
    return again


async def test_a_plan_is_found_by_whoever_made_it(plans: PlanLedger) -> None:
    kept = await plans.keep(plan(7, 8), "me")
    assert await found(plans, kept) == kept
    assert (kept.plan, kept.agreed, kept.voided, kept.left) == (
        plan(7, 8),
        False,
        "",
        kept.plan.items,
    )


async def test_nobody_finds_the_plan_of_another_caller_or_one_that_never_was(
    plans: PlanLedger,
) -> None:
    kept = await plans.keep(plan(), "me")
    assert await plans.find(kept.id, "somebody else") is None
    assert await plans.find("0" * 12, "me") is None


async def test_an_equal_plan_that_waits_is_the_same_plan(plans: PlanLedger) -> None:
    kept = await plans.keep(plan(), "me")
    assert (await plans.keep(plan(), "me")).id == kept.id


async def test_what_was_asked_for_alike_is_one_plan_as_it_was_understood_first(
    plans: PlanLedger,
) -> None:
    first = await plans.keep(replace(plan(7), asked="the same"), "me")
    again = await plans.keep(replace(plan(8), asked="the same"), "me")
    assert (again.id, again.plan) == (first.id, first.plan)
    assert (await plans.keep(replace(plan(8), asked="another"), "me")).id != first.id


async def test_an_unfinished_plan_that_was_asked_for_alike_is_found(
    plans: PlanLedger, clock: Clock
) -> None:
    kept = await plans.keep(replace(plan(7, 8), asked="the same"), "me")
    assert await plans.begun("the same", "me") is None
    await plans.claim(kept.id, "timesheet 7")
    begun = await plans.begun("the same", "me")
    assert begun is not None
    assert begun.id == kept.id
    assert begun.started == {"timesheet 7"}
    assert await plans.begun("the same", "somebody else") is None
    assert await plans.begun("another", "me") is None
    clock.now += LASTING
    assert await plans.begun("the same", "me") is None


async def test_equal_plans_of_two_callers_are_two(plans: PlanLedger) -> None:
    mine, yours = await plans.keep(plan(), "me"), await plans.keep(plan(), "you")
    assert mine.id != yours.id
    await plans.void(yours.id, "no")
    assert not (await found(plans, mine)).voided


async def test_the_same_words_about_changed_time_are_another_plan(plans: PlanLedger) -> None:
    kept = await plans.keep(plan(), "me")
    assert (await plans.keep(plan(look="PendingApproval@2"), "me")).id != kept.id


async def test_an_equal_plan_is_new_once_the_first_was_begun(plans: PlanLedger) -> None:
    kept = await plans.keep(plan(), "me")
    await plans.claim(kept.id, "timesheet 7")
    new = await plans.keep(plan(), "me")
    assert new.id != kept.id
    assert not new.started


async def test_an_equal_plan_is_new_once_the_first_was_put_out_of_use(plans: PlanLedger) -> None:
    kept = await plans.keep(plan(), "me")
    assert await plans.void(kept.id, "it changed")
    new = await plans.keep(plan(), "me")
    assert (new.id != kept.id, new.voided) == (True, "")
    assert (await found(plans, kept)).voided == "it changed"


async def test_a_plan_ends_ten_minutes_after_its_last_use(plans: PlanLedger, clock: Clock) -> None:
    kept = await plans.keep(plan(), "me")
    for _ in range(5):  # each look is a use
        clock.now += SOON
        await found(plans, kept)
    clock.now += LASTING
    assert await plans.find(kept.id, "me") is None
    assert (await plans.keep(plan(), "me")).id != kept.id


@pytest.mark.parametrize("use", ["agree", "claim", "end", "release", "keep"])
async def test_every_use_counts(plans: PlanLedger, clock: Clock, use: str) -> None:
    kept = await plans.keep(plan(), "me")
    if use in {"end", "release"}:
        await plans.claim(kept.id, "timesheet 7")
    clock.now += SOON
    match use:
        case "agree":
            await plans.agree(kept.id)
        case "claim":
            await plans.claim(kept.id, "timesheet 7")
        case "end":
            await plans.end(kept.id, "timesheet 7", ItemOutcome(Ended.DONE))
        case "release":
            await plans.release(kept.id, "timesheet 7")
        case _:
            await plans.keep(plan(), "me")
    clock.now += SOON
    await found(plans, kept)


async def test_the_clock_of_a_plan_stops_for_nobody_who_may_not_find_it(
    plans: PlanLedger, clock: Clock
) -> None:
    kept = await plans.keep(plan(), "me")
    clock.now += SOON
    await plans.find(kept.id, "somebody else")
    clock.now += SOON
    assert await plans.find(kept.id, "me") is None


async def test_somebodys_yes_is_kept(plans: PlanLedger) -> None:
    kept = await plans.keep(plan(), "me")
    await plans.agree(kept.id)
    assert (await found(plans, kept)).agreed


async def test_an_item_is_begun_by_one_of_many(plans: PlanLedger) -> None:
    kept = await plans.keep(plan(7, 8), "me")
    begun: list[int] = []

    async def claim(who: int) -> None:
        if await plans.claim(kept.id, "timesheet 7"):
            begun.append(who)

    async with anyio.create_task_group() as group:
        for who in range(50):
            group.start_soon(claim, who)
    assert len(begun) == 1
    assert [item.id for item in (await found(plans, kept)).left] == [8]


async def test_an_item_that_was_given_back_may_be_begun_again(plans: PlanLedger) -> None:
    kept = await plans.keep(plan(), "me")
    await plans.claim(kept.id, "timesheet 7")
    await plans.release(kept.id, "timesheet 7")
    assert (await found(plans, kept)).left
    assert await plans.claim(kept.id, "timesheet 7")
    assert not await plans.claim(kept.id, "timesheet 7")


async def test_an_item_that_ended_is_never_begun_again(plans: PlanLedger) -> None:
    kept = await plans.keep(plan(7, 8), "me")
    await plans.claim(kept.id, "timesheet 7")
    await plans.end(kept.id, "timesheet 7", ItemOutcome(Ended.REFUSED, "locked"))
    assert not await plans.claim(kept.id, "timesheet 7")
    after = await found(plans, kept)
    assert after.outcomes == {"timesheet 7": ItemOutcome(Ended.REFUSED, "locked")}
    assert [item.id for item in after.ended(Ended.REFUSED)] == [7]


async def test_nothing_of_a_plan_that_was_put_out_of_use_is_begun(plans: PlanLedger) -> None:
    kept = await plans.keep(plan(), "me")
    await plans.void(kept.id, "no")
    assert not await plans.claim(kept.id, "timesheet 7")


async def test_a_plan_that_was_begun_stays_in_use(plans: PlanLedger) -> None:
    kept = await plans.keep(plan(7, 8), "me")
    await plans.claim(kept.id, "timesheet 7")
    assert not await plans.void(kept.id, "it changed")
    assert await plans.claim(kept.id, "timesheet 8")


async def test_whoever_stopped_a_plan_that_was_begun_lets_nothing_else_of_it_begin(
    plans: PlanLedger,
) -> None:
    kept = await plans.keep(plan(7, 8), "me")
    await plans.claim(kept.id, "timesheet 7")
    await plans.stop(kept.id, "somebody said no")
    assert not await plans.claim(kept.id, "timesheet 8")
    await plans.end(kept.id, "timesheet 7", ItemOutcome(Ended.DONE, "open (Open)", NOW))
    after = await found(plans, kept)
    assert (after.voided, [item.id for item in after.left]) == ("somebody said no", [8])
    assert [item.id for item in after.ended(Ended.DONE)] == [7]


async def test_a_plan_that_never_was_cannot_be_begun_and_counts_as_out_of_use(
    plans: PlanLedger,
) -> None:
    assert not await plans.claim("0" * 12, "timesheet 7")
    assert await plans.void("0" * 12, "it changed")
    await plans.stop("0" * 12, "no")
    await plans.agree("0" * 12)
    await plans.release("0" * 12, "timesheet 7")
    await plans.end("0" * 12, "timesheet 7", ItemOutcome(Ended.DONE))
    assert await plans.look("0" * 12, "me") is None


async def test_looking_at_a_plan_is_no_use_of_it(plans: PlanLedger, clock: Clock) -> None:
    kept = await plans.keep(plan(), "me")
    clock.now += SOON
    assert await plans.look(kept.id, "me") == kept
    clock.now += SOON
    assert await plans.find(kept.id, "me") is None
    assert await plans.look(kept.id, "me") == kept


async def test_nobody_looks_at_another_callers_plan(plans: PlanLedger) -> None:
    kept = await plans.keep(plan(), "me")
    await plans.claim(kept.id, "timesheet 7")
    assert await plans.look(kept.id, "you") is None
    assert await plans.unsettled("you") == []
    assert [each.id for each in await plans.unsettled("me")] == [kept.id]


async def test_an_item_that_never_ended_is_broken_off_once_a_call_cannot_last_longer(
    plans: PlanLedger, clock: Clock
) -> None:
    kept = await plans.keep(plan(7, 8), "me")
    await plans.claim(kept.id, "timesheet 7")
    clock.now += LONGEST_CALL - SECOND
    assert (await found(plans, kept)).outcomes == {}
    clock.now += SECOND
    assert (await found(plans, kept)).outcomes == {"timesheet 7": BROKEN_OFF}
    assert not await plans.claim(kept.id, "timesheet 7")
    ended = ItemOutcome(Ended.DONE, "submitted (PendingApproval)", clock.now)
    await plans.end(kept.id, "timesheet 7", ended)
    assert (await found(plans, kept)).outcomes == {"timesheet 7": ended}


@pytest.mark.parametrize("how", Ended)
async def test_a_plan_is_unsettled_while_nobody_knows_how_an_item_ended(
    plans: PlanLedger, clock: Clock, how: Ended
) -> None:
    kept = await plans.keep(plan(7, 8), "me")
    assert await plans.unsettled("me") == []
    await plans.claim(kept.id, "timesheet 7")
    await plans.claim(kept.id, "timesheet 8")
    await plans.end(kept.id, "timesheet 8", ItemOutcome(Ended.REFUSED, "locked"))
    clock.now += LASTING  # expired or not
    assert [each.id for each in await plans.unsettled("me")] == [kept.id]
    await plans.end(kept.id, "timesheet 7", ItemOutcome(how, "told", NOW))
    unsettled = [each.outcomes["timesheet 7"] for each in await plans.unsettled("me")]
    assert unsettled == ([ItemOutcome(how, "told", NOW)] if how is Ended.UNKNOWN else [])


async def test_a_plan_that_was_begun_can_be_looked_at_for_thirty_five_days(
    plans: PlanLedger, clock: Clock
) -> None:
    begun, waited = await plans.keep(plan(7), "me"), await plans.keep(plan(8), "me")
    await plans.claim(begun.id, "timesheet 7")
    await plans.end(begun.id, "timesheet 7", ItemOutcome(Ended.UNKNOWN, "lost", NOW))
    clock.now += 35 * DAY - SECOND
    await plans.keep(plan(9), "me")  # makes room
    assert await plans.find(begun.id, "me") is None
    assert await plans.find(waited.id, "me") is None
    after = await plans.look(begun.id, "me")
    assert after is not None
    assert after.outcomes == {"timesheet 7": ItemOutcome(Ended.UNKNOWN, "lost", NOW)}
    assert [each.id for each in await plans.unsettled("me")] == [begun.id]


async def test_a_file_forgets_plans_in_time(database: Database, clock: Clock) -> None:
    plans = DiskPlans(database, clock)
    begun, waited = await plans.keep(plan(7), "me"), await plans.keep(plan(8), "me")
    await plans.claim(begun.id, "timesheet 7")
    await plans.end(begun.id, "timesheet 7", ItemOutcome(Ended.DONE))
    clock.now += LASTING
    await plans.keep(plan(9), "me")
    there = [await plans.look(each.id, "me") is not None for each in (begun, waited)]
    assert there == [True, False]
    clock.now += 35 * DAY
    await plans.keep(plan(10), "me")
    assert await plans.look(begun.id, "me") is None
    assert await plans.unsettled("me") == []


@given(any_plan=anything(Plan))
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=50,
)
async def test_any_plan_comes_back_from_a_file_as_it_was(
    database: Database, clock: Clock, any_plan: Plan
) -> None:
    plans = DiskPlans(database, clock)
    somebody = uuid4().hex  # to whom no other plan is like this one
    kept = await plans.keep(any_plan, somebody)
    assert await plans.find(kept.id, somebody) == Kept(kept.id, any_plan)


OLD = (
    '{"doing":"approve","acting":{"id":2,"name":"Morgan Smith"},"items":[{"kind":"timesheet",'
    '"id":7,"owner":{"id":1,"name":"Jamie Doe"},"label":"2026-11-16 to 2026-11-22","status":'
    '"PendingApproval","entries":2,"hours":3.5,"billable_hours":3.0,"stage":"first approval",'
    '"notes_in":null,"notes":"","covers":[["timesheet 7","PendingApproval=3.50@"]]}],"reason":"",'
    '"consequence":"It waits.","notices":[]}'
)


async def test_a_plan_from_before_new_entries_were_planned_is_read(
    database: Database, clock: Clock
) -> None:
    plans = DiskPlans(database, clock)
    row = ("0123456789ab", "me", "f", OLD, clock.now.timestamp())

    def insert(connection: sqlite3.Connection) -> None:
        names = "id, caller, fingerprint, plan, used"
        connection.execute(f"INSERT INTO plans ({names}) VALUES (?, ?, ?, ?, ?)", row)  # noqa: S608

    await database.changed(insert)
    kept = await plans.find("0123456789ab", "me")
    assert kept is not None
    [item] = kept.plan.items
    assert (item.key, item.stage, item.draft) == ("timesheet 7", Stage.FIRST, None)
    assert await plans.claim(kept.id, item.key)
    assert await plans.begun("f", "me") == await plans.find(kept.id, "me")


async def test_the_plan_unused_for_longest_goes_when_there_are_more_than_a_thousand(
    in_memory: MemoryPlans,
) -> None:
    kept = [await in_memory.keep(plan(number), "me") for number in range(1, 1001)]
    await in_memory.agree(kept[0].id)
    await in_memory.keep(plan(1001), "me")
    await in_memory.keep(plan(1002), "me")
    there = [await in_memory.find(each.id, "me") is not None for each in kept]
    assert there == [True, False, False, *[True] * 997]


async def test_a_plan_that_is_carried_out_is_not_crowded_out(in_memory: MemoryPlans) -> None:
    kept = await in_memory.keep(plan(7, 8), "me")
    await in_memory.claim(kept.id, "timesheet 7")
    for number in range(1, 1002):
        await in_memory.keep(plan(number), "somebody else")
    await in_memory.end(kept.id, "timesheet 7", ItemOutcome(Ended.DONE))
    assert [item.id for item in (await found(in_memory, kept)).left] == [8]


async def test_plans_that_were_carried_out_make_room(in_memory: MemoryPlans, clock: Clock) -> None:
    for number in range(1, 1001):
        kept = await in_memory.keep(plan(number), "me")
        await in_memory.claim(kept.id, f"timesheet {number}")
        if number % 2:  # the other half stopped in the middle
            await in_memory.end(kept.id, f"timesheet {number}", ItemOutcome(Ended.DONE))
    clock.now += LASTING
    for number in range(1001, 2002):
        await found(in_memory, await in_memory.keep(plan(number), "me"))


async def test_what_another_plan_is_at_is_not_begun(plans: PlanLedger) -> None:
    first, second = await plans.keep(plan(7), "me"), await plans.keep(plan(7, 8), "me")
    theirs = await plans.keep(plan(7), "you")
    assert await plans.claim(first.id, "timesheet 7")
    assert not await plans.claim(second.id, "timesheet 7")
    assert await plans.holder(second.id, "timesheet 7") == first.id
    assert await plans.holder(first.id, "timesheet 7") is None
    assert await plans.claim(second.id, "timesheet 8")
    assert await plans.claim(theirs.id, "timesheet 7")
    assert (await found(plans, second)).started == {"timesheet 8"}


@pytest.mark.parametrize("how", Ended)
async def test_what_another_plan_lost_is_not_begun_until_its_end_is_known(
    plans: PlanLedger, how: Ended, clock: Clock
) -> None:
    first, second = await plans.keep(plan(7), "me"), await plans.keep(plan(7, 8), "me")
    assert await plans.claim(first.id, "timesheet 7")
    await plans.end(first.id, "timesheet 7", ItemOutcome(how))
    clock.now += LASTING * 2
    assert await plans.claim(second.id, "timesheet 7") is (how is not Ended.UNKNOWN)


async def test_what_was_given_back_another_plan_may_begin(plans: PlanLedger) -> None:
    first, second = await plans.keep(plan(7), "me"), await plans.keep(plan(7, 8), "me")
    await plans.claim(first.id, "timesheet 7")
    await plans.release(first.id, "timesheet 7")
    assert await plans.claim(second.id, "timesheet 7")
    assert not await plans.claim(first.id, "timesheet 7")


@pytest.mark.parametrize("outcome", [None, ItemOutcome(Ended.UNKNOWN, "lost")])
async def test_a_plan_with_something_open_is_never_forgotten(
    plans: PlanLedger, clock: Clock, outcome: ItemOutcome | None
) -> None:
    kept = await plans.keep(plan(7), "me")
    await plans.claim(kept.id, "timesheet 7")
    if outcome is not None:
        await plans.end(kept.id, "timesheet 7", outcome)
    clock.now += 100 * DAY
    await plans.keep(plan(8), "me")
    [left] = await plans.unsettled("me")
    assert left.id == kept.id
