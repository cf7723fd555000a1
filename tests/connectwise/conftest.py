"""What the tests of the client share: a scripted ConnectWise, a client on it, and a tame clock."""

import json
import re
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeAlias

import httpx2
import pytest
from jsonschema import Draft202012Validator
from pydantic import SecretStr

from connectwise_time.connectwise import ConnectWise, Credentials, connect
from connectwise_time.connectwise.exchange import Means

DOCUMENT = Path(__file__).parents[2] / "../shared/reference/openapi-time.json"
BASE = "/v4_6_release/apis/3.0"
Reply: TypeAlias = httpx2.Response | Exception | Callable[[httpx2.Request], httpx2.Response]
OpenClient: TypeAlias = Callable[..., AbstractAsyncContextManager[ConnectWise]]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Document:
    """The vendor's document, to hold every request against."""

    def __init__(self, spec: dict[str, Any]) -> None:
        self.spec = spec
        patterns = {re.sub(r"\{\w+\}", "[^/]+", path): path for path in spec["paths"]}
        self._paths = [(re.compile(pattern), path) for pattern, path in patterns.items()]

    def check(self, request: httpx2.Request) -> None:
        path = request.url.path.removeprefix(BASE)
        named = [known for pattern, known in self._paths if pattern.fullmatch(path)]
        assert named, f"no such path: {path}"
        verbs = [
            v for known in named if (v := self.spec["paths"][known].get(request.method.lower()))
        ]
        assert verbs, f"{path} takes no {request.method}"
        known = {p["name"] for verb in verbs for p in verb.get("parameters", [])}
        assert set(request.url.params) <= known, f"{path}: unknown parameters"
        if request.content:
            self.check_body(path, verbs, request.method, json.loads(request.content))

    def check_body(self, path: str, verbs: list[Any], method: str, body: Any) -> None:
        if not re.fullmatch(r"/time/entries(/\d+|/defaults)?", path):
            self.check_decision(path, verbs, body)
            return
        properties = set(self.spec["components"]["schemas"]["TimeEntry"]["properties"])
        assert self.names(method, body) <= properties, "unknown fields"
        shape = {"$ref": "#/components/schemas/TimeEntry"}
        if method == "PATCH":
            shape = {"$ref": "#/components/schemas/PatchOperation"}
        for part in body if method == "PATCH" else [body]:
            Draft202012Validator({**self.spec, **shape}).validate(part)

    def check_decision(self, path: str, verbs: list[Any], body: Any) -> None:
        schemas = [p["schema"] for v in verbs for p in v["requestBody"]["content"].values()]
        assert schemas, f"{path} takes no body"
        for schema in schemas:
            if "$ref" in schema:  # a PATCH is an array of operations
                known = self.spec["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
                assert set(body) <= set(known["properties"]), "unknown fields"
            Draft202012Validator({**self.spec, **schema}).validate(body)

    @staticmethod
    def names(method: str, body: Any) -> set[str]:
        return {operation["path"] for operation in body} if method == "PATCH" else set(body)


@pytest.fixture(scope="session")
def document() -> Document | None:
    """The vendor's document where it lies beside the checkout (see test_document.py)."""
    return Document(json.loads(DOCUMENT.read_text())) if DOCUMENT.exists() else None


@dataclass
class Vendor:
    """A scripted ConnectWise: answers each question in turn, the last answer again and again."""

    document: Document | None
    asked: list[httpx2.Request] = field(default_factory=list)
    replies: dict[tuple[str, str], list[Reply]] = field(default_factory=dict)

    def on(self, method: str, path: str, *replies: Any) -> None:
        """Answer so: a reply is an answer, an error, a function, or JSON for a plain 200."""
        kinds = (httpx2.Response, Exception)
        self.replies[method, path] = [
            reply
            if isinstance(reply, kinds) or callable(reply)
            else httpx2.Response(200, json=reply)
            for reply in replies
        ]

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        if self.document is not None and request.url.path.startswith(BASE):
            self.document.check(request)
        key = (request.method, request.url.path.removeprefix(BASE))
        missing = httpx2.Response(404, json={"code": "NotFound", "message": "not found"})
        script = self.replies.get(key, [missing])
        reply = script.pop(0) if len(script) > 1 else script[0]
        if isinstance(reply, Exception):
            raise reply
        if isinstance(reply, httpx2.Response):
            return httpx2.Response(reply.status_code, headers=reply.headers, content=reply.content)
        return reply(request)

    def paths(self, method: str = "GET") -> list[str]:
        return [r.url.path.removeprefix(BASE) for r in self.asked if r.method == method]

    def bodies(self, method: str) -> list[Any]:
        return [json.loads(r.content) for r in self.asked if r.method == method]


@pytest.fixture
def vendor(document: Document | None) -> Vendor:
    return Vendor(document)


@dataclass
class Clock:
    """Time that passes only when somebody sleeps."""

    seconds: float = 0.0
    slept: list[float] = field(default_factory=list)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds

    def means(self) -> Means:
        noon = datetime(2026, 11, 16, 12, tzinfo=UTC)
        return Means(
            monotonic=lambda: self.seconds,
            utc_now=lambda: noon + timedelta(seconds=self.seconds),
            sleep=self.sleep,
            chance=lambda: 0.5,
        )


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def open_client(vendor: Vendor, clock: Clock) -> OpenClient:
    """Opens a client on the scripted ConnectWise, or on real sockets."""

    def opened(
        origin: str = "http://127.0.0.1:9", *, sockets: bool = False, **options: Any
    ) -> AbstractAsyncContextManager[ConnectWise]:
        secret = SecretStr("hush-hush")
        keys = Credentials(origin, "acme", SecretStr("public"), secret, SecretStr("guid"))
        transport = None if sockets else httpx2.MockTransport(vendor.answer)
        return connect(keys, **{"transport": transport, "means": clock.means(), **options})

    return opened
