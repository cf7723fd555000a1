"""One request and its answer, as the routes see them: no Starlette, no sockets."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from connectwise_time.sandbox.access import Caller
from connectwise_time.sandbox.bodies import Bodies
from connectwise_time.sandbox.dialects import Dialect
from connectwise_time.sandbox.labels import compact
from connectwise_time.sandbox.store import Row
from connectwise_time.sandbox.tables.time import RATES
from connectwise_time.sandbox.world import World

JSON_TYPE = "application/json; charset=utf-8"
CURRENT_VERSION = {"api-current-version": "2026.1"}


@dataclass(frozen=True)
class Answer:
    """Status, body and headers; an empty body has no content type."""

    status: int
    content: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str = JSON_TYPE


@dataclass(frozen=True)
class Call:
    """One authenticated request. ``after`` gathers what leaves the world once it is stored."""

    world: World
    dialect: Dialect
    caller: Caller
    base: str
    url: str
    params: Mapping[str, Any]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    raw: bytes
    after: list[dict[str, Any]] = field(default_factory=list)

    @property
    def key(self) -> int:
        """The id in the path."""
        return int(self.params["id"])

    @property
    def bodies(self) -> Bodies:
        """What writes bodies for this caller."""
        world = self.world
        unseen = frozenset() if self.caller.sees_rates else RATES
        return Bodies(world.store, world.labels, self.base, self.dialect.shown_statuses, unseen)

    def json(
        self, body: str | Row, status: int = 200, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """An answer in JSON; a text is JSON already."""
        text = body if isinstance(body, str) else compact(body)
        return Answer(status, text.encode(), {**CURRENT_VERSION, **(headers or {})})
