"""Whole servers, as a host starts them, are killed with SIGKILL: each wish is stored once."""

import os
import random
import signal
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import anyio
import anyio.to_thread
import pytest
from mcp import Client, StdioServerParameters
from mcp.shared.exceptions import MCPError

from connectwise_time.cli.serving import caller_of, journal_in
from connectwise_time.domain import operations, proof
from connectwise_time.domain.operations import Operation, State
from crash.conftest import CLEAN, SEED
from crash.creating import notes_of, operation_of, wish_of
from crash.desks import Office
from crash.far import Far
from crash.loop import HORIZON, today
from support.calls import AT_ANY_TIME

pytestmark = pytest.mark.anyio

SERVERS = 25
_AT_ONCE = 2
_EACH, _AGAIN = 3, 2


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def far() -> Iterator[Far]:
    with Far(SEED, horizon=HORIZON) as opened:
        yield opened


class Host:
    """Starts servers, and kills each while it logs time."""

    def __init__(self, office: Office, scratch: Path) -> None:
        self._office = office
        self._scratch = scratch
        self._luck = random.Random(SEED)  # noqa: S311  # has to be the same every time
        self.killed = 0
        self.asked: set[int] = set()
        self.done: set[int] = set()

    async def server_dies(self, number: int, limit: anyio.Semaphore) -> None:
        """A server is asked for some wishes, and killed after the answer to one or before."""
        async with limit:
            note = self._scratch / f"pid {number}"
            # The shell becomes the server: its number is the server's.
            command = f'echo $$ > "{note}"; exec "$0" -m connectwise_time serve'
            server = StdioServerParameters(
                command="/bin/sh",
                args=["-c", command, sys.executable],
                env={**CLEAN, **self._office.environ()},
            )
            try:
                # Whoever has lost its server gets no answer any more, and is not waited for.
                with anyio.move_on_after(40) as scope:
                    async with Client(server) as client:
                        await self._used(client, number, note, scope)
            except* (MCPError, OSError, anyio.BrokenResourceError, anyio.ClosedResourceError):
                pass

    async def _used(
        self, client: Client, number: int, note: Path, scope: anyio.CancelScope
    ) -> None:
        after = self._luck.uniform(0.0, 1.6)

        async def kill() -> None:
            await anyio.sleep(after)  # the point of the test: any time
            self._kill(note)
            await anyio.sleep(0.2)  # an answer that is on its way may still come
            scope.cancel()

        await client.list_tools()
        async with anyio.create_task_group() as group:
            group.start_soon(kill)
            lost = sorted(self.asked - self.done)
            again = self._luck.sample(lost, min(_AGAIN, len(lost)))
            for wish in (*again, *range(number * _EACH, (number + 1) * _EACH)):
                self.asked.add(wish)
                result = await client.call_tool("create_time_entry", _arguments(wish))
                if not result.is_error:
                    self.done.add(wish)

    def _kill(self, note: Path) -> None:
        os.kill(int(note.read_text()), signal.SIGKILL)
        self.killed += 1


def _arguments(number: int) -> dict[str, object]:
    wish = wish_of(number, today())
    times = wish.times
    return {
        "ticket": wish.ticket,
        "date": times.date,
        "start": times.start,
        "hours": times.hours,
        "notes": wish.notes,
        "operation_id": operation_of(number),
        "accept": [*AT_ANY_TIME, "day_total"],
    }


async def _settled(office: Office, asked: set[int]) -> dict[int, Operation]:
    """What became of each, once that is known."""
    found: dict[int, Operation] = {}
    async with office.desk() as desk:
        for _ in range(300):
            await desk.watching.unresolved()
            left = asked - found.keys()
            for wish in left:
                [operation] = (await desk.watching.check(operation_of(wish))).operations
                if operation.state not in {State.SENDING, State.UNKNOWN}:
                    found[wish] = operation
            if not asked - found.keys():
                break
            await anyio.sleep(0.1)
    return found


@pytest.mark.timeout(240)
async def test_no_killed_server_doubles_or_loses_an_entry(
    far: Far, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = Office(far.origin, tmp_path / "data", HORIZON)
    host = Host(office, tmp_path)
    limit = anyio.Semaphore(_AT_ONCE)
    async with anyio.create_task_group() as group:
        for number in range(SERVERS):
            group.start_soon(host.server_dies, number, limit)
    assert host.killed == SERVERS
    assert host.asked
    # All of them are dead, so that nothing of theirs is under way any more.
    for module in (operations, proof):
        monkeypatch.setattr(module, "LONGEST_CALL", timedelta(seconds=1))
    far.calm()
    print(f"CRASH_SEED={SEED}: {len(host.done)} of {len(host.asked)} were told as done")  # noqa: T201
    seen = await anyio.to_thread.run_sync(far.seen)
    assert seen.overdue == 0
    rows = [notes for notes, _ in seen.rows.values() if notes.startswith("wish ")]
    assert len(rows) == len(set(rows)), "a wish is stored twice"
    known = await _known(office, host.asked)
    for wish in host.asked:
        there = notes_of(wish) in rows
        state = known[wish].state if wish in known else None
        assert there == (state is State.DONE), f"wish {wish} is {state}, stored: {there}"
        assert there or wish not in host.done, f"wish {wish} was told as done, and is lost"


async def _known(office: Office, asked: set[int]) -> dict[int, Operation]:
    noted = {wish for wish in asked if await _is_noted(office, wish)}
    found = await _settled(office, noted)
    assert found.keys() == noted, "nobody finds out what became of some"
    return found


async def _is_noted(office: Office, wish: int) -> bool:
    settings = office.settings()
    kept = journal_in(settings)
    operation = await kept.journal.find(caller_of(settings), operation_of(wish))
    kept.close()
    return operation is not None
