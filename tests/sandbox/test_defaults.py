from typing import Any

import httpx2
import pytest

from connectwise_time.sandbox import World

pytestmark = pytest.mark.anyio
HOUR = {"timeStart": "2026-11-18T15:00:00Z", "timeEnd": "2026-11-18T16:00:00Z"}


async def resolved(client: httpx2.AsyncClient, kind: str, key: int, **more: Any) -> dict[str, Any]:
    body = {**HOUR, "chargeToType": kind, "chargeToId": key, **more}
    answer = await client.post("/time/entries/defaults", json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_defaults_are_resolved_and_nothing_is_stored(
    technician: httpx2.AsyncClient, world: World
) -> None:
    before = (world.entries(), world.rows("time/sheets"))
    entry = await resolved(technician, "ServiceTicket", 54321)
    assert entry["company"]["identifier"] == "ContosoLtd"
    assert entry["agreement"]["name"] == "Contoso Managed Services"
    assert (entry["location"]["name"], entry["businessUnitId"]) == ("New York Office", 2)
    assert (entry["workType"]["name"], entry["workRole"]["name"]) == ("Regular", "Level 2 Tech")
    assert (entry["billableOption"], entry["hourlyRate"]) == ("Billable", 125)
    assert entry["addToDetailDescriptionFlag"] is True  # the board's own default
    assert not entry.keys() & {"id", "status", "timeSheet", "_info"}
    assert (world.entries(), world.rows("time/sheets")) == before


async def test_defaults_are_what_a_post_then_stores(technician: httpx2.AsyncClient) -> None:
    body = {**HOUR, "chargeToType": "ServiceTicket", "chargeToId": 54330, "workType": {"id": 5}}
    planned = (await technician.post("/time/entries/defaults", json=body)).json()
    stored = (await technician.post("/time/entries", json=body)).json()
    assert planned == {name: stored[name] for name in planned}


@pytest.mark.parametrize(
    ("kind", "key", "more", "expected"),
    [
        ("ServiceTicket", 54321, {"workType": {"id": 3}}, "DoNotBill"),
        ("ServiceTicket", 54321, {"workType": {"id": 3}, "billableOption": "Billable"}, "Billable"),
        ("ServiceTicket", 54321, {"billableOption": "NoDefault"}, "Billable"),
        ("ServiceTicket", 54352, {}, "DoNotBill"),
        ("ServiceTicket", 54352, {"billableOption": "NoDefault"}, "DoNotBill"),
        ("ChargeCode", 1, {}, "DoNotBill"),
        ("ChargeCode", 5, {}, "Billable"),
        ("ChargeCode", 6, {}, "Billable"),
        ("ChargeCode", 6, {"workType": {"id": 4}}, "NoCharge"),
    ],
)
async def test_who_decides_on_billing(
    manager: httpx2.AsyncClient, kind: str, key: int, more: dict[str, Any], expected: str
) -> None:
    assert (await resolved(manager, kind, key, **more))["billableOption"] == expected


async def test_a_charge_code_brings_the_internal_company_and_its_work_type(
    technician: httpx2.AsyncClient,
) -> None:
    entry = await resolved(technician, "ChargeCode", 2)
    assert (entry["company"]["id"], entry["workType"]["name"]) == (1, "Training")
    assert entry["hoursBilled"] == 0


async def test_a_project_ticket_brings_project_and_phase(technician: httpx2.AsyncClient) -> None:
    entry = await resolved(technician, "ProjectTicket", 60104)
    assert (entry["project"]["name"], entry["phase"]["name"]) == (
        "Contoso office move",
        "Migration",
    )


async def test_an_activity_brings_its_company(manager: httpx2.AsyncClient) -> None:
    entry = await resolved(manager, "Activity", 1)
    assert (entry["activity"]["id"], entry["company"]["id"], entry["agreement"]["id"]) == (1, 2, 1)


async def test_an_agreement_that_does_not_cover_the_day_is_left_out(
    technician: httpx2.AsyncClient,
) -> None:
    for ticket in (54333, 54336):  # expired, cancelled
        assert "agreement" not in await resolved(technician, "ServiceTicket", ticket)


@pytest.mark.parametrize(
    ("ticket", "more", "rate"),
    [
        (54336, {}, 125),  # work role
        (54336, {"workType": {"id": 2}}, 187.5),  # work type × work role
        (54336, {"workRole": {"id": 4}}, 165),
        (54321, {"workType": {"id": 2}}, 210),  # agreement work type
        (54322, {"workType": {"id": 2}}, 110),  # agreement work role
        (54350, {"workType": {"id": 2}}, 99),  # the ticket's own rate
    ],
)
async def test_the_highest_rate_rule_wins(
    technician: httpx2.AsyncClient, ticket: int, more: dict[str, Any], rate: float
) -> None:
    assert (await resolved(technician, "ServiceTicket", ticket, **more))["hourlyRate"] == rate


async def test_minimum_and_rounding_work_on_billed_hours_only(
    technician: httpx2.AsyncClient, world: World
) -> None:
    world.set_field("time/workTypes", 6, hoursMax=2)
    seen = []
    for end in ("15:20", "16:10", "18:00"):
        more = {"timeEnd": f"2026-11-18T{end}:00Z", "workType": {"name": "On-site"}}
        entry = await resolved(technician, "ServiceTicket", 54336, **more)
        seen.append((entry["actualHours"], entry["hoursBilled"], entry["extendedInvoiceAmount"]))
    assert seen == [(0.33, 1, 125), (1.17, 1.25, 156.25), (3, 2, 250)]


async def test_covered_time_goes_to_the_agreement(technician: httpx2.AsyncClient) -> None:
    entry = await resolved(technician, "ServiceTicket", 54321)
    assert (entry["agreementHours"], entry["agreementAmount"]) == (1, 125)
    assert (entry["invoiceHours"], entry["extendedInvoiceAmount"]) == (0, 0)


async def test_without_any_work_type_the_tenants_default_is_taken(
    manager: httpx2.AsyncClient, world: World
) -> None:
    world.set_field("system/members", 2, workType=None)
    world.set_field("time/workTypes", 4, activityDefaultFlag=True)
    kinds = (("ServiceTicket", 54336), ("Activity", 1))
    found = [(await resolved(manager, *kind))["workType"]["name"] for kind in kinds]
    assert found == ["Regular", "Travel"]


async def test_an_inactive_default_work_type_is_passed_over(
    manager: httpx2.AsyncClient, world: World
) -> None:
    world.set_field("service/tickets", 54336, workType=10)
    assert (await resolved(manager, "ServiceTicket", 54336))["workType"]["name"] == "Regular"


async def test_an_inactive_default_work_role_is_passed_over(
    manager: httpx2.AsyncClient, world: World
) -> None:
    world.set_field("service/tickets", 54336, workRole=7)
    assert (await resolved(manager, "ServiceTicket", 54336))["workRole"]["name"] == (
        "Project Manager"
    )


async def test_without_any_work_role_one_is_asked_for(
    manager: httpx2.AsyncClient, world: World
) -> None:
    world.set_field("system/members", 2, workRole=None)
    body = {**HOUR, "chargeToType": "ServiceTicket", "chargeToId": 54336}
    answer = await manager.post("/time/entries/defaults", json=body)
    assert [flaw["field"] for flaw in answer.json()["errors"]] == ["workRole"]


async def test_an_expired_agreement_cannot_be_given(manager: httpx2.AsyncClient) -> None:
    body = {**HOUR, "chargeToType": "ServiceTicket", "chargeToId": 54333, "agreement": {"id": 3}}
    answer = await manager.post("/time/entries/defaults", json=body)
    assert [flaw["field"] for flaw in answer.json()["errors"]] == ["agreement"]


async def test_a_member_may_have_a_rate_and_a_work_type_a_surcharge(
    technician: httpx2.AsyncClient, world: World
) -> None:
    world.set_field("time/workTypes", 2, rateType="AdjAmount", rate=20)
    overtime = {"workType": {"id": 2}}
    assert (await resolved(technician, "ServiceTicket", 54336, **overtime))["hourlyRate"] == 145
    world.set_field("system/members", 1, hourlyRate=77)
    assert (await resolved(technician, "ServiceTicket", 54336, **overtime))["hourlyRate"] == 77


async def test_time_of_an_inactive_member_is_refused(manager: httpx2.AsyncClient) -> None:
    body = {**HOUR, "chargeToType": "ServiceTicket", "chargeToId": 54336, "member": {"id": 7}}
    answer = await manager.post("/time/entries", json=body)
    assert [flaw["field"] for flaw in answer.json()["errors"]] == ["member/id"]
