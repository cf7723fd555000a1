"""docs/explanation/comparison.md: our own figures are still the server's."""

import json
import re
from collections.abc import Collection

import pytest
from mcp import Client
from packaging.markers import Marker

from connectwise_time.server.app import build_server
from connectwise_time.server.tools import SETS
from docs.pages import ROOT, never, read, rows
from docs.played import Shown, a_player

pytestmark = pytest.mark.anyio
PAGE = ROOT / "docs" / "explanation" / "comparison.md"
OURS = {cells[0]: cells[1] for cells in rows(read(PAGE), "Cost")}


def figure(cost: str) -> int:
    """The first number that the page tells of it."""
    [number, *_] = re.findall(r"\d+", OURS[cost].replace(",", ""))
    return int(number)


async def listed(toolsets: Collection[str] = tuple(SETS)) -> tuple[int, int]:
    """How many tools there are, and the characters of their list."""
    async with Client(build_server(never, toolsets=toolsets)) as client:
        answer = (await client.list_tools()).model_dump(
            mode="json", by_alias=True, exclude_none=True
        )
    said = json.dumps(answer["tools"], separators=(",", ":"), ensure_ascii=False)
    return len(answer["tools"]), len(said)


def is_rounded(told: int, counted: int) -> bool:
    return abs(told - counted) <= counted / 50


async def test_the_list_of_tools_is_as_long_as_the_page_says() -> None:
    tools, characters = await listed()
    assert figure("tools (of them for time)") == tools
    assert is_rounded(figure("characters of `tools/list`"), characters)


async def test_the_smallest_set_is_as_long_as_the_page_says() -> None:
    _, characters = await listed(["log"])
    assert is_rounded(figure("the smallest set with which time is logged"), characters)


def test_the_packages_that_are_installed_are_counted() -> None:
    linux = {"sys_platform": "linux", "implementation_name": "cpython"}
    linux |= {"platform_python_implementation": "CPython", "python_full_version": "3.12.0"}
    lock = read(ROOT / "requirements.lock")
    locked = re.findall(r"^([\w.-]+==[^\s;]+)(?: ; (.+?))? \\$", lock, re.MULTILINE)
    assert len(locked) == len(re.findall(r"^[\w.-]+==", lock, re.MULTILINE))
    here = [name for name, when in locked if not when or Marker(when).evaluate(linux)]
    assert figure("packages installed") == len(here)


async def test_25_entries_are_as_long_as_the_page_says() -> None:
    [call] = re.findall(r"`(search_time\(.*?\))`", read(PAGE))
    async with a_player() as player:
        told, _ = await player.answered(Shown("manager", 0, call, ""))
    assert is_rounded(figure("25 entries as text, characters"), len(told))
