"""What decides about billing, read from agreements, boards and projects."""

from datetime import date
from typing import TYPE_CHECKING

import httpx2
import pytest

from connectwise_time.domain.billing.coverage import Limit, Terms
from connectwise_time.domain.billing.origins import Brings
from connectwise_time.domain.models import Agreement, Named

if TYPE_CHECKING:
    from connectwise.conftest import OpenClient, Vendor

pytestmark = pytest.mark.anyio
FORBIDDEN = httpx2.Response(403, json={"code": "Security", "message": "no"})
GOLD = {
    "id": 4,
    "name": "Gold",
    "startDate": "2026-01-01T00:00:00Z",
    "endDate": "2026-12-31T00:00:00Z",
    "coverAgreementTime": True,
    "agreementStatus": "Active",
    "billTime": "NoDefault",
    "workRole": {"id": 2, "name": "Level 2"},
    "applicationUnits": "Hours",
    "applicationLimit": 10,
    "applicationCycle": "CalendarMonth",
}


async def test_an_agreement_is_read_with_its_rules(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    path = "/finance/agreements/4"
    vendor.on("GET", path, GOLD)
    vendor.on("GET", f"{path}/worktypes", [
        {"id": 1, "workType": {"id": 5, "name": "Remote"}, "billTime": "NoCharge"},
        {"id": 2, "workType": {"id": 6, "name": "Travel"}},
    ])  # fmt: skip
    vendor.on("GET", f"{path}/workTypeExclusions", [{"id": 1, "workType": {"id": 6}}])
    vendor.on("GET", f"{path}/workRoleExclusions", [{"id": 1, "workRole": {"id": 3}}])
    async with open_client() as client:
        found = await client.terms(4)
    assert found == Terms(
        Agreement(
            4, "Gold", since=date(2026, 1, 1), until=date(2026, 12, 31), status="Active",
            covers_time=True,
        ),
        Brings(work_role=Named(2, "Level 2"), bills_as="NoDefault"),
        excluded_types=frozenset({6}),
        excluded_roles=frozenset({3}),
        bills_types=((5, "NoCharge"),),
        limit=Limit(10, "Hours", "CalendarMonth"),
    )  # fmt: skip
    assert found.bills(Named(5, "Remote")) == "NoCharge"
    assert found.bills(Named(6, "Travel")) is None
    assert found.bills(None) is None


@pytest.mark.parametrize("unlimited", [{"applicationUnlimitedFlag": True}, {"applicationLimit": 0}])
async def test_an_agreement_without_a_limit_has_none_and_untold_rules_exclude_nothing(
    open_client: "OpenClient", vendor: "Vendor", unlimited: dict[str, object]
) -> None:
    vendor.on("GET", "/finance/agreements/4", GOLD | unlimited)
    for rules in ("worktypes", "workTypeExclusions"):
        vendor.on("GET", f"/finance/agreements/4/{rules}", FORBIDDEN)
    async with open_client() as client:
        found = await client.terms(4)
    assert found is not None
    assert (found.limit, found.bills_types, found.excluded_types) == (None, (), frozenset())


async def test_what_may_not_be_seen_is_nothing(open_client: "OpenClient", vendor: "Vendor") -> None:
    vendor.on("GET", "/finance/agreements/4", FORBIDDEN)
    vendor.on("GET", "/service/boards/1", FORBIDDEN)
    vendor.on("GET", "/project/projects/1", FORBIDDEN)
    vendor.on("GET", "/system/locations", FORBIDDEN)
    vendor.on("GET", "/system/departments", FORBIDDEN)
    vendor.on("GET", "/time/workRoles/5/locations", FORBIDDEN)
    async with open_client() as client:
        assert await client.terms(4) is None
        assert (await client.board(1), await client.project(1)) == (None, None)
        assert (await client.locations(), await client.departments()) == ([], [])
        assert await client.locations_of(5) == frozenset()


async def test_boards_and_projects_tell_what_they_bring(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    office = {"id": 2, "name": "London"}
    kind = {"id": 5, "name": "Remote"}
    told = {"id": 1, "workType": kind, "billTime": "NoDefault", "location": office}
    vendor.on("GET", "/service/boards/1", told)
    told = {"id": 1, "billTime": "DoNotBill", "agreement": {"id": 4, "name": "Gold"}}
    vendor.on("GET", "/project/projects/1", told)
    async with open_client() as client:
        assert await client.board(1) == Brings(
            work_type=Named(5, "Remote"), location=Named(2, "London"), bills_as="NoDefault"
        )
        assert await client.project(1) == Brings(agreement=Named(4, "Gold"), bills_as="DoNotBill")


async def test_where_a_role_is_valid_is_read(open_client: "OpenClient", vendor: "Vendor") -> None:
    vendor.on(
        "GET",
        "/time/workRoles/5/locations",
        [{"id": 1, "location": {"id": 2, "name": "London"}}, {"id": 2}],
    )
    async with open_client() as client:
        assert await client.locations_of(5) == frozenset({2})
