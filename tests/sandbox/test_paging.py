import re

import httpx2
import pytest
from anyio.from_thread import start_blocking_portal
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectwise_time.sandbox import World

pytestmark = pytest.mark.anyio
LINK = re.compile(r'<([^>]+)>; rel="(\w+)"')


def links(answer: httpx2.Response) -> dict[str, str]:
    return {rel: url for url, rel in LINK.findall(answer.headers.get("link", ""))}


async def test_a_page_has_25_rows_unless_told(manager: httpx2.AsyncClient) -> None:
    answer = await manager.get("/time/entries")
    assert len(answer.json()) == 25
    assert set(links(answer)) == {"next", "last"}


async def test_more_than_a_thousand_rows_is_silently_capped(manager: httpx2.AsyncClient) -> None:
    assert "pageSize=1000" not in (await manager.get("/time/entries?pageSize=9999")).headers.get(
        "link", ""
    )
    answer = await manager.get("/time/entries?pageSize=1&page=2")
    assert set(links(answer)) == {"first", "prev", "next", "last"}
    assert "page=1" in links(answer)["first"]


async def test_the_last_page_and_beyond(manager: httpx2.AsyncClient, world: World) -> None:
    rows = len(world.entries())
    last = await manager.get("/time/entries", params={"pageSize": 10, "page": -(-rows // 10)})
    assert set(links(last)) == {"first", "prev"}
    beyond = await manager.get("/time/entries", params={"pageSize": 10, "page": 999})
    assert (beyond.status_code, beyond.json()) == (200, [])
    assert "link" not in (await manager.get("/time/entries?pageSize=1000")).headers


@pytest.mark.parametrize(
    "query", ["page=0", "page=x", "pageSize=0", "pageSize=-1", "page=99999999999"]
)
async def test_page_numbers_are_whole_and_positive(manager: httpx2.AsyncClient, query: str) -> None:
    assert (await manager.get(f"/time/entries?{query}")).status_code == 400


async def walk(client: httpx2.AsyncClient, query: dict[str, str]) -> list[int]:
    found: list[int] = []
    answer = await client.get("/time/entries", params=query)
    while True:
        found += [row["id"] for row in answer.json()]
        if "next" not in links(answer):
            return found
        answer = await client.get(links(answer)["next"])


async def test_forward_only_walks_by_id_and_ends_without_a_page_id(
    manager: httpx2.AsyncClient, world: World
) -> None:
    found: list[int] = []
    url = "/time/entries?pageSize=7&orderBy=timeStart desc&conditions=id>3"
    while True:
        answer = await manager.get(url, headers={"pagination-type": "forward-only"})
        found += [row["id"] for row in answer.json()]
        url = links(answer)["next"]
        if "pageId=" not in url:
            break
    assert found == [entry["id"] for entry in world.entries() if entry["id"] > 3]


def test_the_pages_of_any_size_make_up_all_rows_once(world: World) -> None:
    from connectwise_time.sandbox import CREDENTIALS, build_sandbox  # noqa: PLC0415  # one test needs its own client

    key = CREDENTIALS["manager"]
    everything = [entry["id"] for entry in world.entries()]
    client = httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app=build_sandbox(world)),
        base_url="http://sandbox.test/v2026_1/apis/3.0",
        auth=(f"{key.company}+{key.public_key}", key.private_key),
        headers={"clientId": key.client_id},
    )
    with start_blocking_portal() as portal:

        @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
        @given(
            st.integers(1, 80),
            st.sampled_from(
                ["", "timeStart desc", "company/name, notes desc", "status", "agreement/name"]
            ),
        )
        def check(size: int, order: str) -> None:
            found = portal.call(walk, client, {"pageSize": str(size), "orderBy": order})
            assert sorted(found) == everything
            assert len(found) == len(everything)

        check()
        portal.call(client.aclose)
