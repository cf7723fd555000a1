"""docs/explanation/never.md: each thing that it never does is held by a test that there is."""

import re

from docs.pages import ROOT, read, rows

PAGE = ROOT / "docs" / "explanation" / "never.md"


def test_each_thing_that_it_never_does_is_held_by_a_test() -> None:
    told = rows(read(PAGE), "It never")
    assert len(told) == len({cells[0] for cells in told})
    for said, held in told:
        named = re.fullmatch(r"`([\w/]+\.py)::(test_\w+)`", held)
        assert named is not None, said
        tests = (ROOT / "tests" / named[1]).read_text(encoding="utf-8")
        assert f"def {named[2]}(" in tests, said
