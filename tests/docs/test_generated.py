"""Pages that are written from the program are what the program says now."""

import os
import re

import pytest
from mcp import Client

from connectwise_time.cli.command import command_line
from connectwise_time.server.app import build_server
from docs.command_page import command_page
from docs.listing import escaped, listing
from docs.pages import OVERVIEW, ROOT, TOOLS, never, published, read
from docs.tool_page import HEAD, with_what_is_taken

REFERENCE = ROOT / "docs" / "reference"


def compare(name: str, now: str) -> None:
    page = REFERENCE / name
    if os.environ.get("SNAP"):
        page.write_text(now, encoding="utf-8")
    assert read(page) == now, f"scripts/snap writes docs/reference/{name} anew"


@pytest.mark.anyio
async def test_the_page_of_what_is_listed_is_what_the_server_lists() -> None:
    async with Client(build_server(never)) as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        resources = (await client.list_resources()).resources
        templates = (await client.list_resource_templates()).resource_templates
        prompts = {prompt.name: prompt for prompt in (await client.list_prompts()).prompts}
    compare("listed.md", listing(tools, resources, templates, prompts))


@pytest.mark.anyio
async def test_the_page_of_tools_tells_what_each_parameter_takes() -> None:
    tools = (await published()).tools
    page = read(TOOLS)
    assert page.count(HEAD) == sum(bool(tool.input_schema["properties"]) for tool in tools.values())
    compare("tools.md", with_what_is_taken(page, tools))


@pytest.mark.anyio
async def test_the_overview_tells_tools_resources_and_prompts_in_the_words_of_the_server() -> None:
    server = await published()
    tables = {
        "| Tool | What it does |": {name: server.in_short(name) for name in server.tools},
        "| Resource | What it holds |": server.uris,
        "| Prompt | What it is for |": {n: p.description or "" for n, p in server.prompts.items()},
    }
    page = read(OVERVIEW)
    for heading, told in tables.items():
        assert page.count(heading) == 1
        before, _, rest = page.partition(f"{heading}\n|---|---|\n")
        after = re.sub(r"\A(?:\|.*\n)*", "", rest)
        rows = "".join(f"| `{name}` | {escaped(text)} |\n" for name, text in told.items())
        page = f"{before}{heading}\n|---|---|\n{rows}{after}"
    compare("overview.md", page)


def test_the_page_of_the_command_is_what_the_parser_reads() -> None:
    compare("command.md", command_page(command_line()))
