"""When the next request may go: circuit, pause, pace and width as one state. Pure."""

from dataclasses import dataclass
from http import HTTPStatus
from math import inf

from connectwise_time.connectwise.circuit import Circuit
from connectwise_time.connectwise.outcomes import Answered, Event, Failure
from connectwise_time.connectwise.pace import Pace
from connectwise_time.connectwise.pauses import Pause
from connectwise_time.connectwise.width import Width

START = 4
_LOST = frozenset({Failure.CONNECT, Failure.TIMEOUT, Failure.BROKEN})


@dataclass(slots=True, eq=False)
class Sent:
    """A request under way.

    Attributes:
        at: When it was sent.
        beside: How many were under way then, itself included.
    """

    at: float
    beside: int


class Manners:
    """How ConnectWise is left in peace; time (seconds that only grow) and chance are given.

    Args:
        cap: Requests at once, at the most.
    """

    def __init__(self, cap: int) -> None:
        self.circuit = Circuit()
        self.pause = Pause()
        self.pace = Pace()
        self.width = Width(cap, START)
        self.under_way = 0
        self._cut = -inf

    def closed(self, now: float) -> float:
        """Seconds for which certainly nobody sends; 0 where somebody may."""
        return max(self.circuit.left(now), self.pause.left(now))

    def wait(self, now: float, *, question: bool = True) -> float:
        """Seconds until a request may go: 0 for now, endless until another one has ended."""
        if (left := self.closed(now)) > 0:
            return left
        if self._needs_probe and self.under_way:
            return inf
        if self.under_way >= self.width.allowed:
            return inf
        return max(self.pace.wait(now), self.circuit.yields(now, question=question))

    @property
    def _needs_probe(self) -> bool:
        return self.pause.needs_probe or self.circuit.is_open

    def send(self, now: float) -> Sent:
        """A request goes now."""
        self.under_way += 1
        self.pace.sent(now)
        return Sent(now, self.under_way)

    def ended(
        self,
        sent: Sent,
        now: float,
        event: Event | None,
        *,
        asked: float | None = None,
        chance: float = 0.5,
    ) -> None:
        """A request has ended.

        Args:
            sent: Which.
            now: The present.
            event: What came, or how nothing came; None where nobody waited for it to the end, or
                it was not sent after all.
            asked: Seconds for which ConnectWise asked to be left alone.
            chance: Between 0 and 1.
        """
        self.under_way -= 1
        match event:
            case Answered(HTTPStatus.TOO_MANY_REQUESTS):
                self._refused(sent, now, asked, chance)
            case Answered(status) if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                self._over(sent, now)
                if status == HTTPStatus.SERVICE_UNAVAILABLE and asked is not None:
                    self.pause.begin(now, asked, chance)
                self.circuit.failed(now)
                if status == HTTPStatus.SERVICE_UNAVAILABLE:
                    self._halve(sent, now)
            case Answered():
                self._taken(sent, now)
            case Failure() if event in _LOST:
                self.circuit.failed(now)
                if event is Failure.TIMEOUT:
                    self._halve(sent, now)
            case _:
                pass

    def _taken(self, sent: Sent, now: float) -> None:
        """ConnectWise took it, whatever it answered."""
        self._over(sent, now)
        self.circuit.answered()
        self.pace.let_through(sent.at)
        self.width.let_through(sent.beside, now)

    def _over(self, sent: Sent, now: float) -> None:
        if self.pause.needs_probe and sent.at >= self.pause.until and self.pause.left(now) <= 0:
            self.pause.end()
            self.pace.resumed(sent.at)

    def _refused(self, sent: Sent, now: float, asked: float | None, chance: float) -> None:
        """ConnectWise takes no more for now; others that were sent beside it may follow."""
        probing = self.pause.needs_probe and sent.at >= self.pause.until
        first = sent.at > self._cut and not self.pause.needs_probe
        self.pause.begin(now, asked, chance)
        self.circuit.answered()
        if probing:
            return
        if sent.beside > self.width.proven:
            self.width.refused(sent.beside, now, first=first)
        if first:
            self.pace.refused(now)
            self._cut = now

    def _halve(self, sent: Sent, now: float) -> None:
        """Half as many at once: one time for all that were under way together."""
        if sent.at > self._cut:
            self._cut = now
            self.width.failed()
