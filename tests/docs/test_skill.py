"""Skills, README and the page of tools speak of tools, parameters and resources that exist."""

import ast
import re
from pathlib import Path

import pytest

from connectwise_time import __version__
from connectwise_time.domain.operations import State
from connectwise_time.domain.statuses import DOCUMENTED, UNBILLED, Status, statuses_said
from connectwise_time.server.instructions import PLANNERS
from connectwise_time.settings import Settings
from docs.pages import OVERVIEW, README, SKILLS, TOOLS, inline_code, name_of, published, read
from docs.pages import review_rules as rules
from support.desks import somebody
from support.sandboxes import a_world

pytestmark = pytest.mark.anyio

PAGES = pytest.mark.parametrize("page", [*SKILLS, README, OVERVIEW, TOOLS], ids=name_of)
EACH_SKILL = pytest.mark.parametrize("skill", SKILLS, ids=name_of)
MOST_LINES = 200
# What becomes of these calls depends on what is there, and for whom.
DEPENDS = {"check_operation", "review_timesheet"}
ALLOWED = {"name", "description", "license", "compatibility", "metadata", "allowed-tools"}
# Words in backticks that are no names of the server's: people's, ConnectWise's, of settings.
OTHER_WORDS = {
    *("today", "yesterday", "now", "true", "false", "me", "auto", "psa", "documented"),
    *("open", "submitted", "approved", "rejected", "corrected", "billed", "everybody"),
    "claude",
    *("planned", "declined", "timeApprover", "reportsTo", "unresolved"),
    *State,
    *rules(),
    *Status,
    *DOCUMENTED,
    *Settings.model_fields,
}


def frontmatter(skill: Path) -> dict[str, str]:
    """The top-level keys of a skill's header, with what stands behind each."""
    _, header, _ = read(skill).split("---\n", 2)
    return dict(re.findall(r"^([\w-]+):[ ]?(.*)$", header, re.MULTILINE))


def calls(page: Path) -> list[ast.Call]:
    """Calls that a page shows as `tool(argument=…)`."""
    return [call_of(code) for code in inline_code(page) if re.fullmatch(r"\w+\(.*\)", code)]


def call_of(code: str) -> ast.Call:
    text = re.sub(r"\b(true|false)\b", lambda m: m[0].title(), code)
    node = ast.parse(text, mode="eval").body
    assert isinstance(node, ast.Call)
    return node


@PAGES
async def test_every_tool_that_a_page_names_exists(page: Path) -> None:
    server = await published()
    verbs = {name.split("_")[0] for name in server.tools}
    named = set(re.findall(rf"\b(?:{'|'.join(verbs)})_\w+", read(page)))
    assert named & set(server.tools)
    assert named <= {*server.tools, *server.prompts}


@PAGES
async def test_every_resource_that_a_page_names_exists(page: Path) -> None:
    uris = (await published()).uris
    assert set(re.findall(r"connectwise://[\w{}/-]+", read(page))) <= uris.keys()


@PAGES
async def test_every_word_in_code_that_looks_like_a_name_is_one(page: Path) -> None:
    known = (await published()).words() | OTHER_WORDS
    names = {code for code in inline_code(page) if re.fullmatch(r"[A-Za-z]+(?:_[a-z]+)*", code)}
    assert names - known == set()


@EACH_SKILL
async def test_every_argument_that_a_skill_gives_exists_and_fits(skill: Path) -> None:
    server = await published()
    given = [code for code in inline_code(skill) if re.fullmatch(r"\w+=\S.*", code)]
    assert given
    shown = [
        (word, list(server.tools)) for code in given for word in call_of(f"any({code})").keywords
    ]
    for call in calls(skill):
        assert isinstance(call.func, ast.Name)
        shown += [(word, [call.func.id]) for word in call.keywords]
    for word, tools in shown:
        parameters = {name for tool in tools for name in server.parameters(tool)}
        assert word.arg in parameters, ast.unparse(word)
        value = ast.literal_eval(word.value)
        choices = server.choices(str(word.arg))
        assert not choices or set(value if isinstance(value, list) else [value]) <= choices, value
        if word.arg == "status":
            assert value == UNBILLED or statuses_said(value)


@EACH_SKILL
def test_the_header_keeps_the_rules_of_agent_skills(skill: Path) -> None:
    header = frontmatter(skill)
    assert set(header) <= ALLOWED
    assert header["name"] == skill.parent.name
    assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", header["name"])
    assert len(header["name"]) <= 64
    assert 1 <= len(header["description"]) <= 1024
    assert len(header["compatibility"]) <= 500
    assert f'version: "{__version__}"' in read(skill)


@EACH_SKILL
def test_a_skill_is_short_enough_to_be_read(skill: Path) -> None:
    assert len(read(skill).splitlines()) < MOST_LINES


@EACH_SKILL
def test_a_skill_that_names_a_step_that_moves_money_teaches_its_plan(skill: Path) -> None:
    text = read(skill)
    if not any(f"`{name}" in text for name in PLANNERS):
        assert "Changes nothing" in frontmatter(skill)["description"]
        return
    assert any(f"`{name}(plan=" in text for name in PLANNERS)
    assert "PLAN" in text
    assert "only after" in text.lower()


@EACH_SKILL
async def test_every_call_that_reads_is_understood_as_a_skill_shows_it(skill: Path) -> None:
    shown = [(call.func.id, call) for call in calls(skill) if isinstance(call.func, ast.Name)]
    with a_world() as world:
        async with somebody(world, "manager") as call:
            tools = {tool.name: tool for tool in (await call.client.list_tools()).tools}
            read_only = [
                (name, {str(part.arg): ast.literal_eval(part.value) for part in shape.keywords})
                for name, shape in shown
                if (notes := tools[name].annotations) and notes.read_only_hint
            ]
            assert read_only
            for name, given in read_only:
                if name in DEPENDS:
                    result = await call.client.call_tool(name, given)
                    assert "Nothing was done" not in str(result.content)
                else:
                    await call(name, **given)


def test_the_skills_are_those_that_there_should_be() -> None:
    names = [skill.parent.name for skill in SKILLS]
    assert names == ["catch-up", "time-entries", "time-reports", "timesheet-approval"]
    assert all(f"skills/{name}/SKILL.md" in read(OVERVIEW) for name in names)


async def test_the_skills_together_name_every_tool_and_every_list() -> None:
    server = await published()
    text = "".join(map(read, SKILLS))
    assert [tool for tool in server.tools if f"`{tool}" not in text] == []
    assert [uri for uri in server.uris if "{" not in uri and uri not in text] == []


async def test_the_skills_together_name_every_parameter_that_a_person_may_need() -> None:
    server = await published()
    text = "".join(map(read, SKILLS))
    named = {name for tool in server.tools for name in server.parameters(tool)}
    assert [name for name in sorted(named) if not re.search(rf"`{name}\b|\b{name}=", text)] == []
