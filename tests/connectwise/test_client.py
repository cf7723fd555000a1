from typing import TYPE_CHECKING

import httpx2
import pytest

from connectwise_time.domain.models import Named, Tenant
from connectwise_time.errors import NotAuthorized, NotFound, RemoteRefusal

if TYPE_CHECKING:
    from connectwise.conftest import OpenClient, Vendor
    from connectwise_time.desk.ports import Backend

pytestmark = pytest.mark.anyio
INFO = {"version": "v2025.1", "isCloud": False}
RULES = {
    "id": 1,
    "requireTimeNoteFlag": True,
    "roundingFactor": 0.25,
    "internalCompany": {"id": 2, "name": "Us"},
}


async def test_the_client_is_what_the_desk_needs(open_client: "OpenClient") -> None:
    async with open_client() as client:
        backend: Backend = client
        assert await backend.entry(1) is None


async def test_a_tenant_tells_its_version_and_rules(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    vendor.on("GET", "/system/info", INFO)
    vendor.on("GET", "/system/myCompany/timeExpense", [RULES])
    async with open_client() as client:
        assert await client.tenant() == Tenant(
            "psa",
            "v2025.1",
            requires_notes=True,
            rounding_hours=0.25,
            internal_company=Named(2, "Us"),
        )


@pytest.mark.parametrize(
    ("rules", "tiers"),
    [
        ({"tier1ApprovalFlag": True, "tier2ApprovalFlag": True}, (True, True)),
        ({"tier1ApprovalFlag": False, "tier2ApprovalFlag": False}, (False, False)),
        ({}, (True, False)),
    ],
)
async def test_a_tenant_tells_its_tiers_of_approval(
    open_client: "OpenClient", vendor: "Vendor", rules: dict[str, bool], tiers: tuple[bool, bool]
) -> None:
    vendor.on("GET", "/system/info", INFO)
    vendor.on("GET", "/system/myCompany/timeExpense", [{**RULES, **rules}])
    async with open_client() as client:
        tenant = await client.tenant()
    assert (tenant.first_tier, tenant.second_tier) == tiers
    async with open_client(dialect="documented") as client:
        tenant = await client.tenant()
    assert (tenant.first_tier, tenant.second_tier) == (True, False), "it knows one approval"


@pytest.mark.parametrize("rules", [httpx2.Response(403, json={}), [], [RULES, RULES]])
async def test_rules_that_are_not_told_are_taken_to_be_none(
    open_client: "OpenClient", vendor: "Vendor", rules: object
) -> None:
    vendor.on("GET", "/system/info", INFO)
    vendor.on("GET", "/system/myCompany/timeExpense", rules)
    async with open_client() as client:
        assert await client.tenant() == Tenant("psa", "v2025.1")


async def test_other_refusals_to_tell_are_told(open_client: "OpenClient", vendor: "Vendor") -> None:
    vendor.on("GET", "/system/info", httpx2.Response(401), INFO, INFO)
    vendor.on("GET", "/system/myCompany/timeExpense", httpx2.Response(400, json={"message": "x"}))
    async with open_client(dialect="psa") as client:
        with pytest.raises(NotAuthorized):
            await client.tenant()
        with pytest.raises(RemoteRefusal):
            await client.tenant()


async def test_a_sandbox_says_so_itself(open_client: "OpenClient", vendor: "Vendor") -> None:
    marked = httpx2.Response(200, json=INFO, headers={"x-connectwise-time-sandbox": "1"})
    vendor.on("GET", "/system/info", marked)
    async with open_client() as client:
        assert (await client.tenant()).sandbox


async def test_errors_inside_come_out_as_they_are(open_client: "OpenClient") -> None:
    with pytest.raises(NotFound, match="mine"):
        async with open_client():
            raise NotFound("mine", remedy="none")
