"""What decides on sending: deadlines, turns, repeated questions, and writes that go out once."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus

import anyio

from connectwise_time.connectwise import outcomes, retry, troubles
from connectwise_time.connectwise.answers import Answer
from connectwise_time.connectwise.auth import Credentials
from connectwise_time.connectwise.budget import Budget
from connectwise_time.connectwise.clocks import RemoteClock
from connectwise_time.connectwise.keys import Keys
from connectwise_time.connectwise.limiter import Lane, NotNow, Turn, Turns
from connectwise_time.connectwise.means import Means
from connectwise_time.connectwise.outcomes import Answered, Event, Failure, Fate
from connectwise_time.connectwise.pools import Pools
from connectwise_time.connectwise.requests import Request
from connectwise_time.connectwise.rules import Rules
from connectwise_time.connectwise.sending import Sender
from connectwise_time.errors import Unavailable

__all__ = ["Exchange", "Means", "Rules"]

log = logging.getLogger(__name__)
_QUEUE_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class _Came:
    """What an exchange came to; `asked` is how long ConnectWise wants to be left alone."""

    event: Event
    answer: Answer | None = None
    asked: float | None = None


class Exchange:
    """Sends requests with credentials to one origin, and reads whole answers."""

    def __init__(self, credentials: Credentials, pools: Pools, rules: Rules, means: Means) -> None:
        self.rules = rules
        self.means = means
        self._sender = Sender(credentials)
        self._clock = RemoteClock(means)
        self._pools = pools
        self._turns = Turns(rules.concurrency, means)
        self._budget = Budget()
        self._keys = Keys()

    @property
    def origin(self) -> str:
        """Where requests go."""
        return self._sender.origin

    @property
    def sandbox(self) -> bool | None:
        """Whether an answer said that a sandbox gave it; None before the first answer."""
        return self._sender.sandbox

    @property
    def skew(self) -> timedelta | None:
        """How far ConnectWise's clock is ahead, by the last answer; None if unknown."""
        return self._clock.skew

    def present(self) -> datetime:
        """The present by ConnectWise's clock."""
        return self._clock.present()

    def told_time(self) -> datetime | None:
        """The present by ConnectWise's clock; None where it has not told its time yet."""
        return self._clock.present() if self._clock.told else None

    @contextmanager
    def patience(self) -> Iterator[None]:
        """One deadline for several questions together."""
        try:
            with anyio.fail_after(self.rules.deadline):
                yield
        except TimeoutError as error:
            raise Unavailable(
                "ConnectWise did not answer in time.", remedy="Try again in a minute."
            ) from error

    async def ask(self, base: str, request: Request, *, within: float | None = None) -> Answer:
        """Ask a question, again where that may help, until there is an answer.

        Refusals are answers: they are given back.

        Raises:
            Unavailable: No answer came within the deadline.
            Busy: ConnectWise asks for more patience than there is, or only fails at present.
        """
        until = self.means.monotonic() + self._left(within)
        self._budget.asked(self.means.monotonic())
        attempt = 1
        while True:
            came = await self._attempt(base, request, until - self.means.monotonic())
            if came.answer is not None and not outcomes.may_ask_again(came.event):
                return came.answer
            seconds = self._again(came, request, attempt, until - self.means.monotonic())
            log.debug("asking again in %.1f s", seconds)
            if seconds > 0:
                await self.means.sleep(seconds)
            attempt += 1

    def _left(self, within: float | None) -> float:
        outer = anyio.current_effective_deadline() - anyio.current_time()
        return min(self.rules.deadline if within is None else within, self.rules.deadline, outer)

    def _again(self, came: _Came, request: Request, attempt: int, left: float) -> float:
        """Seconds until a question is asked again; raises what it came to, where it is not.

        What a pause holds back waits for its end in the queue.
        """
        now = self.means.monotonic()
        closed = self._turns.manners.closed(now)
        if outcomes.may_ask_again(came.event) and attempt < retry.ATTEMPTS:
            paused = self._turns.manners.pause.left(now) > 0
            step = retry.plan(attempt, asked=None, left=left, chance=self.means.chance())
            if paused and closed < left:
                # The pause keeps us from asking too often; the budget is for what only fails.
                return 0.0
            if not closed and isinstance(step, retry.Wait) and self._budget.spend(now):
                return step.seconds
        raise self._unanswered(came, request, closed)

    def _unanswered(self, came: _Came, request: Request, closed: float) -> Unavailable:
        body = came.answer.body if came.answer else b""
        wait = came.asked if came.asked is not None else (closed or None)
        now = self.means.utc_now()
        return troubles.unavailable(came.event, request.purpose, wait, now, body)

    async def _attempt(self, base: str, request: Request, left: float) -> _Came:
        turn: Turn | None = None
        try:
            with anyio.move_on_after(max(0.0, left)):
                turn = await self._turn(None, request, left)
                if (known := self._known()) is not None:
                    return known
                return self._came(
                    turn, *await self._sender.send(self._pools.reads, base, request, left)
                )
            if turn is None:
                return _Came(Failure.QUEUED)
            turn.ends(Failure.TIMEOUT)
            return _Came(Failure.TIMEOUT)
        finally:
            if turn is not None:
                turn.ends()

    async def _turn(self, lane: Lane | None, request: Request, left: float) -> Turn:
        try:
            return await self._turns.take(lane, left)
        except NotNow as error:
            now, is_write = self.means.utc_now(), lane is not None
            raise troubles.not_now(error, request.purpose, now, is_write=is_write) from None

    def _came(self, turn: Turn, event: Event, answer: Answer | None) -> _Came:
        """Note what came of a request that had its turn."""
        asked = None
        if answer is not None:
            now = self.means.utc_now()
            self._clock.hear(answer)
            told, date = answer.headers.get("retry-after"), answer.headers.get("date")
            asked = retry.seconds_asked(told, date=date, now=now)
            self._keys.note(answer, self.means.monotonic())
        turn.ends(event, asked)
        return _Came(event, answer, asked)

    def _known(self) -> _Came | None:
        """The answer to whatever is asked now with keys that were not accepted a moment ago."""
        answer = self._keys.refused(self.means.monotonic())
        return None if answer is None else _Came(Answered(answer.status), answer)

    async def tell(
        self,
        base: str,
        request: Request,
        *,
        done: Callable[[Answer], bool],
        within: float | None = None,
        lane: Lane = Lane.NARROW,
    ) -> Answer:
        """Send a write, once, and give its answer back; nothing sends it a second time.

        Once it is on its way, the answer is waited for even if the caller is cancelled: whoever
        stops listening would not know what happened.

        Args:
            base: The path of the API.
            request: The write.
            within: Seconds for it, waiting for its turn included; the deadline, where none are
                given.
            lane: Beside how many others it may run.
            done: Whether a success says what it must say, such as the new entry's id.

        Raises:
            ReadOnly: This client may not write; nothing was sent.
            Unavailable: It was certainly not sent.
            Busy: ConnectWise takes nothing for now: it was not sent, or sent and not taken.
            RemoteRefusal: ConnectWise refused, and stored nothing.
            OutcomeUnknown: It may or may not be stored.
        """
        if self.rules.read_only:
            raise troubles.read_only(request.purpose)
        seconds = self.rules.deadline if within is None else within
        came = await self._once(base, request, seconds, lane)
        event, answer = came.event, came.answer
        if answer is not None and answer.good and not done(answer):
            event = Answered(answer.status, complete=False)
        if event == Answered(HTTPStatus.TOO_MANY_REQUESTS):
            closed = self._turns.manners.closed(self.means.monotonic())
            seconds = came.asked if came.asked is not None else closed
            raise troubles.not_taken(request.purpose, seconds, self.means.utc_now())
        if (trouble := troubles.of_write(event, answer, request.purpose)) is not None:
            raise trouble
        if answer is None:  # pragma: no cover - `of_write` is None for an answer alone
            raise AssertionError
        return answer

    async def consult(self, base: str, request: Request) -> Answer:
        """Send a POST that stores nothing; it is not repeated either.

        Raises:
            ReadOnly: This client sends nothing but GETs.
            Unavailable: No answer came.
        """
        if self.rules.read_only:
            raise troubles.read_only(request.purpose)
        came = await self._once(base, request, self.rules.deadline, Lane.NARROW)
        unknown = outcomes.fate(came.event) is Fate.UNKNOWN
        if came.answer is None or unknown or outcomes.may_ask_again(came.event):
            closed = self._turns.manners.closed(self.means.monotonic())
            raise self._unanswered(came, request, closed)
        return came.answer

    async def _once(self, base: str, request: Request, within: float, lane: Lane) -> _Came:
        until, patience = anyio.current_time() + within, min(_QUEUE_SECONDS, within)
        try:
            with anyio.fail_after(patience):
                turn = await self._turn(lane, request, patience)
        except TimeoutError:
            return _Came(Failure.QUEUED)
        try:
            if (known := self._known()) is not None:
                return known
            left = until - anyio.current_time()
            if left <= 0:
                return _Came(Failure.QUEUED)
            with anyio.CancelScope(shield=True), anyio.move_on_after(left):
                return self._came(
                    turn, *await self._sender.send(self._pools.writes, base, request, left)
                )
            turn.ends(Failure.TIMEOUT)
        finally:
            turn.ends()
        return _Came(Failure.TIMEOUT)
