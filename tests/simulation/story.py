"""One story: people, tools and a network that a seed leads, step by step, and what must hold."""

import gc
import hashlib
import math
import sys
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from random import Random

import httpx2

from connectwise_time.desk.timedesk import TimeDesk
from connectwise_time.domain.checks import WARNINGS
from connectwise_time.domain.operations import DUPLICATE, State
from connectwise_time.domain.plans import Kept
from connectwise_time.domain.wishes import DecisionWish, Times, Wish
from connectwise_time.sandbox.http import PREFIXES
from connectwise_time.sandbox.world import OFFICE_ZONE
from simulation.clocks import Time
from simulation.network import HORIZON, Network
from simulation.processes import Machine, Process, Shared
from simulation.tenant import Tenant
from simulation.watcher import Violation, WatchedPlans, Watcher
from support.sandboxes import TODAY, credentials

_TURNS = 50_000
_DAY = 86_400.0
_MINUTES, _WEEKS = 16 * 60, 30
# Of all hours, also odd ones, and next to each other; what is there already is still told.
_WARNED = frozenset(WARNINGS) - {DUPLICATE}
_WEATHER = (0.0, 0.2, 0.4, 0.8)


@dataclass(frozen=True)
class Wanted:
    """An entry that somebody wants.

    Attributes:
        operation: Its id; None where none is given.
    """

    number: int
    operation: str | None

    @property
    def begins(self) -> datetime:
        """When, at the office."""
        day = TODAY - timedelta(days=28 + 7 * (self.number % _WEEKS))
        hour, minute = divmod(self.number // _WEEKS % _MINUTES, 60)
        return datetime.combine(day, time(hour + 4, minute), OFFICE_ZONE)

    def wish(self, changed: str = "") -> Wish:
        """In words; no two begin in the same minute."""
        begins = self.begins
        times = Times(date=begins.date().isoformat(), start=f"{begins:%H:%M}", hours=0.25)
        return Wish(ticket=54321, times=times, notes=f"wish {self.number}{changed}")


class Story:
    """A story with a seed: the same one every time.

    Attributes:
        told: What happened last, for whoever reads why it went wrong.
    """

    def __init__(self, seed: int) -> None:
        self._luck = Random(seed)  # noqa: S311  # has to be the same every time
        self.time = Time()
        self.watcher = Watcher()
        self.tenant = Tenant(self.time, marks=self._luck.random() < 0.6)
        self.network = Network(self.time, self.tenant, self._luck, self.watcher)
        self.shared = Shared(self._luck)
        plans = WatchedPlans(self.shared.now)
        plans.watcher = self.watcher
        self.shared.plans = plans
        self.watcher.world = self.tenant.world
        self.watcher.operations = self.shared.journal._operations  # noqa: SLF001  # all that is noted
        self.watcher.plans = plans
        self.machines = [
            Machine("laptop", "technician", self.network),
            Machine("desktop", "technician", self.network),
            Machine("manager's", "owner", self.network),
        ]
        self.told: deque[str] = deque(maxlen=60)
        self._processes: dict[str, Process] = {}
        self._graves: list[Process] = []
        self._wanted: list[Wanted] = []
        self._kept: list[tuple[str, Kept]] = []
        self._edits = 0
        self._about: dict[int, int] = {}
        self._born = 0
        self._digest = hashlib.sha256()
        for machine in self.machines:
            self.start(machine)

    # Processes.

    def start(self, machine: Machine) -> None:
        """A server begins on a machine."""
        self._born += 1
        name = f"{machine.name} {self._born}"
        self._processes[machine.name] = Process(name, machine, self.shared, self._luck)

    def kill(self, machine: Machine) -> None:
        """The server on a machine gets no more turns."""
        process = self._processes.pop(machine.name)
        process.killed()
        self._graves.append(process)
        self.watcher.seen["kills"] += 1

    def run(self, seconds: float, turns: int = _TURNS) -> None:
        """Let time go on, in which processes and messages take their turns by chance."""
        until = self.time.seconds + seconds
        for _ in range(turns):
            self.time.happen()
            ready = [process for process in self._processes.values() if process.loop.is_ready]
            if ready:
                process = self._luck.choice(ready) if len(ready) > 1 else ready[0]
                process.loop.turn()
                continue
            times = [process.loop.next for process in self._processes.values()]
            due = min((at for at in (*times, self.time.next) if at is not None), default=math.inf)
            if due > until:
                self.time.seconds = until
                break
            self.time.seconds = max(due, self.time.seconds)
        else:
            if turns >= _TURNS:
                raise Violation("it does not come to rest")
        for process in self._processes.values():
            process.check()

    # Steps.

    def step(self) -> None:
        """Something happens, and the world goes on for a while."""
        does = self._luck.choices(*_CHOICES)[0]
        self._tell(f"{self.time.seconds:.6f} {does}")
        self.watcher.seen[f"step: {does}"] += 1
        getattr(self, f"_{does}")()
        self.run(self._luck.choice((0.0, 0.05, 0.5, 2.0, 10.0)))

    def _tell(self, text: str) -> None:
        self.told.append(text)
        self._digest.update(text.encode())

    @property
    def digest(self) -> str:
        """Tells this story from any other one."""
        self._digest.update(repr(sorted(self.watcher.seen.items())).encode())
        return self._digest.hexdigest()

    def _anybody(self, key: str) -> Process | None:
        there = [p for p in self._processes.values() if p.machine.key == key]
        return self._luck.choice(there) if there else None

    def _call(self, key: str, what: str, call: Callable[[TimeDesk], Awaitable[object]]) -> None:
        process = self._anybody(key)
        if process is not None:
            self._tell(f"    {process.name}: {what}")
            process.does(call)

    def _create(self) -> None:
        number = len(self._wanted)
        named = self._luck.random() < 0.7
        self._wanted.append(Wanted(number, f"operation-{number}" if named else None))
        self.log(self._wanted[-1])

    def _repeat(self) -> None:
        if self._wanted:
            self.log(self._luck.choice(self._wanted[-8:]))

    def _repeat_what_is_absent(self) -> None:
        """As people are told to."""
        known = self.watcher.operations.values()
        absent = {operation.id for operation in known if operation.state is State.ABSENT}
        if some := [wanted for wanted in self._wanted if wanted.operation in absent]:
            self.log(self._luck.choice(some[-3:]))

    def _repeat_with_other_content(self) -> None:
        if self._wanted:
            self.log(self._luck.choice(self._wanted[-8:]), " changed")

    def log(self, wanted: Wanted, changed: str = "") -> None:
        """Somebody asks for an entry."""
        if changed and wanted.operation is None:
            return
        self._call(
            "technician",
            f"log wish {wanted.number}{changed} as {wanted.operation}",
            lambda desk: desk.writing.log(
                wanted.wish(changed),
                preview=False,
                operation_id=wanted.operation,
                accept=_WARNED,
            ),
        )

    def _an_entry(self) -> int | None:
        rows = [number for numbers in self.watcher.rows.values() for number in numbers]
        return self._luck.choice(rows[-12:]) if rows else None

    def _update(self) -> None:
        entry = self._an_entry()
        if entry is None:
            return
        if not self._edits or self._luck.random() < 0.7:
            self._edits += 1
        edit, named = self._edits, self._edits % 3 > 0
        # A wish said again is about the same entry.
        entry = self._about.setdefault(edit, entry)
        self._call(
            "technician",
            f"change entry {entry} by edit {edit}",
            lambda desk: desk.writing.change(
                entry,
                Wish(internal_notes=f"edit {edit}"),
                preview=False,
                operation_id=f"edit-{edit:04d}" if named else None,
            ),
        )

    def _delete(self) -> None:
        if (entry := self._an_entry()) is not None:

            async def delete(desk: TimeDesk) -> None:
                await self._carry("technician", desk, (await desk.proposing.delete(entry)).kept)

            self._call("technician", f"delete entry {entry}", delete)

    def _a_sheet(self) -> int | None:
        entry = self._an_entry()
        row = self.tenant.world.store.one("time_entries", entry) if entry else None
        return int(row["time_sheet_id"]) if row else None

    def _submit(self) -> None:
        if (sheet := self._a_sheet()) is not None:

            async def submit(desk: TimeDesk) -> None:
                await self._carry(
                    "technician",
                    desk,
                    (await desk.proposing.submit(timesheet=sheet, period=None)).kept,
                )

            self._call("technician", f"submit sheet {sheet}", submit)

    def _approve(self) -> None:
        if (sheet := self._a_sheet()) is not None:

            async def approve(desk: TimeDesk) -> None:
                proposed = await desk.deciding.approve(DecisionWish(timesheets=(sheet,)))
                await self._carry("owner", desk, proposed.kept)

            self._call("owner", f"approve sheet {sheet}", approve)

    async def _carry(self, key: str, desk: TimeDesk, kept: Kept) -> None:
        self._kept.append((key, kept))
        await desk.carrying.out(kept, _progress)

    def _carry_again(self) -> None:
        if self._kept:
            key, kept = self._luck.choice(self._kept[-5:])
            self._call(
                key,
                f"carry plan {self._kept.index((key, kept))} out again",
                lambda desk: desk.carrying.out(kept, _progress),
            )

    def _check(self) -> None:
        if self._wanted and self._luck.random() < 0.6:
            wanted = self._luck.choice(self._wanted[-8:])
            asked = wanted.operation or "operation-0"
            self._call("technician", f"check {asked}", lambda desk: desk.watching.check(asked))
        else:
            key = self._luck.choice(("technician", "owner"))
            self._call(key, "check all", lambda desk: desk.watching.unresolved())

    def _somebody_else_writes(self) -> None:
        entry = self._an_entry()
        world = self.tenant.world
        if entry is None or world.store.one("time_entries", entry) is None:
            return
        self.watcher.overwritten.add(entry)
        if self._luck.random() < 0.8:
            world.set_field("time/entries", entry, internalNotes="by somebody else")
        else:
            world.store.delete("time_entries", entry)
        self.tenant.changed()

    def _somebody_else_logs(self) -> None:
        """What begins in the same minute as the next wish, and is none of ours."""
        begins = Wanted(len(self._wanted), None).begins.astimezone(UTC)
        body = {
            "chargeToId": 54321,
            "chargeToType": "ServiceTicket",
            "timeStart": f"{begins:%Y-%m-%dT%H:%M:%SZ}",
            "timeEnd": f"{begins + timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}",
            "notes": f"by somebody else {len(self._wanted)}",
        }
        url = f"http://127.0.0.1:9{PREFIXES[0]}/time/entries"
        self.tenant.answer(httpx2.Request("POST", url, headers=credentials().headers(), json=body))

    def _crash(self) -> None:
        machine = self._luck.choice(self.machines)
        if machine.name not in self._processes:
            return
        self.run(5.0, self._luck.randrange(1, 120))
        self._tell(f"    {machine.name} is killed")
        self.kill(machine)

    def _restart(self) -> None:
        for machine in self.machines:
            if machine.name not in self._processes:
                self.start(machine)

    def _set_the_clock(self) -> None:
        machine = self._luck.choice(self.machines)
        machine.off = timedelta(seconds=self._luck.choice((-_DAY, -60, 0, 60, _DAY)))
        self._tell(f"    the clock of {machine.name} is off by {machine.off}")

    def _weather(self) -> None:
        self.network.faulty = self._luck.choice(_WEATHER)
        self.shared.fails = self._luck.choice((0.0, 0.0, 0.0, 0.1))

    def _wait(self) -> None:
        self.run(self._luck.choice((20.0, 60.0, 200.0)))

    def _wait_for_long(self) -> None:
        self.run(self._luck.choice((500.0, 2000.0)))

    # The end.

    def rest(self) -> None:
        """All goes well again: in the end the journal says what is there."""
        self.network.faulty, self.shared.fails = 0.0, 0.0
        for machine in self.machines:
            machine.off = timedelta()
        self._restart()
        self._tell(f"{self.time.seconds:.6f} rest")
        self.run(12 * HORIZON.total_seconds())
        # What was noted while a clock was wrong by a day may be due only then.
        self.run(_DAY + 3 * HORIZON.total_seconds(), 20 * _TURNS)
        self.watcher.is_honest()
        self.watcher.count(self._luck)

    def end(self) -> None:
        """Bury all, without letting anything of it run."""
        hook, sys.unraisablehook = sys.unraisablehook, lambda _: None
        try:
            for process in (*self._graves, *self._processes.values()):
                process.buried()
            self._graves.clear()
            self._processes.clear()
            gc.collect()
        finally:
            sys.unraisablehook = hook
        with suppress(Exception):
            self.tenant.close()


async def _progress(_ended: int, _of: int) -> None:
    """Nobody listens."""


_STEPS = {
    "create": 20,
    "repeat": 10,
    "repeat_what_is_absent": 4,
    "repeat_with_other_content": 2,
    "update": 8,
    "delete": 3,
    "submit": 3,
    "approve": 3,
    "carry_again": 3,
    "check": 5,
    "somebody_else_writes": 2,
    "somebody_else_logs": 3,
    "crash": 6,
    "restart": 8,
    "set_the_clock": 2,
    "weather": 5,
    "wait": 5,
    "wait_for_long": 2,
}
_CHOICES = (list(_STEPS), list(_STEPS.values()))
