"""What ``/time/entries/defaults`` promises is what a POST then stores, for whatever is asked."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import httpx2
import pytest
from anyio.from_thread import start_blocking_portal
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from connectwise_time.sandbox import CREDENTIALS, World, build_sandbox

Ask = Callable[[str, dict[str, Any]], httpx2.Response]
MANY = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
TARGETS = [
    *(("ServiceTicket", key) for key in (54321, 54322, 54333, 54336, 54339, 54340, 54346, 54350)),
    *(("ServiceTicket", key) for key in range(56101, 56109)),
    *(("ProjectTicket", key) for key in (60101, 60104, 60201)),
    *(("ChargeCode", key) for key in (1, 5, 6, 7)),
    ("Activity", 1),
    ("Company", 2),
]


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    now = datetime(2026, 11, 18, 20, tzinfo=UTC)
    opened = World.open(today=date(2026, 11, 18), now=lambda: now)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def ask(world: World) -> Iterator[Ask]:
    key = CREDENTIALS["manager"]
    client = httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app=build_sandbox(world)),
        base_url="http://sandbox.test/v4_6_release/apis/3.0",
        auth=(f"{key.company}+{key.public_key}", key.private_key),
        headers={"clientId": key.client_id},
    )

    async def post(path: str, body: dict[str, Any]) -> httpx2.Response:
        return await client.post(path, json=body)

    with start_blocking_portal() as portal:
        yield lambda path, body: portal.call(post, path, body)
        portal.call(client.aclose)


def some(name: str, *values: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.one_of(st.just({}), st.sampled_from(values).map(lambda value: {name: value}))


def ids(name: str, *keys: int) -> st.SearchStrategy[dict[str, Any]]:
    return some(name, *({"id": key} for key in keys))


@st.composite
def wishes(draw: st.DrawFn) -> dict[str, Any]:
    kind, key = draw(st.sampled_from(TARGETS))
    minutes = draw(st.integers(1, 9 * 60))
    day = draw(st.sampled_from(("2026-11-18", "2026-11-17", "2026-10-30")))
    body: dict[str, Any] = {"chargeToType": kind, "chargeToId": key}
    body |= {"timeStart": f"{day}T13:00:00Z", "actualHours": minutes / 60}
    for part in (
        ids("workType", *range(1, 11)),
        ids("workRole", *range(1, 8)),
        ids("member", 2, 3, 4, 5, 8, 10),
        ids("agreement", *range(1, 12)),
        some("locationId", 1, 2),
        some("businessUnitId", 1, 2, 3),
        some("billableOption", "Billable", "DoNotBill", "NoCharge", "NoDefault"),
        some("hoursDeduct", 0.25),
        some("addToResolutionFlag", *(True, False)),
    ):
        body |= draw(part)
    return body


@pytest.mark.no_cover
@MANY
@given(wishes())
def test_the_defaults_are_what_is_then_stored_or_both_are_refused_alike(
    ask: Ask, world: World, body: dict[str, Any]
) -> None:
    before = len(world.entries())
    planned = ask("/time/entries/defaults", body)
    assert len(world.entries()) == before
    stored = ask("/time/entries", body)
    event(f"POST: {stored.status_code}")
    if stored.status_code != 201:
        assert (planned.status_code, planned.json()) == (stored.status_code, stored.json())
        assert len(world.entries()) == before
        return
    entry = stored.json()
    assert planned.json() == {name: entry[name] for name in planned.json()}
    missing = entry.keys() - planned.json().keys()
    assert missing == {"id", "timeSheet", "status", "dateEntered", "enteredBy", "_info"}
    shares = entry["agreementHours"] + entry["invoiceHours"]
    assert shares == pytest.approx(entry["hoursBilled"])
