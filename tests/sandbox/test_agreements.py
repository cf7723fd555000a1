from datetime import date, timedelta
from typing import Any

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectwise_time.sandbox import World
from connectwise_time.sandbox.entries.coverage import MONTHS, WEEKS, cycle

pytestmark = pytest.mark.anyio


def work(ticket: int, hours: float = 1, day: int = 18, **more: Any) -> dict[str, Any]:
    start = f"2026-11-{day:02}T13:00:00Z"
    charge = {"chargeToType": "ServiceTicket", "chargeToId": ticket}
    return {**charge, "timeStart": start, "actualHours": hours, **more}


async def resolved(client: httpx2.AsyncClient, body: dict[str, Any]) -> dict[str, Any]:
    answer = await client.post("/time/entries/defaults", json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def log(client: httpx2.AsyncClient, body: dict[str, Any]) -> dict[str, Any]:
    answer = await client.post("/time/entries", json=body)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def split(entry: dict[str, Any]) -> tuple[float, float]:
    """What the agreement takes and what is invoiced, in hours."""
    return entry["agreementHours"], entry["invoiceHours"]


async def test_a_limit_of_hours_runs_out_in_the_order_of_entry(manager: httpx2.AsyncClient) -> None:
    assert split(await log(manager, work(56101, 8))) == (8, 0)
    last = await log(manager, work(56101, 3, day=17))
    assert split(last) == (2, 1)
    assert last["extendedInvoiceAmount"] == last["hourlyRate"]
    earlier = await log(manager, work(56101, 1, day=2))  # entered last, though worked first
    assert split(earlier) == (0, 1)
    assert earlier["agreement"]["id"] == 5


async def test_a_new_cycle_begins_full(manager: httpx2.AsyncClient) -> None:
    await log(manager, work(56101, 10))
    assert split(await resolved(manager, work(56101))) == (0, 1)
    october = work(56101) | {"timeStart": "2026-10-28T13:00:00Z"}
    assert split(await resolved(manager, october)) == (1, 0)


async def test_an_entry_that_is_changed_counts_the_others_and_not_itself(
    manager: httpx2.AsyncClient,
) -> None:
    await log(manager, work(56101, 1, day=17))
    entry = await log(manager, work(56101, 9))
    change = [{"op": "replace", "path": "timeEnd", "value": "2026-11-18T23:00:00Z"}]
    changed = await manager.patch(f"/time/entries/{entry['id']}", json=change)
    assert split(changed.json()) == (9, 1)


async def test_work_that_is_not_billable_uses_nothing_up(manager: httpx2.AsyncClient) -> None:
    for option in ("DoNotBill", "NoCharge"):
        assert (await log(manager, work(56101, 6, billableOption=option)))["agreementHours"] == 0
    assert split(await resolved(manager, work(56101, 10))) == (10, 0)


async def test_with_overruns_the_agreement_goes_below_zero(manager: httpx2.AsyncClient) -> None:
    await log(manager, work(56106, 2))
    given_agreement = await resolved(manager, work(56106, 1.5))
    assert (given_agreement["agreement"]["id"], split(given_agreement)) == (9, (1.5, 0))


async def test_a_limit_of_money_and_one_of_incidents(
    manager: httpx2.AsyncClient, world: World
) -> None:
    entry = await log(manager, work(56108, 4))
    taken = round(500 / entry["hourlyRate"], 2)
    assert split(entry) == (taken, round(4 - taken, 2))
    world.set_field("finance/agreements", 5, applicationUnits="Incidents", applicationLimit=1)
    world.set_field("service/tickets", 56102, agreement=5)
    assert split(await log(manager, work(56101, 5))) == (5, 0)
    assert split(await log(manager, work(56101, 5, day=17))) == (5, 0)  # the same incident
    assert split(await log(manager, work(56102, 1))) == (0, 1)


async def test_without_a_limit_and_not_unlimited_nothing_is_covered(
    manager: httpx2.AsyncClient, world: World
) -> None:
    world.set_field("finance/agreements", 5, applicationLimit=None)
    assert split(await resolved(manager, work(56101))) == (0, 1)


@pytest.mark.parametrize(
    ("more", "shares"),
    [
        ({"workType": {"id": 5}}, (1, 0)),
        ({"workType": {"id": 6}}, (0, 1)),
        ({"workType": {"id": 5}, "workRole": {"id": 6}}, (0, 1)),
    ],
)
async def test_what_an_agreement_excludes_is_billed(
    technician: httpx2.AsyncClient, more: dict[str, Any], shares: tuple[float, float]
) -> None:
    entry = await resolved(technician, work(56103, 1, **more))
    assert (entry["agreement"]["id"], entry["billableOption"]) == (7, "Billable")
    assert split(entry) == shares


async def test_what_is_excluded_is_not_billed_as_the_agreement_says(
    technician: httpx2.AsyncClient, world: World
) -> None:
    world.set_field("finance/agreements", 7, billTime="NoCharge")
    options = [
        (await resolved(technician, work(56103, workType={"id": kind})))["billableOption"]
        for kind in (5, 6)
    ]
    assert options == ["NoCharge", "Billable"]


@pytest.mark.parametrize(
    ("ticket", "day", "agreement"),
    [
        (56102, "2026-10-30", 6),  # ends with October
        (56102, "2026-11-02", None),
        (56105, "2026-11-18", 8),  # ends in December
        (56107, "2026-10-01", None),  # cancelled
    ],
)
async def test_only_an_agreement_in_force_is_a_default(
    manager: httpx2.AsyncClient, ticket: int, day: str, agreement: int | None
) -> None:
    entry = await resolved(manager, work(ticket) | {"timeStart": f"{day}T13:00:00Z"})
    assert entry.get("agreement", {}).get("id") == agreement


@pytest.mark.parametrize("status", ["Inactive", "Expired", "Cancelled"])
async def test_an_agreement_may_be_out_of_force_by_its_status_alone(
    manager: httpx2.AsyncClient, world: World, status: str
) -> None:
    world.set_field("finance/agreements", 7, agreementStatus=status)
    assert "agreement" not in await resolved(manager, work(56103))


async def test_the_exclusions_of_an_agreement_can_be_read(manager: httpx2.AsyncClient) -> None:
    found = {}
    for kind in ("workType", "workRole"):
        path = f"/finance/agreements/7/{kind}Exclusions"
        rows = (await manager.get(path)).json()
        found[kind] = [row[kind]["name"] for row in rows]
        assert {row["agreementId"] for row in rows} == {7}
        assert (await manager.get(f"{path}/count")).json() == {"count": len(rows)}
        # They can be deleted one by one, but not read so (openapi-time.json).
        assert (await manager.get(f"{path}/{rows[0]['id']}")).status_code == 404
    assert found == {"workType": ["On-site", "Emergency On-site"], "workRole": ["Project Manager"]}


@pytest.mark.parametrize(
    ("changed", "rate"),
    [
        ({"rate": 200}, 200),
        ({"effectiveDate": "2026-11-18T00:00:00Z", "endingDate": "2026-11-18T00:00:00Z"}, 210),
        ({"effectiveDate": "2026-11-19T00:00:00Z"}, 187.5),
        ({"endingDate": "2026-11-17T00:00:00Z"}, 187.5),
        ({"location": 1}, 210),
        ({"location": 2}, 187.5),
        ({"workType": None}, 210),
        ({"workType": 3}, 187.5),
    ],
)
async def test_terms_of_an_agreement_hold_for_their_days_places_and_types(
    technician: httpx2.AsyncClient, world: World, changed: dict[str, Any], rate: float
) -> None:
    world.set_field("finance/agreements/worktypes", 1, **changed)
    overtime = work(54321, workType={"id": 2})
    assert (await resolved(technician, overtime))["hourlyRate"] == rate


@given(
    st.sampled_from(sorted({*WEEKS, *MONTHS})),
    st.dates(date(2010, 1, 1), date(2030, 12, 31)),
    st.dates(date(2010, 1, 1), date(2030, 12, 31)),
)
def test_every_day_is_in_one_cycle_and_the_next_follows_it(
    name: str, start: date, day: date
) -> None:
    agreement = {"application_cycle": name, "start_date": f"{start}T00:00:00Z"}
    first, end = cycle(agreement, day)
    assert first <= day < end
    assert cycle(agreement, first) == cycle(agreement, end - timedelta(days=1)) == (first, end)
    assert cycle(agreement, end)[0] == end
