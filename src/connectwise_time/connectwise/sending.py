"""One request on one connection: how it is built, and what came of it."""

import httpx2

from connectwise_time.connectwise import outcomes
from connectwise_time.connectwise.answers import Answer
from connectwise_time.connectwise.auth import Credentials, api_origin
from connectwise_time.connectwise.bodies import TooBig, Unreadable, whole
from connectwise_time.connectwise.outcomes import Answered, Event, Failure
from connectwise_time.connectwise.requests import Request

_CONNECT_SECONDS = 10.0


class Sender:
    """Sends with credentials to one origin, and reads whole answers.

    Args:
        credentials: Whose keys, and for which site.

    Attributes:
        origin: Where requests go.
        sandbox: An answer said that a sandbox gave it; None before the first one.
    """

    def __init__(self, credentials: Credentials) -> None:
        self.origin = api_origin(credentials.origin)
        self.sandbox: bool | None = None
        self._secrets = credentials.secrets()
        self._headers = credentials.headers()

    async def send(
        self, transport: httpx2.AsyncBaseTransport, base: str, request: Request, left: float
    ) -> tuple[Event, Answer | None]:
        """What came, or how nothing came; no failure of the network is raised.

        Args:
            transport: On which connections.
            base: The path of the API.
            request: What to send.
            left: Seconds for it.
        """
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
        self.sandbox = bool(self.sandbox) or answer.from_sandbox
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
