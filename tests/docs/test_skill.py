"""The skill, the README and docs/tools.md speak of tools, parameters and resources that exist."""

import ast
import re
from pathlib import Path

import pytest

from connectwise_time import __version__
from connectwise_time.settings import Settings
from docs.pages import README, SKILL, TOOLS, inline_code, name_of, published, read

pytestmark = pytest.mark.anyio

PAGES = pytest.mark.parametrize("page", [SKILL, README, TOOLS], ids=name_of)
MOST_LINES = 300
ALLOWED = {"name", "description", "license", "compatibility", "metadata", "allowed-tools"}
# Words in backticks that are no names of the server's: people's, ConnectWise's, of settings.
OTHER_WORDS = {
    *("today", "yesterday", "now", "true", "false", "me", "auto", "psa", "documented"),
    *("open", "submitted", "approved", "rejected", "billed"),
    *("ReadyToBill", "ApprovedByTierOne"),
    *Settings.model_fields,
}


def frontmatter() -> dict[str, str]:
    """The top-level keys of the skill's header, with what stands behind each."""
    _, header, _ = read(SKILL).split("---\n", 2)
    return dict(re.findall(r"^([\w-]+):[ ]?(.*)$", header, re.MULTILINE))


def calls(page: Path) -> list[ast.Call]:
    """Calls that a page shows as `tool(argument=…)`."""
    found = []
    for code in inline_code(page):
        if re.fullmatch(r"\w+\(.*\)", code):
            text = re.sub(r"\b(true|false)\b", lambda m: m[0].title(), code)
            node = ast.parse(text, mode="eval").body
            assert isinstance(node, ast.Call)
            found.append(node)
    return found


@PAGES
async def test_every_tool_that_a_page_names_exists(page: Path) -> None:
    tools = (await published()).tools
    named = re.findall(
        r"\b(?:create|update|delete|get|find|search|list|approve|submit)_\w+", read(page)
    )
    assert named
    assert set(named) <= set(tools)


@PAGES
async def test_every_resource_that_a_page_names_exists(page: Path) -> None:
    uris = (await published()).uris
    assert set(re.findall(r"connectwise://[\w{}/-]+", read(page))) <= uris


@PAGES
async def test_every_word_in_code_that_looks_like_a_name_is_one(page: Path) -> None:
    known = (await published()).words() | OTHER_WORDS
    names = {code for code in inline_code(page) if re.fullmatch(r"[A-Za-z]+(?:_[a-z]+)*", code)}
    assert names - known == set()


@PAGES
async def test_every_call_that_a_page_shows_has_arguments_that_exist(page: Path) -> None:
    server = await published()
    for call in calls(page):
        assert isinstance(call.func, ast.Name)
        given = {keyword.arg for keyword in call.keywords}
        assert given <= set(server.parameters(call.func.id)), ast.unparse(call)


async def test_every_argument_that_the_skill_gives_exists_and_fits() -> None:
    server = await published()
    properties = {
        name: part
        for tool in server.tools.values()
        for name, part in tool.input_schema["properties"].items()
    }
    given = [code for code in inline_code(SKILL) if re.fullmatch(r"\w+=\S.*", code)]
    assert given
    for code in given:
        name, value = code.split("=", 1)
        assert name in properties, code
        if "enum" in properties[name]:
            assert value.strip('"') in properties[name]["enum"], code


def test_the_header_keeps_the_rules_of_agent_skills() -> None:
    header = frontmatter()
    assert set(header) <= ALLOWED
    assert header["name"] == SKILL.parent.name
    assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", header["name"])
    assert len(header["name"]) <= 64
    assert 1 <= len(header["description"]) <= 1024
    assert len(header["compatibility"]) <= 500
    assert f'version: "{__version__}"' in read(SKILL)


def test_the_skill_is_short_enough_to_be_read() -> None:
    assert len(read(SKILL).splitlines()) < MOST_LINES


async def test_the_skill_names_every_tool_and_every_list() -> None:
    server = await published()
    text = read(SKILL)
    assert [tool for tool in server.tools if f"`{tool}" not in text] == []
    assert [uri for uri in server.uris if "{" not in uri and uri not in text] == []


async def test_the_skill_names_every_parameter_that_a_person_may_need() -> None:
    server = await published()
    text = read(SKILL)
    named = {name for tool in server.tools for name in server.parameters(tool)}
    assert [name for name in sorted(named) if not re.search(rf"`{name}\b|\b{name}=", text)] == []
