"""What the skills quote, count and refer to is what the program says, and what there is."""

import re
from pathlib import Path

import pytest

from connectwise_time.domain.operations import State
from connectwise_time.domain.statuses import Status, in_words, statuses_said, word_of
from docs.pages import SKILLS, inline_code, name_of, published, read, review_rules, rows
from docs.sentences import can_be_said
from docs.test_skill import OTHER_WORDS

EACH_SKILL = pytest.mark.parametrize("skill", SKILLS, ids=name_of)
SAYS = "It says"
# Backticked words that are neither a status nor a name: how people say days, lengths and cells.
PEOPLES = {
    *("last friday", "last monday", "last week", "last 14 days", "this month", "since monday"),
    *("nov 1-15", "nov 20", "nov 2026", "90 min"),
}


def skill(name: str) -> Path:
    [found] = [page for page in SKILLS if page.parent.name == name]
    return found


@EACH_SKILL
def test_every_refusal_and_line_that_a_skill_quotes_can_be_said(skill: Path) -> None:
    text = read(skill)
    tables = rows(text, SAYS) if f"| {SAYS} |" in text else []
    quoted = [part for cells in tables for part in cells[0].split(" · ")]
    quoted += re.findall(r'\*\*"([^"]+)"\*\*', text)
    assert quoted
    for part in quoted:
        assert re.search(r"\w{3}", part), part
        assert can_be_said(part), part


def test_a_refusal_that_was_invented_is_noticed() -> None:
    assert can_be_said("There is no such plan")
    assert can_be_said("Ticket … takes no time")
    assert not can_be_said("There is no such plan for you")
    assert not can_be_said("Ticket … wants no time")


@EACH_SKILL
def test_every_status_that_a_skill_names_exists(skill: Path) -> None:
    text = " ".join(read(skill).split())
    named = [code for code in inline_code(skill) if re.fullmatch(r"[a-z]+(?: [\w-]+)+", code)]
    named = [word for word in named if word not in PEOPLES]
    named += re.findall(r'"((?:waiting|ready|written)[a-z ]+)"', text)
    for word in named:
        assert statuses_said(word), word
    for word, exact in re.findall(r'"([a-z ]+) \(([A-Za-z]+)\)"', text):
        assert in_words(exact) == f"{word} ({exact})"


@pytest.mark.anyio
@EACH_SKILL
async def test_every_word_of_several_capitals_is_one_of_the_programs(skill: Path) -> None:
    server = await published()
    known = server.words() | OTHER_WORDS | {"ConnectWise"}
    named = set(re.findall(r"\b[A-Z][a-z]+(?:[A-Z][a-z]+)+\b", read(skill)))
    assert named - known == set()


def test_the_words_for_a_status_are_all_and_no_others() -> None:
    words = {word_of(status) for status in Status}
    told = [cell for row in rows(read(skill("timesheet-approval")), "Word") for cell in row[:1]]
    assert {word for cell in told for word in cell.split(", ")} == words
    said = {*words, "waiting for approval", "waiting for billing"}
    for name in ("time-entries", "time-reports"):
        lists = re.findall(r"`status` is (.*?)or one of", read(skill(name)), re.DOTALL)
        assert [set(re.findall(r"`([^`]+)`", listed)) for listed in lists] == [said]


def test_the_states_of_an_operation_are_all_told() -> None:
    cells = " ".join(row[0] for row in rows(read(skill("time-entries")), "State"))
    assert set(re.findall(r"`(\w+)`", cells)) == set(State)


def test_the_findings_are_those_that_there_are() -> None:
    cells = [row[0] for row in rows(read(skill("timesheet-approval")), "Finding")]
    told = [name for cell in cells for name in cell.split(", ")]
    assert sorted(told) == sorted(review_rules())


@EACH_SKILL
def test_every_skill_that_a_skill_refers_to_is_another_one(skill: Path) -> None:
    _, _, text = read(skill).split("---\n", 2)
    others = {page.parent.name for page in SKILLS} - {skill.parent.name}
    named = set(re.findall(r"\bskills? ([a-z]+(?:-[a-z]+)*)", text))
    named |= set(re.findall(r"(?<![\w`-])(?:time|timesheet|catch)-[a-z]+\b", text))
    assert named
    assert named <= others
