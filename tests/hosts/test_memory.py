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


@pytest.fixture
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


async def test_a_year_by_member_stays_under_100_mib(large: dict[str, str], tmp_path: Path) -> None:
    server = StdioServerParameters(
        command=sys.executable,
        args=["-c", REPORT, str(tmp_path / "peak")],
        env={**ENVIRON, **large},
    )
    async with Client(server) as client:
        answer = await Caller(client)("search_time", since="2020-01-01", group_by="member")
    assert answer["entries"] == 60_000
    peak = int((tmp_path / "peak").read_text()) / 1024
    assert peak < MOST_MIB, f"{peak:.0f} MiB"
