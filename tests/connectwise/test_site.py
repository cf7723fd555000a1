from typing import TYPE_CHECKING

import anyio
import httpx2
import pytest

from connectwise_time.domain.entries import Edit
from connectwise_time.errors import NotAuthorized, Unavailable

if TYPE_CHECKING:
    from connectwise.conftest import OpenClient, Vendor

pytestmark = pytest.mark.anyio
CLOUD = "https://na.myconnectwise.net"
INFO = "/login/companyinfo/acme"
DOWN = httpx2.Response(503)
MISSING = httpx2.Response(404, text="<html>")


async def test_opening_a_client_asks_for_nothing(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    async with open_client(CLOUD) as client:
        assert client.site() == "https://api-na.myconnectwise.net"
        assert "hush" not in repr(client)
    assert vendor.asked == []


async def test_a_cloud_site_tells_its_codebase_once(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    vendor.on("GET", INFO, {"CompanyName": "Acme", "Codebase": "v2025_1/", "IsCloud": "True"})
    async with open_client(CLOUD) as client, anyio.create_task_group() as group:
        for number in range(5):
            group.start_soon(client.entry, number)
    urls = [str(request.url) for request in vendor.asked]
    assert urls.count(f"https://api-na.myconnectwise.net{INFO}") == 1
    assert "https://api-na.myconnectwise.net/v2025_1/apis/3.0/time/entries/3" in urls
    assert {request.url.host for request in vendor.asked} == {"api-na.myconnectwise.net"}


async def test_a_company_that_the_site_does_not_know_is_explained(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    vendor.on("GET", INFO, httpx2.Response(200, content=b"null"))
    async with open_client(CLOUD) as client:
        with pytest.raises(NotAuthorized, match='no company "acme"'):
            await client.entry(1)


async def test_a_refusal_to_tell_the_codebase_is_told(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    vendor.on("GET", INFO, httpx2.Response(401, json={"message": "no"}))
    async with open_client(CLOUD) as client:
        with pytest.raises(NotAuthorized):
            await client.entry(1)


async def test_a_failure_to_find_the_codebase_is_not_remembered(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    told = httpx2.Response(200, json={"Codebase": "v2025_1/"})
    vendor.on("GET", INFO, *[DOWN] * 3, told)
    async with open_client(CLOUD) as client:
        with pytest.raises(Unavailable):
            await client.entry(1)
        assert await client.entry(1) is None


async def test_a_site_of_ones_own_is_asked_for_nothing_but_entries(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    async with open_client("http://127.0.0.1:9") as client:
        await client.entry(1)
    assert [str(r.url) for r in vendor.asked] == [
        "http://127.0.0.1:9/v4_6_release/apis/3.0/time/entries/1"
    ]


@pytest.mark.parametrize(
    ("info", "work_types", "dialect"),
    [
        (httpx2.Response(200, json={"version": "v2025.1"}), [], "psa"),
        (MISSING, [{"id": 1, "name": "Regular"}], "documented"),
        (MISSING, {"oops": 1}, "psa"),
        (MISSING, MISSING, "psa"),
        (httpx2.Response(403), [], "psa"),
    ],
)
async def test_the_dialect_is_told_apart_by_two_questions(
    open_client: "OpenClient",
    vendor: "Vendor",
    info: httpx2.Response,
    work_types: object,
    dialect: str,
) -> None:
    vendor.on("GET", "/system/info", info)
    vendor.on("GET", "/time/workTypes", work_types)
    async with open_client() as client:
        assert (await client.tenant()).dialect == dialect
        before = len(vendor.asked)
        await client.tenant()
        assert len(vendor.asked) == before + 2, "the dialect is known by now"


async def test_the_dialect_is_found_once_however_many_need_it(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    vendor.on("GET", "/time/workTypes", [])
    async with open_client() as client, anyio.create_task_group() as group:
        for _ in range(3):
            group.start_soon(client.tenant)
    assert vendor.paths().count("/time/workTypes") == 1


async def test_a_failure_to_find_the_dialect_is_not_remembered(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    vendor.on("GET", "/system/info", *[DOWN] * 3, MISSING)
    vendor.on("GET", "/time/workTypes", [])
    async with open_client() as client:
        with pytest.raises(Unavailable):
            await client.tenant()
        assert (await client.tenant()).dialect == "documented"


async def test_a_cloud_site_always_speaks_psa_and_is_not_asked(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    vendor.on("GET", INFO, {"Codebase": "strange/../"})
    async with open_client(CLOUD) as client:
        assert (await client.tenant()).dialect == "psa"
    assert "/time/workTypes" not in vendor.paths()


async def test_a_dialect_that_is_set_is_not_looked_for(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    vendor.on("PATCH", "/time/entries/1", {"id": 1})
    vendor.document = None
    async with open_client(dialect="documented") as client:
        await client.change(1, Edit(notes="x"))
    assert vendor.bodies("PATCH") == [{"notes": "x"}]
    assert "/system/info" not in vendor.paths()
