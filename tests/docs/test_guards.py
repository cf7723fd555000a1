"""docs/reference/guards.md lists the guards that there are, and the bounds that they have."""

import re
from typing import get_args

from connectwise_time.domain.checks import GUARDS, WARNINGS, Thresholds
from connectwise_time.house import house_said
from connectwise_time.server.arguments import Warnings
from docs.pages import OVERVIEW, ROOT, TOOLS, code_blocks, read, rows

PAGE = ROOT / "docs" / "reference" / "guards.md"


def test_the_page_has_a_line_for_each_guard_as_the_code_puts_it() -> None:
    said = [(cells[0], cells[1], cells[2]) for cells in rows(read(PAGE), "Guard")]
    hard = {True: " (hard stop)", False: ""}
    assert said == [(f"`{g.name}`{hard[g.hard]}", g.asks, g.choices) for g in GUARDS]


def test_what_can_be_accepted_is_what_the_tools_take() -> None:
    [words] = get_args(Warnings)
    assert set(get_args(words)) == set(WARNINGS)
    [told] = re.findall(r"^\| `accept` \| (.+) \| \[warnings\]", read(TOOLS), re.MULTILINE)
    assert set(re.findall(r"`(\w+)`", told)) == set(WARNINGS)


def test_the_page_tells_the_bounds_and_its_example_can_be_read() -> None:
    usual = Thresholds()
    told = f"`day_hours` is {usual.day_hours:g} and `outside_minutes` is {usual.outside_minutes}"
    assert told in " ".join(read(PAGE).split())
    asked = {guard.name: guard.asks for guard in GUARDS}
    assert f"more than {usual.day_hours:g} hours" in asked["day_total"]
    assert f"more than {usual.outside_minutes} minutes" in asked["outside_hours"]
    [example] = [text for language, text in code_blocks(PAGE) if language == "toml"]
    guards = house_said(example).guards
    assert guards == Thresholds(day_hours=10, outside_minutes=60, off=frozenset({"weak_notes"}))


def test_the_readme_and_the_page_of_tools_lead_to_it() -> None:
    assert "](guards.md)" in read(OVERVIEW)
    assert "](guards.md)" in read(TOOLS)
