"""The page of reports tells by what totals can be split, what is measured, and how ages are set."""

import re

from connectwise_time.domain.reports import AGES, GroupBy, Measure
from connectwise_time.house import house_said
from docs.pages import ROOT, TOOLS, code_blocks, read, rows

PAGE = ROOT / "docs" / "reference" / "reports.md"


def test_the_page_explains_each_split_and_each_measure() -> None:
    splits = [cells[0] for cells in rows(read(PAGE), "`group_by`")]
    assert set(re.findall(r"`(\w+)`", " ".join(splits))) == set(GroupBy)
    measures = [cells[0] for cells in rows(read(PAGE), "`measures`")]
    assert set(re.findall(r"`(\w+)`", " ".join(measures))) == set(Measure)


def test_the_page_of_tools_names_them_all() -> None:
    for name, words in (("group_by", GroupBy), ("measures", Measure)):
        [told] = re.findall(rf"^\| `{name}` \| (.+) \|$", read(TOOLS), re.MULTILINE)
        assert re.findall(r"`(\w+)`", told) == list(words)


def test_the_page_tells_the_ages_and_its_example_can_be_read() -> None:
    first, second, third = AGES
    assert f"0-{first}, {first + 1}-{second}, {second + 1}-{third}, over {third}" in read(PAGE)
    [example] = [text for language, text in code_blocks(PAGE) if language == "toml"]
    assert house_said(example).reports.ages == (14, 30, 60)
