"""Print what the product costs, as ratios within one run: machines are noisy, ratios less so.

.venv/bin/python benchmarks/measures.py [starts characters pages page approvals requests memory
    missing report journal]
"""

import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import httpx2
from mcp import Client, StdioServerParameters
from pydantic import SecretStr

from connectwise_time.connectwise import Credentials, connect
from connectwise_time.domain.entries import TimeSearch

HERE = Path(__file__).parent
STARTS = 9
LATENCY = 0.2
ROWS_A_PAGE = 1_000
PAGES = 50
SHEETS = 500
AT_ONCE = 10

BARE = """
from mcp.server import MCPServer
server = MCPServer("bare", version="1", subscriptions=False)

@server.tool()
async def add(a: int, b: int) -> int:
    "Add."
    return a + b

server.run("stdio")
"""
NOWHERE = {
    "CONNECTWISE_SITE": "http://127.0.0.1:9",
    "CONNECTWISE_COMPANY": "x",
    "CONNECTWISE_PUBLIC_KEY": "x",
    "CONNECTWISE_PRIVATE_KEY": "x",
    "CONNECTWISE_CLIENT_ID": "x",
}


@contextmanager
def started(*command: str) -> Iterator[str]:
    """A process of its own that tells one line when it is ready and ends with its input."""
    with subprocess.Popen(
        [sys.executable, *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        yield process.stdout.readline().strip()
        process.stdin.close()


@contextmanager
def far_sandbox(seconds: float) -> Iterator[dict[str, str]]:
    """The same so many seconds away, with the keys of somebody who approves everybody."""
    with started(str(HERE / "far_sandbox.py"), str(seconds)) as line:
        yield json.loads(line)


@contextmanager
def large_sandbox() -> Iterator[dict[str, str]]:
    """60,000 entries of 60 members over a year; gives the settings with which it is reached."""
    with started("-m", "connectwise_time", "sandbox", "--seed", "large", "--until-eof") as line:
        yield json.loads(line)


def ours(environ: dict[str, str], *options: str) -> StdioServerParameters:
    return StdioServerParameters(
        command=sys.executable,
        args=["-m", "connectwise_time", "serve", *options],
        env={**os.environ, **environ},
    )


async def starts() -> None:
    """Spawn to the answer to tools/list, against a bare SDK server with one tool."""
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder) / "bare.py"
        bare.write_text(BARE)
        servers = {
            "bare SDK": StdioServerParameters(command=sys.executable, args=[str(bare)]),
            "serve": ours(NOWHERE),
            "serve --sandbox": ours({}, "--sandbox"),
        }
        seconds: dict[str, list[float]] = {name: [] for name in servers}
        for _ in range(STARTS):
            for name, server in servers.items():
                begun = time.perf_counter()
                async with Client(server) as client:
                    await client.list_tools()
                    seconds[name].append(time.perf_counter() - begun)
    floor = statistics.median(seconds["bare SDK"])
    print(f"start-up to tools/list, median of {STARTS}: bare SDK {floor:.2f} s")
    for name in ("serve", "serve --sandbox"):
        median = statistics.median(seconds[name])
        print(f"  {name}: {median:.2f} s, ratio {median / floor:.2f} (goal for serve: 1.10)")


async def characters() -> None:
    """Characters that a model pays for."""
    with large_sandbox() as settings:
        async with Client(ours(settings)) as client:
            listed = await client.list_tools()
            tools = listed.model_dump(mode="json", by_alias=True, exclude_none=True)["tools"]
            arguments = {"since": "2020-01-01", "limit": 100}
            answer = await client.call_tool("search_time", arguments)
            instructions = client.instructions or ""
        async with Client(ours({**settings, "CONNECTWISE_TOOLSETS": "log"})) as client:
            few = await client.list_tools()
            logging = few.model_dump(mode="json", by_alias=True, exclude_none=True)["tools"]
    [content] = answer.content
    print(f"tools/list: {_size(tools)} characters, {len(tools)} tools (goal: 25,000)")
    print(
        f"of a technician's set: {_size(logging)} characters, {len(logging)} tools (goal: 13,000)"
    )
    print(f"instructions: {len(instructions)} characters (goal: 1,500)")
    text = len(getattr(content, "text", ""))
    structured = _size(answer.structured_content)
    print(f"100 entries: {text} characters as text, {structured} structured (goal: 12,000 each)")
    await characters_of_sheets()


async def characters_of_sheets() -> None:
    """Characters of the answers about sheets, for somebody who sees everybody's."""
    today = date.today()  # noqa: DTZ011  # the sandbox's seed ends with it
    weeks = f"{today - timedelta(weeks=6)}..{today}"
    with far_sandbox(0) as settings:
        async with Client(ours(settings)) as client:
            calls: dict[str, tuple[str, dict[str, Any]]] = {
                "100 timesheets": (
                    "list_timesheets",
                    {"member": "everybody", "period": weeks, "limit": 100},
                ),
                "100 approvals": ("list_approvals", {"team": False, "limit": 100}),
                "one timesheet": ("review_timesheet", {"member": "jdoe", "period": "last week"}),
                "a plan of 500 timesheets": (
                    "approve_entries",
                    {"timesheets": await _waiting(client, SHEETS)},
                ),
            }
            for what, (tool, arguments) in calls.items():
                answer = await client.call_tool(tool, arguments)
                text = len(getattr(answer.content[0], "text", ""))
                structured = _size(answer.structured_content)
                print(f"{what}: {text} characters as text, {structured} structured")


async def _waiting(client: Client, many: int) -> list[int]:
    """Sheets that wait for approval, found a week at a time: a list has 100 at most."""
    found: list[int] = []
    last = date.today()  # noqa: DTZ011  # as above
    while len(found) < many:
        first = last - timedelta(days=6)
        answer = await client.call_tool(
            "list_approvals", {"team": False, "period": f"{first}..{last}", "limit": 100}
        )
        facts = answer.structured_content or {}
        found += [sheet for sheet in facts["timesheets"] if sheet not in found]
        last = first - timedelta(days=1)
    return found[:many]


def _size(value: Any) -> int:
    return len(json.dumps(value, separators=(",", ":"), ensure_ascii=False))


async def pages() -> None:
    """50 pages, each 200 ms away, ten at once, against the ideal; the far end costs nothing."""
    server = str(HERE / "far_tenant.py")
    with started(server, str(PAGES * ROWS_A_PAGE), str(LATENCY)) as origin:
        secret = SecretStr("x")
        credentials = Credentials(origin, "x", secret, secret, secret)
        async with connect(credentials, dialect="psa", concurrency=AT_ONCE) as backend:
            await backend.members()
            begun = time.perf_counter()
            rows = [len(batch) async for batch in backend.entries(TimeSearch(brief=True))]
            taken = time.perf_counter() - begun
    ideal = LATENCY + math.ceil((PAGES - 1) / AT_ONCE) * LATENCY
    assert sum(rows) == PAGES * ROWS_A_PAGE
    print(
        f"{PAGES} pages 200 ms away, {AT_ONCE} at once: {taken:.2f} s,"
        f" ratio to the ideal {ideal:.2f} s: {taken / ideal:.2f} (goal: 1.25)"
    )


async def approvals() -> None:
    """500 sheets, each request 200 ms away, ten at once, against the ideal; no rate limit."""
    with far_sandbox(LATENCY) as settings:
        async with Client(ours(settings)) as client:
            sheets = await _waiting(client, SHEETS)
            plan = await client.call_tool("approve_entries", {"timesheets": sheets})
            arguments = {"plan": (plan.structured_content or {})["plan"]}
            begun = time.perf_counter()
            answer = await client.call_tool("approve_entries", arguments)
            taken = time.perf_counter() - begun
    facts = answer.structured_content or {}
    assert facts["done"] == SHEETS, facts
    ideal = math.ceil(SHEETS / AT_ONCE) * LATENCY
    print(
        f"{SHEETS} sheets approved 200 ms away, {AT_ONCE} at once: {taken:.2f} s,"
        f" ratio to the ideal {ideal:.2f} s: {taken / ideal:.2f} (goal: 1.25)"
    )


async def page() -> None:
    """A page of 1000 entries of the large sandbox, by an HTTP client in this process."""
    with large_sandbox() as settings:
        user = f"{settings['CONNECTWISE_COMPANY']}+{settings['CONNECTWISE_PUBLIC_KEY']}"
        async with httpx2.AsyncClient(
            base_url=f"{settings['CONNECTWISE_SITE']}/v4_6_release/apis/3.0",
            auth=(user, settings["CONNECTWISE_PRIVATE_KEY"]),
            headers={"clientId": settings["CONNECTWISE_CLIENT_ID"]},
        ) as client:
            for what, fields in (("whole", {}), ("with fields=", {"fields": "id,member/id"})):
                taken = []
                for number in range(STARTS):
                    where = {"conditions": f"id > {number * 5_000}", "orderBy": "id asc"}
                    begun = time.perf_counter()
                    answer = await client.get(
                        "/time/entries", params={"pageSize": "1000", **where, **fields}
                    )
                    taken.append(time.perf_counter() - begun)
                    assert len(answer.json()) == ROWS_A_PAGE
                median = statistics.median(taken) * 1000
                print(f"a page of 1000 rows, {what}: {median:.0f} ms (goal: 50)")


async def requests() -> None:
    """Requests of one logged hour, cold and warm, counted by the sandbox's answers."""
    # Imported here: the rest of this script needs no tests beside it.
    sys.path.insert(0, str(HERE.parent / "tests"))
    from connectwise_time.server.app import build_server
    from support.sandboxes import NOW, a_world, desk_on

    hour: dict[str, Any] = {"work_type": "remote", "work_role": "level 2"}
    by_number = [("create_time_entry", {**hour, "ticket": 54321})]
    by_words: list[tuple[str, dict[str, Any]]] = [
        ("find_tickets", {"text": "contoso mail"}),
        *by_number,
    ]
    clock = [NOW]
    for how, calls in (("by number", by_number), ("by words", by_words)):
        clock[0] = NOW
        with a_world(lambda: clock[0]) as world:
            desk = partial(desk_on, world, told=False, now=lambda: clock[0])
            async with Client(build_server(desk)) as client:
                for which, hours in (("cold", 1.5), ("warm", 0.05)):
                    before = len(world.requests)
                    for tool, arguments in calls:
                        more = {"notes": f"Rebuilt the mail queue, {which}", "hours": hours}
                        writes: dict[str, Any] = more if tool == "create_time_entry" else {}
                        answer = await client.call_tool(tool, {**arguments, **writes})
                        assert not answer.is_error, answer.content
                    made = [f"{r.method} {r.path}" for r in list(world.requests)[before:]]
                    told = f"{len(calls)} tool calls, {len(made)} requests: {', '.join(made)}"
                    print(f"one hour logged {how}, {which}: {told}")
                    clock[0] += timedelta(minutes=4)  # what is remembered is not old yet


async def memory() -> None:
    """Most memory of the server over a year of 60,000 entries, the sandbox being elsewhere."""
    with large_sandbox() as settings:
        async with Client(ours(settings)) as client:
            await client.list_tools()
            print(f"at rest, before anything is asked: {_peak_of_children():.0f} MiB")
            begun = time.perf_counter()
            answer = await client.call_tool(
                "search_time", {"since": "2020-01-01", "group_by": "member"}
            )
            taken = time.perf_counter() - begun
            facts = answer.structured_content or {}
            print(
                f"{facts.get('entries')} entries by member: {taken:.1f} s,"
                f" at most {_peak_of_children():.0f} MiB (goal: 100)"
            )


async def missing() -> None:
    """Requests, seconds and memory of what is missing of sixty people in a month."""
    month = {"member": "everybody", "period": "last 30 days"}
    with large_sandbox() as settings:
        async with Client(ours(settings)) as client:
            begun = time.perf_counter()
            answer = await client.call_tool("find_missing_time", month)
            taken = time.perf_counter() - begun
            most = _peak_of_children()
    facts = answer.structured_content or {}
    sys.path.insert(0, str(HERE.parent / "tests"))
    from connectwise_time.sandbox import World
    from connectwise_time.server.app import build_server
    from support.sandboxes import desk_on

    world = World.open(seed="large")
    try:
        desk = partial(desk_on, world, key="owner", told=False, now=lambda: datetime.now(UTC))
        async with Client(build_server(desk)) as client:
            await client.call_tool("find_missing_time", month)
        made = len(world.requests)
    finally:
        world.close()
    print(
        f"missing of a team of 60 in a month: {facts.get('hours')} h, {made} requests (goal: 80),"
        f" {taken:.2f} s, at most {most:.0f} MiB (goal: 100)"
    )


async def report() -> None:
    """A team of 60 over a month, split by three things with all measures, as an owner asks."""
    # Imported here: the rest of this script needs no tests beside it.
    sys.path.insert(0, str(HERE.parent / "tests"))
    from connectwise_time.sandbox import World
    from support.desks import somebody
    from support.sandboxes import NOW, TODAY

    arguments: dict[str, Any] = {
        "period": "last month",
        "group_by": ["member", "week", "billable"],
        "measures": ["billed", "amount", "utilization", "delay"],
    }
    world = World.open(seed="large", today=TODAY, now=lambda: NOW)
    async with somebody(world) as call:
        await call("search_time", **arguments)
    asked = len(world.requests)
    world.close()
    with large_sandbox() as settings:
        async with Client(ours(settings)) as client:
            begun = time.perf_counter()
            answer = await client.call_tool("search_time", arguments)
            taken = time.perf_counter() - begun
            facts = answer.structured_content or {}
            print(
                f"a report of {facts.get('entries')} entries by member, week and billable:"
                f" {asked} requests (goal: 80), {taken:.1f} s,"
                f" at most {_peak_of_children():.0f} MiB (goal: 100)"
            )


def _peak_of_children() -> float:
    """MiB at the most of the child process that is our server (Linux)."""
    for task in Path("/proc/self/task").iterdir():
        for child in (task / "children").read_text().split():
            command = Path(f"/proc/{child}/cmdline").read_bytes()
            if b"connectwise_time" in command and b"serve" in command:
                status = Path(f"/proc/{child}/status").read_text()
                line = next(x for x in status.splitlines() if x.startswith("VmHWM"))
                return int(line.split()[1]) / 1024
    return math.nan


def journal() -> None:
    """What noting adds to one write on a real file, against a journal that notes nothing.

    Each of the two commits of a write is on disk before it goes on; so the ideal, which moves
    along with the machine, is to bring as many bytes to the disk twice, on a thread. The goal is
    for writes that follow each other. Between two tool calls disk and processor go to rest, and
    the ideal itself takes twice as long: there only the ratio says something of the journal.
    """
    with started(str(HERE / "noting.py")) as line:
        told = json.loads(line)
    for what, goal in (("begin and end", " (goal: 1.00)"), ("a create", "")):
        cost, ideal = (1000 * seconds for seconds in told[what])
        print(
            f"the journal's part in {what}: {cost:.2f} ms{goal},"
            f" ratio to the ideal {ideal:.2f} ms: {cost / ideal:.1f}"
        )
    calls = ", ".join(f"{times} {name}" for name, times in told["calls"].items())
    print(f"  calls on the journal in one create: {calls}")


def calibration() -> None:
    """How fast this machine is just now: figures that are bound by it move along."""
    begun = time.perf_counter()
    sum(number * number for number in range(5_000_000))
    print(f"this machine, 5 million squares: {time.perf_counter() - begun:.2f} s")


async def main(wanted: list[str]) -> None:
    calibration()
    every = (starts, characters, pages, page, approvals, requests, memory, missing, report)
    for measure in every:
        if not wanted or measure.__name__ in wanted:
            await measure()
    if not wanted or "journal" in wanted:
        journal()


if __name__ == "__main__":
    anyio.run(main, sys.argv[1:])
