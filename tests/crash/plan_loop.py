"""The crash loop of plans: whoever deletes, hands in and approves time is killed meanwhile."""

import random
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import anyio
import httpx2

from connectwise_time.cli.serving import caller_of, journal_in
from connectwise_time.domain.plans import Doing, Ended, Kept, Kind
from crash.creating import TICKET
from crash.deciding import Deciding, Thing
from crash.desks import Office
from crash.far import Far, Seen
from crash.forks import LONGEST_LIFE, Child, Forks, Tell, warm
from crash.loop import HORIZON, today
from support.hours import client_of

_AT_ONCE = 2
_WEEKS = range(5, 53)
_TOGETHER = 4
_PATHS = ("/time/sheets/*/submit", "/time/sheets/*/approve", "/time/entries/*")
_WRITES = {
    Doing.DELETE: "DELETE /time/entries/{}",
    Doing.SUBMIT: "POST /time/sheets/{}/submit",
    Doing.APPROVE: "POST /time/sheets/{}/approve",
}


@dataclass
class PlanReport:
    """What came of it.

    Attributes:
        kills: Children that were killed.
        items: Things that were to be done.
        twice: Writes that were sent more often than there was proof that they were not done.
        lost: What was not done in the end, and is told as done or not known.
        undetected: What was done, and nobody could tell.
    """

    seed: int
    kills: int = 0
    items: int = 0
    twice: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    undetected: list[str] = field(default_factory=list)
    suffered: Counter[str] = field(default_factory=Counter)
    places: Counter[str] = field(default_factory=Counter)
    broke: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def told(self) -> dict[str, Any]:
        """As JSON can say it."""
        return vars(self)


class PlanLoop:
    """One run.

    Args:
        seed: Decides the faults, and what is killed when.
        kills: How many children are killed, at least while there is something to do.
    """

    def __init__(self, seed: int, kills: int) -> None:
        self._luck = random.Random(seed)  # noqa: S311  # has to be the same every time
        self._seed = seed
        self._kills = kills
        self._report = PlanReport(seed)
        self._forks = Forks()
        self._jobs: dict[int, Deciding] = {}
        self._things: dict[int, Thing] = {}
        self._ready: dict[int, float] = {}
        self._plans: dict[str, Thing] = {}

    def run(self) -> PlanReport:
        """Kill, and judge what there is in the end."""
        began = time.monotonic()
        warm(self._rehearse)
        with (
            TemporaryDirectory() as folder,
            Far(self._seed, horizon=HORIZON, paths=_PATHS) as far,
        ):
            office = Office(far.origin, Path(folder), HORIZON)
            sheets, spare = _prepared(far)
            self._report.items = len(spare) + 2 * len(sheets)
            share = self._kills // 3
            self._all(office, "technician", Doing.DELETE, [(n,) for n in spare], share)
            self._all(office, "technician", Doing.SUBMIT, [(n,) for n in sheets], share)
            some = [tuple(sheets[at : at + _TOGETHER]) for at in range(0, len(sheets), _TOGETHER)]
            self._all(office, "owner", Doing.APPROVE, some, self._kills - 2 * share)
            self._judge(office, far.seen(), sheets, spare)
        self._report.seconds = round(time.monotonic() - began, 1)
        return self._report

    def _rehearse(self) -> None:
        with TemporaryDirectory() as folder, Far(self._seed, horizon=HORIZON) as far:
            far.calm()
            office = Office(far.origin, Path(folder), HORIZON)
            sheets, spare = _prepared(far, range(5, 7))
            silent: Tell = lambda _: None  # noqa: E731
            for key, doing, ids in (
                ("technician", Doing.DELETE, spare[:1]),
                ("technician", Doing.SUBMIT, sheets[:1]),
                ("owner", Doing.APPROVE, sheets[:1]),
            ):
                Deciding(office, key, [Thing(0, doing, tuple(ids))], patient=True)(silent)

    def _all(
        self, office: Office, key: str, doing: Doing, ids: list[tuple[int, ...]], kills: int
    ) -> None:
        first = max(self._things, default=0) + 1
        for number, some in enumerate(ids, first):
            self._things[number] = Thing(number, doing, some)
            self._ready[number] = 0.0
        until = self._report.kills + kills
        for _ in range(6 * kills + 60):
            if not self._ready or self._report.kills >= until:
                break
            self._one(office, key)
        while len(self._forks):
            self._heard(self._forks.one_ends())
        for _ in range(4):
            if self._ready:
                things = [self._things[number] for number in sorted(self._ready)]
                self._start(Deciding(office, key, things, patient=True), 55)
                self._heard(self._forks.one_ends())

    def _one(self, office: Office, key: str) -> None:
        known_from = time.monotonic() - LONGEST_LIFE
        busy = {thing.number for job in self._jobs.values() for thing in job.things}
        waiting = [n for n, since in self._ready.items() if since <= known_from and n not in busy]
        if not waiting:
            if len(self._forks):
                self._heard(self._forks.one_ends())
            else:
                time.sleep(0.05)  # until enough time has gone by to know something
            return
        chosen = [self._luck.choice(waiting)]
        things = [self._things[number] for number in chosen]
        at = self._luck.randrange(1, 250) if self._luck.random() < 0.5 else None
        seconds = self._luck.uniform(0.02, 0.25) if at is None else LONGEST_LIFE
        self._start(Deciding(office, key, things, at=at), seconds)
        if len(self._forks) >= _AT_ONCE:
            self._heard(self._forks.one_ends())

    def _start(self, job: Deciding, seconds: float) -> None:
        self._jobs[self._forks.fork(job, seconds).pid] = job

    def _heard(self, child: Child) -> None:
        job = self._jobs.pop(child.pid)
        report = self._report
        report.kills += child.was_killed
        for word, _, rest in (line.partition(" ") for line in child.said):
            match word:
                case "plan":
                    number, plan = rest.split()
                    thing = self._things[int(number)]
                    self._things[int(number)] = replace(thing, plans=(*thing.plans, plan))
                    self._plans[plan] = thing
                case "done":
                    self._ready.pop(int(rest), None)
                case "refused":
                    self._ready.pop(int(rest.split()[0]), None)
                    report.undetected.append(rest)
                case "broke":
                    report.broke.append(rest)
                case "point":
                    report.places[rest] += 1
        for thing in job.things:
            if thing.number in self._ready:
                self._ready[thing.number] = child.died

    def _judge(self, office: Office, seen: Seen, sheets: list[int], spare: list[int]) -> None:
        report = self._report
        report.suffered = seen.suffered
        report.lost += [f"entry {number} is there" for number in spare if number in seen.rows]
        for number in sheets:
            if seen.sheets[number] != "ReadyToBill":
                report.lost.append(f"sheet {number} is {seen.sheets[number]}")
        report.lost += [f"{self._things[number]} never ended" for number in self._ready]
        kept = anyio.run(partial(_kept, office, self._plans))
        again: Counter[str] = Counter()
        for plan in kept:
            for item in plan.plan.items:
                outcome = plan.outcomes.get(item.key)
                if outcome is not None and outcome.ended in {Ended.ABSENT, Ended.REFUSED}:
                    again[_write(plan.plan.doing, item.id)] += 1
                if item.key in plan.started and (outcome is None or outcome.ended is Ended.UNKNOWN):
                    report.undetected.append(f"{plan.plan.doing} {item.key}: {outcome}")
                assert item.kind in Kind
        for thing in self._things.values():
            for number in thing.ids:
                write = _write(thing.doing, number)
                if seen.writes[write] > 1 + again[write]:
                    report.twice.append(f"{write} {seen.writes[write]} times")


def _write(doing: Doing, number: int) -> str:
    return _WRITES[doing].format(number)


async def _kept(office: Office, plans: dict[str, Thing]) -> list[Kept]:
    found: list[Kept] = []
    for key in ("technician", "owner"):
        settings = office.settings(key)
        kept = journal_in(settings)
        known = [await kept.ledger.look(plan, caller_of(settings)) for plan in plans]
        found += [plan for plan in known if plan is not None]
        kept.close()
    return found


def _prepared(far: Far, weeks: range = _WEEKS) -> tuple[list[int], list[int]]:
    """A sheet for each week, with two entries; the second of each is to be deleted."""
    sheets, spare = [], []
    with client_of(far.origin, timeout=30) as client:
        for week in weeks:
            day = today() - timedelta(weeks=week)
            first, second = (_stored(client, f"{day}T{hour}") for hour in (14, 16))
            sheets.append(int(first["timeSheet"]["id"]))
            spare.append(int(second["id"]))
    return sheets, spare


def _stored(client: httpx2.Client, begins: str) -> dict[str, Any]:
    body = {
        "chargeToId": TICKET,
        "chargeToType": "ServiceTicket",
        "timeStart": f"{begins}:00:00Z",
        "timeEnd": f"{begins}:30:00Z",
        "notes": "prepared",
    }
    answer = client.post("/time/entries", json=body)
    assert answer.status_code == 201, answer.text
    stored: dict[str, Any] = answer.json()
    return stored
