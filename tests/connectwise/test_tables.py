from datetime import date
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from connectwise_time.domain.models import Agreement, ChargeCode, Company, Named
from connectwise_time.errors import NotPermitted, RemoteRefusal

if TYPE_CHECKING:
    from connectwise.conftest import OpenClient, Vendor

pytestmark = pytest.mark.anyio
FORBIDDEN = httpx2.Response(403, json={"code": "Security", "message": "no"})
ACME = {"id": 7, "identifier": "Acme", "name": "Acme Inc", "status": {"id": 1, "name": "Active"}}


async def test_tables_are_read_from_their_short_lists_where_the_long_ones_are_forbidden(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    for table in ("workTypes", "workRoles", "chargeCodes"):
        vendor.on("GET", f"/time/{table}", FORBIDDEN)
        vendor.on("GET", f"/time/{table}/info", [{"id": 1, "name": "One"}])
    async with open_client() as client:
        assert [t.name for t in await client.work_types()] == ["One"]
        assert [r.name for r in await client.work_roles()] == ["One"]
        assert await client.charge_codes() == [ChargeCode(1, "One")]


async def test_a_table_that_may_not_be_seen_at_all_is_refused(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    vendor.on("GET", "/time/workTypes", FORBIDDEN)
    vendor.on("GET", "/time/workTypes/info", FORBIDDEN)
    async with open_client() as client:
        with pytest.raises(NotPermitted, match="Table Setup"):
            await client.work_types()


async def test_companies_are_found_by_words_likeliest_first(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    other = {"id": 8, "identifier": "AcmeTools", "name": "Acme Tools", "deletedFlag": True}
    alien = {"id": 9, "identifier": "Q", "name": "Q"}
    vendor.on("GET", "/company/companies", [alien, other, ACME])
    async with open_client() as client:
        found = await client.companies("acme, inc.")
    assert found == [
        Company(7, "Acme", "Acme Inc"),
        Company(8, "AcmeTools", "Acme Tools", active=False),
    ]
    [asked] = vendor.asked
    wanted = '(name contains "acme" or identifier contains "acme")'
    assert asked.url.params["conditions"] == wanted
    assert asked.url.params["fields"] == "id,identifier,name,status,deletedFlag"


async def test_a_misspelt_company_is_looked_for_by_pieces(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    vendor.on("GET", "/company/companies", [], [ACME])
    async with open_client() as client:
        assert [c.id for c in await client.companies("Acmee")] == [7]
    assert 'name contains "acm"' in vendor.asked[1].url.params["conditions"]


async def test_a_company_that_is_not_there_is_not_found(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    vendor.on("GET", "/company/companies", [])
    async with open_client() as client:
        assert await client.companies("Nowhere") == []
        assert await client.companies("%") == []
        assert await client.company(1) is None


async def test_many_agreements_are_asked_for_in_one_question(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    vendor.on("GET", "/finance/agreements", [{"id": 4, "name": "Gold"}], FORBIDDEN)
    async with open_client() as client:
        [gold] = await client.agreements_with([4, 9])
        assert (gold.id, gold.name) == (4, "Gold")
        assert await client.agreements_with([5]) == []
        assert await client.agreements_with([]) == []
    assert [r.url.params["conditions"] for r in vendor.asked] == ["id in (4,9)", "id = 5"]


@pytest.mark.parametrize(
    ("told", "higher"),
    [
        ({}, False),
        ({"rateType": "Multiplier", "rate": 1}, False),
        ({"rateType": "Multiplier", "rate": 1.5}, True),
        ({"rateType": "AdjAmount", "rate": 0}, False),
        ({"rateType": "AdjAmount", "rate": 20}, True),
        ({"rateType": "AdjAmount", "rate": -5}, False),
        ({"rateType": "Custom", "rate": 90}, True),
    ],
)
async def test_a_work_type_tells_whether_its_rate_is_a_higher_one(
    open_client: "OpenClient", vendor: "Vendor", told: dict[str, Any], *, higher: bool
) -> None:
    vendor.on("GET", "/time/workTypes", [{"id": 1, "name": "Regular", **told}])
    async with open_client() as client:
        [kind] = await client.work_types()
    assert kind.higher_rate is higher


async def test_a_company_an_activity_and_agreements_are_read(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    vendor.on("GET", "/company/companies/7", ACME)
    vendor.on("GET", "/sales/activities/3", {"id": 3, "name": "Call", "company": ACME})
    gold = {"id": 4, "name": "Gold", "company": ACME, "agreementStatus": "Expired"}
    vendor.on("GET", "/finance/agreements", [gold])
    async with open_client() as client:
        company, activity = await client.company(7), await client.activity(3)
        assert company is not None
        assert activity is not None
        assert activity.company == company.named
        expected = Agreement(4, "Gold", Named(7, "Acme Inc"), active=False, status="Expired")
        assert await client.agreements(7) == [expected]
        assert await client.activity(4) is None
    assert vendor.asked[2].url.params["conditions"] == "company/id = 7"


async def test_one_agreement_tells_from_when_to_when_it_runs(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    gold = {"id": 4, "name": "Gold", "startDate": "2026-01-01T00:00:00Z"}
    ended = {**gold, "endDate": "2026-10-31T00:00:00Z", "agreementStatus": "Expired"}
    stopped = {"cancelledFlag": True, "dateCancelled": "2026-06-15T00:00:00Z"}
    vendor.on("GET", "/finance/agreements/4", ended)
    vendor.on("GET", "/finance/agreements/5", {**gold, "noEndingDateFlag": True, **stopped})
    vendor.on("GET", "/finance/agreements/6", httpx2.Response(403, json={"code": "Security"}))
    async with open_client() as client:
        expired = await client.agreement(4)
        assert expired is not None
        assert (expired.active, expired.since, expired.until) == (
            False,
            date(2026, 1, 1),
            date(2026, 10, 31),
        )
        cancelled = await client.agreement(5)
        assert cancelled is not None
        assert (cancelled.until, cancelled.cancelled) == (None, date(2026, 6, 15))
        assert await client.agreement(6) is None


async def test_a_page_for_an_unknown_path_is_not_an_unknown_company(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    vendor.on("GET", "/company/companies/7", httpx2.Response(404, text="<html>IIS</html>"))
    async with open_client() as client:
        with pytest.raises(RemoteRefusal, match="web page"):
            await client.company(7)


async def test_all_companies_are_had_at_once_unless_they_fill_a_page(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    page = [{**ACME, "id": number} for number in range(1, 1001)]
    vendor.on("GET", "/company/companies", [ACME], page)
    async with open_client() as client:
        assert await client.all_companies() == [Company(7, "Acme", "Acme Inc")]
        assert await client.all_companies() is None
    assert "conditions" not in vendor.asked[0].url.params
