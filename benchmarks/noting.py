"""What noting writes costs: one journal on disk, one that notes nothing, in turns.

noting.py: prints one line of JSON, seconds at the median, each with the ideal: what as many bytes
take to be on disk, twice, on a thread. It works in the folder for temporary files: set TMPDIR to
where a user's files are if that one is in memory.

    begin and end       what these two calls add to one write, one write after the other
    a create            what all its calls on the journal add to one tool call
    calls               how many calls on the journal one tool call makes, by name
"""

# ruff: noqa: D102  # the port tells what its methods do

import json
import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import anyio
from mcp import Client

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from connectwise_time.desk.ports import Journal
from connectwise_time.domain.operations import Operation
from connectwise_time.journal.database import Database
from connectwise_time.journal.operations import DiskJournal
from connectwise_time.server.app import build_server
from support.operations import SENT, done, later
from support.sandboxes import TODAY, a_world, desk_on

WRITES = 500
CREATES = 60
_PAGES_OF_A_COMMIT = 6
_PAGE = 4096
_COMMITS_OF_A_FILE = 160


class Nothing:
    """A journal that notes nothing."""

    async def find(self, _caller: str, _operation_id: str) -> None:
        return None

    async def same_call(self, *_of: object) -> Sequence[Operation]:
        return []

    async def begin(self, _operation: Operation, *, beside: frozenset[str]) -> None:
        assert beside is not None

    async def end(self, operation: Operation) -> Operation:
        return operation

    async def open(self, _caller: str) -> Sequence[Operation]:
        return []

    async def taken(self, *_of: object) -> frozenset[int]:
        return frozenset()

    async def echoes(self, _site: str) -> bool | None:
        return True

    async def note_echo(self, _site: str, *, echoes: bool) -> None:
        assert echoes is not None


class Timed:
    """Another journal, and the seconds that whoever called it waited."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self.seconds = 0.0
        self.calls: Counter[str] = Counter()

    def __getattr__(self, name: str) -> Callable[..., Awaitable[Any]]:
        does = getattr(self._journal, name)

        async def timed(*values: object, **named: object) -> Any:
            begun = time.perf_counter()
            came = await does(*values, **named)
            self.seconds += time.perf_counter() - begun
            self.calls[name] += 1
            return came

        return timed


async def both(journal: Journal, number: int) -> float:
    """One write is noted, and how it ended."""
    sent = replace(SENT, id=f"{number}", fingerprint=f"{number}", work=later(number), minted=True)
    stored = done(sent, number)
    begun = time.perf_counter()
    await journal.begin(sent, beside=frozenset())
    await journal.end(stored)
    return time.perf_counter() - begun


async def synced_twice(file: int, number: int) -> float:
    """Two commits' bytes, each brought to the disk while the loop goes on."""
    pages = os.urandom(_PAGES_OF_A_COMMIT * _PAGE)

    def synced() -> None:
        os.pwrite(file, pages, number % _COMMITS_OF_A_FILE * len(pages))
        os.fdatasync(file)

    begun = time.perf_counter()
    await anyio.to_thread.run_sync(synced)
    await anyio.to_thread.run_sync(synced)
    return time.perf_counter() - begun


async def creates(journal: Journal, file: int) -> tuple[list[float], list[float], Counter[str]]:
    """What each of many created entries waits for its journal, the first left out.

    What comes now and then takes longer than what comes again and again, also of a disk: so the
    ideal is told as it is just after each.
    """
    timed, seconds, ideal = Timed(journal), [], []
    with a_world() as world:
        desk = desk_on(world, journal=cast("Journal", timed))
        async with Client(build_server(lambda: desk)) as client:
            for number in range(CREATES):
                begins = timedelta(minutes=15 * number)
                arguments = {
                    "ticket": 54321,
                    "date": str(TODAY - timedelta(days=1)),
                    "start": f"{begins.seconds // 3600:02}:{begins.seconds // 60 % 60:02}",
                    "hours": 0.25,
                    "work_type": "remote",
                    "work_role": "level 2",
                    # A whole day and more of them: what is odd about that is not the point.
                    "accept": ["overlap", "outside_hours", "day_total"],
                }
                timed.seconds = 0.0
                timed.calls.clear()
                answer = await client.call_tool("create_time_entry", arguments)
                assert not answer.is_error, answer.content
                seconds.append(timed.seconds)
                ideal.append(await synced_twice(file, number))
    return seconds[1:], ideal[1:], timed.calls


async def main() -> None:
    nothing = cast("Journal", Nothing())
    with tempfile.TemporaryDirectory() as name:
        database = Database(Path(name) / "kept")
        disk = DiskJournal(database)
        file = os.open(Path(name) / "plain", os.O_RDWR | os.O_CREAT, 0o600)
        os.write(file, bytes(_COMMITS_OF_A_FILE * _PAGES_OF_A_COMMIT * _PAGE))
        os.fsync(file)
        kept, free, sync = [], [], []
        for number in range(WRITES):
            kept.append(await both(disk, number))
            free.append(await both(nothing, number))
            sync.append(await synced_twice(file, number))
        on_disk, then, calls = await creates(disk, file)
        nowhere, _, _ = await creates(nothing, file)
        os.close(file)
        database.close()
    median = statistics.median
    told = {
        "begin and end": (median(kept) - median(free), median(sync)),
        "a create": (median(on_disk) - median(nowhere), median(then)),
        "calls": dict(calls),
    }
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    anyio.run(main)
