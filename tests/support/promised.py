"""What is promised of every write, held against the sandbox's rows and the journal on disk."""

import os
import sqlite3
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

import anyio
from mcp import Client

from connectwise_time.cli.serving import has_unfinished, journal_in, open_desk
from connectwise_time.domain.entries import Draft
from connectwise_time.domain.operations import Operation, State
from connectwise_time.journal.packing import unpacked
from connectwise_time.sandbox import World
from connectwise_time.sandbox.faults import Faults, Rule
from connectwise_time.sandbox.seed.demo_places import HOLIDAYS
from connectwise_time.server.app import build_server
from connectwise_time.settings import Settings
from support.calls import Caller
from support.hours import ENTRIES, client_of
from support.proxied import Proxied, proxied
from support.served import served

Mode = Literal["legacy", "auto"]
OFFICE = ZoneInfo("America/New_York")


def _a_workday() -> date:
    """Of a week in which the demo company has no time yet, and which nothing has shut."""
    latest = datetime.now(UTC).date() - timedelta(days=28)
    fixed = {(month, day) for _, _, month, day in HOLIDAYS}
    days = [latest - timedelta(days=number) for number in range(7)]
    # The holidays that move are a Thursday and a Friday.
    return next(day for day in days if day.weekday() < 3 and (day.month, day.day) not in fixed)


DAY = _a_workday().isoformat()
OPERATION = "operation-1"
PATIENCE = 20.0
# No keys; and it is not measured, which takes two thirds longer.
CLEAN = {k: v for k, v in os.environ.items() if not k.startswith(("CONNECTWISE", "COV"))}


def an_hour(start: str = "09:00", **others: Any) -> dict[str, Any]:
    """The arguments of a `create_time_entry` that is like no other one."""
    usual = {"ticket": 54321, "date": DAY, "start": start, "hours": 1.0, "notes": f"From {start}"}
    return usual | others


@dataclass
class Scene:
    """A sandbox with faults before it, a journal, and people who write through both.

    Attributes:
        data: The journal's folder.
        before: The entries that were there at the beginning.
        foreign: Entries that another program made meanwhile.
        deleted: Entries that were made here, and deleted afterwards.
        doubled: How many operations are stored twice, because nothing could prevent it.
    """

    site: Proxied
    data: Path
    horizon: float
    before: frozenset[int]
    foreign: set[int] = field(default_factory=set)
    deleted: set[int | None] = field(default_factory=set)
    doubled: int = 0

    @property
    def world(self) -> World:
        return self.site.world

    @property
    def faults(self) -> Faults:
        return self.site.faults

    @property
    def file(self) -> Path:
        return self.data / "journal.sqlite"

    def environ(self, key: str = "technician", **others: str) -> dict[str, str]:
        """The settings of a program that is to reach it."""
        return {
            **self.site.environ(key),
            "CONNECTWISE_TIME_DATA": str(self.data),
            "CONNECTWISE_HORIZON": f"{self.horizon:g}",
            **others,
        }

    async def person(self, stack: AsyncExitStack, key: str, **options: Any) -> Caller:
        """Somebody who stays as long as the stack."""
        return await stack.enter_async_context(self.somebody(key, **options))

    @asynccontextmanager
    async def somebody(
        self, key: str = "technician", *, mode: Mode = "auto", **others: str
    ) -> AsyncIterator[Caller]:
        """Somebody at a server of their own, joined together as `serve` does it."""
        settings = Settings.from_env(self.environ(key, **others))
        server = build_server(
            lambda: open_desk(settings, journal_in(settings)),
            unfinished=lambda: has_unfinished(settings),
        )
        async with Client(server, mode=mode) as client:
            yield Caller(client)

    def elsewhere(self, start: str = "20:00", **others: Any) -> int:
        """Another program logs an hour with the technician's keys; answers its entry."""
        begins = datetime.fromisoformat(f"{DAY}T{start}").replace(tzinfo=OFFICE).astimezone(UTC)
        body = {
            "chargeToId": 54321,
            "chargeToType": "ServiceTicket",
            "timeStart": f"{begins:%Y-%m-%dT%H:%M:%SZ}",
            "timeEnd": f"{begins + timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}",
            "notes": f"From {start}",
        }
        with client_of(self.site.served.origin) as plain:
            answer = plain.post(ENTRIES, json=body | others)
        number: int = answer.raise_for_status().json()["id"]
        self.foreign.add(number)
        return number

    def sent(self, method: str = "POST", path: str = ENTRIES) -> int:
        """How often ConnectWise itself got a write."""
        return sum((s.method, s.path) == (method, path) for s in tuple(self.world.requests))

    def tried(self) -> int:
        """How often creating an entry reached ConnectWise's door, whatever became of it."""
        log = tuple(self.faults.log)
        return sum((h.where, h.method, h.path) == ("app", "POST", ENTRIES) for h in log)

    def befell(self, fault: str) -> int:
        """How often a fault happened."""
        return sum(happening.fault == fault for happening in tuple(self.faults.log))

    def new(self) -> list[dict[str, Any]]:
        """The entries that came since the beginning, without another program's."""
        known = self.before | self.foreign
        return [entry for entry in self.world.entries() if entry["id"] not in known]

    def operations(self) -> list[Operation]:
        """What the journal knows, oldest first."""
        return [unpacked(row) for row in self._rows("SELECT * FROM operations ORDER BY began")]

    def operation(self, operation_id: str = OPERATION) -> Operation:
        """One of them."""
        [found] = [known for known in self.operations() if known.id == operation_id]
        return found

    def state(self, operation_id: str = OPERATION) -> State | None:
        """Where one of them stands; None where it is not noted."""
        return next((o.state for o in self.operations() if o.id == operation_id), None)

    def _rows(self, question: str) -> list[sqlite3.Row]:
        """What the file tells; nothing where it is not there yet, or nothing is in it."""
        if not self.file.exists():
            return []
        with closing(sqlite3.connect(f"file:{self.file}?mode=ro", uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            [version] = connection.execute("PRAGMA user_version").fetchone()
            return connection.execute(question).fetchall() if version else []

    def items(self) -> dict[str, str | None]:
        """How the items of all plans ended."""
        return {row["key"]: row["ended"] for row in self._rows("SELECT key, ended FROM items")}

    def keeps_the_promise(self) -> None:
        """At most one row for each operation, and none without an end that somebody can see."""
        noted = self.operations()
        assert State.SENDING not in {operation.state for operation in noted}
        assert None not in self.items().values()
        logged = [operation for operation in noted if isinstance(operation.work, Draft)]
        done = {o.entry: o for o in logged if o.state is State.DONE}
        assert len(done) == sum(operation.state is State.DONE for operation in logged)
        rows = {row["id"]: row for row in self.new()}
        assert done.keys() - rows.keys() == self.deleted
        # What the journal does not know as done is one of two, as it says, or open still.
        told = {number for operation in logged for number in operation.others}
        loose = rows.keys() - done.keys()
        assert len(loose & told) == self.doubled
        assert len(loose - told) <= sum(o.state is State.UNKNOWN for o in logged)
        billed = sum(row["actualHours"] for number, row in rows.items() if number in done)
        journalled = [o.outcome.entry.hours for n, o in done.items() if n in rows and o.outcome]
        assert abs(billed - sum(hours or 0.0 for hours in journalled)) < 0.01


@contextmanager
def a_scene(
    folder: Path,
    *rules: Rule,
    horizon: float = 1,
    keeps_marks: bool = True,
    dialect: Literal["psa", "documented"] = "psa",
) -> Iterator[Scene]:
    """A sandbox with these faults, and afterwards the promise."""
    with served(dialect) as behind, proxied(behind, *rules) as site:
        site.world.switches.keep_mobile_guid = keeps_marks
        before = frozenset(entry["id"] for entry in site.world.entries())
        scene = Scene(site, folder / "data", horizon, before)
        yield scene
        scene.keeps_the_promise()


async def together(*work: Callable[[], Coroutine[Any, Any, object]]) -> None:
    """All of it at once."""
    async with anyio.create_task_group() as group:
        for each in work:
            group.start_soon(each)


async def until(happened: Callable[[], object], *, within: float = PATIENCE) -> None:
    """Go on as soon as it has happened."""
    with anyio.fail_after(within):
        while not happened():  # noqa: ASYNC110  # what is waited for happens in other threads and processes
            await anyio.sleep(0.01)
