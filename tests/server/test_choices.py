"""What an overlap offers: each choice, passed with the rest of the call as it was, is taken."""

import json
import re
from typing import Any

import pytest

from support.calls import Caller
from support.desks import somebody
from support.sandboxes import a_world

pytestmark = pytest.mark.anyio

DAY, NEXT = "2026-10-21", "2026-10-22"
THERE = {"ticket": 54322, "notes": "Moved the old mail store"}
WISH = {"ticket": 54321, "notes": "Rebuilt the mail queue"}
MEANT = ["overlap", "outside_hours"]
# What is there, what is said, and how many choices there are.
OVERLAPS: dict[str, tuple[list[tuple[str, str, str]], dict[str, Any], int]] = {
    "around, by hours": ([(DAY, "10:00", "10:30")], {"start": "09:00", "hours": 3}, 4),
    "around, by its end": ([(DAY, "10:00", "10:30")], {"start": "09:00", "end": "12:00"}, 4),
    "around, until now": (
        [("2026-11-20", "14:00", "14:30")],
        {"date": "today", "start": "13:00", "hours": 3},
        4,
    ),
    "around, with a break": (
        [(DAY, "10:00", "11:00")],
        {"start": "09:00", "hours": 2.5, "deduct": 0.25},
        4,
    ),
    "around, at odd minutes": ([(DAY, "10:07", "10:24")], {"start": "09:13", "hours": 2.15}, 5),
    "runs into": ([(DAY, "10:00", "11:00")], {"start": "09:30", "hours": 1}, 3),
    "begins in": ([(DAY, "10:00", "11:00")], {"end": "11:30", "hours": 1}, 3),
    "a range": ([(DAY, "10:00", "11:00")], {"start": "9:30-10:30"}, 3),
    "inside": ([(DAY, "09:00", "12:00")], {"start": "10:00", "hours": 1}, 3),
    "inside, with another": (
        [(DAY, "09:00", "12:00"), (DAY, "09:15", "09:45")],
        {"start": "10:00", "hours": 1},
        3,
    ),
    "over midnight": (
        [(NEXT, "01:00", "01:30")],
        {"start": "20:00", "end": f"{NEXT} 02:00"},
        3,
    ),
}


def offered(text: str) -> list[tuple[str, dict[str, Any]]]:
    """The tool that each choice means, and what it says to pass."""
    lines = [line for line in text.splitlines() if line.startswith("overlap:")]
    choices = lines[0].rpartition("Choices: ")[2].removesuffix(".").split("; ")
    return [
        (
            "update_time_entry" if "update_time_entry" in choice else "create_time_entry",
            {k: json.loads(v) for k, v in re.findall(r'(\w+)=("[^"]*"|[\d.]+)', choice)},
        )
        for choice in choices
    ]


@pytest.mark.parametrize("case", OVERLAPS)
async def test_every_choice_of_an_overlap_can_be_taken_as_it_is_told(case: str) -> None:
    there, said, many = OVERLAPS[case]
    wish = {**WISH, "date": DAY, "accept": ["outside_hours"], **said}

    async def after(call: Caller) -> list[tuple[str, dict[str, Any]]]:
        for day, start, end in there:
            await call("create_time_entry", **THERE, date=day, start=start, end=end, accept=MEANT)
        return offered(await call.refused("create_time_entry", **wish))

    taken = 0
    while taken < many:
        with a_world() as world:
            async with somebody(world) as call:
                choices = await after(call)
                assert len(choices) == many, call.text
                tool, passed = choices[taken]
                before = len(world.entries())
                if tool == "create_time_entry":
                    await call(tool, **wish | passed)
                else:
                    await call(tool, **passed)
                    await call("create_time_entry", **wish)
                assert len(world.entries()) == before + 1
        taken += 1
