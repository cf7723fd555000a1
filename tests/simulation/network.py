"""The network between desks and ConnectWise: what is lost, late or refused is decided by a seed."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

import httpx2

from simulation.clocks import Time
from simulation.tenant import Answer, Tenant

if TYPE_CHECKING:
    import asyncio

    from simulation.watcher import Watcher

HORIZON = timedelta(seconds=180)
_BUSY = {"retry-after": "2", "content-type": "application/json"}
_FAULTS_OF_READS = ("refused", "reset", "silent", "busy", "slow")
_FAULTS_OF_WRITES = (
    *("refused", "lost", "lost", "answer lost", "answer lost", "silent", "silent and done"),
    *("429", "429 and done", "500", "500 and done", "503", "503 and done", "cut", "slow"),
    *("late", "late", "late and 504", "much too late"),
)


@dataclass(eq=False)
class Sent:
    """A write that left a desk.

    Attributes:
        request: What was asked.
        process: Whose desk it was.
        at: When it was sent.
        fate: What the seed decided about it.
        heard: When the desk learnt that the answer came, or was lost; None while it waits. Of a
            desk that was killed meanwhile, when that was.
        status: Of the answer that the desk got; None where it got none.
        done_at: When ConnectWise did it; None where it did not.
        done: What ConnectWise answered to it, also where nobody heard that.
    """

    request: httpx2.Request
    process: str
    at: float
    fate: str
    heard: float | None = None
    status: int | None = None
    done_at: float | None = None
    done: Answer | None = None

    @property
    def is_much_too_late(self) -> bool:
        """Whether it was done when nothing could come of it any more."""
        if self.done_at is None:
            return False
        return self.done_at - (self.at if self.heard is None else self.heard) >= (
            HORIZON.total_seconds()
        )


class Network:
    """Carries requests.

    Args:
        time: The true time.
        tenant: ConnectWise.
        luck: Decides.
        watcher: Sees all writes.
    """

    def __init__(self, time: Time, tenant: Tenant, luck: Random, watcher: "Watcher") -> None:
        self.time = time
        self.tenant = tenant
        self.faulty = 0.0
        self._luck = luck
        self._watcher = watcher

    def carry(
        self, process: str, request: httpx2.Request, future: "asyncio.Future[httpx2.Response]"
    ) -> Sent | None:
        """Take a request on its way; its answer, or that it is lost, comes by the future."""
        # Questions suffer less: else nothing would ever be written.
        share = self.faulty * (0.3 if request.method == "GET" else 1.0)
        suffers = self._luck.random() < share
        if request.method == "GET":
            self._read(request, future, self._one_of(_FAULTS_OF_READS) if suffers else "")
            return None
        fate = self._one_of(_FAULTS_OF_WRITES) if suffers else ""
        sent = Sent(request, process, self.time.seconds, fate)
        self._watcher.leaves(sent)
        self._write(sent, future)
        return sent

    def _one_of(self, fates: tuple[str, ...]) -> str:
        return self._luck.choice(fates)

    def _soon(self) -> float:
        return self._luck.choice((0.01, 0.03, 0.1, 0.3))

    def _read(
        self, request: httpx2.Request, future: "asyncio.Future[httpx2.Response]", fate: str
    ) -> None:
        there = self.time.seconds + (self._luck.uniform(1, 30) if fate == "slow" else self._soon())
        match fate:
            case "refused":
                self._fail(there, future, httpx2.ConnectError("nobody there"))
            case "reset":
                self._fail(there, future, httpx2.ReadError("reset"))
            case "silent":
                pass
            case "busy":
                self._tell(there, future, lambda: Answer(503, _BUSY, b"{}"))
            case _:
                back = there + self._soon()

                def arrives() -> None:
                    found = self.tenant.answer(request)
                    self._tell(back, future, lambda: found)

                self.time.at(there, arrives)

    def _write(self, sent: Sent, future: "asyncio.Future[httpx2.Response]") -> None:
        there = sent.at + (self._luck.uniform(1, 20) if sent.fate == "slow" else self._soon())
        back = there + self._soon()
        if (at := self._when_done(sent, there)) is not None:
            self.time.at(at, lambda: self._done(sent))
        match sent.fate:
            case "refused":
                self._fail(there, future, httpx2.ConnectError("nobody there"), sent)
            case "lost" | "answer lost" | "late" | "much too late":
                self._fail(back, future, httpx2.ReadError("the connection broke"), sent)
            case "silent" | "silent and done":
                pass
            case "cut":
                self._tell(back, future, lambda: _cut(sent.done), sent)
            case "" | "slow":
                self._tell(back, future, lambda: sent.done, sent)
            case _:  # it names a status
                status = int(next(word for word in sent.fate.split() if word.isdigit()))
                self._refuse(back, future, sent, status)

    def _when_done(self, sent: Sent, there: float) -> float | None:
        """When ConnectWise does it; None for never."""
        horizon = HORIZON.total_seconds()
        match sent.fate:
            case "refused" | "lost" | "silent" | "429" | "500" | "503":
                return None
            case "late" | "late and 504":
                return sent.at + self._luck.uniform(0.5, 0.9 * horizon)
            case "much too late":
                # A write waits for 26 seconds at most, and is looked for for 17 more.
                return sent.at + horizon + 60 + self._luck.uniform(0, 3 * horizon)
            case _:
                return there

    def _done(self, sent: Sent) -> None:
        sent.done = self.tenant.answer(sent.request)
        sent.done_at = self.time.seconds
        self._watcher.done(sent)

    def _refuse(
        self, at: float, future: "asyncio.Future[httpx2.Response]", sent: Sent, status: int
    ) -> None:
        headers = _BUSY if status == 429 else {"content-type": "application/json"}
        body = json.dumps({"code": "Trouble", "message": "Try again later."}).encode()
        self._tell(at, future, lambda: Answer(status, headers, body), sent)

    def _tell(
        self,
        at: float,
        future: "asyncio.Future[httpx2.Response]",
        made: Callable[[], Answer | None],
        sent: Sent | None = None,
    ) -> None:
        def tell() -> None:
            answer = made()
            if future.done() or answer is None:
                return
            if sent is not None:
                sent.heard, sent.status = self.time.seconds, answer.status
            headers = {name: value for name, value in answer.headers.items() if value}
            future.set_result(httpx2.Response(answer.status, headers=headers, content=answer.body))

        self.time.at(at, tell)

    def _fail(
        self,
        at: float,
        future: "asyncio.Future[httpx2.Response]",
        error: Exception,
        sent: Sent | None = None,
    ) -> None:
        def fail() -> None:
            if not future.done():
                if sent is not None:
                    sent.heard = self.time.seconds
                future.set_exception(error)

        self.time.at(at, fail)


def _cut(answer: Answer | None) -> Answer | None:
    """An answer that ends in the middle."""
    if answer is None or answer.status >= 300:
        return answer
    return answer._replace(body=answer.body[: len(answer.body) // 2])
