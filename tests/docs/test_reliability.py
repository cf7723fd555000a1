"""docs/explanation/reliability.md promises what was agreed, and says what the code does."""

import re

from connectwise_time.connectwise.retry import ATTEMPTS
from connectwise_time.desk.sending import LEAST_SECONDS
from connectwise_time.domain.operations import AGAIN, HORIZON, KEPT, LONGEST_CALL, State
from connectwise_time.settings import Settings
from docs.pages import README, ROOT, TOOLS, first_cells, read, rows, sections

PAGE = ROOT / "docs" / "explanation" / "reliability.md"
TESTS = ROOT / "tests"
PROMISE = (
    "At most one ConnectWise write per operation, and never a silent loss: each operation ends as"
    " `done`, `rejected`, `not_sent` or `unknown`; `unknown` is durable, visible, and resolved by"
    " reading back to `done` or `absent`; nothing is sent again without proof of absence. A commit"
    " later than the horizon is detected and reported."
)
WORDS = {2: "two", 3: "three", 10: "ten"}


def test_the_promise_stands_word_for_word() -> None:
    [quoted] = re.findall(r"^The promise:\n\n((?:> .+\n)+)\n", read(PAGE), re.MULTILINE)
    assert " ".join(quoted.replace("> ", "").split()) == PROMISE


def test_the_readme_and_the_page_of_tools_lead_to_the_promise() -> None:
    assert "](docs/explanation/reliability.md)" in read(README)
    assert "](../explanation/reliability.md)" in read(TOOLS)


def test_every_state_is_explained() -> None:
    assert first_cells(sections(PAGE)["The states"], "State") == [
        *("sending", "done", "rejected", "not_sent", "unknown", "absent")
    ]
    assert {state.value for state in State} == set(first_cells(read(PAGE), "State"))


def test_the_page_tells_the_numbers_that_are_kept() -> None:
    pages = sections(PAGE)
    seconds = HORIZON.total_seconds()
    assert Settings.model_fields["horizon"].default == seconds
    assert f"`CONNECTWISE_HORIZON`, {seconds:.0f} s" in pages["Proof of absence"]
    assert f"at most {LONGEST_CALL.total_seconds():.0f} s" in pages["The states"]
    again = WORDS[round(AGAIN.total_seconds() / 60)]
    assert pages["Possible duplicates"].count(f"less than {again} minutes ago") == 2
    assert f"less than {LEAST_SECONDS:.0f} s" in pages["When something ends in the middle"]
    assert f"{KEPT.days} days" in pages["The journal"]
    assert f"at most {WORDS[ATTEMPTS]} times" in pages["What an answer means"]


def test_every_fault_that_can_befall_one_machine_has_its_row() -> None:
    numbers = [row[0].split()[0] for row in rows(read(PAGE), "Fault")]
    # Several servers with a common store are not built.
    elsewhere = {22, 23, 31}
    assert numbers == [f"F{n}" for n in range(1, 35) if n not in elsewhere]


def test_every_fault_has_its_test() -> None:
    for row in rows(read(PAGE), "Fault"):
        named = re.fullmatch(r"`([\w/]+\.py)::(test_\w+)`", row[2])
        assert named is not None, row[0]
        tests = (TESTS / named[1]).read_text(encoding="utf-8")
        assert f"def {named[2]}(" in tests, row[0]
