import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import anyio
import httpx2
import pytest

from connectwise_time.connectwise import exchange as exchange_module
from connectwise_time.domain.entries import Draft, TimeSearch
from connectwise_time.domain.models import Named, Target, TargetKind
from connectwise_time.errors import NotAuthorized, Unavailable

if TYPE_CHECKING:
    from connectwise.conftest import Clock, OpenClient, Vendor

pytestmark = pytest.mark.anyio
ENTRY = httpx2.Response(200, json={"id": 7})


def busy(status: int = 429, **headers: str) -> httpx2.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    body = {"error": "ConnectWiseAPI", "message": "Too many requests."}
    return httpx2.Response(status, json=body, headers=named)


@pytest.mark.parametrize(
    "trouble",
    [
        *(busy(status) for status in (429, 502, 503, 504)),
        httpx2.ReadError("x"),
        httpx2.ConnectError("x"),
        httpx2.ReadTimeout("x"),
        httpx2.PoolTimeout("x"),
        httpx2.RemoteProtocolError("x"),
    ],
    ids=str,
)
async def test_a_question_is_asked_three_times_at_most(
    open_client: "OpenClient",
    vendor: "Vendor",
    clock: "Clock",
    trouble: httpx2.Response | Exception,
) -> None:
    vendor.on("GET", "/time/entries/7", trouble, trouble, ENTRY, trouble)
    async with open_client() as client:
        assert await client.entry(7) is not None
        assert clock.slept == [0.5, 1.0]
        with pytest.raises(Unavailable):
            await client.entry(7)
    assert len(vendor.asked) == 6


@pytest.mark.parametrize(
    "trouble",
    [httpx2.Response(500), httpx2.LocalProtocolError("x"), httpx2.Response(408)],
    ids=str,
)
async def test_what_will_not_pass_is_not_asked_again(
    open_client: "OpenClient",
    vendor: "Vendor",
    clock: "Clock",
    trouble: httpx2.Response | Exception,
) -> None:
    vendor.on("GET", "/time/entries/7", trouble)
    async with open_client() as client:
        with pytest.raises(Unavailable):
            await client.entry(7)
    assert (len(vendor.asked), clock.slept) == (1, [])


@pytest.mark.parametrize(
    ("retry_after", "slept"),
    [
        ("3", 3.25),
        ("Mon, 16 Nov 2026 12:00:05 GMT", 5.25),
        ("-5", 0.5),
        ("soon", 0.5),
        ("Mon, 16 Nov 2020 12:00:05 GMT", 0.5),
    ],
)
async def test_connectwise_is_given_the_time_it_asks_for(
    open_client: "OpenClient", vendor: "Vendor", clock: "Clock", retry_after: str, slept: float
) -> None:
    vendor.on("GET", "/time/entries/7", busy(retry_after=retry_after), ENTRY)
    async with open_client() as client:
        assert await client.entry(7) is not None
    assert clock.slept == [slept]


@pytest.mark.parametrize(
    ("retry_after", "told"),
    [
        ("120", "in 120 seconds, after 12:02:00 UTC"),
        ("Mon, 16 Nov 2026 12:02:00 GMT", "in 120 seconds"),
        ("86401", "more than a day"),
        ("9" * 400, "more than a day"),
    ],
)
async def test_patience_beyond_the_deadline_fails_at_once_and_says_when(
    open_client: "OpenClient", vendor: "Vendor", clock: "Clock", retry_after: str, told: str
) -> None:
    vendor.on("GET", "/time/entries/7", busy(retry_after=retry_after))
    async with open_client() as client:
        with pytest.raises(Unavailable, match=told):
            await client.entry(7)
    assert (len(vendor.asked), clock.slept) == (1, [])


async def test_keys_that_are_not_accepted_are_tried_once(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    vendor.on("GET", "/time/entries/7", httpx2.Response(401, json={"message": "no"}))
    async with open_client() as client:
        with pytest.raises(NotAuthorized):
            await client.entry(7)
    assert len(vendor.asked) == 1


async def test_the_callers_own_deadline_counts_too(
    open_client: "OpenClient", vendor: "Vendor", clock: "Clock"
) -> None:
    vendor.on("GET", "/time/entries/7", busy(retry_after="20"))
    async with open_client() as client:
        with pytest.raises(Unavailable, match="in 20 seconds"), anyio.fail_after(10):
            await client.entry(7)
    assert clock.slept == []


class Silent(httpx2.AsyncBaseTransport):
    """Takes a request and never answers, whatever time-out it is given, as ASGI ones do."""

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:  # noqa: ARG002 - the transport's interface
        await anyio.sleep_forever()
        raise AssertionError


async def test_silence_ends_at_the_deadline(open_client: "OpenClient") -> None:
    async with open_client(transport=Silent(), deadline=0.02) as client:
        with pytest.raises(Unavailable, match="no answer came in time"):
            await client.entry(7)
        with pytest.raises(Unavailable, match="did not answer in time"):
            await client.me()
        with pytest.raises(Exception, match="may or may not be stored"):
            await client.delete(7)


async def test_a_write_that_finds_no_turn_was_not_sent(
    open_client: "OpenClient", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange_module, "_QUEUE_SECONDS", 0.01)
    async with (
        open_client(transport=Silent(), deadline=2) as client,
        anyio.create_task_group() as group,
    ):

        async def delete() -> None:
            with pytest.raises(Exception, match="may or may not be stored"):
                await client.delete(1)

        group.start_soon(delete)
        group.start_soon(delete)
        await anyio.wait_all_tasks_blocked()
        with pytest.raises(Unavailable, match="nothing was sent"):
            await client.delete(2)


async def test_every_call_carries_who_we_are(open_client: "OpenClient", vendor: "Vendor") -> None:
    async with open_client() as client:
        await client.tenant()
        await client.entry(7)
    for request in vendor.asked:
        assert request.headers["authorization"].startswith("Basic ")
        assert request.headers["clientid"] == "guid"
        assert request.headers["accept"].startswith(
            "application/vnd.connectwise.com+json; version="
        )


async def test_the_clocks_are_compared_by_the_last_answer(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    dated = httpx2.Response(200, json={"id": 7}, headers={"date": "Mon, 16 Nov 2026 12:00:30 GMT"})
    vendor.on("GET", "/time/entries/7", dated, ENTRY)
    async with open_client() as client:
        assert client.clock_skew() is None
        await client.entry(7)
        assert client.clock_skew() == timedelta(seconds=30)
        await client.entry(7)
        assert client.clock_skew() is None


async def test_nothing_secret_and_nothing_of_customers_is_logged_or_shown(
    open_client: "OpenClient", vendor: "Vendor", caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    start = datetime(2026, 11, 16, 9, tzinfo=UTC)
    draft = Draft(Target(TargetKind.ACTIVITY, 5), Named(1, "Jo"), start, start, notes="secret note")
    vendor.on("GET", "/time/entries", busy())
    vendor.on("GET", "/system/info", {})
    async with open_client() as client:
        for call in (client.create(draft), client.companies("Contoso")):
            with pytest.raises(Exception, match="ConnectWise"):
                await call
        with pytest.raises(Unavailable) as caught:
            _ = [batch async for batch in client.entries(TimeSearch(text=("Contoso",)))]
    said = f"{caplog.text} {caught.value} {client!r}"
    assert not [
        word for word in ("Contoso", "hush", "guid", "conditions", "secret") if word in said
    ]
    assert all(r.levelno <= logging.DEBUG for r in caplog.records if "connectwise" in r.name)
