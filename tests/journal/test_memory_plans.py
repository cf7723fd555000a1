"""The ledger of plans in memory."""

from datetime import datetime

import anyio
import pytest

from connectwise_time.domain.models import Named
from connectwise_time.domain.plans import (
    LASTING,
    Doing,
    Ended,
    Item,
    ItemOutcome,
    Kept,
    Kind,
    Plan,
)
from connectwise_time.journal.memory_plans import MemoryPlans
from support.sandboxes import NOW

pytestmark = pytest.mark.anyio

MORGAN = Named(2, "Morgan Smith")
SOON = LASTING / 2


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def plans(clock: Clock) -> MemoryPlans:
    return MemoryPlans(clock)


def plan(*sheets: int, look: str = "PendingApproval@1") -> Plan:
    items = [
        Item(Kind.SHEET, n, MORGAN, "a week", "PendingApproval", covers=((f"timesheet {n}", look),))
        for n in sheets or (7,)
    ]
    return Plan(Doing.APPROVE, MORGAN, tuple(items))


async def found(plans: MemoryPlans, kept: Kept, caller: str = "me") -> Kept:
    again = await plans.find(kept.id, caller)
    assert again is not None
    return again


async def test_a_plan_is_found_by_whoever_made_it(plans: MemoryPlans) -> None:
    kept = await plans.keep(plan(7, 8), "me")
    assert await found(plans, kept) == kept
    assert (kept.plan, kept.agreed, kept.voided, kept.left) == (
        plan(7, 8),
        False,
        "",
        kept.plan.items,
    )


async def test_nobody_finds_the_plan_of_another_caller_or_one_that_never_was(
    plans: MemoryPlans,
) -> None:
    kept = await plans.keep(plan(), "me")
    assert await plans.find(kept.id, "somebody else") is None
    assert await plans.find("0" * 12, "me") is None


async def test_an_equal_plan_that_waits_is_the_same_plan(plans: MemoryPlans) -> None:
    kept = await plans.keep(plan(), "me")
    assert (await plans.keep(plan(), "me")).id == kept.id


async def test_equal_plans_of_two_callers_are_two(plans: MemoryPlans) -> None:
    mine, yours = await plans.keep(plan(), "me"), await plans.keep(plan(), "you")
    assert mine.id != yours.id
    await plans.void(yours.id, "no")
    assert not (await found(plans, mine)).voided


async def test_the_same_words_about_changed_time_are_another_plan(plans: MemoryPlans) -> None:
    kept = await plans.keep(plan(), "me")
    assert (await plans.keep(plan(look="PendingApproval@2"), "me")).id != kept.id


async def test_an_equal_plan_is_new_once_the_first_was_begun(plans: MemoryPlans) -> None:
    kept = await plans.keep(plan(), "me")
    await plans.claim(kept.id, "timesheet 7")
    new = await plans.keep(plan(), "me")
    assert new.id != kept.id
    assert not new.started


async def test_an_equal_plan_is_new_once_the_first_was_put_out_of_use(plans: MemoryPlans) -> None:
    kept = await plans.keep(plan(), "me")
    assert await plans.void(kept.id, "it changed")
    new = await plans.keep(plan(), "me")
    assert (new.id != kept.id, new.voided) == (True, "")
    assert (await found(plans, kept)).voided == "it changed"


async def test_a_plan_ends_ten_minutes_after_its_last_use(plans: MemoryPlans, clock: Clock) -> None:
    kept = await plans.keep(plan(), "me")
    for _ in range(5):  # each look is a use
        clock.now += SOON
        await found(plans, kept)
    clock.now += LASTING
    assert await plans.find(kept.id, "me") is None
    assert (await plans.keep(plan(), "me")).id != kept.id


@pytest.mark.parametrize("use", ["agree", "claim", "end", "release", "keep"])
async def test_every_use_counts(plans: MemoryPlans, clock: Clock, use: str) -> None:
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
    plans: MemoryPlans, clock: Clock
) -> None:
    kept = await plans.keep(plan(), "me")
    clock.now += SOON
    await plans.find(kept.id, "somebody else")
    clock.now += SOON
    assert await plans.find(kept.id, "me") is None


async def test_somebodys_yes_is_kept(plans: MemoryPlans) -> None:
    kept = await plans.keep(plan(), "me")
    await plans.agree(kept.id)
    assert (await found(plans, kept)).agreed


async def test_an_item_is_begun_by_one_of_many(plans: MemoryPlans) -> None:
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


async def test_an_item_that_was_given_back_may_be_begun_again(plans: MemoryPlans) -> None:
    kept = await plans.keep(plan(), "me")
    await plans.claim(kept.id, "timesheet 7")
    await plans.release(kept.id, "timesheet 7")
    assert (await found(plans, kept)).left
    assert await plans.claim(kept.id, "timesheet 7")
    assert not await plans.claim(kept.id, "timesheet 7")


async def test_an_item_that_ended_is_never_begun_again(plans: MemoryPlans) -> None:
    kept = await plans.keep(plan(7, 8), "me")
    await plans.claim(kept.id, "timesheet 7")
    await plans.end(kept.id, "timesheet 7", ItemOutcome(Ended.REFUSED, "locked"))
    assert not await plans.claim(kept.id, "timesheet 7")
    after = await found(plans, kept)
    assert after.outcomes == {"timesheet 7": ItemOutcome(Ended.REFUSED, "locked")}
    assert [item.id for item in after.ended(Ended.REFUSED)] == [7]


async def test_nothing_of_a_plan_that_was_put_out_of_use_is_begun(plans: MemoryPlans) -> None:
    kept = await plans.keep(plan(), "me")
    await plans.void(kept.id, "no")
    assert not await plans.claim(kept.id, "timesheet 7")


async def test_a_plan_that_was_begun_stays_in_use(plans: MemoryPlans) -> None:
    kept = await plans.keep(plan(7, 8), "me")
    await plans.claim(kept.id, "timesheet 7")
    assert not await plans.void(kept.id, "it changed")
    assert await plans.claim(kept.id, "timesheet 8")


async def test_the_plan_unused_for_longest_goes_when_there_are_more_than_a_thousand(
    plans: MemoryPlans,
) -> None:
    kept = [await plans.keep(plan(number), "me") for number in range(1, 1001)]
    await plans.agree(kept[0].id)
    await plans.keep(plan(1001), "me")
    await plans.keep(plan(1002), "me")
    there = [await plans.find(each.id, "me") is not None for each in kept]
    assert there == [True, False, False, *[True] * 997]


async def test_a_plan_that_is_carried_out_is_not_crowded_out(plans: MemoryPlans) -> None:
    kept = await plans.keep(plan(7, 8), "me")
    await plans.claim(kept.id, "timesheet 7")
    for number in range(1, 1002):
        await plans.keep(plan(number), "somebody else")
    await plans.end(kept.id, "timesheet 7", ItemOutcome(Ended.DONE))
    assert [item.id for item in (await found(plans, kept)).left] == [8]


async def test_plans_that_were_carried_out_make_room(plans: MemoryPlans, clock: Clock) -> None:
    for number in range(1, 1001):
        kept = await plans.keep(plan(number), "me")
        await plans.claim(kept.id, f"timesheet {number}")
        if number % 2:  # the other half stopped in the middle
            await plans.end(kept.id, f"timesheet {number}", ItemOutcome(Ended.DONE))
    clock.now += LASTING
    for number in range(1001, 2002):
        await found(plans, await plans.keep(plan(number), "me"))
