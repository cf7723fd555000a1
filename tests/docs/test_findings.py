"""docs/reference/findings.md lists the rules that there are, and the bounds that they have."""

from connectwise_time.domain.review import RULES, Worth
from connectwise_time.house import house_said
from docs.pages import OVERVIEW, ROOT, TOOLS, code_blocks, read, rows, sections

PAGE = ROOT / "docs" / "reference" / "findings.md"


def test_the_page_has_a_line_for_each_rule_as_the_code_puts_it() -> None:
    said = [tuple(cells) for cells in rows(read(PAGE), "Rule")]
    assert said == [(f"`{r.name}`", r.finds, r.why, r.remedy) for r in RULES]
    assert f"{len(RULES)} rules".replace("16", "sixteen") in sections(TOOLS)["Findings"]


def test_the_page_tells_the_bounds_and_its_example_can_be_read() -> None:
    usual = Worth()
    text = " ".join(read(PAGE).split())
    for name in ("days_late", "missing_minutes", "capacity_hours"):
        assert f"`{name}` is {getattr(usual, name):g}" in text
    [example] = [block for language, block in code_blocks(PAGE) if language == "toml"]
    assert house_said(example).findings == Worth(
        days_late=5, missing_minutes=30, capacity_hours=7.5, off=frozenset({"late_entry"})
    )


def test_the_readme_and_the_page_of_tools_lead_to_it() -> None:
    assert "](findings.md)" in read(OVERVIEW)
    assert "](findings.md)" in read(TOOLS)
