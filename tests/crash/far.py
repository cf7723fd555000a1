"""The ConnectWise of the crash loop: a sandbox behind its faulty proxy, in a process apart."""

import signal
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Self

from connectwise_time.sandbox import World, build_sandbox, serve_sandbox
from connectwise_time.sandbox.faults import (
    Faults,
    Garbage,
    LateCommit,
    Proxy,
    ResetAfterCommit,
    ResetBeforeForward,
    Rule,
    Status,
    Truncate,
)
from connectwise_time.sandbox.faults.kinds import AppFault
from connectwise_time.sandbox.faults.late import Commit
from connectwise_time.sandbox.faults.rules import Asked
from connectwise_time.sandbox.faults.toxics import WireFault

PATIENCE = 60.0
TOO_MANY = 429
_FAULTY = 0.2
_WIRE: tuple[WireFault, ...] = (
    ResetBeforeForward(),
    ResetAfterCommit(),
    Truncate(10),
    Truncate(40, reset=True),
    Garbage(),
)
_APP: tuple[AppFault, ...] = (
    Status(500),
    Status(502, committed=True),
    Status(503, committed=True),
    Status(429, retry_after=1),
)
_LATE = (0.05, 0.3, 0.6, 0.9)
"""How late, as shares of the horizon."""


def faults(seed: int, horizon: float, paths: tuple[str, ...]) -> Faults:
    """A fifth of all writes suffer something; half of these happen late."""
    late = tuple(
        LateCommit(after_seconds=share * horizon, code=code)
        for share in _LATE
        for code in (504, None)
    )
    at_once: tuple[WireFault | AppFault, ...] = (*_WIRE, *_APP)
    kinds: list[tuple[WireFault | AppFault, float]] = [
        *((fault, 1 / 2 / len(at_once)) for fault in at_once),
        *((fault, 1 / 2 / len(late)) for fault in late),
    ]
    return Faults(
        *(
            Rule(fault, ("POST", "DELETE"), path, probability=_FAULTY * share)
            for path in paths
            for fault, share in kinds
        ),
        seed=seed,
    )


@dataclass(frozen=True)
class Seen:
    """What there is in the end.

    Attributes:
        rows: Notes and status of the entries, by id.
        sheets: Statuses of the sheets, by id.
        writes: How often each write arrived.
        suffered: How often each fault was played.
        overdue: Commits that came later than the horizon, which this machine is to blame for.
    """

    rows: dict[int, tuple[str, str]] = field(default_factory=dict)
    sheets: dict[int, str] = field(default_factory=dict)
    writes: Counter[str] = field(default_factory=Counter)
    suffered: Counter[str] = field(default_factory=Counter)
    overdue: int = 0


class Far:
    """Serves while its context lasts.

    Args:
        seed: Which requests suffer.
        horizon: Seconds; commits come late by up to nine tenths of it.
        marks: It keeps the marks that we leave with entries.
        paths: The writes that suffer.
        arrange: Makes the world what the loop needs; answers what the loop is to know of it.
    """

    def __init__(
        self,
        seed: int,
        *,
        horizon: float,
        marks: bool = True,
        paths: tuple[str, ...] = ("/time/entries",),
        arrange: Any = None,
    ) -> None:
        context = get_context("fork")
        self._ours, theirs = context.Pipe()
        serve = partial(_serve, theirs, seed, horizon, marks, paths, arrange)
        self._process = context.Process(target=serve, daemon=True)
        self.origin = ""
        self.arranged: Any = None

    def __enter__(self) -> Self:
        self._process.start()
        self.origin, self.arranged = self._answer()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.join()

    def calm(self) -> None:
        """No more faults."""
        self._ours.send("calm")
        self._answer()

    def seen(self) -> Seen:
        """What there is, once all that comes late has come."""
        self._ours.send("seen")
        found: Seen = self._answer()
        return found

    def _answer(self) -> Any:
        assert self._ours.poll(PATIENCE), "the sandbox does not answer"
        return self._ours.recv()


def _serve(  # noqa: PLR0917  # all that a process is given
    pipe: Connection,
    seed: int,
    horizon: float,
    marks: bool,  # noqa: FBT001
    paths: tuple[str, ...],
    arrange: Any,
) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    world = World.open()
    world.switches.keep_mobile_guid = marks
    arranged = arrange(world) if arrange is not None else None
    plan = faults(seed, horizon, paths)
    app = build_sandbox(world, faults=plan)
    overdue = _timed(plan, horizon)

    def ready(port: int) -> None:
        proxy = Proxy(port, plan).__enter__()
        pipe.send((proxy.origin, arranged))
        threading.Thread(target=_listen, args=(pipe, world, overdue), daemon=True).start()

    serve_sandbox(app, on_ready=ready)


def _timed(plan: Faults, horizon: float) -> list[float]:
    """What comes later than the horizon, however late it was meant to come, is noted."""
    overdue: list[float] = []
    add = plan.late.add

    def timed(fault: LateCommit, asked: Asked, commit: Commit) -> None:
        arrived = time.monotonic()

        def committed() -> int:
            status = commit()
            if (took := time.monotonic() - arrived) >= horizon:
                overdue.append(took)
            return status

        add(fault, asked, committed)

    plan.late.add = timed  # type: ignore[method-assign]  # the sandbox need not know of it
    return overdue


def _listen(pipe: Connection, world: World, overdue: list[float]) -> None:
    with suppress(EOFError, OSError):
        while True:
            if pipe.recv() == "calm":
                world.faults.clear()
                pipe.send(None)
                continue
            until = time.monotonic() + PATIENCE / 2
            while len(world.faults.late) and time.monotonic() < until:
                time.sleep(0.01)
            pipe.send(
                Seen(
                    {r["id"]: (r.get("notes", ""), r["status"]) for r in world.entries()},
                    {r["id"]: r["status"] for r in world.rows("time/sheets")},
                    Counter(
                        f"{r.method} {r.path}"
                        for r in world.requests
                        if r.method != "GET" and r.status != TOO_MANY
                    ),
                    Counter(h.fault.split()[0] for h in world.faults.log if h.fault),
                    len(overdue),
                )
            )
