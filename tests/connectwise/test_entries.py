import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import anyio
import httpx2
import pytest

from connectwise_time.domain.entries import TimeSearch
from connectwise_time.errors import NotPermitted, Unavailable

if TYPE_CHECKING:
    from connectwise.conftest import OpenClient, Vendor

pytestmark = pytest.mark.anyio
NINE = datetime(2026, 11, 16, 9, tzinfo=UTC)


def row(number: int, start: datetime = NINE) -> dict[str, Any]:
    return {"id": number, "timeStart": f"{start:%Y-%m-%dT%H:%M:%SZ}", "notes": f"n{number}"}


def table(ids: list[int]) -> Callable[[httpx2.Request], httpx2.Response]:
    """Answers questions by ranges of ids the way ConnectWise does."""

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked = request.url.params.get("conditions", "")
        above, upto = re.search(r"id > (\d+)", asked), re.search(r"id <= (\d+)", asked)
        low, high = int(above[1]) if above else 0, int(upto[1]) if upto else 10**9
        fitting = [n for n in ids if low < n <= high]
        if request.url.params["orderBy"] == "id desc":
            fitting.reverse()
        rows = [row(n) for n in fitting[: int(request.url.params["pageSize"])]]
        return httpx2.Response(200, json=rows)

    return answer


def serve(vendor: "Vendor", ids: list[int]) -> None:
    vendor.on("GET", "/time/entries", table(ids))
    vendor.on("GET", "/time/entries/count", {"count": len(ids)})


async def test_a_day_of_one_member_is_one_question(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    serve(vendor, [1, 2])
    search = TimeSearch(ticket=5, brief=True)
    vendor.on("GET", "/time/entries", [{**row(1), "chargeToId": 5, "chargeToType": "Activity"}])
    async with open_client() as client:
        assert [batch async for batch in client.entries(search)] == [[]]
    [asked] = vendor.asked
    assert asked.url.params["orderBy"] == "id asc"
    assert asked.url.params["pageSize"] == "1000"
    assert "notes" not in asked.url.params["fields"]
    assert len(str(asked.url)) < 2000


async def test_notes_are_asked_for_where_they_are_searched(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    serve(vendor, [1, 2])
    async with open_client() as client:
        search = TimeSearch(text=("N2",), brief=True)
        [batch] = [batch async for batch in client.entries(search)]
    assert [entry.id for entry in batch] == [2]
    assert vendor.asked[0].url.params["fields"].endswith(",notes")


@pytest.mark.parametrize(
    "ids",
    [list(range(1, 5001)), list(range(1, 40_000, 13)), [*range(1, 1500), *range(90_000, 92_500)]],
    ids=["dense", "sparse", "clustered"],
)
async def test_all_rows_of_a_large_search_come_once(
    open_client: "OpenClient", vendor: "Vendor", ids: list[int]
) -> None:
    serve(vendor, ids)
    async with open_client() as client:
        found = [e.id async for batch in client.entries(TimeSearch()) for e in batch]
    assert sorted(n for n in found if n is not None) == ids
    assert len(vendor.asked) <= 3 + 3 * (len(ids) // 1000)


async def test_without_a_count_a_large_search_still_finds_all(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    serve(vendor, list(range(1, 2501)))
    refused = httpx2.Response(403, json={"message": "no"})
    vendor.on("GET", "/time/entries/count", refused, {"count": 2500})
    async with open_client() as client:
        assert sum([len(batch) async for batch in client.entries(TimeSearch())]) == 2500


async def test_what_goes_wrong_on_the_way_is_raised_where_it_is_read(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    answer = table(list(range(1, 5001)))

    def refuse_late_ranges(request: httpx2.Request) -> httpx2.Response:
        if "id > 3" in request.url.params.get("conditions", ""):
            return httpx2.Response(403, json={"message": "no"})
        return answer(request)

    vendor.on("GET", "/time/entries", refuse_late_ranges)
    vendor.on("GET", "/time/entries/count", {"count": 5000})
    async with open_client() as client:
        with pytest.raises(NotPermitted):
            _ = [batch async for batch in client.entries(TimeSearch())]


class Rounds(httpx2.AsyncBaseTransport):
    """Answers whatever is under way together, and counts how often: the latency, in rounds."""

    def __init__(self, vendor: "Vendor") -> None:
        self.vendor, self.rounds, self.under_way, self.most = vendor, 0, 0, 0
        self.turn = anyio.Event()

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        await self.turn.wait()
        self.under_way -= 1
        return self.vendor.answer(request)

    async def run(self) -> None:
        while True:
            await anyio.wait_all_tasks_blocked()
            self.rounds += self.under_way > 0
            self.turn.set()
            self.turn = anyio.Event()


async def test_fifty_pages_take_no_more_rounds_than_they_must(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    serve(vendor, list(range(1, 50_001)))
    transport = Rounds(vendor)
    async with open_client(transport=transport) as client, anyio.create_task_group() as group:
        group.start_soon(transport.run)
        count = sum([len(batch) async for batch in client.entries(TimeSearch(brief=True))])
        group.cancel_scope.cancel()
    assert count == 50_000
    assert transport.rounds <= 1 + 5, "the first page, then 49 of them ten at a time"
    assert transport.most == 10


async def test_a_slow_reader_holds_the_questions_back(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    serve(vendor, list(range(1, 60_001)))
    async with open_client(concurrency=3) as client:
        batches = client.entries(TimeSearch())
        await anext(batches)
        await anyio.wait_all_tasks_blocked()
        assert len(vendor.asked) <= 3 + 2 * 3
        await anext(batches)
        await anyio.wait_all_tasks_blocked()
        assert len(vendor.asked) <= 3 + 2 * 3 + 1
        await batches.aclose()  # type: ignore[attr-defined]  # it is a generator
        await anyio.wait_all_tasks_blocked()
        assert len(vendor.asked) <= 3 + 2 * 3 + 1 + 3


async def test_members_beyond_one_query_are_asked_for_in_several(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    vendor.on("GET", "/time/entries", [])
    vendor.on("GET", "/time/entries/count", {"count": 0})
    async with open_client() as client:
        members = tuple(range(1_000_000, 1_000_250))
        _ = [batch async for batch in client.entries(TimeSearch(members=members, brief=True))]
    pages = [r for r in vendor.asked if "id asc" in r.url.params.get("orderBy", "")]
    assert len(pages) == 2
    assert all(len(str(r.url)) < 2000 for r in pages)


async def test_the_next_entries_come_by_start_and_id(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    later = NINE + timedelta(hours=1)
    vendor.on("GET", "/time/entries", [row(3), row(9), row(1, later), {"id": 4}])
    async with open_client() as client:
        found = await client.entries_after(TimeSearch(), (NINE, 3), 5)
        assert [e.id for e in found] == [9, 1]
        first = await client.entries_after(TimeSearch(), None, 5)
        assert [e.id for e in first] == [3, 9, 1], "what has no start has no place in the order"
    params = vendor.asked[0].url.params
    assert params["orderBy"] == "timeStart asc,id asc"
    assert params["conditions"] == "timeStart >= [2026-11-16T09:00:00Z]"


async def test_the_next_entries_go_on_past_pages_of_one_instant_and_past_what_does_not_fit(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    later = NINE + timedelta(hours=1)
    pages = [
        [row(1), row(2), row(3)],  # known already, and the page is full of one instant
        [row(4), row(5), row(6, later)],
        [row(6, later), {"id": 7}, row(8, later)],
        [row(9, later)],
    ]
    vendor.on("GET", "/time/entries", *pages)
    async with open_client() as client:
        search = TimeSearch(text=("n5",))
        assert [e.id for e in await client.entries_after(search, (NINE, 3), 2)] == [5]
    asked = [(r.url.params["page"], r.url.params["conditions"][-10:-1]) for r in vendor.asked]
    nine, ten = "09:00:00Z", "10:00:00Z"
    assert asked == [("1", nine), ("2", nine), ("1", ten), ("2", ten)]


async def test_the_first_entries_of_several_queries_come_in_one_order(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    members = tuple(range(1000, 1400))
    first = {**row(2, NINE + timedelta(hours=1)), "member": {"id": 1000}}
    second = {**row(5), "member": {"id": 1399}}
    vendor.on("GET", "/time/entries", [first], [second])
    async with open_client() as client:
        found = await client.entries_after(TimeSearch(members=members), None, 1)
    assert [e.id for e in found] == [5]


async def test_one_entry_is_read_or_is_not_there(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    vendor.on("GET", "/time/entries/7", row(7), httpx2.Response(500, json={"message": "deadlock"}))
    async with open_client() as client:
        entry = await client.entry(7)
        assert entry is not None
        assert entry.start == NINE
        assert await client.entry(8) is None
        with pytest.raises(Unavailable, match='failed on its side \\(500\\): "deadlock"'):
            await client.entry(7)
