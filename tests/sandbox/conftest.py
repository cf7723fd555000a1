"""A world at rest on a Wednesday, and clients whose every answer is held against the schemas."""

import base64
import json
import re
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

import httpx2
import pytest
from jsonschema import Draft202012Validator

from connectwise_time.sandbox import CREDENTIALS, World, build_sandbox

BASE = "http://sandbox.test/v4_6_release/apis/3.0"
OPENAPI = Path(__file__).parents[3] / "shared" / "reference" / "openapi-time.json"


# What the documented dialect has and the vendor has not, and the schema of its answers.
THE_BRIEFS_OWN = {("PATCH", "/time/sheets/{id}"): "TimeSheet", ("POST", "/time/entries/bulk"): None}


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def world() -> Iterator[World]:
    now = datetime(2026, 11, 18, 20, 0, tzinfo=UTC)
    opened = World.open(today=date(2026, 11, 18), now=lambda: now)
    yield opened
    opened.close()


@pytest.fixture
async def connect(world: World) -> AsyncIterator[Callable[..., httpx2.AsyncClient]]:
    """A client with the key of that name; also of another world, or in the other dialect."""
    clients = []

    def connecting(
        name: str, of: World | None = None, dialect: Literal["psa", "documented"] = "psa"
    ) -> httpx2.AsyncClient:
        app = build_sandbox(of or world, dialect=dialect)
        client = httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app=app),
            base_url=BASE,
            headers=headers_of(name),
            event_hooks={"response": [fits_the_schema]},
        )
        clients.append(client)
        return client

    yield connecting
    for client in clients:
        await client.aclose()


@pytest.fixture
def technician(connect: Callable[..., httpx2.AsyncClient]) -> httpx2.AsyncClient:
    return connect("technician")


@pytest.fixture
def manager(connect: Callable[..., httpx2.AsyncClient]) -> httpx2.AsyncClient:
    return connect("manager")


def headers_of(name: str) -> dict[str, str]:
    key = CREDENTIALS[name]
    pair = f"{key.company}+{key.public_key}:{key.private_key}"
    basic = base64.b64encode(pair.encode()).decode()
    return {"authorization": f"Basic {basic}", "clientId": key.client_id}


async def fits_the_schema(response: httpx2.Response) -> None:
    await response.aread()
    is_json = response.headers.get("content-type", "").startswith("application/json")
    if not is_json or response.status_code == 204:
        return
    body = response.json()
    if response.is_success:
        assert not list(nulls_in(body)), body
    for validator in validators(response):
        for error in validator.iter_errors(body):
            assert is_expected(response, error.message), (str(response.request.url), error.message)


def is_expected(response: httpx2.Response, complaint: str) -> bool:
    if "is a required property" in complaint:
        # A part of a body, or the member without lastName (connectwise-api.md §3 [B]).
        return "fields" in response.request.url.params or "'lastName'" in complaint
    if complaint.startswith(("'Submitted' is not one of", "'Approved' is not one of")):
        return True  # the documented dialect's words, which the vendor's schema lacks
    # errors may be null (connectwise-api.md §6 [B]).
    return not response.is_success and complaint.startswith("None is not of type 'array'")


def validators(response: httpx2.Response) -> list[Draft202012Validator]:
    path = response.request.url.path
    if "/apis/3.0" not in path or not OPENAPI.exists():
        return []
    if not response.is_success:
        return [validator({"$ref": "#/components/schemas/ErrorResponseMessage"})]
    if path.endswith("/count"):  # the reconstruction binds one of them to another schema
        return [validator({"$ref": "#/components/schemas/Count"})]
    template = template_of(path.partition("/apis/3.0")[2])
    if (response.request.method, template) in THE_BRIEFS_OWN:
        schema = THE_BRIEFS_OWN[response.request.method, template]
        return [validator({"$ref": f"#/components/schemas/{schema}"})] if schema else []
    answers = spec()["paths"][template][response.request.method.lower()]["responses"]
    content = answers[str(response.status_code)]["content"]
    return [validator(next(iter(content.values()))["schema"])]


def validator(schema: dict[str, Any]) -> Draft202012Validator:
    return Draft202012Validator({**schema, "components": spec()["components"]})


@cache
def spec() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(OPENAPI.read_text())
    return found


@cache
def template_of(path: str) -> str:
    """The path as the vendor's document spells it; the most literal one that fits."""
    if path == "/time/entries/bulk":
        return path
    fitting = [
        template
        for template in spec()["paths"]
        if re.fullmatch(re.sub(r"\{[^/]+\}", r"[^/]+", template), path)
        and not (template.endswith("/{id}") and not path.rpartition("/")[2].isdigit())
    ]
    best: str = min(fitting, key=lambda template: template.count("{"))
    return best


def nulls_in(body: Any) -> Iterator[str]:
    if isinstance(body, dict):
        for name, value in body.items():
            if value is None:
                yield name
            yield from nulls_in(value)
    elif isinstance(body, list):
        for value in body:
            yield from nulls_in(value)
