"""What a review finds, through the tools: each rule with its cause and without it.

Today is Friday, 2026-11-20, 16:05. Jamie works from 8 to 17; in the week from 19 October nobody has
logged anything.
"""

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from connectwise_time.domain.checks import WARNINGS
from connectwise_time.domain.house import House
from connectwise_time.domain.review import RULES, Worth
from connectwise_time.sandbox import World
from support.desks import hand_in, somebody, writes

pytestmark = pytest.mark.anyio

Wish: TypeAlias = dict[str, Any]
Case: TypeAlias = tuple[list[Wish], Callable[[World, list[int]], None]]

WORK: Wish = {"ticket": 54321, "notes": "Rebuilt the mail queue", "date": "2026-10-20"}
EIGHT: Wish = {**WORK, "start": "08:00", "hours": 2}
TEN: Wish = {**WORK, "ticket": 54330, "start": "10:00", "hours": 2}
TODAY: Wish = {**WORK, "date": "2026-11-20", "start": "09:00", "hours": 1}
TRAVEL: Wish = {**EIGHT, "work_type": "travel"}


def as_it_is(_world: World, _entries: list[int]) -> None:
    """Nothing but the entries."""


def are(status: str) -> Callable[[World, list[int]], None]:
    """The entries are in that status."""

    def plant(world: World, entries: list[int]) -> None:
        for number in entries:
            world.set_field("time/entries", number, status=status)

    return plant


def required(world: World, _entries: list[int]) -> None:
    """Notes are required."""
    world.set_field("system/myCompany/timeExpense", 1, requireTimeNoteFlag=True)


def nobody_expects_time(world: World, _entries: list[int]) -> None:
    """Jamie needs no timesheets."""
    world.set_field("system/members", 1, requireTimeSheetEntryFlag=False)


def ended(day: str) -> Callable[[World, list[int]], None]:
    """The entries are on an agreement that ended on that day."""

    def plant(world: World, entries: list[int]) -> None:
        world.set_field("finance/agreements", 3, endDate=f"{day}T00:00:00Z")
        for number in entries:
            world.set_field("time/entries", number, agreement=3)

    return plant


CASES: dict[str, tuple[Case, Case]] = {
    "rejected_entries": (([EIGHT], are("Rejected")), ([EIGHT], are("ErrorsCorrected"))),
    "missing_notes": (
        ([{**EIGHT, "notes": ""}], required),
        ([{**EIGHT, "notes": ""}], as_it_is),
    ),
    "missing_time": (([EIGHT], as_it_is), ([EIGHT], nobody_expects_time)),
    "duplicates": (([EIGHT, EIGHT], as_it_is), ([EIGHT, TEN], as_it_is)),
    "overlaps": (([EIGHT, {**TEN, "start": "09:30"}], as_it_is), ([EIGHT, TEN], as_it_is)),
    "weak_notes": (([{**EIGHT, "notes": "fixed"}], as_it_is), ([EIGHT], as_it_is)),
    "crosses_days": (
        ([{**EIGHT, "start": "22:30"}], as_it_is),
        ([{**EIGHT, "start": "22:00"}], as_it_is),
    ),
    "after_hours": (
        ([{**EIGHT, "start": "18:00"}], as_it_is),
        ([{**EIGHT, "start": "18:00", "work_type": "overtime"}], as_it_is),
    ),
    "not_billed": (
        ([{**EIGHT, "billable": "DoNotBill", "work_type": "Remote"}], as_it_is),
        ([{**EIGHT, "billable": "DoNotBill", "work_type": "Training"}], as_it_is),
    ),
    "agreement_ended": (
        ([{**EIGHT, "ticket": 54333}], ended("2026-10-19")),
        ([{**EIGHT, "ticket": 54333}], ended("2026-10-20")),
    ),
    "travel_alone": (
        ([TRAVEL], as_it_is),
        ([TRAVEL, {**TEN, "ticket": 54321, "work_type": "On-site"}], as_it_is),
    ),
    "late_entry": (([EIGHT], as_it_is), ([TODAY], as_it_is)),
    "locked_entries": (([EIGHT], are("PendingApproval")), ([EIGHT], as_it_is)),
    "deadline_passed": (([EIGHT], as_it_is), ([TODAY], as_it_is)),
}
ELSEWHERE = {"empty_sheet", "deadline_near"}  # tests/server/test_sheets.py


def test_every_rule_has_an_example() -> None:
    assert CASES.keys() | ELSEWHERE == {rule.name for rule in RULES}


async def reviewed(world: World, case: Case, **options: Any) -> dict[str, str]:
    """What is found in the week of the entries, which are stored and then changed."""
    wishes, plant = case
    async with somebody(world, "technician") as jamie:
        stored = [await jamie("create_time_entry", **wish, accept=[*WARNINGS]) for wish in wishes]
    plant(world, [entry["entry"] for entry in stored])
    day = wishes[0]["date"]
    async with somebody(world, "technician", **options) as jamie:
        review = await jamie("review_timesheet", period=f"{day}..{day}")
    return dict(line.split(": ", 1) for line in review["findings"])


@pytest.mark.parametrize("rule", CASES)
async def test_a_rule_finds_its_cause(world: World, rule: str) -> None:
    found = await reviewed(world, CASES[rule][0])
    assert rule in found
    [told] = [known for known in RULES if known.name == rule]
    assert told.why in found[rule]


@pytest.mark.parametrize("rule", CASES)
async def test_a_rule_leaves_alone_what_is_in_order(world: World, rule: str) -> None:
    found = await reviewed(world, CASES[rule][1])
    assert rule not in found


async def test_the_house_turns_rules_off_and_sets_bounds(world: World) -> None:
    house = House(findings=Worth(days_late=60, off=frozenset({"missing_time"})))
    found = await reviewed(world, ([EIGHT], as_it_is), house=house)
    assert not {"missing_time", "late_entry"} & found.keys()


async def test_whoever_approves_sees_what_is_found(world: World) -> None:
    await reviewed(world, ([EIGHT, {**TEN, "start": "09:30"}], as_it_is))
    async with somebody(world, "technician") as jamie:
        sheet = (await jamie("review_timesheet", period="2026-10-20..2026-10-20"))["timesheet"]
    hand_in(world, [sheet])
    sent = writes(world)
    async with somebody(world, "manager") as morgan:
        await morgan("list_approvals")
        [head] = [line for line in morgan.text.splitlines() if line.startswith("timesheet\t")]
        [row] = [line for line in morgan.text.splitlines() if line.startswith(f"{sheet}\t")]
        assert row.split("\t")[head.split("\t").index("findings")] == "3"
        await morgan("approve_entries", timesheets=[sheet])
        for told in ("Entries overlap: ", "are missing: ", "Entered late: "):
            assert told in morgan.text
        assert "locked" not in morgan.text
    assert writes(world) == sent


async def test_a_key_that_sees_no_agreements_and_no_calendars_reviews_the_rest(
    world: World,
) -> None:
    case = ([{**EIGHT, "start": "18:00", "ticket": 54333}], ended("2026-10-19"))
    assert "agreement_ended" in await reviewed(world, case)
    for row in world.rows("system/mySecurity"):
        if row["member"]["id"] == 1 and row["moduleFunctionName"] in {"Agreements", "Table Setup"}:
            world.set_field("system/mySecurity", row["id"], inquireLevel="None")
    async with somebody(world, "technician") as jamie:
        review = await jamie("review_timesheet", period="2026-10-20..2026-10-20")
    names = {line.split(": ", 1)[0] for line in review["findings"]}
    assert "agreement_ended" not in names
    assert "late_entry" in names
