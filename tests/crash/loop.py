"""The crash loop: log time, be killed, and begin again, until every wish is there exactly once."""

import random
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import anyio

from connectwise_time.cli.serving import caller_of, journal_in
from connectwise_time.domain.operations import Operation, State
from connectwise_time.sandbox.world import OFFICE_ZONE
from crash.creating import Job, notes_of, operation_of
from crash.desks import Office
from crash.far import Far, Seen
from crash.forks import LONGEST_LIFE, Child, Forks, void, warm

HORIZON = 2.0
_AT_ONCE = 2
_NEW = 8
_NEVER = 1 << 30
_ASKED_TWICE = 0.1
"""The share of lost wishes that two children look after at once."""


@dataclass
class Report:
    """What came of it.

    Attributes:
        kills: Children that were killed.
        points: How many points a create has, from the call to its answer.
        hits: How often a child was killed at each of them.
        places: Where in the program these points lay.
        duplicates: Wishes that are stored more than once.
        lost: Wishes that were asked for and are not stored, or told as done and not there.
        undetected: Operations of which the journal says something else than the sandbox.
        unresolved: Operations of which it is not known what became.
        twins: Wishes of which the desk said that they seem to be there already, though nobody
            asked for them at the same time.
        overdue: Commits that came later than the horizon, which this machine is to blame for.
        broke: What children died of but a kill.
    """

    seed: int
    kills: int = 0
    wishes: int = 0
    points: int = 0
    hits: Counter[int] = field(default_factory=Counter)
    places: Counter[str] = field(default_factory=Counter)
    duplicates: list[int] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)
    undetected: list[str] = field(default_factory=list)
    unresolved: list[str] = field(default_factory=list)
    twins: list[int] = field(default_factory=list)
    suffered: Counter[str] = field(default_factory=Counter)
    writes: int = 0
    overdue: int = 0
    broke: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def told(self) -> dict[str, Any]:
        """As JSON can say it."""
        return vars(self)


class CrashLoop:
    """One run.

    Args:
        seed: Decides the faults, what is killed when, and at which point.
        kills: How many children are killed.
        marks: ConnectWise keeps marks.
        journal: Writes are noted; else the same is done without.
    """

    def __init__(self, seed: int, kills: int, *, marks: bool = True, journal: bool = True) -> None:
        self._luck = random.Random(seed)  # noqa: S311  # has to be the same every time
        self._seed = seed
        self._kills = kills
        self._marks = marks
        self._journal = journal
        self._report = Report(seed)
        self._next = 0
        self._lost: set[int] = set()
        self._done: set[int] = set()
        self._jobs: dict[int, Job] = {}
        self._forks = Forks()
        self._usual = 0.3
        self._points_left: list[int] = []
        self._asked_twice: set[int] = set()

    def run(self) -> Report:
        """Kill, and judge what there is in the end."""
        began = time.monotonic()
        warm(self._rehearse)
        with (
            TemporaryDirectory() as folder,
            Far(self._seed, horizon=HORIZON, marks=self._marks) as far,
        ):
            self._office = Office(far.origin, Path(folder), HORIZON, self._journal)
            self._today = today()
            self._measure()
            self._kill()
            # Those that follow are made in calm, and suffer nothing.
            self._report.writes = far.seen().writes["POST /time/entries"]
            far.calm()
            self._finish()
            self._judge(far.seen())
        self._report.seconds = round(time.monotonic() - began, 1)
        return self._report

    def _rehearse(self) -> None:
        with TemporaryDirectory() as folder, Far(self._seed, horizon=HORIZON) as far:
            far.calm()
            office = Office(far.origin, Path(folder), HORIZON)
            Job(office, today(), new=(0,), lost=(1,), patient=True)(void)

    def _measure(self) -> None:
        """How many points a create has, and how long a child takes for some."""
        began = time.monotonic()
        self._lives(Job(self._office, self._today, at=_NEVER, new=self._some(1)), 20)
        self._usual = time.monotonic() - began

    def _lives(self, job: Job, seconds: float) -> Child:
        self._start(job, seconds)
        child = self._forks.one_ends()
        self._heard(child)
        return child

    def _kill(self) -> None:
        report, most = self._report, 3 * self._kills + 100
        for number in range(most):
            if report.kills >= self._kills:
                break
            self._start(*self._job(number))
            if len(self._forks) >= _AT_ONCE:
                self._heard(self._forks.one_ends())
        while len(self._forks):
            self._heard(self._forks.one_ends())

    def _job(self, number: int) -> tuple[Job, float]:
        """By turns: killed at the next point of a create, and at any time."""
        if number % 2 and self._report.points:
            point = self._point()
            job = Job(self._office, self._today, at=point, new=self._some(1))
            return job, LONGEST_LIFE
        job = Job(self._office, self._today, lost=self._some_lost(), new=self._some(_NEW))
        return job, min(LONGEST_LIFE, self._usual * self._luck.uniform(0.2, 3.0))

    def _point(self) -> int:
        """The next one, in an order of its own each time."""
        if not self._points_left:
            self._points_left = list(range(1, self._report.points + 1))
            self._luck.shuffle(self._points_left)
            self._points_left.sort(key=lambda point: -self._report.hits[point])
        return self._points_left.pop()

    def _some(self, count: int) -> list[int]:
        first, self._next = self._next, self._next + count
        return list(range(first, self._next))

    def _some_lost(self) -> list[int]:
        """Lost ones, also those of which nothing can be known yet: people are impatient."""
        chosen = self._luck.sample(sorted(self._lost), min(4, len(self._lost)))
        for number in chosen:
            if self._luck.random() < _ASKED_TWICE:
                self._asked_twice.add(number)
            else:
                self._lost.discard(number)
        return chosen

    def _start(self, job: Job, seconds: float) -> None:
        child = self._forks.fork(job, seconds)
        self._jobs[child.pid] = job

    def _heard(self, child: Child) -> None:
        job = self._jobs.pop(child.pid)
        report = self._report
        report.kills += child.was_killed
        told = [line.partition(" ") for line in child.said]
        asked = {int(rest) for word, _, rest in told if word == "asked"}
        self._done |= {int(rest) for word, _, rest in told if word in {"done", "twin"}}
        twins = {int(rest) for word, _, rest in told if word == "twin"}
        report.twins += sorted(twins - self._asked_twice)
        report.broke += [rest for word, _, rest in told if word == "broke"]
        for count in (int(rest) for word, _, rest in told if word == "points"):
            report.points = min(report.points or count, count)  # questions at once vary it
        for place in (rest for word, _, rest in told if word == "point"):
            report.places[place] += 1
            assert job.at is not None
            report.hits[job.at] += 1
        if not asked & set(job.new) and job.new and job.new[-1] == self._next - 1:
            self._next = job.new[0]  # nobody asked for these: the next child does
        self._lost = (self._lost | asked | set(job.lost)) - self._done

    def _finish(self) -> None:
        """Nothing is killed any more: what is lost is looked after."""
        for _ in range(4):
            if not self._lost:
                break
            lost = sorted(self._lost)
            self._lost.clear()
            self._lives(Job(self._office, self._today, lost=lost, patient=True), 50)

    def _judge(self, seen: Seen) -> None:
        report = self._report
        report.suffered, report.overdue = seen.suffered, seen.overdue
        rows: dict[str, list[int]] = {}
        for number, (notes, _) in seen.rows.items():
            rows.setdefault(notes, []).append(number)
        asked = self._done | self._lost
        report.wishes = len(asked)
        known = anyio.run(partial(_operations, self._office, sorted(asked)))
        for wish in sorted(asked):
            there = rows.get(notes_of(wish), [])
            if len(there) > 1:
                report.duplicates.append(wish)
            if not there:
                report.lost.append(wish)
            if self._journal:
                self._compare(wish, known.get(wish), there)
        others = rows.keys() - {notes_of(wish) for wish in asked}
        stray = [notes for notes in others if notes.startswith("wish ")]
        report.undetected += [f"{notes} is stored, and nobody asked for it" for notes in stray]

    def _compare(self, wish: int, known: Operation | None, there: list[int]) -> None:
        report = self._report
        if known is None:
            report.undetected.append(f"the journal does not know wish {wish}: {there}")
        elif known.state in {State.SENDING, State.UNKNOWN}:
            report.unresolved.append(f"wish {wish} is {known.state}: {there}")
        elif (known.state is State.DONE) != bool(there):
            report.undetected.append(f"wish {wish} is {known.state}: {there}")
        elif there and {known.entry, *known.others} != set(there):
            numbers = [known.entry, *known.others]
            report.undetected.append(f"wish {wish} is {numbers} in the journal: {there}")


async def _operations(office: Office, wishes: list[int]) -> dict[int, Operation]:
    settings = office.settings()
    kept = journal_in(settings)
    found = {
        wish: await kept.journal.find(caller_of(settings), operation_of(wish)) for wish in wishes
    }
    kept.close()
    return {wish: operation for wish, operation in found.items() if operation is not None}


def today() -> date:
    """The day of the sandbox."""
    return datetime.now(OFFICE_ZONE).date()
