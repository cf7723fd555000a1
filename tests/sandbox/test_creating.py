from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from connectwise_time.sandbox import World

pytestmark = pytest.mark.anyio
Connect = Callable[..., httpx2.AsyncClient]

TICKET = {"chargeToId": 54321, "chargeToType": "ServiceTicket"}
HOUR = {"timeStart": "2026-11-18T15:00:00Z", "timeEnd": "2026-11-18T16:00:00Z"}


def flaws(response: httpx2.Response) -> list[tuple[str, str]]:
    assert response.json()["code"] == "InvalidObject", response.text
    assert response.json()["message"] == "timeEntry object is invalid"
    return [(flaw["code"], flaw["field"]) for flaw in response.json()["errors"]]


async def test_a_new_entry_answers_201_with_what_is_stored(
    technician: httpx2.AsyncClient, world: World
) -> None:
    answer = await technician.post("/time/entries", json={**TICKET, **HOUR, "notes": "Relay"})
    assert answer.status_code == 201, answer.text
    stored = world.entries()[-1]
    sent = {**answer.json(), "_info": None}
    assert sent.keys() == stored.keys()
    assert {k: v for k, v in sent.items() if not isinstance(v, dict) and k != "_info"} == {
        k: v for k, v in stored.items() if not isinstance(v, dict)
    }
    assert stored["actualHours"] == 1
    assert stored["status"] == "Open"
    assert stored["member"]["identifier"] == stored["enteredBy"] == "jdoe"
    assert stored["_info"] == {"lastUpdated": "2026-11-18T20:00:00Z", "updatedBy": "jdoe"}


async def test_only_time_start_is_missing_from_an_empty_entry(
    technician: httpx2.AsyncClient,
) -> None:
    answer = await technician.post("/time/entries", json={})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["message"] == "The timeStart field is required."
    assert flaws(answer) == [("MissingRequiredField", "timeStart")]
    assert b"\r\n" in answer.content


async def test_start_and_hours_give_the_end(technician: httpx2.AsyncClient) -> None:
    body = {**TICKET, "timeStart": HOUR["timeStart"], "actualHours": 1.25, "hoursDeduct": 0.25}
    entry = (await technician.post("/time/entries", json=body)).json()
    assert (entry["timeEnd"], entry["actualHours"]) == ("2026-11-18T16:30:00Z", 1.25)


async def test_hours_are_span_less_deduction_whatever_was_sent(
    technician: httpx2.AsyncClient,
) -> None:
    body = {**TICKET, **HOUR, "hoursDeduct": 0.5, "actualHours": 7}
    assert (await technician.post("/time/entries", json=body)).json()["actualHours"] == 0.5


async def test_a_world_may_ignore_deductions_on_create(
    technician: httpx2.AsyncClient, world: World
) -> None:
    world.switches.keep_hours_deduct_on_create = False
    entry = (
        await technician.post("/time/entries", json={**TICKET, **HOUR, "hoursDeduct": 0.5})
    ).json()
    assert entry["actualHours"] == 1
    assert "hoursDeduct" not in entry


@pytest.mark.parametrize("kept", [True, False])
async def test_a_client_guid_is_echoed_unless_the_world_drops_it(
    technician: httpx2.AsyncClient, world: World, *, kept: bool
) -> None:
    world.switches.keep_mobile_guid = kept
    guid = "6fd34162-0856-4bc1-80ae-c3dccd89357a"
    entry = (
        await technician.post("/time/entries", json={**TICKET, **HOUR, "mobileGuid": guid})
    ).json()
    assert (entry.get("mobileGuid") == guid) is kept


async def test_time_is_rounded_by_the_tenants_factor(
    technician: httpx2.AsyncClient, world: World
) -> None:
    world.set_field("system/myCompany/timeExpense", 1, roundingFactor=0.25)
    body = {**TICKET, **HOUR, "timeEnd": "2026-11-18T15:23:00Z"}
    assert (await technician.post("/time/entries", json=body)).json()["actualHours"] == 0.5


@pytest.mark.parametrize(
    "wrong",
    [
        "2026-11-18T10:00:00-05:00",
        "2026-11-18T15:00:00.000Z",
        "2026-11-18 15:00",
        "2026-13-01T00:00:00Z",
    ],
)
async def test_offsets_and_milliseconds_are_unsupported(
    technician: httpx2.AsyncClient, world: World, wrong: str
) -> None:
    before = world.entries()
    answer = await technician.post("/time/entries", json={**TICKET, **HOUR, "timeStart": wrong})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["message"] == "Unsupported format applied to timeStart"
    assert flaws(answer) == [("UnsupportedFormat", "timeStart")]
    assert world.entries() == before


@pytest.mark.parametrize(
    ("wrong", "flaw"),
    [
        ({"workType": {"id": 77}}, ("NotFound", "workType/id")),
        ({"workType": {"name": "Nope"}}, ("NotFound", "workType/name")),
        ({"chargeToId": 99}, ("NotFound", "chargeToId")),
        ({"chargeToId": 60101}, ("NotFound", "chargeToId")),
        ({"chargeToType": "ProjectTicket"}, ("NotFound", "chargeToId")),
        ({"chargeToType": None}, ("MissingRequiredField", "chargeToType")),
        ({"chargeToId": None}, ("MissingRequiredField", "chargeToId")),
        ({"chargeToId": 54339}, ("InvalidChargeTo", "chargeToId")),
        ({"chargeToId": 54340}, ("InvalidChargeTo", "chargeToId")),
        ({"chargeToId": 54346}, ("InvalidChargeTo", "chargeToId")),
        ({"chargeToId": 60201, "chargeToType": "ProjectTicket"}, ("InvalidChargeTo", "chargeToId")),
        ({"chargeToId": 7, "chargeToType": "ChargeCode"}, ("InvalidChargeTo", "chargeToId")),
        ({"chargeToId": 2, "chargeToType": "Company"}, ("InvalidChargeTo", "chargeToId")),
        ({"workType": {"id": 10}}, ("Invalid", "workType")),
        ({"workRole": {"id": 7}}, ("Invalid", "workRole")),
        ({"workRole": {"name": "consultant"}}, ("InvalidWorkRole", "workRole")),
        ({"agreement": {"id": 2}}, ("Invalid", "agreement")),
        ({"timeEnd": "2026-11-18T14:00:00Z"}, ("OutOfRange", "timeEnd")),
        ({"timeEnd": "2026-11-20T15:00:00Z"}, ("OutOfRange", "timeEnd")),
        ({"timeEnd": None}, ("MissingRequiredField", "timeEnd")),
        ({"hoursDeduct": 1}, ("OutOfRange", "hoursDeduct")),
        ({"hoursDeduct": -1}, ("OutOfRange", "hoursDeduct")),
        (
            {"timeStart": "2027-08-02T15:00:00Z", "timeEnd": "2027-08-02T16:00:00Z"},
            ("NotFound", "timeStart"),
        ),
    ],
)
async def test_what_breaks_a_rule_is_refused_and_stores_nothing(
    technician: httpx2.AsyncClient, world: World, wrong: dict[str, Any], flaw: tuple[str, str]
) -> None:
    before = (world.entries(), world.rows("time/sheets"))
    answer = await technician.post("/time/entries", json={**TICKET, **HOUR, **wrong})
    assert answer.status_code == 400
    assert flaws(answer) == [flaw]
    assert (world.entries(), world.rows("time/sheets")) == before


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"chargeToId": "54321"}, 500),
        ({"chargeToId": 10**12}, 500),
        ({"notes": 5}, 500),
        ({"addToResolutionFlag": "yes"}, 500),
        ({"billableOption": "Sometimes"}, 500),
        ({"workType": 3}, 500),
        ({"workType": {"id": "3"}}, 500),
        ({"hoursDeduct": True}, 500),
        ({"mobileGuid": "x"}, 500),
        ({"customFields": [3]}, 500),
        ({"surprise": 1}, 400),
    ],
)
async def test_values_of_a_wrong_type_cannot_be_converted(
    technician: httpx2.AsyncClient, world: World, wrong: dict[str, Any], status: int
) -> None:
    before = world.entries()
    answer = await technician.post("/time/entries", json={**TICKET, **HOUR, **wrong})
    assert answer.status_code == status
    said = answer.json()["message"]
    assert said.startswith(("Error converting value", "Could not find member 'surprise'"))
    assert world.entries() == before


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[1]",
        b"null",
        b'"x"',
        b'{"notes": "\\ud800"}',
        b'{"hoursDeduct": NaN}',
        b"\xff",
        b'{"hoursDeduct": 1e999}',
        b"[" * 100_000,
        b'{"chargeToId": ' + b"9" * 5000 + b"}",
    ],
)
async def test_a_malformed_body_is_a_500_of_the_vendors_kind(
    technician: httpx2.AsyncClient, raw: bytes
) -> None:
    answer = await technician.post(
        "/time/entries", content=raw, headers={"content-type": "application/json"}
    )
    assert (answer.status_code, answer.json()["code"]) == (500, "ConnectWiseApi")


async def test_server_computed_fields_are_ignored(technician: httpx2.AsyncClient) -> None:
    more = {
        "id": 3,
        "status": "Billed",
        "hourlyRate": 1,
        "enteredBy": "zadmin",
        "hoursBilled": 99,
        "timeSheet": {"id": 1},
        "invoiceFlag": True,
        "_info": {},
    }
    entry = (await technician.post("/time/entries", json={**TICKET, **HOUR, **more})).json()
    assert (entry["status"], entry["hourlyRate"], entry["enteredBy"]) == ("Open", 125, "jdoe")
    assert (entry["invoiceFlag"], entry["hoursBilled"]) == (False, 1)
    assert entry["id"] != 3


async def test_a_required_note_is_asked_for(technician: httpx2.AsyncClient, world: World) -> None:
    world.set_field("system/myCompany/timeExpense", 1, requireTimeNoteFlag=True)
    answer = await technician.post("/time/entries", json={**TICKET, **HOUR, "notes": " "})
    assert flaws(answer) == [("MissingRequiredField", "notes")]


async def test_some_members_must_give_an_end(technician: httpx2.AsyncClient, world: World) -> None:
    world.set_field("system/members", 1, requireStartAndEndTimeOnTimeEntryFlag=True)
    body = {**TICKET, "timeStart": HOUR["timeStart"], "actualHours": 1}
    answer = await technician.post("/time/entries", json=body)
    assert flaws(answer) == [("MissingRequiredField", "timeEnd")]


async def test_company_time_needs_a_member_who_may(manager: httpx2.AsyncClient) -> None:
    answer = await manager.post(
        "/time/entries", json={**HOUR, "company": {"identifier": "contosoltd"}}
    )
    entry = answer.json()
    assert (entry["chargeToType"], entry["chargeToId"], entry["company"]["id"]) == ("Company", 2, 2)


async def test_a_default_work_role_must_fit_the_location(manager: httpx2.AsyncClient) -> None:
    body = {**TICKET, **HOUR, "member": {"identifier": "temp1"}}
    answer = await manager.post("/time/entries", json=body)
    said = answer.json()["errors"][0]["message"]
    assert said == "The default Work Role is not valid for the selected location"


async def test_an_entry_lands_in_the_sheet_of_the_members_local_week(
    manager: httpx2.AsyncClient,
) -> None:
    """02:00 UTC on Monday is still Sunday in New York, but Monday in London."""
    late = {"timeStart": "2026-11-16T02:00:00Z", "timeEnd": "2026-11-16T03:00:00Z"}
    names = []
    for who in ("jsmith", "opatel"):
        body = {**TICKET, **late, "member": {"identifier": who}}
        entry = (await manager.post("/time/entries", json=body)).json()
        names.append(entry["timeSheet"]["name"])
    assert names == ["2026-11-09 to 2026-11-15", "2026-11-16 to 2026-11-22"]


async def test_a_submitted_sheet_takes_no_more_time(technician: httpx2.AsyncClient) -> None:
    body = {**TICKET, "timeStart": "2026-11-12T15:00:00Z", "actualHours": 1}
    assert flaws(await technician.post("/time/entries", json=body)) == [
        ("InvalidStatus", "timeSheet")
    ]


async def test_mail_is_recorded_and_only_when_asked_for(
    technician: httpx2.AsyncClient, world: World
) -> None:
    await technician.post("/time/entries", json={**TICKET, **HOUR})
    await technician.post(
        "/time/entries/defaults", json={**TICKET, **HOUR, "emailContactFlag": True}
    )
    assert world.outbox == []
    entry = (
        await technician.post("/time/entries", json={**TICKET, **HOUR, "emailContactFlag": True})
    ).json()
    assert [(mail["entry"], mail["because"]) for mail in world.outbox] == [
        (entry["id"], ["emailContactFlag"])
    ]


async def test_other_content_types_are_refused(technician: httpx2.AsyncClient) -> None:
    answer = await technician.post(
        "/time/entries", content=b"a=1", headers={"content-type": "text/plain"}
    )
    assert answer.status_code == 415


async def test_the_documented_dialect_asks_for_more(connect: Connect) -> None:
    client = connect("technician", dialect="documented")
    answer = await client.post("/time/entries", json={"timeStart": HOUR["timeStart"]})
    assert [field for _, field in flaws(answer)] == ["chargeToId", "chargeToType", "member"]
