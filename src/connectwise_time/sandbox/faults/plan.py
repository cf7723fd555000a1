"""The rules in force, set and cleared while it serves, and a record of what they did."""

import random
import threading
import time
from collections import deque
from collections.abc import Callable
from ssl import SSLContext
from typing import NamedTuple, TypeVar

from connectwise_time.sandbox.faults.kinds import AppFault
from connectwise_time.sandbox.faults.late import Late
from connectwise_time.sandbox.faults.limits import AnyLimit, Gate
from connectwise_time.sandbox.faults.rules import Asked, Counted, Rule
from connectwise_time.sandbox.faults.toxics import ConnectionFault, Refuse, WireFault

REMEMBERED = 100_000
LIMITED = "rate_limit"
_Layer = TypeVar("_Layer", AppFault, WireFault, ConnectionFault)


class Happening(NamedTuple):
    """One request that reached the app, or one fault.

    Attributes:
        at: When, by the plan's clock, in seconds.
        where: ``app``, ``proxy``, or ``late`` for a commit that came late.
        method: Empty for a fault of a connection.
        path: Below the API's base.
        fault: The fault's name; empty for a request that was served properly.
        wait: The seconds in the Retry-After of the hidden limit; 0 elsewhere.
    """

    at: float
    where: str
    method: str
    path: str
    fault: str = ""
    wait: float = 0.0


class Faults:
    """One plan of faults for the app and for the proxy before it; every method is sync.

    Args:
        rules: In order: of those that choose a request, the first is played, once in the proxy
            and once in the app. All of them count it.
        limit: A hidden rate limit; it comes before the rules, and what it refuses they don't count.
        seed: Decides what a probability means, so that every run is the same.
        tls: The certificate that the proxy shows; None speaks plain HTTP.
        clock: Seconds that only grow, for the limit and the record.
    """

    def __init__(
        self,
        *rules: Rule,
        limit: AnyLimit | None = None,
        seed: int = 0,
        tls: SSLContext | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.seed = seed
        self.tls = tls
        self.clock = clock
        self.log: deque[Happening] = deque(maxlen=REMEMBERED)
        self.late = Late(self.note)
        self.gate: Gate | None = None
        self._lock = threading.Lock()
        self._counted: list[Counted] = []
        self._made = 0
        self._noise = random.Random(seed)  # noqa: S311  # has to be the same every time
        self._watchers: list[Callable[[], None]] = []
        self.limit(limit)
        self.add(*rules)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules in force."""
        return tuple(counted.rule for counted in self._counted)

    @property
    def needs_proxy(self) -> bool:
        """Whether a rule, or TLS, has no effect without the proxy."""
        on_the_wire = (WireFault, ConnectionFault)
        return self.tls is not None or any(isinstance(r.fault, on_the_wire) for r in self.rules)

    def add(self, *rules: Rule) -> None:
        """Put more rules behind those in force. They count from now on."""
        with self._lock:
            for rule in rules:
                self._made += 1
                self._counted.append(Counted(rule, f"{self.seed}/{self._made}"))
        self._tell()

    def clear(self) -> None:
        """End all rules and the limit. Commits that are late stay due."""
        with self._lock:
            self._counted = []
            self.gate = None
        self._tell()

    def limit(self, limit: AnyLimit | None) -> None:
        """Put a hidden rate limit in force, or none; ``gate`` counts what it does."""
        self.gate = Gate(limit, self.clock) if limit else None

    def befell(self, rule: Rule) -> int:
        """How often a rule in force was played."""
        return sum(counted.befell for counted in self._counted if counted.rule is rule)

    def commit_late(self) -> None:
        """Let all late commits happen now; they have happened when it returns."""
        self.late.commit_all()

    def close(self) -> None:
        """Drop the late commits: the world ends."""
        self.late.close()

    def of_app(self, asked: Asked) -> AppFault | None:
        """Count a request at the app; the fault that it suffers."""
        found = self._first(AppFault, asked)
        self.note("app", asked, found.name if found else "")
        return found

    def of_wire(self, asked: Asked) -> WireFault | None:
        """Count a request at the proxy; the fault that it suffers."""
        found = self._first(WireFault, asked)
        if found:
            self.note("proxy", asked, found.name)
        return found

    def of_connection(self) -> ConnectionFault | None:
        """Count a connection that was accepted; the fault that it suffers, never a closed port."""
        found = self._first(ConnectionFault, None)
        if found:
            self.note("proxy", Asked("", ""), found.name)
        return found

    def closed_port(self) -> Rule | None:
        """The rule by which the port is to be closed now."""
        with self._lock:
            for counted in self._counted:
                if isinstance(counted.rule.fault, Refuse):
                    due = counted.fitted >= counted.rule.since - 1 and not counted.befell
                    if due:
                        return counted.rule
        return None

    def reopened(self, rule: Rule) -> None:
        """A rule's time of refusing is over."""
        with self._lock:
            for counted in self._counted:
                counted.befell += counted.rule is rule

    def watch(self, watcher: Callable[[], None]) -> Callable[[], None]:
        """Call the watcher whenever rules change, until what is returned is called."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    def noise(self, size: int) -> bytes:
        """Bytes that are no HTTP; the next time, others."""
        # A zero first: no luck makes it the beginning of an answer.
        return (b"\0" + self._noise.randbytes(size))[:size]

    def note(self, where: str, asked: Asked, fault: str, wait: float = 0.0) -> None:
        """Write a line of the record."""
        self.log.append(Happening(self.clock(), where, asked.method, asked.path, fault, wait))

    def _first(self, layer: type[_Layer], asked: Asked | None) -> _Layer | None:
        chosen: _Layer | None = None
        with self._lock:
            for counted in self._counted:
                fault = counted.rule.fault
                if isinstance(fault, Refuse):
                    counted.fitted += layer is ConnectionFault
                elif isinstance(fault, layer) and counted.chooses(asked) and chosen is None:
                    counted.befell += 1
                    chosen = fault
        return chosen

    def _tell(self) -> None:
        for watcher in tuple(self._watchers):
            watcher()
