"""The plugin for Claude Code agrees with the bundle, the server and its own page."""

import json
import re
import struct
from typing import Any

import pytest

from docs.pages import ROOT, code_blocks, published, read

HERE = ROOT / ".claude-plugin"
PAGE = ROOT / "docs" / "how-to" / "claude-code.md"
PLUGIN: dict[str, Any] = json.loads((HERE / "plugin.json").read_text(encoding="utf-8"))
MARKET: dict[str, Any] = json.loads((HERE / "marketplace.json").read_text(encoding="utf-8"))
BUNDLE: dict[str, Any] = json.loads((ROOT / "manifest.json").read_text(encoding="utf-8"))
SERVER: dict[str, Any] = PLUGIN["mcpServers"]["time"]
PREFIX = f"mcp__plugin_{PLUGIN['name']}_time__"
LONGEST_NAME_OF_A_TOOL = 64


def test_it_asks_for_what_the_bundle_asks_for() -> None:
    # What holds of the bundle's form (test_manifest.py) so holds here.
    assert PLUGIN["userConfig"] == BUNDLE["user_config"]
    assert list(PLUGIN["userConfig"]) == list(BUNDLE["user_config"])


def test_it_starts_what_the_bundle_starts_in_an_environment_of_its_own() -> None:
    bundle = BUNDLE["server"]["mcp_config"]
    assert SERVER["command"] == bundle["command"]
    root = "${CLAUDE_PLUGIN_ROOT}"
    assert SERVER["args"] == [root if a == "${__dirname}" else a for a in bundle["args"]]
    # Not in the folder: a person's clone may have a .venv of another kind.
    assert SERVER["env"] == {"UV_PROJECT_ENVIRONMENT": "${CLAUDE_PLUGIN_DATA}/venv"} | bundle["env"]


def test_it_is_told_as_the_bundle_is() -> None:
    assert PLUGIN["displayName"] == BUNDLE["display_name"]
    for name in ("name", "description", "author", "license", "keywords"):
        assert PLUGIN[name] == BUNDLE[name]


def test_the_marketplace_has_this_plugin_and_no_other() -> None:
    [listed] = MARKET["plugins"]
    assert listed["source"] == "./"
    assert MARKET["owner"] == PLUGIN["author"]
    for name in ("name", "description", "license", "keywords"):
        assert listed[name] == PLUGIN[name]


def test_its_icon_is_the_projects_in_a_size_that_the_directory_takes() -> None:
    icon = (ROOT / PLUGIN["icon"]).read_bytes()
    assert icon == (ROOT / "assets" / "icon.png").read_bytes()
    width, height = struct.unpack(">II", icon[16:24])
    assert width == height
    assert 512 <= width <= 2048


@pytest.mark.anyio
async def test_no_name_of_a_tool_is_longer_than_models_are_given() -> None:
    assert max(len(PREFIX + tool) for tool in (await published()).tools) <= LONGEST_NAME_OF_A_TOOL


@pytest.mark.anyio
async def test_the_page_lets_all_that_only_reads_be_allowed_and_nothing_else() -> None:
    blocks = [json.loads(text) for kind, text in code_blocks(PAGE) if kind == "json"]
    [rules] = [block["permissions"]["allow"] for block in blocks if "permissions" in block]
    tools = (await published(read_only=True)).tools
    assert rules == [PREFIX + name for name in tools]
    assert PREFIX in read(PAGE)


def test_the_page_fills_the_form_with_what_is_in_it() -> None:
    blocks = [json.loads(text) for kind, text in code_blocks(PAGE) if kind == "json"]
    [typed] = [block for block in blocks if "site" in block]
    needed = {n for n, f in PLUGIN["userConfig"].items() if "Needed unless" in f["description"]}
    assert set(typed) == {"site"} | needed
    settings = set(re.findall(r"--config (\w+)=", read(PAGE)))
    assert settings <= set(PLUGIN["userConfig"])
