"""ConnectWise: the sandbox's own rules, answered at once and by the true time."""

import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any, NamedTuple

import httpx2

from connectwise_time.sandbox import World
from connectwise_time.sandbox.dialects import DIALECTS
from connectwise_time.sandbox.http import PREFIXES, SANDBOX_MARK, Received, _answer
from connectwise_time.sandbox.routing import Verbs, route_table
from connectwise_time.sandbox.system import company_info
from simulation.clocks import Time
from support.sandboxes import NOW, TODAY

_LOGIN = "login/companyinfo/"
_PART = re.compile(r"\{(\w+)(:int)?\}")


class Answer(NamedTuple):
    """What goes back, at which time it was made."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Tenant:
    """One company's ConnectWise.

    Args:
        time: The true time.
        marks: It keeps the marks that we leave with entries.
    """

    def __init__(self, time: Time, *, marks: bool) -> None:
        self._time = time
        self.world = World.open(today=TODAY, now=self.now)
        self.world.switches.keep_mobile_guid = marks
        self._routes = [(_pattern(path), verbs) for path, verbs in _ROUTES.items()]
        self._lasting: dict[tuple[str, str], Answer] = {}
        self._changing: dict[tuple[str, str], Answer] = {}

    def now(self) -> datetime:
        """The true present."""
        return NOW + timedelta(seconds=self._time.seconds)

    def answer(self, request: httpx2.Request) -> Answer:
        """Do what is asked, all of it or nothing."""
        base = next((prefix for prefix in PREFIXES if request.url.path.startswith(prefix)), "")
        path = request.url.path.removeprefix(base)
        key = (f"{request.method} {request.url.raw_path!r}", request.headers["authorization"])
        # What was not changed since is answered from memory: it takes most of the time otherwise.
        asks = request.method == "GET"
        remembered = self._changing if path.startswith("/time/") else self._lasting
        found = remembered.get(key) if asks else None
        if found is None:
            found = self._found(base, path.lstrip("/"), request)
            if asks:
                remembered[key] = found
            else:
                self.changed()
        date = format_datetime(self.now().replace(microsecond=0), usegmt=True)
        return Answer(found.status, {**found.headers, "date": date}, found.body)

    def changed(self) -> None:
        """Time is not what it was."""
        self._changing.clear()

    def _found(self, base: str, path: str, request: httpx2.Request) -> Answer:
        if path.startswith(_LOGIN):
            body = json.dumps(company_info(self.world, path.removeprefix(_LOGIN)))
            return Answer(200, {"content-type": "application/json"}, body.encode())
        for pattern, verbs in self._routes:
            if (match := pattern.fullmatch(path)) and request.method in verbs:
                return self._served(base, match.groupdict(), verbs, request)
        raise AssertionError(f"{request.method} {path} is no request that the sandbox knows")

    def _served(
        self, base: str, named: Mapping[str, str], verbs: Verbs, request: httpx2.Request
    ) -> Answer:
        url = request.url
        params = {name: int(v) if v.isdigit() else v for name, v in named.items()}
        origin = f"{url.scheme}://{url.netloc.decode()}"
        received = Received(
            request.method,
            f"{origin}{base}",
            f"{origin}{url.path}",
            params,
            dict(url.params),
            request.headers,
            request.content,
        )
        answer = _answer(self.world, _PSA, verbs, received)
        mark = {SANDBOX_MARK[0].decode(): SANDBOX_MARK[1].decode()}
        headers = {"content-type": answer.media_type, **answer.headers, **mark}
        return Answer(answer.status, headers, answer.content)

    def close(self) -> None:
        """It is not needed any more."""
        self.world.close()


_PSA = DIALECTS["psa"]
_ROUTES = route_table(_PSA)


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(_PART.sub(lambda m: f"(?P<{m[1]}>{r'[0-9]+' if m[2] else '[^/]+'})", path))


def body_of(request: httpx2.Request) -> Any:
    """What a request says."""
    return json.loads(request.content) if request.content else None
