"""The example of docs/reference/names.md, on the practice data."""

import re
from pathlib import Path

import pytest

from connectwise_time.domain.house import AliasTable
from connectwise_time.house import house_said
from docs.pages import OVERVIEW, README, read
from support.sandboxes import a_world

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "names.md"
LISTS = {AliasTable.WORK_TYPE: "time/workTypes", AliasTable.COMPANY: "company/companies"}


def example() -> str:
    [found] = re.findall(r"```toml\n(.+?)```", PAGE.read_text(), re.DOTALL)
    return str(found)


@pytest.mark.parametrize("table", LISTS)
def test_the_example_names_what_the_practice_data_have(table: AliasTable) -> None:
    with a_world() as world:
        there = {row["name"] for row in world.rows(LISTS[table])}
    names = house_said(example()).called(table)
    assert names
    assert set(names.values()) <= there


def test_the_overview_leads_to_the_file_and_to_each_page_and_the_readme_to_the_overview() -> None:
    where = read(OVERVIEW).split("## Pages")[1]
    assert "TOML" in where
    for page in PAGE.parent.glob("*.md"):
        assert page.stem in {"index", "overview"} or f"({page.name})" in where, page
    assert "](docs/reference/overview.md)" in read(README)
