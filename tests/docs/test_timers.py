"""docs/reference/timers.md tells when a stopwatch counts as forgotten, as the code has it."""

from connectwise_time.domain.timers import TimerRules
from connectwise_time.house import house_said
from docs.pages import OVERVIEW, ROOT, TOOLS, code_blocks, read

PAGE = ROOT / "docs" / "reference" / "timers.md"


def test_the_page_tells_the_usual_bound_and_its_example_can_be_read() -> None:
    assert f"more than {TimerRules().forgotten_hours:g} hours" in read(PAGE)
    [example] = [text for language, text in code_blocks(PAGE) if language == "toml"]
    assert house_said(example).timers == TimerRules(forgotten_hours=8)


def test_the_readme_and_the_page_of_tools_lead_to_it() -> None:
    assert "](timers.md)" in read(OVERVIEW)
    assert "](timers.md)" in read(TOOLS)
