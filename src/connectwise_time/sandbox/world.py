"""One small ConnectWise PSA: its rows, its clock, its switches, and what it was asked."""

import json
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple, Self
from zoneinfo import ZoneInfo

from connectwise_time.sandbox.bodies import Bodies
from connectwise_time.sandbox.errors import Refusal
from connectwise_time.sandbox.faults.plan import Faults
from connectwise_time.sandbox.intake import intake
from connectwise_time.sandbox.labels import Labels
from connectwise_time.sandbox.seed import demo, large
from connectwise_time.sandbox.store import Row, Store, phrase
from connectwise_time.sandbox.tables import RESOURCES

OFFICE_ZONE = ZoneInfo("America/New_York")
BASE = "https://sandbox.example/v4_6_release/apis/3.0"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SEEDS = {"demo": demo.plant, "large": large.plant}
REMEMBERED = 100_000


class Served(NamedTuple):
    """One request that was answered; ``path`` starts after the API's base, e.g. /time/entries."""

    method: str
    path: str
    query: str
    status: int


@dataclass
class Switches:
    """Behaviour that differs between real versions, for tests to turn."""

    # POST ignored hoursDeduct on some versions (connectwise-api.md §7 "Hours" [B]).
    keep_hours_deduct_on_create: bool = True
    # Whether a client's mobileGuid is kept is unproven (reliability.md §0.5).
    keep_mobile_guid: bool = True
    # Entries could not be rejected one by one before 2025.16 (connectwise-api.md §2.1 [A]).
    older_than_2025_16: bool = False
    # Whether a period shuts after its deadline is unproven (connectwise-api.md §7 "Blocked" [?]).
    refuse_closed_periods: bool = False


class World:
    """The state that the app serves and that tests arrange and inspect; every method is sync."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self.store = store
        self.labels = Labels(store)
        self.now = now
        self.switches = Switches()
        self.faults = Faults()
        self.requests: deque[Served] = deque(maxlen=REMEMBERED)
        self.outbox: list[dict[str, Any]] = []

    @classmethod
    def open(
        cls,
        data: Path | None = None,
        *,
        seed: Literal["demo", "large"] = "demo",
        today: date | None = None,
        now: Callable[[], datetime] | None = None,
        week_starts: Literal["monday", "saturday", "sunday"] = "monday",
    ) -> Self:
        """Open a world; ``data`` None keeps it in memory. Only a new file is seeded.

        ``today`` anchors the seed (default: the office's real date, US Eastern). The clock is
        ``now``; without it, the real time; with ``today`` alone, the office's real time of day
        on that date. ``week_starts`` is the day on which the tenant's time periods begin.
        """
        clock = now or (_shifted_to(today) if today else _utc_now)
        anchor = today or clock().astimezone(OFFICE_ZONE).date()
        first = WEEKDAYS.index(week_starts)
        image = _demo_image(anchor, first) if data is None and seed == "demo" else None
        store = Store(data, RESOURCES.values(), image)
        if store.is_new:
            _plant(store, seed, anchor, first)
        return cls(store, clock)

    def entries(self) -> list[dict[str, Any]]:
        """All time entries as full vendor bodies, by id."""
        return self.rows("time/entries")

    def rows(self, resource: str) -> list[dict[str, Any]]:
        """All rows of a resource such as ``service/tickets``, as full vendor bodies, by id."""
        found = RESOURCES[resource]
        own = found.where.format(t="t") or "1"
        with self.store.turn():
            keys = self.store.all(
                phrase("SELECT t.id FROM", found.table, "AS t WHERE", own, "ORDER BY t.id")
            )
            text = Bodies(self.store, self.labels, BASE).many(found, [key for (key,) in keys])
        bodies: list[dict[str, Any]] = json.loads(text)
        return bodies

    def set_field(self, resource: str, key: int, **fields: Any) -> None:
        """Set vendor fields of one row, past every rule; references as ``{"id": n}`` or n.

        ``world.set_field("time/entries", 7, status="Billed", workType=3)``
        """
        found = RESOURCES[resource]
        with self.store.turn():
            if self.store.one(found.table, key) is None:
                raise LookupError(f"{resource} has no row {key}")
            self.store.update(found.table, key, self._columns(resource, fields))

    def close(self) -> None:
        """Give the file back. What was to be committed late never is."""
        self.faults.close()
        self.store.close()

    def _columns(self, resource: str, fields: Mapping[str, Any]) -> Row:
        found = RESOURCES[resource]
        columns: Row = {}
        for name, value in fields.items():
            part = found.every_field[name]
            if not part.stored:
                raise LookupError(f"{resource} works {name} out by itself")
            plain = value["id"] if part.kind == "reference" and isinstance(value, dict) else value
            columns[part.column] = json.dumps(plain) if isinstance(plain, list) else plain
            if part.kind in {"custom", "instant", "choice"} and value is not None and part.writable:
                try:
                    columns |= intake(found, {name: value}, self.labels)
                except Refusal as refusal:
                    raise ValueError(refusal.message) from refusal
        return columns


def _plant(store: Store, seed: Literal["demo", "large"], today: date, week_starts: int) -> None:
    with store.turn():
        SEEDS[seed](store, today, week_starts)


@lru_cache(maxsize=4)
def _demo_image(today: date, week_starts: int) -> bytes:
    """The demo world of a day, made once: tests open hundreds."""
    store = Store(None, RESOURCES.values())
    _plant(store, "demo", today, week_starts)
    image = store.image()
    store.close()
    return image


def _utc_now() -> datetime:
    return datetime.now(UTC)


def _shifted_to(today: date) -> Callable[[], datetime]:
    """The office's real time of day, on the given date and the days that follow it."""
    opened = _utc_now().astimezone(OFFICE_ZONE).date()

    def now() -> datetime:
        local = _utc_now().astimezone(OFFICE_ZONE)
        shifted = datetime.combine(local.date() + (today - opened), local.time(), OFFICE_ZONE)
        return shifted.astimezone(UTC)

    return now
