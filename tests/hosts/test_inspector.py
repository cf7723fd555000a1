"""The MCP Inspector's command line as a host, where node and its packages are present."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from support.calls import AT_ANY_TIME

INSPECTOR = Path(__file__).parent / "node_modules" / ".bin" / "mcp-inspector"

pytestmark = pytest.mark.skipif(
    not (shutil.which("node") and INSPECTOR.exists()),
    reason="node, or tests/hosts/node_modules (npm ci), is not here",
)


def inspect(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            *(str(INSPECTOR), "--cli", sys.executable, "-m", "connectwise_time"),
            *("serve", "--sandbox", *arguments),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )


def call(tool: str, arguments: dict[str, Any]) -> dict[str, Any]:
    said = json.dumps(arguments)
    done = inspect("--method", "tools/call", "--tool-name", tool, "--tool-args-json", said)
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_the_inspector_lists_the_tools_and_finds_nothing_to_complain_of() -> None:
    done = inspect("--method", "tools/list", "--strict")
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
