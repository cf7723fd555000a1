"""The one place that sends: caps, deadlines, repeated questions, and writes that go out once."""

import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import random
from time import monotonic

import anyio
import httpx2

from connectwise_time.connectwise import outcomes, retry, troubles
from connectwise_time.connectwise.answers import Answer
from connectwise_time.connectwise.auth import Credentials, api_origin
from connectwise_time.connectwise.bodies import TooBig, Unreadable, whole
from connectwise_time.connectwise.limiter import Lane, Limits
from connectwise_time.connectwise.outcomes import Answered, Event, Failure, Fate
from connectwise_time.connectwise.pools import Pools
from connectwise_time.connectwise.requests import Request
from connectwise_time.errors import ReadOnly, Unavailable

log = logging.getLogger(__name__)
_CONNECT_SECONDS = 10.0
_QUEUE_SECONDS = 10.0
_ROUGH = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Means:
    """Time and chance, given from outside so that tests need neither."""

    monotonic: Callable[[], float] = monotonic
    utc_now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    sleep: Callable[[float], Awaitable[None]] = anyio.sleep
    chance: Callable[[], float] = random


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for all requests.

    Attributes:
        deadline: Seconds for one question with its repetitions, or for one write.
        concurrency: Questions at once.
    """

    read_only: bool = False
    deadline: float = 40.0
    concurrency: int = 10


class Exchange:
    """Sends requests with credentials to one origin, and reads whole answers."""

    def __init__(self, credentials: Credentials, pools: Pools, rules: Rules, means: Means) -> None:
        self.origin = api_origin(credentials.origin)
        self.rules = rules
        self.means = means
        self.sandbox = False
        self._secrets = credentials.secrets()
        self.skew: timedelta | None = None
        # What ConnectWise's clock showed, and when that was; ours until it tells.
        self._told = (means.utc_now(), means.monotonic())
        self._headers = credentials.headers()
        self._pools = pools
        self._limits = Limits(rules.concurrency)

    def present(self) -> datetime:
        """The present by ConnectWise's clock: what it told last, and the time that went by."""
        told, at = self._told
        return told + timedelta(seconds=self.means.monotonic() - at)

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
            Unavailable: No answer came within the deadline, or ConnectWise asks for patience.
        """
        until = self.means.monotonic() + self._left(within)
        attempt = 1
        while True:
            left = until - self.means.monotonic()
            event, answer = await self._attempt(base, request, left)
            if answer is not None and not outcomes.may_ask_again(event):
                return answer
            step = self._next(event, answer, attempt, until - self.means.monotonic())
            if isinstance(step, retry.GiveUp):
                body = answer.body if answer else b""
                raise troubles.unavailable(
                    event, request.purpose, step.until, self.means.utc_now(), body
                )
            log.debug("asking again in %.1f s", step.seconds)
            await self.means.sleep(step.seconds)
            attempt += 1

    def _left(self, within: float | None) -> float:
        outer = anyio.current_effective_deadline() - anyio.current_time()
        return min(self.rules.deadline if within is None else within, self.rules.deadline, outer)

    def _next(
        self, event: Event, answer: Answer | None, attempt: int, left: float
    ) -> retry.Wait | retry.GiveUp:
        if not outcomes.may_ask_again(event):
            return retry.GiveUp()
        asked = self._patience_asked(answer)
        return retry.plan(attempt, asked=asked, left=left, chance=self.means.chance())

    def _patience_asked(self, answer: Answer | None) -> float | None:
        headers = answer.headers if answer else httpx2.Headers()
        told, date = headers.get("retry-after"), headers.get("date")
        return retry.seconds_asked(told, date=date, now=self.means.utc_now())

    async def _attempt(
        self, base: str, request: Request, left: float
    ) -> tuple[Event, Answer | None]:
        with anyio.move_on_after(max(0.0, left)):
            async with self._limits.reads:
                return await self._send(self._pools.reads, base, request, left)
        return Failure.TIMEOUT, None

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
            RemoteRefusal: ConnectWise refused, and stored nothing.
            OutcomeUnknown: It may or may not be stored.
        """
        self._refuse_if_read_only(request)
        seconds = self.rules.deadline if within is None else within
        event, answer = await self._once(base, request, seconds, lane)
        if answer is not None and answer.good and not done(answer):
            event = Answered(answer.status, complete=False)
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
        self._refuse_if_read_only(request)
        event, answer = await self._once(base, request, self.rules.deadline, Lane.NARROW)
        if answer is None or outcomes.fate(event) is Fate.UNKNOWN or _is_busy(answer):
            body = answer.body if answer else b""
            asked = self._patience_asked(answer)
            raise troubles.unavailable(event, request.purpose, asked, self.means.utc_now(), body)
        return answer

    def _refuse_if_read_only(self, request: Request) -> None:
        if self.rules.read_only:
            raise ReadOnly(
                f"This server is read-only: it will not {request.purpose.doing}.",
                remedy="Do it in ConnectWise itself, or start the server without read-only.",
            )

    async def _once(
        self, base: str, request: Request, within: float, lane: Lane
    ) -> tuple[Event, Answer | None]:
        limit, until = self._limits.of(lane), anyio.current_time() + within
        try:
            with anyio.fail_after(min(_QUEUE_SECONDS, within)):
                await limit.acquire()
        except TimeoutError:
            return Failure.QUEUED, None
        try:
            left = until - anyio.current_time()
            if left <= 0:
                return Failure.QUEUED, None
            with anyio.CancelScope(shield=True), anyio.move_on_after(left):
                return await self._send(self._pools.writes, base, request, left)
        finally:
            limit.release()
        return Failure.TIMEOUT, None

    async def _send(
        self, transport: httpx2.AsyncBaseTransport, base: str, request: Request, left: float
    ) -> tuple[Event, Answer | None]:
        try:
            response = await transport.handle_async_request(self._built(base, request, left))
            try:
                body = await whole(response)
            finally:
                await response.aclose()
        except TooBig:
            return Failure.TOO_BIG, None
        except (httpx2.HTTPError, httpx2.StreamError, Unreadable, OSError) as error:
            return outcomes.failure_of(error), None
        if not response.is_success:
            # What an error repeats is quoted to people and models: our keys must not be in it.
            for secret in self._secrets:
                body = body.replace(secret, b"[hidden]")
        answer = Answer(response.status_code, response.headers, body)
        self._note(answer)
        return Answered(answer.status), answer

    def _built(self, base: str, request: Request, left: float) -> httpx2.Request:
        connect = min(_CONNECT_SECONDS, left * 0.9)
        timeout = httpx2.Timeout(max(left, 0.001), connect=max(connect, 0.001))
        return httpx2.Request(
            request.method,
            f"{self.origin}{base}{request.target}",
            headers=self._headers,
            json=request.body,
            extensions={"timeout": timeout.as_dict()},
        )

    def _note(self, answer: Answer) -> None:
        self.sandbox = self.sandbox or answer.from_sandbox
        now = self.means.utc_now()
        self.skew = answer.skew(now)
        # It tells whole seconds: what lies within them is kept, so that time goes on evenly.
        if self.skew is not None and abs(now + self.skew - self.present()) > _ROUGH:
            self._told = (now + self.skew, self.means.monotonic())


def _is_busy(answer: Answer) -> bool:
    return outcomes.may_ask_again(Answered(answer.status))
