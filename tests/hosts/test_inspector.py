"""The MCP Inspector's command line as a host, where node and its packages are present."""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from support.calls import AT_ANY_TIME
from support.node import needs, program
from support.over_http import served_over_http

pytestmark = needs("mcp-inspector")


def inspect(*arguments: str) -> subprocess.CompletedProcess[str]:
    server = (sys.executable, "-m", "connectwise_time", "serve", "--sandbox")
    return inspector(*server, *arguments)


def inspector(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*program("mcp-inspector"), "--cli", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with served_over_http() as (where, _):
        yield where


def call(tool: str, arguments: dict[str, Any]) -> dict[str, Any]:
    said = json.dumps(arguments)
    done = inspect("--method", "tools/call", "--tool-name", tool, "--tool-args-json", said)
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


@pytest.mark.parametrize("era", ["legacy", "modern"])
def test_the_inspector_lists_the_tools_and_finds_nothing_to_complain_of(era: str) -> None:
    finds_nothing(inspect("--protocol-era", era, "--method", "tools/list", "--strict"))


@pytest.mark.parametrize("era", ["legacy", "modern"])
def test_nor_does_it_over_http(url: str, era: str) -> None:
    how = ("--transport", "http", "--protocol-era", era)
    finds_nothing(inspector(url, *how, "--method", "tools/list", "--strict"))


def finds_nothing(done: subprocess.CompletedProcess[str]) -> None:
    assert done.returncode == 0, done.stdout + done.stderr
    names = [tool["name"] for tool in json.loads(done.stdout)["tools"]]
    assert names[0] == "create_time_entry"


def test_the_inspector_logs_an_hour_and_finds_time() -> None:
    logged = call(
        "create_time_entry",
        {
            "ticket": 54321,
            "date": "yesterday",
            "start": "18:00",
            "hours": 1.5,
            "accept": AT_ANY_TIME,
        },
    )
    assert logged["structuredContent"]["hours"] == 1.5
    found = call("search_time", {"member": "me", "period": "last week"})
    assert found["structuredContent"]["hours"] > 0
