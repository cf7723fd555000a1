"""A year of a large tenant passes through the server without staying in it (Linux: /proc)."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from mcp import Client, StdioServerParameters

from support.calls import Caller

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="/proc is not here"),
]

MOST_MIB = 100
REPORT = """
import atexit, pathlib, sys
def tell():
    lines = pathlib.Path("/proc/self/status").read_text().splitlines()
    peak = next(line for line in lines if line.startswith("VmHWM"))
    pathlib.Path(sys.argv[1]).write_text(peak.split()[1])
atexit.register(tell)
from connectwise_time.cli import main
main(["serve"])
"""


# Coverage inside the measured process would be measured too.
ENVIRON = {k: v for k, v in os.environ.items() if not k.startswith("COV")}


@pytest.fixture(scope="module")
def large() -> Iterator[dict[str, str]]:
    """The settings of a large sandbox in a process of its own."""
    command = [sys.executable, "-m", "connectwise_time", "sandbox", "--seed", "large"]
    with subprocess.Popen(
        [*command, "--until-eof"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=ENVIRON,
    ) as sandbox:
        assert sandbox.stdout is not None
        assert sandbox.stdin is not None
        yield json.loads(sandbox.stdout.readline())
        sandbox.stdin.close()


CALLS: dict[str, dict[str, object]] = {
    "a year by member": {"tool": "search_time", "since": "2020-01-01", "group_by": "member"},
    "a month of a team by three": {
        "tool": "search_time",
        "period": "last 31 days",
        "group_by": ["member", "week", "billable"],
        "measures": ["billed", "amount", "utilization", "delay"],
    },
    "what a team lacks in a month": {
        "tool": "find_missing_time",
        "member": "everybody",
        "period": "last 31 days",
    },
}

# Entries, or people: of none it would be easy.
LEAST = dict(zip(CALLS, (60_000, 4_000, 20), strict=True))


@pytest.mark.parametrize("what", CALLS)
async def test_what_is_asked_of_many_stays_under_100_mib(
    large: dict[str, str], tmp_path: Path, what: str
) -> None:
    server = StdioServerParameters(
        command=sys.executable,
        args=["-c", REPORT, str(tmp_path / "peak")],
        env={**ENVIRON, **large},
    )
    async with Client(server) as client:
        answer = await Caller(client)(**CALLS[what])  # type: ignore[arg-type]  # the tool's name is one
    assert (answer["entries"] if "entries" in answer else len(answer["people"])) >= LEAST[what]
    peak = int((tmp_path / "peak").read_text()) / 1024
    assert peak < MOST_MIB, f"{peak:.0f} MiB"
