"""Hosts with desks: processes that can be killed, on machines whose clocks can be set."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Any, cast
from zoneinfo import ZoneInfo

import anyio
import httpx2

from connectwise_time.connectwise import connect
from connectwise_time.connectwise.exchange import Means
from connectwise_time.crew import Crew
from connectwise_time.desk.ports import Journal, PlanLedger
from connectwise_time.desk.timedesk import TimeDesk
from connectwise_time.errors import TimeDeskError, Unavailable
from connectwise_time.journal.memory import MemoryJournal
from connectwise_time.journal.memory_plans import MemoryPlans
from simulation.clocks import Loop
from simulation.network import HORIZON, Network, Sent
from support.sandboxes import NOW, credentials


@dataclass
class Machine:
    """A machine: its clock on the wall, which somebody may set."""

    name: str
    key: str
    network: Network
    off: timedelta = timedelta()

    def now(self) -> datetime:
        """What its clock shows."""
        return NOW + timedelta(seconds=self.network.time.seconds) + self.off


@dataclass
class Shared:
    """What survives every process: the journal and the plans of all."""

    luck: Random
    journal: MemoryJournal = field(default_factory=MemoryJournal)
    fails: float = 0.0
    ids: Any = field(default_factory=lambda: count(1))
    clock: Callable[[], datetime] = lambda: NOW

    def __post_init__(self) -> None:
        self.plans = MemoryPlans(self.now)

    def now(self) -> datetime:
        """What the clock of whoever asked last shows."""
        return self.clock()

    def ledger_of(self, machine: Machine) -> PlanLedger:
        """The plans, with the clock of whoever asks."""

        def asks() -> None:
            self.clock = machine.now

        return cast("PlanLedger", _Disk(self.plans, self, asks))

    def journal_of(self) -> Journal:
        """The journal."""
        return cast("Journal", _Disk(self.journal, self, lambda: None))


class _Disk:
    """A record that takes its time, and may not be there: what it says is done at one instant."""

    def __init__(self, record: object, shared: Shared, asks: Callable[[], None]) -> None:
        self._record = record
        self._shared = shared
        self._asks = asks

    def __getattr__(self, name: str) -> Callable[..., Awaitable[Any]]:
        does = getattr(self._record, name)

        async def call(*given: Any, **named: Any) -> Any:
            # Like the file's: whoever begins it learns how it ends.
            with anyio.CancelScope(shield=True):
                await self._pause()
                if self._shared.luck.random() < self._shared.fails:
                    raise Unavailable("The journal is locked.", remedy="Wait.")
                self._asks()
                came = await does(*given, **named)
                await self._pause()
            return came

        return call

    async def _pause(self) -> None:
        await anyio.sleep(self._shared.luck.choice((0, 0, 0.001, 0.01)))


class _Wire(httpx2.AsyncBaseTransport):
    """The network, as a client sees it."""

    def __init__(self, network: Network, process: str) -> None:
        self._network = network
        self._process = process
        self.under_way: set[Sent] = set()

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send it, and wait."""
        future: asyncio.Future[httpx2.Response] = asyncio.get_running_loop().create_future()
        sent = self._network.carry(self._process, request, future)
        if sent is None:
            return await future
        self.under_way.add(sent)
        try:
            return await future
        finally:
            self.under_way.discard(sent)
            self.gave_up(sent)

    def gave_up(self, sent: Sent) -> None:
        """Nobody waits for it any more."""
        if sent.heard is None:
            sent.heard = self._network.time.seconds


class Process:
    """A server that runs on a machine, until it is killed.

    Attributes:
        failed: What no desk may raise.
    """

    def __init__(self, name: str, machine: Machine, shared: Shared, luck: Random) -> None:
        self.name = name
        self.machine = machine
        self.loop = Loop(machine.network.time)
        self.failed = self.loop.failed
        self._shared = shared
        self._wire = _Wire(machine.network, name)
        self._started = luck.uniform(0, 1e6)
        self._luck = luck
        self._desk: asyncio.Future[TimeDesk] = self.loop.create_future()
        self._tasks = [self.loop.create_task(self._live())]

    async def _live(self) -> None:
        means = Means(
            monotonic=lambda: self._started + self.loop.time(),
            utc_now=self.machine.now,
            sleep=anyio.sleep,
            chance=self._luck.random,
        )
        key = self.machine.key
        async with connect(
            credentials(key), dialect="psa", transport=self._wire, means=means
        ) as backend:
            desk = TimeDesk(
                backend,
                self._shared.journal_of(),
                self._shared.ledger_of(self.machine),
                Crew(10),
                clock=self.machine.now,
                new_id=lambda: f"minted-{next(self._shared.ids)}",
                caller=key,
                site="the demo company",
                horizon=HORIZON,
                machine_zone=ZoneInfo("UTC"),
            )
            self._desk.set_result(desk)
            await desk.watching.forever()

    def does(self, call: Callable[[TimeDesk], Awaitable[object]]) -> None:
        """Let somebody call a tool."""
        self._tasks.append(self.loop.create_task(self._called(call)))

    async def _called(self, call: Callable[[TimeDesk], Awaitable[object]]) -> None:
        desk = await self._desk
        try:
            await call(desk)
        except TimeDeskError:
            return  # whoever called is told
        except Exception as error:  # noqa: BLE001  # nothing else may come out of a desk
            self.failed.append(error)

    @property
    def is_idle(self) -> bool:
        """Whether all calls were answered."""
        return all(task.done() for task in self._tasks[1:])

    def check(self) -> None:
        """Raise what no desk may raise."""
        if self._tasks[0].done():
            raise AssertionError(f"{self.name} ended") from self._tasks[0].exception()
        if self.failed:
            first = self.failed[0]
            cause = first if isinstance(first, BaseException) else None
            raise AssertionError(f"{self.name} failed: {first!r}") from cause

    def killed(self) -> None:
        """It gets no more turns; what it sent goes on by itself."""
        for sent in self._wire.under_way:
            self._wire.gave_up(sent)

    def buried(self) -> None:
        """Forget it, without letting anything of it run."""
        for task in self._tasks:
            task._log_destroy_pending = False  # type: ignore[attr-defined]  # noqa: SLF001
